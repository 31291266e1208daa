"""The office looks for people and opens one: her facts, and everything that hangs from her."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server import clock
from server.audit.service import note_read
from server.exchange import op_log
from server.office.reach import Reach
from server.people import merging
from server.people import service as people
from server.problems import NotFound
from server.records import service as records
from server.records.service import RecordView
from server.submissions import service as submissions

SHOWN = 50  # of the persons found

Json = dict[str, Any]


def find(reach: Reach, query: str) -> Json:
    """The first SHOWN persons whose name, birth date or telephone fits, in kana order, and how many fit.

    A record joined to another finds that one.
    """
    fit = people.finder(query)
    everyone = records.of_kind(reach.tenant_id, "person")
    roots = merging.standing(everyone)
    found = {roots[view.id].id for view in everyone if reach.sees(view) and fit(view.fields)}
    fits = [roots[one] for one in found if reach.sees(roots[one])]
    fits.sort(key=lambda view: (people.kana(view.fields), view.fields["born_on"], view.id))
    today = clock.today()
    note_read("search", count=len(fits))
    return {"total": len(fits), "people": [people.brief(view, reach.areas, today) for view in fits[:SHOWN]]}


def person_page(reach: Reach, person_id: str) -> Json:
    """One person: every field with its values in conflict, and her timeline, newest first.

    A record joined to another opens that one. sheltered: field -> the ops whose values are not shown.
    """
    view = merging.root(reach.tenant_id, person_id) or reach.get(person_id, "person")
    if not reach.sees(view):
        raise NotFound
    note_read("person", view.id)
    group = merging.group(reach.tenant_id, view)
    hanging = [one for person in group for one in records.of_person(reach.tenant_id, person.id)]
    brief = people.brief(view, reach.areas, clock.today())
    sheltered = merging.sheltered_ops(group) if merging.is_protected(view) else {}
    return row(reach, view) | {
        "sheltered": sheltered,
        "joined": [people.brief(one, reach.areas, clock.today()) for one in group[1:]],
        "name": brief["name"],
        "kana": brief["kana"],
        "age": brief["age"],
        "area": brief["area"],
        "timeline": _timeline(reach, hanging),
    }


def row(reach: Reach, view: RecordView) -> Json:
    """A record as a tablet would pull it: enough to draw it and to edit it knowing what was seen."""
    members = {name: [list(member) for member in values] for name, values in view.members.items()}
    named = {view.op} | {op for values in view.members.values() for op, _ in values}
    known = op_log.entries(reach.tenant_id, named)
    return {
        "kind": view.kind,
        "id": view.id,
        "op": view.op,
        "fields": dict(view.fields),
        "members": members,
        "by": {op: entry.by() for op, entry in known.items()},
    }


def _timeline(reach: Reach, hanging: Sequence[RecordView]) -> list[Json]:
    sessions = records.get_many(
        reach.tenant_id, [v.fields["session"] for v in hanging if v.fields.get("session")]
    )
    salon_ids = [v.fields["salon"] for v in (*sessions.values(), *hanging) if v.fields.get("salon")]
    salons = {v.id: v.fields["name"] for v in records.get_many(reach.tenant_id, salon_ids).values()}
    entries = [_entry(reach.tenant_id, view, sessions, salons) for view in hanging if view.kind in _DAYS]
    return sorted(entries, key=lambda entry: (entry["on"], entry["at"] or "", entry["id"]), reverse=True)


_DAYS = {"attendance": None, "submission": "on", "follow_up": "due_on", "membership": "from_on"}
_TOLD = {  # what the timeline says of each kind besides its day
    "attendance": ("state", "at"),
    "submission": ("form", "version", "answered_by"),
    "follow_up": ("state", "way", "purpose", "due_time", "assigned_to"),
    "membership": ("to_on",),
}


def _entry(
    tenant_id: int, view: RecordView, sessions: Mapping[str, RecordView], salons: Mapping[str, str]
) -> Json:
    session = sessions.get(view.fields.get("session") or "")
    day_field = _DAYS[view.kind]
    day = view.fields[day_field] if day_field else session.fields["on"] if session else view.fields["at"][:10]
    salon = view.fields.get("salon") or (session.fields["salon"] if session else None)
    entry = {
        "kind": view.kind,
        "id": view.id,
        "on": day,
        "at": view.fields.get("at"),
        "session": session.id if session else None,
        "salon": salons.get(salon or "") or None,
        "conflicts": view.conflicts(),
        "fields": {name: view.fields.get(name) for name in _TOLD[view.kind]},
    }
    if view.kind == "submission":
        entry["sheet"] = submissions.brief(tenant_id, view)
    return entry
