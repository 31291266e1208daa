"""What the matcher asks about a made-up register, and how often rightly: the table of docs/matching.md."""

import sys
from collections import defaultdict
from collections.abc import Sequence

from server.people import matching
from tests.people.generator import FROZEN_SEED, HELD_OUT_SEED, Fields, Registration, Trial, trial


class Register:
    """A register that is asked who may be the same."""

    def __init__(self, persons: Sequence[Fields]) -> None:
        self.traits = [matching.traits(person) for person in persons]
        self.places: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self.traits):
            for key in matching.blocks(one):
                self.places[key].append(place)

    def ask(self, typed: Fields) -> dict[int, list[str]]:
        """The places of those who may be the same, each with the reasons."""
        one = matching.traits(typed)
        places = {place for key in matching.sought(one) for place in self.places.get(key, ())}
        told = {place: matching.reasons(one, self.traits[place]) for place in sorted(places)}
        return {place: reasons for place, reasons in told.items() if reasons}


def recall(register: Register, tries: Sequence[Registration]) -> float:
    """Of registrations of somebody registered: the share where she is among those asked about."""
    return sum(one.truly in register.ask(one.typed) for one in tries) / len(tries)


def false_questions(register: Register, year: Sequence[Registration]) -> float:
    """How many persons who are somebody else are asked about, per registration."""
    return sum(len(register.ask(one.typed).keys() - {one.truly}) for one in year) / len(year)


def table(made: Trial) -> str:
    """Recall by slip and false questions, as docs/matching.md shows them."""
    register = Register(made.persons)
    rows = [f"| {slip} | {recall(register, tries):.3f} |" for slip, tries in made.by_slip.items()]
    rows.append(f"| two slips at once | {recall(register, made.twice):.3f} |")
    rows.append(f"| false questions per 50 registrations | {50 * false_questions(register, made.year):.2f} |")
    return "\n".join(rows)


if __name__ == "__main__":
    for seed in [int(said) for said in sys.argv[1:]] or (FROZEN_SEED, HELD_OUT_SEED):
        print(f"seed {seed}", table(trial(seed)), sep="\n")
