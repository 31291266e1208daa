"""Ranges of seqs, cursors and verdicts in their short written forms, and the digest of a scope."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sync.ids import NUMBER

Ranges = tuple[tuple[int, int], ...]  # inclusive, ascending, never touching

BUCKETS = 256
DIGEST = 2**48

_HOLDING = re.compile(r"\d{1,10}:\d{1,10}(?:-\d{1,10})?(?:\.\d{1,10}(?:-\d{1,10})?)*", re.ASCII)
_SCOPE = re.compile(r"[a-z]{1,12}(?::[0-9a-f-]{36})?", re.ASCII)


class Cursor(NamedTuple):
    """How far a device has read each scope's feed, and in which epoch."""

    epoch: str
    scopes: Mapping[str, int]


class Digest(NamedTuple):
    """How many rows, and the sum of their `row_hash` modulo 2^48: equal where the same rows stand."""

    rows: int
    sum: int


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


def common(one: Ranges, other: Ranges) -> Ranges:
    """The seqs inside both."""
    found, here, there = [], 0, 0
    while here < len(one) and there < len(other):
        first, last = max(one[here][0], other[there][0]), min(one[here][1], other[there][1])
        if first <= last:
            found.append((first, last))
        if one[here][1] == last:
            here += 1
        else:
            there += 1
    return tuple(found)


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
    next_seq, fate, why = 0, "", None
    for seq, verdict, reason in verdicts:
        if seq == next_seq and verdict == fate and reason == why:
            runs[-1]["to"] = seq
        else:
            said = {"reason": reason} if reason else {}
            runs.append({"from": seq, "to": seq, "verdict": verdict, **said})
        next_seq, fate, why = seq + 1, verdict, reason
    return runs


def row_hash(record_id: str, seq: int) -> int:
    """48 bits of a row's id and feed seq. Every step stays below 2^53: a browser computes the same."""
    random_part = int(record_id[24:], 16)
    low, high, turn = random_part % 2**24, random_part // 2**24, seq % 2**24
    return (low * ((turn * 2_654_435 + 12_345) % 2**24) + high * 4_096 + turn) % DIGEST


def digest_of(rows: Iterable[tuple[str, int]]) -> Digest:
    """The digest of rows given as (id, seq), in any order."""
    hashes = [row_hash(record_id, seq) for record_id, seq in rows]
    return Digest(len(hashes), sum(hashes) % DIGEST)


def bucket_of(record_id: str) -> int:
    """Which of the 256 buckets a row lies in, whatever its seq."""
    return int(record_id[24:26], 16)


def parse_buckets(text: str) -> list[int] | None:
    """`0.17.255` as numbers; None when it is not of that form."""
    parts = text.split(".")
    if not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
        return None
    numbers = sorted({int(part) for part in parts})
    return numbers if numbers[-1] < BUCKETS else None
