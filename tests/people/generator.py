"""A made-up register and registrations with realistic slips, the same for one seed for ever.

Frozen before the matcher was written: docs/matching.md and tests/unit/test_matching.py name the SHA-256 of
what comes out. `python -m tests.people.generator` prints it, and how often two strangers agree by chance.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.people import names
from tests.people.names import Name
from tests.people.slips import SLIPS, Fields, mobile

FROZEN_SEED, HELD_OUT_SEED = 20_261_122, 7_040_213
PERSONS = 10_000
REGISTRATIONS = 5_000
EACH_SLIP = 250
# Of all registrations, those of someone who is registered already.
SHARE_OF_DUPLICATES = 0.08
# Of the others: the family of somebody registered, a bearer of her name, a twin.
SHARE_OF_FAMILY, SHARE_OF_NAMESAKES, SHARE_OF_TWINS = 0.24, 0.05, 0.003
# What is known: in the register, and of it what is typed at the desk of a salon.
REGISTER_HAS = {"phone": 0.8, "insured_no": 0.75}
SHARE_OF_KANJI = 0.93
DESK_HAS = {"kanji": 0.5, "phone": 0.65, "insured_no": 0.4}
SHARE_OF_OTHER_PHONE = 0.15
FIRST_YEAR, LAST_YEAR = 1925, 1955
OLDEST, INSURED_BEFORE = date(1920, 5, 5), date(1951, 11, 22)


@dataclass(frozen=True)
class Registration:
    """What was typed; the place in the register of whom it is about, None: somebody new; the slips made."""

    typed: Fields
    truly: int | None
    slips: tuple[str, ...]


def register(random: Random, count: int = PERSONS) -> list[Fields]:
    """The persons of a town, house by house."""
    persons: list[Fields] = []
    while len(persons) < count:
        persons.extend(_house(random, persons))
    return persons[:count]


def registrations(random: Random, persons: Sequence[Fields]) -> list[Registration]:
    """What the desks of a year type: mostly people who are new, some who are registered already."""
    return [
        _again(random, persons, (_any_slip(random),))
        if random.random() < SHARE_OF_DUPLICATES
        else Registration(_at_desk(random, _newcomer(random, persons)), None, ())
        for _ in range(REGISTRATIONS)
    ]


def duplicates(
    random: Random, persons: Sequence[Fields], slips: tuple[str, ...], count: int
) -> list[Registration]:
    """`count` registrations of registered people, each with all of these slips."""
    return [_again(random, persons, slips) for _ in range(count)]


def two_slips(random: Random) -> tuple[str, ...]:
    """Two slips about different things, each as often as it happens."""
    first, second = _any_slip(random), _any_slip(random)
    about = {SLIPS[slip][0] for slip in (first, second)} - {"nothing"}
    return (first, second) if len(about) == 2 else two_slips(random)


# --- the town ------------------------------------------------------------------------------------


def _house(random: Random, before: Sequence[Fields]) -> list[Fields]:
    """One to three people under one roof; now and then twins, or a namesake of another house."""
    first = _person(random, _born(random), names.family_name(random))
    draw = random.random()
    if draw < 0.45:
        return [first, _spouse(random, first)]
    if draw < 0.55:
        return [first, _elder(random, first)]
    if draw < 0.57:
        return [first, _spouse(random, first), _elder(random, first)]
    if draw < 0.572:
        return [first, _twin(random, first)]
    if draw < 0.60 and before:
        return [_namesake(random, random.choice(before))]
    return [first]


def _born(random: Random) -> date:
    """Like the age pyramid of a rural town in the 2020s: the baby boom of 1947-49, few over 95."""
    year = random.choices(_YEARS, _WEIGHTS)[0]
    return date(year, 1, 1) + timedelta(days=random.randrange(365))


_YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
_WEIGHTS = [(1.3 if 1947 <= year <= 1949 else 1.0) / (1 + math.exp((1937 - year) / 3.6)) for year in _YEARS]


def _person(
    random: Random, born: date, family: Name, sex: str | None = None, home_phone: str | None = None
) -> Fields:
    sex = sex or ("female" if random.random() < 0.53 + 0.01 * (LAST_YEAR - born.year) else "male")
    given = names.given_name(random, sex, born.year)
    has_phone = random.random() < REGISTER_HAS["phone"]
    own_phone = mobile(random) if random.random() < 0.3 else _landline(random)
    shares_phone = home_phone is not None and random.random() < 0.7
    known = born < INSURED_BEFORE and random.random() < REGISTER_HAS["insured_no"]
    has_kanji = random.random() < SHARE_OF_KANJI
    return {
        "family": family.written if has_kanji else None,
        "given": given.written if has_kanji else None,
        "family_kana": family.kana,
        "given_kana": given.kana,
        "born_on": born.isoformat(),
        "sex": sex,
        "phone": home_phone if shares_phone else own_phone if has_phone else None,
        "insured_no": _number(random) if known else None,
    }


def _relative(random: Random, of: Fields, years: float, spread: float, sex: str | None) -> Fields:
    family = Name(of["family"] or of["family_kana"] or "", of["family_kana"] or "")
    born = date.fromisoformat(of["born_on"] or "") + timedelta(days=round(random.gauss(years, spread) * 365))
    return _person(random, max(born, OLDEST), family, sex, of["phone"])


def _spouse(random: Random, of: Fields) -> Fields:
    male = of["sex"] == "male"
    return _relative(random, of, 3 if male else -3, 3, "female" if male else "male")


def _elder(random: Random, of: Fields) -> Fields:
    """A mother or mother-in-law, seldom a father, of the house; a spouse where that would be too old."""
    if (of["born_on"] or "") < "1950":
        return _spouse(random, of)
    return _relative(random, of, -25, 3, "female" if random.random() < 0.85 else "male")


def _twin(random: Random, of: Fields) -> Fields:
    other = _relative(random, of, 0, 0, of["sex"] if random.random() < 0.6 else None)
    return other if other["given_kana"] != of["given_kana"] else _twin(random, of)


def _namesake(random: Random, of: Fields) -> Fields:
    """A neighbour of the same name, sex and generation, born on another day."""
    born = date.fromisoformat(of["born_on"] or "") + timedelta(days=round(random.gauss(0, 4) * 365) or 200)
    person = _person(random, born, Name(of["family"] or "", of["family_kana"] or ""), of["sex"])
    return {**person, **{name: of[name] for name in ("family", "given", "family_kana", "given_kana")}}


def _number(random: Random) -> str:
    """A 被保険者番号: seven digits and their check digit."""
    digits = f"{random.randrange(10_000_000):07d}"
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(digits)]
    return digits + str(-sum(number // 10 + number % 10 for number in doubled) % 10)


def _landline(random: Random) -> str:
    return f"057{random.randrange(3, 9)}-{random.randrange(20, 70)}-{random.randrange(10_000):04d}"


# --- the desk ------------------------------------------------------------------------------------


def _newcomer(random: Random, persons: Sequence[Fields]) -> Fields:
    of, draw = random.choice(persons), random.random()
    if draw < SHARE_OF_TWINS:
        return _twin(random, of)
    draw -= SHARE_OF_TWINS
    if draw < SHARE_OF_NAMESAKES:
        return _namesake(random, of)
    if draw - SHARE_OF_NAMESAKES < SHARE_OF_FAMILY:
        return (_spouse if random.random() < 0.7 else _elder)(random, of)
    return _person(random, _born(random), names.family_name(random))


def _again(random: Random, persons: Sequence[Fields], slips: tuple[str, ...]) -> Registration:
    """Somebody registered, registered again with these slips; drawn until all of them can happen to her."""
    while True:
        place = random.randrange(len(persons))
        typed = _at_desk(random, persons[place])
        slipped = [SLIPS[slip][1](random, persons[place], persons) for slip in slips]
        if None not in slipped:
            for fields in slipped:
                typed = {**typed, **_written(typed, fields or {})}
            return Registration(typed, place, slips)


def _written(typed: Fields, slipped: Fields) -> Fields:
    """Another surname brings other characters only where characters were typed."""
    kana_only = typed["family"] is None and "family_kana" in slipped
    return {name: value for name, value in slipped.items() if not (kana_only and name == "family")}


def _at_desk(random: Random, true: Fields) -> Fields:
    """What is typed of a person without a slip: kana is enough, the rest is there or not."""
    kanji = random.random() < DESK_HAS["kanji"]
    phone = true["phone"] if random.random() >= SHARE_OF_OTHER_PHONE else mobile(random)
    return {
        **true,
        "family": true["family"] if kanji else None,
        "given": true["given"] if kanji else None,
        "phone": phone if random.random() < DESK_HAS["phone"] else None,
        "insured_no": true["insured_no"] if random.random() < DESK_HAS["insured_no"] else None,
    }


def _any_slip(random: Random) -> str:
    return random.choices(list(SLIPS), [share for *_, share in SLIPS.values()])[0]


# --- what comes out ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trial:
    """One register and everything that is tried on it."""

    persons: list[Fields]
    year: list[Registration]
    by_slip: dict[str, list[Registration]]
    twice: list[Registration]


def trial(seed: int) -> Trial:
    """Everything for one seed."""
    random = Random(seed)
    persons = register(random)
    return Trial(
        persons,
        registrations(random, persons),
        {slip: duplicates(random, persons, (slip,), EACH_SLIP) for slip in SLIPS},
        [_again(random, persons, two_slips(random)) for _ in range(EACH_SLIP)],
    )


def fingerprint(made: Trial) -> str:
    """The SHA-256 of all that comes out."""
    tries = [*made.year, *(one for tries in made.by_slip.values() for one in tries), *made.twice]
    lines = [*made.persons, *([one.typed, one.truly, one.slips] for one in tries)]
    text = "\n".join(json.dumps(line, ensure_ascii=False, sort_keys=True) for line in lines)
    return hashlib.sha256(text.encode()).hexdigest()


AGREEING = "family_kana", "given_kana sex", "family_kana given_kana sex", "born_on"


def by_chance(made: Trial, fields: str) -> float:
    """How often two persons of the register agree in these fields."""
    counts = Counter(tuple(person[name] for name in fields.split()) for person in made.persons)
    total = len(made.persons)
    return sum(count * (count - 1) for count in counts.values()) / (total * (total - 1))


if __name__ == "__main__":
    for seed in (FROZEN_SEED, HELD_OUT_SEED):
        made = trial(seed)
        print(seed, fingerprint(made))
        for fields in AGREEING:
            print(f"  two persons agree in {fields}: one pair in {1 / by_chance(made, fields):,.0f}")
