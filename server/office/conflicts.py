"""Fields that hold two answers: every value, who gave it, what she saw before, and which one is in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from server.audit.service import note_read
from server.exchange import op_log
from server.exchange.kinds import KINDS
from server.office.reach import Reach
from server.people import merging
from server.records import service as records
from server.records.service import RecordView

CARRIED = 8  # how far back a value that was chosen or taken back is followed to its author

Json = dict[str, Any]


def conflicts(reach: Reach) -> list[Json]:
    """Every open conflict, longest waiting first."""
    views = _in_conflict(reach)
    persons = reach.people([_person_of(view) for view in views])
    known = _log_of(reach, views)
    asked = _asked(reach, persons)
    for person_id in persons:
        note_read("person", person_id)
    return [
        {
            "record": _record(view),
            "person": persons.get(_person_of(view) or ""),
            "field": name,
            "values": _values(view, name, known),
            "before": _before(view, name, known),
            "asked": asked.get((view.id, name)),
        }
        for view in views
        for name in _fields(view)
    ]


def _record(view: RecordView) -> Json:
    """What an edit of it must name; an answer says its form version too."""
    record = {"kind": view.kind, "id": view.id}
    if KINDS[view.kind].has_answers:
        record["form_version"] = f"{view.fields['form']}/{view.fields['version']}"
    return record


def _asked(reach: Reach, person_ids: Iterable[str]) -> dict[tuple[str, str], Json]:
    """(record, field) -> the latest plan to ask the person herself about it, of those not cancelled."""
    plans = (view for one in person_ids for view in records.of_person(reach.tenant_id, one))
    return {
        (view.fields["about_record"], view.fields["about_field"]): _plan(view)
        for view in plans
        if view.kind == "follow_up" and view.fields.get("about_field") and view.fields["state"] != "cancelled"
    }


def _plan(view: RecordView) -> Json:
    return {"id": view.id} | {name: view.fields[name] for name in ("due_on", "way", "state")}


def count_conflicts(reach: Reach) -> int:
    """How many rows the list has."""
    return sum(len(_fields(view)) for view in _in_conflict(reach))


def _in_conflict(reach: Reach) -> list[RecordView]:
    return [view for view in records.in_conflict(reach.tenant_id) if reach.writes(view)]


def _fields(view: RecordView) -> list[str]:
    """The fields to be settled. Those of a joined record are settled where they are shown: at its root."""
    quiet, joined = KINDS[view.kind].quiet, view.fields.get(merging.MERGED_INTO) is not None
    return [
        name for name in view.conflicts() if name not in quiet and (not joined or name == merging.MERGED_INTO)
    ]


def _person_of(view: RecordView) -> str | None:
    person: str | None = view.id if view.kind == "person" else view.fields.get("person")
    return person


def _log_of(reach: Reach, views: list[RecordView]) -> dict[str, op_log.Entry]:
    """The ops of every value shown, the ops those carry over, and the ops they had seen."""
    wanted = {op for view in views for name in _fields(view) for op, _ in view.members[name]}
    known: dict[str, op_log.Entry] = {}
    for _ in range(CARRIED):
        if not wanted:
            break
        found = op_log.entries(reach.tenant_id, wanted)
        known |= found
        wanted = {op for entry in found.values() for op in _carried(entry).values()} - known.keys()
    seen = {op for entry in known.values() for edit in entry.edits().values() for op in edit.saw}
    return known | op_log.entries(reach.tenant_id, seen - known.keys())


def _carried(entry: op_log.Entry) -> Mapping[str, str]:
    return (entry.op.copied_from if entry.op else None) or {}


def _origin(op: str, name: str, value: Any, known: dict[str, op_log.Entry]) -> op_log.Entry | None:
    """The op that first gave this value: choosing and taking back carry it over, author and all.

    `copied_from` is a claim; it counts only where that op gave this very value to this very record.
    """
    entry = known.get(op)
    for _ in range(CARRIED):
        source = known.get(_carried(entry).get(name, "")) if entry else None
        said = source.edits().get(name) if source else None
        if entry is None or source is None or said is None:
            break
        if source.record_id != entry.record_id or said.now != value:
            break
        entry = source
    return entry


def _values(view: RecordView, name: str, known: dict[str, op_log.Entry]) -> list[Json]:
    """Every member, also those that say the same: settling must have seen them all. The first is in use."""
    members = view.members[name]
    return [_value(op, name, said, known) | {"in_use": op == members[0][0]} for op, said in members]


def _value(op: str, name: str, value: Any, known: dict[str, op_log.Entry]) -> Json:
    entry = _origin(op, name, value, known)
    by = entry.by() if entry else {"name": "", "at": None, "device": ""}
    who = {"staff": by["name"], "staff_id": entry.staff_id if entry else None}
    return {"op": op, "value": value, **who, "at": by["at"], "device": by["device"]}


def _before(view: RecordView, name: str, known: dict[str, op_log.Entry]) -> Json | None:
    """The value the first of them had on her screen, None when nobody saw one."""
    for op, value in view.members[name]:
        entry = _origin(op, name, value, known)
        seen = entry.edits().get(name) if entry else None
        for earlier in sorted(seen.saw) if seen else ():
            said = known[earlier].edits().get(name) if earlier in known else None
            if said is not None:
                return _value(earlier, name, said.now, known)
    return None
