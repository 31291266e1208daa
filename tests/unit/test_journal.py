"""The office journal: whole lines survive torn ones, and what a backup lacks is told once each."""

from pathlib import Path

import pytest

from server.backup import healing, journal
from server.backup.cover import _common
from sync import feed

TOWN = "6f1b2c3d-0000-4000-8000-000000000001"


def op(writer_no: int, first: int, last: int, epoch: str = "e1", tenant: str = TOWN, at: str = "t") -> dict:  # type: ignore[type-arg]
    return {"ops": [writer_no, first, last], "tenant": tenant, "epoch": epoch, "at": at}


def test_a_line_torn_by_a_power_cut_takes_no_other_with_it(tmp_path: Path) -> None:
    file = tmp_path / "office.journal"
    journal.note_ops(file, TOWN, "e1", 12, [1, 2, 3, 7])
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    journal.note_ops(file, TOWN, "e1", 12, [8])
    told = [(one.first, one.last) for one in journal.office_ops(journal.read(file))]
    assert told == [(1, 3), (8, 8)]
    assert file.stat().st_mode & 0o777 == 0o600


def test_only_what_the_backup_lacks_is_told_and_each_op_once() -> None:
    lines = [
        op(12, 1, 4),
        op(12, 5, 6),
        op(12, 5, 6),
        op(12, 6, 8),
        op(13, 1, 1),
        op(12, 9, 9, tenant="other"),
    ]
    received = {12: feed.parse_ranges([[1, 3], [5, 5]])}
    told = [(one.writer_no, one.first, one.last) for one in journal.missing(lines, TOWN, "e1", received)]
    assert told == [(12, 4, 4), (12, 6, 6), (12, 7, 8), (13, 1, 1)]


def test_a_past_that_was_left_is_not_told_again_but_what_grew_from_it_is() -> None:
    lines = [
        op(12, 1, 1, "e1"),
        op(12, 2, 2, "e1"),  # lost by the first restore, and told then
        {"restored": "e2", "from": "e1", "tenant": TOWN, "writers_from": 2_000_000},
        op(2_000_001, 1, 1, "e2"),
        op(2_000_001, 2, 2, "e2"),
    ]
    of_e2 = journal.missing(lines, TOWN, "e2", {12: ((1, 1),), 2_000_001: ((1, 1),)})
    assert [(one.writer_no, one.first) for one in of_e2] == [(2_000_001, 2)]
    of_e1 = journal.missing(lines, TOWN, "e1", {12: ((1, 1),)})
    assert [(one.writer_no, one.first, one.last) for one in of_e1] == [
        (12, 2, 2),
        (2_000_001, 1, 1),
        (2_000_001, 2, 2),
    ]
    assert journal.highest_writer(lines, TOWN) == 2_000_001


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        ([], False),
        ([{"backup_taken": "b"}], True),
        ([{"backup_taken": "b"}, op(12, 1, 1)], True),
        ([{"backup_taken": "b"}, {"copied": "t"}, op(12, 1, 1)], False),
        ([{"copied": "t"}, {"backup_taken": "b"}], True),
        ([{"backup_taken": "another"}], False),
    ],
)
def test_a_journal_says_whether_it_is_whole_since_a_backup(lines: list, whole: bool) -> None:  # type: ignore[type-arg]
    assert journal.complete_since(lines, "b") is whole


def test_a_tablet_may_let_go_only_of_what_every_usable_backup_holds() -> None:
    """A restore of `old` left the past in which `late` was taken; `new` lacks what only `late` holds."""
    old, late, new = {12: ((1, 3),)}, {12: ((1, 9),), 13: ((1, 2),)}, {12: ((1, 3), (7, 12))}
    assert _common([old, late, new]) == {12: ((1, 3),)}
    assert _common([late, new]) == {12: ((1, 3), (7, 9))}
    assert _common([old, {}]) == {}
    assert _common([]) == {}


@pytest.mark.parametrize("seen", [0, 37, 999_999, 1_000_000, 1_000_001, 17_000_005])
def test_new_numbers_begin_far_past_every_one_given(seen: int) -> None:
    today = healing.SINCE
    first = healing.first_free(seen, today)
    assert first % healing.JUMP == 0
    assert first >= seen + healing.JUMP
    later = healing.first_free(seen, today.replace(year=2030))
    assert later > first
    assert later - first > 1_000 * healing.A_DAY


def test_the_seqs_inside_two_ranges() -> None:
    one, other = ((1, 5), (8, 10), (20, 30)), ((2, 2), (4, 9), (25, 25), (29, 40))
    both = {seq for first, last in one for seq in range(first, last + 1)}
    both &= {seq for first, last in other for seq in range(first, last + 1)}
    assert feed.common(one, other) == feed.add((), both) == feed.common(other, one)
    assert feed.common(one, ()) == ()
