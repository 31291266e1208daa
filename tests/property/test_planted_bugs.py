"""The simulation must see a bug when there is one: each of these, planted on purpose, turns it red."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.property.planted import BUGS, CLONES, MERGES, RESTORES, Often, Patch
from tests.property.run import run
from tests.property.shrink import fault
from tests.property.town import Town
from tests.property.world import World

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "proof.md").read_text()
SEEDS = 40  # at most; the first that shows the bug is enough
FIRST = {
    "last_writer_wins": 0,
    "dedupe_missing": 11,
    "moved_ops_mean_the_old_number": 1,
    "waits_never_released": 8,
    "replaced_op_still_applied": 9,
    "sheets_not_restamped": 4,
    "received_counted_before_commit": 0,
    "echo_of_everything": 1,
    "withdrawn_not_told": 26,
    "cursor_before_data": 0,
    "overlay_dropped_on_arrival": 0,
    "overlay_dropped_at_one_head": 1,
    "withdrawn_applied_at_once": 4,
    "saw_taken_at_save": 8,
    "quarantine_breaks_the_chain": 14,
    "digest_ignored": 0,
    "old_replica_dropped_at_once": 9,
    "reset_does_not_send_again": 3,
    "feed_reset_pulls_before_pushing": 18,
    "merge_moves_rows": 5,
    "undo_loses_root_ops": 2,
}  # a seed that showed it; what is not here is seen by the test docs/proof.md names


@pytest.mark.parametrize("bug", [bug for bug in BUGS if bug.__name__ in FIRST], ids=lambda bug: bug.__name__)
def test_the_simulation_sees(town: Town, monkeypatch: Patch, bug: Callable[[Patch], None]) -> None:
    bug(monkeypatch)
    seeds = sorted(range(SEEDS), key=lambda seed: seed != FIRST[bug.__name__])
    assert any(fault(World(town, seed, often=BUGS[bug])) for seed in seeds)


@pytest.mark.parametrize("often", [CLONES, RESTORES, MERGES], ids=["copies", "restores", "merges"])
def test_without_a_bug_the_same_accidents_leave_nothing_wrong(town: Town, often: Often) -> None:
    for seed in range(3):
        assert run(World(town, seed, often=often)) == [], f"seed {seed}"


def test_the_page_lists_every_bug_and_the_test_that_catches_it() -> None:
    row = r"^\| ([a-z_]+) \| .+ \| `(tests/\S+\.py)::(\w+)(?:\[(\w+)\])?` \|$"
    rows = re.findall(row, PAGE, re.MULTILINE)
    assert {name for name, *_ in rows} == {bug.__name__ for bug in BUGS}
    for name, file, test, case in rows:
        assert f"def {test}(" in (ROOT / file).read_text(), name
        assert (name in FIRST) == (test == "test_the_simulation_sees"), name
        assert case in ("", name)
