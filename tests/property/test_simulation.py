"""Tablets, nurses and a real server, and everything lost that can be lost: no answer may disappear.

`make test` runs a few dozen seeds, `make test-long` 10,000 in two processes, KAYOI_SIM_SEEDS=2000 that many.
A failing seed prints the fewest steps that still show what went wrong, and so does
`python -m tests.property.shrink 20` for any seed.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.property.run import run
from tests.property.shrink import story
from tests.property.town import Town
from tests.property.world import World

SEEDS = int(os.environ.get("KAYOI_SIM_SEEDS") or 24)
LONG = 10_000
MENDED = (
    411,
    474,
    748,
    777,
    1013,
    1281,
    1775,
    1822,
    2056,
    2347,
    2353,
    2385,
    3489,
    3514,
    4437,
    5105,
    5283,
    5374,
    5391,
    5739,
    6153,
    6406,
    9167,
    9255,
    9486,
    9636,
    30118,
)
ROOT = Path(__file__).parents[2]


def assert_nothing_wrong(town: Town, seed: int) -> None:
    world = World(town, seed)
    if run(world):
        pytest.fail(f"{world.wrong[:3]}\n{story(town, seed, world.steps)}")


@pytest.mark.parametrize("block", range(4))
def test_nothing_is_lost_overwritten_unseen_or_shown_twice(town: Town, block: int) -> None:
    for seed in range(block, SEEDS, 4):
        assert_nothing_wrong(town, seed)


@pytest.mark.parametrize("seed", MENDED)
def test_what_once_went_wrong_stays_right(town: Town, seed: int) -> None:
    assert_nothing_wrong(town, seed)


@pytest.mark.long
def test_nothing_is_lost_in_ten_thousand_runs() -> None:
    """Two processes, half of the seeds each; what a failing one prints is its story."""
    half = LONG // 2
    command = [sys.executable, "-m", "tests.property.many"]
    both = [
        subprocess.Popen(
            [*command, str(first), str(first + half)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for first in (0, half)
    ]
    said = [one.communicate()[0] for one in both]
    assert [one.returncode for one in both] == [0, 0], "\n".join(said)
    assert sum(int(text.split()[0]) for text in said) == LONG


def test_a_seed_is_a_run(town: Town) -> None:
    """The same story again, in this process and in one whose sets have another order."""
    worlds = [World(town, seed) for seed in (3, 3, 7)]
    for world in worlds:
        run(world)
    assert worlds[0].story == worlds[1].story != worlds[2].story
    told = subprocess.run(
        [sys.executable, "-m", "tests.property.many", "3", "4", "--story"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "12345"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines()[:-1] == worlds[0].story


@pytest.mark.long
def test_every_accident_happens(town: Town) -> None:
    """A simulation in which nothing went wrong would prove nothing."""
    missing, seed = set(ACCIDENTS), 0
    while missing:
        world = World(town, seed)
        run(world)
        missing = {word for word in missing if not any(word in line for line in world.story)}
        seed += 1
        assert seed < 60, missing


ACCIDENTS = (
    "request lost",
    "reply lost",
    "sent twice",
    "late",
    "power cut",
    "Killed before",
    "Killed after",
    "goes back to its copy",
    "second tablet goes on",
    "is wiped",
    "cannot be read",
    "is lost",
    "backed up",
    "is restored",
    "now works in",
    "leaves",
    "merged_into",
    "import",
    "replacing",
    "(wrong)",
    "goes on under",
)
