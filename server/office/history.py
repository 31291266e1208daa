"""The history of a field, and the ops that are kept aside: read from the op log, which forgets nothing."""

from __future__ import annotations

from typing import Any

from server import clock
from server.audit.service import note_read
from server.exchange import op_log
from server.exchange.op_log import Entry
from server.office.reach import Reach
from server.records import service as records
from server.records.service import RecordView

RAW = 100_000  # characters of an op's own text that the office is shown

Json = dict[str, Any]


def history(reach: Reach, record_id: str, field: str | None) -> list[Json]:
    """Every value any op ever gave to a field (or to each field) of a record, oldest first."""
    view = reach.get(record_id)
    _note(view)
    return [
        _value(view, entry, name)
        for entry in op_log.of_record(reach.tenant_id, record_id)
        for name in entry.edits()
        if field is None or name == field
    ]


def held(reach: Reach) -> list[Json]:
    """Every op on hold or waiting, newest first. What has no area is for who coordinates all of them."""
    shown, views = _held_here(reach)
    if shown:
        note_read("list", count=len(shown))
    named = {one for entry in shown for one in entry.names()}
    for person_id in sorted(one for one in named if one in views and views[one].kind == "person"):
        note_read("person", person_id)
    return [_held(entry) for entry in shown]


def count_held(reach: Reach) -> int:
    """How many rows the list has."""
    return len(_held_here(reach)[0])


def held_ids(reach: Reach) -> set[str]:
    """Ids of the ops on hold she may see."""
    return {entry.id for entry in _held_here(reach)[0]}


def _held_here(reach: Reach) -> tuple[list[Entry], dict[str, RecordView]]:
    """The held ops of her areas, and the records any of them names."""
    entries = op_log.held(reach.tenant_id)
    views = records.get_many(reach.tenant_id, [one for entry in entries for one in entry.names()])
    return [entry for entry in entries if _visible(reach, entry, views)], views


def _note(view: RecordView) -> None:
    person = view.id if view.kind == "person" else view.fields.get("person")
    if person:
        note_read("submission" if view.kind == "submission" else "person", view.id)


def _value(view: RecordView, entry: Entry, name: str) -> Json:
    edit, standing = entry.edits()[name], dict(view.members_of(name))
    return {
        "op": entry.id,
        "field": name,
        "value": edit.now,
        "saw": sorted(edit.saw),
        "staff": entry.staff,
        "device": entry.device,
        "made_at": entry.made_at,
        "received_at": clock.iso(entry.received_at),
        "verdict": entry.verdict,
        "reason": entry.reason,
        "in_use": next(iter(standing), None) == entry.id,
        "stands": entry.id in standing,
    }


def _visible(reach: Reach, entry: Entry, views: dict[str, RecordView]) -> bool:
    placed = [views[one] for one in entry.names() if one in views and views[one].scope != "tenant"]
    return any(reach.sees(view) for view in placed) if placed else reach.everywhere


def _held(entry: Entry) -> Json:
    return {
        "op": entry.id,
        "reason": "waits" if entry.waits_for and entry.verdict == "waits" else entry.reason,
        "waits_for": entry.waits_for,
        "kind": entry.kind,
        "record": entry.record_id,
        "staff": entry.staff,
        "device": entry.device,
        "at": entry.made_at,
        "received_at": clock.iso(entry.received_at),
        "raw": entry.body.decode("utf-8", "replace")[:RAW],
    }
