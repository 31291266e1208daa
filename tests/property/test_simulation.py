"""Three tablets, one server, everything lost that can be lost: no answer may disappear.

`make test-long` runs more of it; KAYOI_SIM_SEEDS=2000 as much as asked for.
"""

import os

import pytest
from flask import Flask

from tests.property.world import World

SEEDS = int(os.environ.get("KAYOI_SIM_SEEDS") or 40)


@pytest.mark.parametrize("block", range(4))
def test_nothing_is_lost_overwritten_unseen_or_shown_twice(town: Flask, block: int) -> None:
    for seed in range(block, SEEDS, 4):
        assert World(town, seed, restore=seed % 4 == 3).run() == [], f"seed {seed}"


@pytest.mark.long
@pytest.mark.parametrize("block", range(8))
def test_nothing_is_lost_in_many_more_days(town: Flask, block: int) -> None:
    for seed in range(SEEDS + block, SEEDS + 1_200, 8):
        assert World(town, seed, restore=seed % 4 == 3).run() == [], f"seed {seed}"
