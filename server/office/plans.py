"""Planned follow-ups: whose, when, and who goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from server import clock
from server.audit.service import note_read
from server.follow_ups import service as follow_ups
from server.office.reach import Reach
from server.records import service as records
from server.records.service import RecordView
from server.staff import service as staff

AHEAD = timedelta(days=60)

Json = dict[str, Any]


def plans(reach: Reach, since: str | None, until: str | None, state: str | None) -> list[Json]:
    """Follow-ups of these days, in their order; without days: all still open, up to 60 days ahead."""
    found = _between(reach, since, until)
    persons = reach.people([view.fields["person"] for view in found])
    names = {one.id: one.name for one in staff.everyone(reach.tenant_id)}
    today = clock.today().isoformat()
    shown = [
        _plan(view, persons[view.fields["person"]], names, today)
        for view in found
        if view.fields["person"] in persons and (state is None or view.fields["state"] == state)
    ]
    for person_id in {plan["person"]["id"] for plan in shown}:
        note_read("person", person_id)
    return sorted(shown, key=lambda plan: (plan["due_on"], plan["due_time"] or "", plan["id"]))


def count_overdue(reach: Reach) -> int:
    """How many planned follow-ups of living persons lie before today."""
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    found = [view for view in _between(reach, None, yesterday) if view.fields["state"] == "planned"]
    persons = reach.people([view.fields["person"] for view in found])
    return sum(follow_ups.is_open(view.fields, persons.get(view.fields["person"])) for view in found)


def _between(reach: Reach, since: str | None, until: str | None) -> list[RecordView]:
    last = until or (clock.today() + AHEAD).isoformat()
    found = records.of_kind(reach.tenant_id, "follow_up", since, last)
    return [
        view for view in found if reach.sees(view) and (since or until or view.fields["state"] == "planned")
    ]


def _plan(view: RecordView, person: Json, names: dict[str, str], today: str) -> Json:
    fields = view.fields
    assigned = fields.get("assigned_to")
    open_still = follow_ups.is_open(fields, person)
    return {
        "id": view.id,
        "op": view.op,
        "members": {name: [list(member) for member in values] for name, values in view.members.items()},
        "person": person,
        "due_on": fields["due_on"],
        "due_time": fields.get("due_time"),
        "way": fields["way"],
        "purpose": fields.get("purpose"),
        "assigned_to": {"id": assigned, "name": names.get(assigned, "")} if assigned else None,
        "state": fields["state"],
        "stopped": follow_ups.why_stopped(person),
        "overdue": open_still and fields["due_on"] < today,
    }
