"""A file becomes a run with rows. It is read at once; the file itself is never stored."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from typing import Any

import orjson

from server import clock
from server.auth import TenantFacts
from server.db import read_snapshot
from server.devices import service as devices
from server.imports import cells, columns, store
from server.imports.cleaning import Reader, Row, area_names
from server.imports.columns import Layout
from server.imports.kdb import KdbReader
from server.imports.models import ImportLine, ImportRun, ImportSource
from server.imports.reading import Table, read_table, whole_lines
from server.problems import ImportUnreadable, NotFound
from server.records import service as records

Json = dict[str, Any]
HEAD_BYTES = 256 * 1024
SURE = 0.9  # this share of numbers that look like individual numbers is no accident
FEW = 3


def look(raw: bytes, encoding: str | None) -> Json:
    """What the beginning of a file shows: encoding, columns, and what they probably hold. Nothing is kept."""
    table = read_table(whole_lines(raw) if len(raw) >= HEAD_BYTES else raw, encoding)
    return {
        "encoding": table.encoding,
        "columns": table.columns,
        "suggested": columns.suggested(table.columns),
        "has_rows": next(table.rows(), None) is not None,
    }


def read_file(
    tenant: TenantFacts, source_id: str, staff_id: str, raw: bytes, encoding: str | None
) -> tuple[ImportRun, list[Json]]:
    """(a run, its rows) of a file, not yet stored. Raises ImportUnreadable, NotFound."""
    with read_snapshot():
        source = store.source(tenant.id, source_id)
        areas = records.of_kind(tenant.id, "area")
    if source is None:
        raise NotFound
    layout = columns.layout_of(orjson.loads(source.mapping))
    table = read_table(raw, encoding)
    run = _run(source, staff_id, layout, table)
    reader = Reader(
        layout,
        columns.places(layout, table.columns),
        len(table.columns),
        area_names([(area.id, area.fields["name"], area.fields.get("number")) for area in areas]),
        clock.today().isoformat(),
        hasher(tenant.uid),
        KdbReader(layout, source.id, source.name, clock.today().isoformat()),
    )
    lines = list(_lines(run, reader, table))
    if not lines:
        raise ImportUnreadable(rule="empty")
    _refuse_my_numbers(lines)
    _find_repeats(lines)
    run.rows = len(lines)
    return run, lines


def hasher(tenant_uid: str) -> Callable[[str], str]:
    """A keyed hash of what must not be kept."""
    key = devices.purpose_key(tenant_uid, "import-hidden")
    return lambda value: hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]


def _run(source: ImportSource, staff_id: str, layout: Layout, table: Table) -> ImportRun:
    return ImportRun(
        tenant_id=source.tenant_id,
        id=devices.new_id(),
        source_id=source.id,
        state="checking",
        encoding=table.encoding,
        columns=_json(table.columns),
        mapping=_json(layout.stored()),
        whole=layout.whole,
        rows=0,
        counts="{}",
        base_run=source.last_run,
        uploaded_by=staff_id,
        created_at=clock.now(),
    )


def _lines(run: ImportRun, reader: Reader, table: Table) -> Iterator[Json]:
    """The rows as they are stored; those that will be refused with their cells."""
    seen: dict[tuple[Any, ...], int] = {}
    twice = _twice(reader, table)
    thin = not reader.complete
    for n, given in table.rows():
        row = reader.row(n, given)
        if not row.refused:
            _notice_same(row, seen)
        yield _line(run, row, reader.unsaid(given) if thin or row.refused or row.key in twice else None)


def _twice(reader: Reader, table: Table) -> set[str]:
    """Keys that stand in more than one row."""
    once: set[str] = set()
    twice: set[str] = set()
    for _, given in table.rows():
        key = reader.key(given)
        if key is not None:
            (twice if key in once else once).add(key)
    return twice


def blank_line(run: ImportRun, n: int, key: str | None, fields: Json | None) -> Json:
    """A row that waits to be compared."""
    line: Json = dict.fromkeys(ImportLine.__table__.c.keys())
    said = None if fields is None else _json(fields)
    of = {"tenant_id": run.tenant_id, "run_id": run.id, "n": n, "key": key}
    return line | of | {"outcome": "todo", "fields": said}


def _line(run: ImportRun, row: Row, kept: list[str] | None) -> Json:
    return blank_line(run, row.n, row.key, None if row.refused else row.fields) | {
        "outcome": "rejected" if row.refused else "todo",
        "hidden": _json(row.hidden) if row.hidden and not row.refused else None,
        "cells": None if kept is None else _json(kept),
        "notes": _json(row.notes) if row.notes else None,
    }


def _notice_same(row: Row, seen: dict[tuple[Any, ...], int]) -> None:
    """Another row with other numbers, but the same kana, birth date and sex."""
    who = tuple(row.fields.get(name) for name in ("family_kana", "given_kana", "born_on", "sex"))
    if None in who:
        return
    first = seen.setdefault(who, row.n)
    if first != row.n:
        row.note("", "same-person", {"row": first})


def _find_repeats(lines: list[Json]) -> None:
    """Rows with one key: the same again is left out; rows that differ are all refused."""
    by_key: dict[str, list[Json]] = {}
    for line in lines:
        if line["key"] is not None and line["outcome"] == "todo":
            by_key.setdefault(line["key"], []).append(line)
    for group in by_key.values():
        if len(group) == 1:
            continue
        alike = len({(line["fields"], line["hidden"]) for line in group}) == 1
        for line in group[1:] if alike else group:
            others = [one["n"] for one in group if one is not line]
            rule = "repeated" if alike else "duplicate-key"
            notes = [*orjson.loads(line["notes"] or "[]"), {"field": "", "rule": rule, "row": others[0]}]
            line["outcome"] = "repeated" if alike else "rejected"
            line["notes"] = _json([note for note in notes if note["rule"] != "same-person"])


def _refuse_my_numbers(lines: list[Json]) -> None:
    """Individual numbers (個人番号) must never be stored: a file full of them is refused as a whole."""
    keys = [line["key"] for line in lines if line["key"] is not None]
    alike = sum(map(cells.is_my_number, keys))
    if alike >= FEW and alike >= SURE * len(keys):
        raise ImportUnreadable(rule="my-number")


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
