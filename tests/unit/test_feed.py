"""Ranges, cursors and verdicts in their short written forms."""

from sync import feed
from sync.feed import Cursor, Verdict


def test_seqs_become_ranges_that_never_touch() -> None:
    assert feed.add((), [3, 1, 2, 7]) == ((1, 3), (7, 7))
    assert feed.add(((1, 3), (7, 7)), [4, 5, 6]) == ((1, 7),)
    assert feed.add(((1, 3),), [2, 2]) == ((1, 3),)
    assert feed.add((), []) == ()


def test_gaps_are_what_is_missing_below_the_highest() -> None:
    assert feed.gaps(((2, 3), (6, 6))) == ((1, 1), (4, 5))
    assert feed.gaps(((1, 3),), highest=5) == ((4, 5),)
    assert feed.gaps(()) == ()
    assert feed.count(((1, 1), (4, 5))) == 3


def test_holding_is_read_as_it_is_written() -> None:
    held = {12: ((1, 40), (45, 45)), 13: ((1, 3),)}
    assert feed.write_holding(held) == "12:1-40.45;13:1-3"
    assert feed.parse_holding("12:1-40.45;13:1-3") == held
    assert feed.parse_holding("") == {}
    assert feed.parse_holding("12:5.1-4") == {12: ((1, 5),)}
    for wrong in ("12", "12:", "a:1", "12:1-", "12:1,2", "12:-1", "１２:1", "2147483648:1", "1:9999999999"):
        assert feed.parse_holding(wrong) is None, wrong


def test_a_cursor_is_read_as_it_is_written_and_nothing_else_is_one() -> None:
    cursor = Cursor("e", {"tenant": 4, "area:018f0000-0000-7000-8000-000000000001": 9})
    assert feed.parse_cursor(feed.write_cursor(cursor)) == cursor
    for wrong in ("", "x", "W10", "bnVsbA", "eyJlcG9jaCI6MSwic2NvcGVzIjp7fX0", "[" * 5_000, "é", "a" * 4_001):
        assert feed.parse_cursor(wrong) is None, wrong
    backwards = feed.write_cursor(Cursor("e", {"tenant": -1}))
    assert feed.parse_cursor(backwards) is None


def test_verdicts_are_told_in_runs() -> None:
    fates = [
        Verdict(1, "applied"),
        Verdict(2, "applied"),
        Verdict(4, "applied"),
        Verdict(5, "quarantined", "lost"),
    ]
    assert feed.verdict_ranges(fates) == [
        {"from": 1, "to": 2, "verdict": "applied"},
        {"from": 4, "to": 4, "verdict": "applied"},
        {"from": 5, "to": 5, "verdict": "quarantined", "reason": "lost"},
    ]
