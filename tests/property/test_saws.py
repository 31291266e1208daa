"""A long chain of offline edits lists at most 200 ids, and merges as if it listed everything it stands on."""

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from sync.merge import Field, merge
from sync.ops import SAW, Edit
from tests.node import ask

SEEDS, LONGEST = 12, 450
Made = list[dict[str, Any]]


def question(chance: random.Random) -> dict[str, Any]:
    """Up to 450 edits of one field; now and then another tablet's value is on the screen too."""
    count = chance.randint(201, LONGEST)
    others = {str(chance.randint(1, count)): [f"{20 + n}.1"] for n in range(chance.randint(1, 12))}
    return {"count": count, "others": others | {"1": ["7.1"]}}


@pytest.fixture(scope="module")
def chains() -> list[Made]:
    """What the tablet's own code makes of each question."""
    return ask(Path(__file__).parent / "saws.mts", [question(random.Random(seed)) for seed in range(SEEDS)])


def others_of(made: Made) -> list[str]:
    return sorted({one for op in made for one in op["all"] if not one.startswith("12.")})


def merged(made: Made, listed: str, order: list[str], held: Iterable[str]) -> set[str]:
    """Ids of the values that stand after these arrivals; those held are never applied."""
    ops = {op["op"]: op for op in made}
    field, aside = Field({}, frozenset()), set(held)
    for one in order:
        if one not in aside:
            saw = ops[one][listed] if one in ops else []
            field = merge(field, one, Edit(frozenset(saw), one))
    return set(field.members)


def shuffled(chance: random.Random, made: Made) -> list[str]:
    order = [*others_of(made), *(op["op"] for op in made)]
    chance.shuffle(order)
    return order


def test_no_edit_lists_more_than_the_server_takes(chains: list[Made]) -> None:
    assert max(len(op["saw"]) for made in chains for op in made) == SAW


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8])
def test_with_any_of_them_held_and_in_any_order_the_same_values_stand(
    chains: list[Made], share: float
) -> None:
    for seed, made in enumerate(chains):
        chance = random.Random(seed)
        held = [op["op"] for op in made if chance.random() < share]
        full = merged(made, "all", shuffled(chance, made), held)
        assert merged(made, "saw", shuffled(chance, made), held) == full, (seed, len(held))


def test_with_whole_windows_held_nothing_is_lost_and_nothing_of_others_comes_back(
    chains: list[Made],
) -> None:
    """With 200 in a row kept aside an older value of her own may stand beside the newest: a question."""
    for seed, made in enumerate(chains):
        chance = random.Random(seed)
        first = chance.randint(1, len(made) - 200)
        held = [f"12.{seq}" for seq in range(first, min(first + chance.randint(200, 300), len(made)))]
        full = merged(made, "all", shuffled(chance, made), held)
        window = merged(made, "saw", shuffled(chance, made), held)
        assert full <= window
        assert {one for one in window - full if not one.startswith("12.")} == set()
