"""The history of a field, and the ops that are kept aside: read from the op log, which forgets nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from server import clock
from server.audit.service import note_read
from server.exchange import op_log
from server.exchange.op_log import Entry
from server.office.reach import Reach
from server.people import merging
from server.records import service as records
from server.records.service import RecordView
from server.staff import service as staff

RAW = 100_000  # characters of an op's own text that the office is shown

Json = dict[str, Any]


def history(reach: Reach, record_id: str, field: str | None) -> list[Json]:
    """Every value any op ever gave to a field (or to each field) of a record, oldest first.

    For a person also those on the records joined to hers; where her address is protected, without it.
    """
    view = reach.get(record_id)
    _note(view)
    group = merging.group(reach.tenant_id, view) if view.kind == "person" else [view]
    entries = [entry for one in group for entry in op_log.of_record(reach.tenant_id, one.id)]
    if len(group) > 1:
        entries.sort(key=lambda entry: entry.received_at)
    sheltered = merging.sheltered(reach.tenant_id, [view]).get(view.id, frozenset())
    hidden = merging.sheltered_ops(group) if sheltered else {}
    values = [
        _value(view, entry, name, sheltered)
        | ({"stands": entry.id in hidden[name]} if name in hidden else {})
        for entry in entries
        for name in entry.edits()
        if field is None or name == field
    ]
    return _with_names(reach, values)


def held(reach: Reach) -> list[Json]:
    """Every op on hold or waiting, newest first. What has no area is for who coordinates all of them."""
    shown, views = _held_here(reach)
    if shown:
        note_read("list", count=len(shown))
    named = {one for entry in shown for one in entry.names()}
    for person_id in sorted(one for one in named if one in views and views[one].kind == "person"):
        note_read("person", person_id)
    sheltered = merging.sheltered(reach.tenant_id, views.values())
    return [_held(entry, _kept_back(entry, sheltered)) for entry in shown]


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


def _kept_back(entry: Entry, sheltered: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The fields of an op on hold that must not be shown: its own record's, or as it says itself."""
    says_so = entry.op is not None and entry.op.values().get(merging.PROTECTED) is True
    return merging.SHELTERED if says_so else sheltered.get(entry.record_id or "", frozenset())


def _value(view: RecordView, entry: Entry, name: str, sheltered: frozenset[str]) -> Json:
    edit, standing = entry.edits()[name], dict(view.members_of(name))
    return {
        "op": entry.id,
        "field": name,
        "value": None if name in sheltered else edit.now,
        "sheltered": name in sheltered,
        "saw": sorted(edit.saw),
        "staff": entry.staff,
        "device": entry.device,
        "made_at": entry.made_at,
        "received_at": clock.iso(entry.received_at),
        "verdict": entry.verdict,
        "reason": entry.reason,
        "why": entry.op.reason if entry.op else None,
        "in_use": next(iter(standing), None) == entry.id,
        "stands": entry.id in standing,
    }


def _with_names(reach: Reach, values: list[Json]) -> list[Json]:
    """The values, staff named beside their ids."""
    asked = [one["value"] for one in values if one["field"] == "assigned_to" and one["value"]]
    names = staff.names(reach.tenant_id, asked) if asked else {}
    return [one | {"named": names.get(one["value"]) if one["value"] in asked else None} for one in values]


def _visible(reach: Reach, entry: Entry, views: dict[str, RecordView]) -> bool:
    placed = [views[one] for one in entry.names() if one in views and views[one].scope != "tenant"]
    return any(reach.sees(view) for view in placed) if placed else reach.everywhere


def _text(body: bytes, kept_back: frozenset[str]) -> str:
    """An op's own text, with null for what must not be shown."""
    text = body.decode("utf-8", "replace")
    if not kept_back:
        return text
    said = orjson.loads(text)
    for name in kept_back & said.get("new", {}).keys():
        said["new"][name] = None
    for name in kept_back & said.get("edits", {}).keys():
        said["edits"][name]["now"] = None
    return orjson.dumps(said).decode()


def _held(entry: Entry, kept_back: frozenset[str]) -> Json:
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
        "raw": _text(entry.body, kept_back if entry.op else frozenset())[:RAW],
    }
