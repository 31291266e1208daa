"""Bytes of a file as rows of cells: encoding, separators, quotes and what Excel does to numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from server.problems import ImportUnreadable

ROWS = 100_000
COLUMNS = 200
CELL = 4_000
ENCODINGS = ("utf-8-sig", "utf-8", "cp932")
UTF8_MARK, UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")

_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)  # how Excel is told that 0123 is no number
_RISKY = "=+-@"


class Table(NamedTuple):
    """encoding: as found. columns: the header, no two alike."""

    encoding: str
    columns: list[str]
    text: str

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(row number, cells) below the header; blank rows are left out. Raises ImportUnreadable."""
        records = _records(self.text)
        next(records)
        return records


def read_table(raw: bytes, encoding: str | None = None) -> Table:
    """The file as a table. encoding: one of ENCODINGS when the coordinator says so.

    Raises ImportUnreadable.
    """
    found, text = decode(raw, encoding)
    if "\x00" in text:
        raise ImportUnreadable(rule="not-csv")
    header = next(_records(text), None)
    if header is None:
        raise ImportUnreadable(rule="empty")
    return Table(found, _distinct([_cell(one) for one in header[1]]), text)


def decode(raw: bytes, encoding: str | None = None) -> tuple[str, str]:
    """(encoding, text). UTF-8 when it is UTF-8, otherwise CP932, the Japanese Windows encoding."""
    if raw[:2] in UTF16_MARKS:
        raise ImportUnreadable(rule="utf-16")
    for name in [encoding] if encoding else _likely(raw):
        try:
            return name, raw.decode(name).lstrip("\ufeff")
        except UnicodeDecodeError as error:
            row = raw.count(b"\n", 0, error.start) + 1
    raise ImportUnreadable(rule="encoding", row=row)


def whole_lines(raw: bytes) -> bytes:
    """The beginning of a file without the line that was cut off in the middle."""
    return raw[: raw.rfind(b"\n") + 1] or raw


def as_came(cell: str) -> str:
    """A cell as it may be written back: a leading zero stays, and nothing of it is a formula."""
    if re.fullmatch(r"0\d+", cell, re.ASCII):
        return f'="{cell}"'
    return f"'{cell}" if cell[:1] in tuple(_RISKY) else cell


def _likely(raw: bytes) -> list[str]:
    return ["utf-8-sig"] if raw.startswith(UTF8_MARK) else ["utf-8", "cp932"]


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """(row number, cells), counted as a spreadsheet counts them; rows without anything are left out."""
    head = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter="\t" if "\t" in head and "," not in head else ",",
        strict=True,
    )
    row = 0
    try:
        for row, cells in enumerate(reader, 1):
            if row > ROWS + 1:
                raise ImportUnreadable(rule="too-many-rows", row=row)
            if len(cells) > COLUMNS or any(len(cell) > CELL for cell in cells):
                raise ImportUnreadable(rule="not-csv", row=row)
            if any(cells):
                yield row, [_cell(cell) for cell in cells]
    except csv.Error:
        raise ImportUnreadable(rule="not-csv", row=row + 1) from None


def _cell(text: str) -> str:
    text = text.strip()
    if text[:1] in "='":
        wrapped = _AS_TEXT.fullmatch(text)
        if wrapped:
            return wrapped[1].strip()
        if text[:1] == "'" and text[1:2] in tuple(_RISKY):
            return text[1:]
    return text


def _distinct(names: list[str]) -> list[str]:
    """Column names; the second of one name is called `name (2)`, an empty one by its place."""
    seen: dict[str, int] = {}
    given = []
    for place, name in enumerate(names, 1):
        name = " ".join(name.split())[:60] or f"{place}"
        seen[name] = seen.get(name, 0) + 1
        given.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return given
