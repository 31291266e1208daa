"""Ranges of seqs, cursors and verdicts in their short written forms."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sync.ids import NUMBER

Ranges = tuple[tuple[int, int], ...]  # inclusive, ascending, never touching

_HOLDING = re.compile(r"\d{1,10}:\d{1,10}(?:-\d{1,10})?(?:\.\d{1,10}(?:-\d{1,10})?)*", re.ASCII)
_SCOPE = re.compile(r"[a-z]{1,12}(?::[0-9a-f-]{36})?", re.ASCII)


class Cursor(NamedTuple):
    """How far a device has read each scope's feed, and in which epoch."""

    epoch: str
    scopes: Mapping[str, int]


class Verdict(NamedTuple):
    """What became of one op. reason: why it is held, only when it is."""

    seq: int
    verdict: str
    reason: str | None = None


def add(ranges: Ranges, seqs: Iterable[int]) -> Ranges:
    """The ranges with these seqs added."""
    merged: list[list[int]] = []
    for first, last in sorted([*ranges, *((seq, seq) for seq in seqs)]):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    return tuple((first, last) for first, last in merged)


def holds(ranges: Ranges, seq: int) -> bool:
    """True when the seq is inside."""
    return any(first <= seq <= last for first, last in ranges)


def gaps(ranges: Ranges, highest: int = 0) -> Ranges:
    """The seqs from 1 to the highest known that are missing."""
    missing, expected = [], 1
    for first, last in ranges:
        if first > expected:
            missing.append((expected, first - 1))
        expected = last + 1
    if highest >= expected:
        missing.append((expected, highest))
    return tuple(missing)


def count(ranges: Ranges) -> int:
    """How many seqs are inside."""
    return sum(last - first + 1 for first, last in ranges)


def parse_ranges(pairs: Any) -> Ranges:
    """Ranges from their JSON form `[[1,40],[42,45]]`."""
    return tuple((int(first), int(last)) for first, last in pairs)


def parse_holding(text: str) -> dict[int, Ranges] | None:
    """`12:1-40.45;13:1-3` as {writer_no: ranges}; None when it is not of that form."""
    held: dict[int, Ranges] = {}
    for part in filter(None, text.split(";")):
        if not _HOLDING.fullmatch(part):
            return None
        writer_no, _, spans = part.partition(":")
        ends = [span.partition("-") for span in spans.split(".")]
        pairs = tuple((int(first), int(last or first)) for first, _, last in ends)
        if max(int(writer_no), *map(max, pairs)) > NUMBER:
            return None
        held[int(writer_no)] = add(pairs, ())
    return held


def write_holding(held: Mapping[int, Ranges]) -> str:
    """The form parse_holding reads."""
    spans = {no: ".".join(f"{a}" if a == b else f"{a}-{b}" for a, b in ranges) for no, ranges in held.items()}
    return ";".join(f"{no}:{text}" for no, text in sorted(spans.items()) if text)


def write_cursor(cursor: Cursor) -> str:
    """The cursor as base64url of its JSON, without padding."""
    document = {"epoch": cursor.epoch, "scopes": dict(sorted(cursor.scopes.items()))}
    return urlsafe_b64encode(json.dumps(document, separators=(",", ":")).encode()).rstrip(b"=").decode()


def parse_cursor(text: str) -> Cursor | None:
    """The cursor, or None when the text is not one. Never raises."""
    try:
        document = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        return None
    if type(document) is not dict or document.keys() != {"epoch", "scopes"}:
        return None
    epoch, scopes = document["epoch"], document["scopes"]
    if type(epoch) is not str or type(scopes) is not dict or not all(map(_SCOPE.fullmatch, scopes)):
        return None
    if not all(type(seq) is int and 0 <= seq < 2**53 for seq in scopes.values()):
        return None
    return Cursor(epoch, scopes)


def verdict_ranges(verdicts: Iterable[Verdict]) -> list[dict[str, Any]]:
    """Verdicts as runs of consecutive seqs that met the same fate."""
    runs: list[dict[str, Any]] = []
    before: Verdict | None = None
    for now in verdicts:
        if before is not None and now.seq == before.seq + 1 and now[1:] == before[1:]:
            runs[-1]["to"] = now.seq
        else:
            reason = {"reason": now.reason} if now.reason else {}
            runs.append({"from": now.seq, "to": now.seq, "verdict": now.verdict, **reason})
        before = now
    return runs
