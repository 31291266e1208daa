"""Printed sheets in lists: what is out, came back or was replied, whose they are, and who keyed them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from server.audit.service import note_read
from server.exchange import op_log
from server.form_versions import own
from server.office.reach import Reach
from server.people import merging
from server.problems import NotFound
from server.records import service as records
from server.records.service import RecordView

STATES = ("out", "sent", "returned", "replied")
UNCHECKED = "unchecked"  # replied and keyed in once only
LISTS = (*STATES, UNCHECKED)
TYPED = {"typed_by": "sheet", "checked_by": "checked_on"}  # who keyed it in, first and again

Json = dict[str, Any]


def counts(reach: Reach) -> dict[str, int]:
    """How many sheets each list holds."""
    found = dict.fromkeys(LISTS, 0)
    for view in _in_reach(reach):
        for one in lists_of(view.fields):
            found[one] += 1
    return found


def mailings(reach: Reach, wanted: str) -> list[Json]:
    """The sheets of one list, the longest out first."""
    listed = told(reach, [view for view in _in_reach(reach) if wanted in lists_of(view.fields)])
    note_read("search", count=len({one["person"]["id"] for one in listed}))
    return listed


def mailings_of(reach: Reach, person_id: str) -> list[Json]:
    """Every sheet that was printed for somebody, under whichever of her records, the newest first."""
    root = merging.root(reach.tenant_id, person_id) or reach.get(person_id, "person")
    if not reach.sees(root):
        raise NotFound
    note_read("person", root.id)
    hers = [
        view
        for person in merging.group(reach.tenant_id, root)
        for view in records.of_person(reach.tenant_id, person.id)
        if view.kind == "mailing"
    ]
    return told(reach, hers)[::-1]


def _in_reach(reach: Reach) -> list[RecordView]:
    """Printed sheets of persons she may see; a list and its count are made of the same."""
    found = [view for view in records.of_kind(reach.tenant_id, "mailing") if reach.sees(view)]
    persons = reach.people([view.fields["person"] for view in found])
    return [view for view in found if view.fields["person"] in persons]


def told(reach: Reach, shown: list[RecordView]) -> list[Json]:
    persons = reach.people([view.fields["person"] for view in shown])
    titles = {(one["form"], one["version"]): one["title"] for one in _titles(reach)}
    writers = _writers(reach, shown)
    listed = [
        _mailing(
            view,
            persons[view.fields["person"]],
            titles.get((view.fields["form"], view.fields["version"])),
            writers,
        )
        for view in shown
    ]
    return sorted(listed, key=lambda one: (one["fields"]["printed_on"], one["person"]["kana"], one["id"]))


def _writers(reach: Reach, views: Iterable[RecordView]) -> dict[str, str]:
    """Who made the ops that say a sheet was keyed in, once and again, by the id of the op."""
    asked = {op for view in views for field in TYPED.values() for op in _made_by(view, field)}
    return {op: entry.by()["name"] for op, entry in op_log.entries(reach.tenant_id, asked).items()}


def _made_by(view: RecordView, field: str) -> list[str]:
    return [op for op, value in view.members_of(field) if value is not None]


def _titles(reach: Reach) -> list[Json]:
    return [
        {
            "form": view.fields["form"],
            "version": view.fields["version"],
            "title": view.fields["definition"]["title"],
        }
        for view in records.of_kind(reach.tenant_id, "form_version")
        if own.is_form(view.fields["form"])
    ]


def _mailing(view: RecordView, person: Json, title: Json | None, writers: Mapping[str, str]) -> Json:
    typed = {
        told: next((writers[op] for op in _made_by(view, field) if op in writers), None)
        for told, field in TYPED.items()
    }
    return typed | {
        "id": view.id,
        "op": view.op,
        "fields": dict(view.fields),
        "members": {name: [list(member) for member in values] for name, values in view.members.items()},
        "state": state_of(view.fields),
        "person": person,
        "title": title or {"ja": view.fields["form"], "en": view.fields["form"]},
    }


def state_of(fields: Mapping[str, Any]) -> str:
    """out: printed, not yet sent; what came back counts before what was sent."""
    if fields.get("replied_on"):
        return "replied"
    if fields.get("returned_on"):
        return "returned"
    return "sent" if fields.get("sent_on") else "out"


def lists_of(fields: Mapping[str, Any]) -> set[str]:
    """The lists a sheet stands in: its state, and whether a second entry may still be made of it."""
    once = bool(fields.get("sheet")) and not fields.get("checked_on")
    return {state_of(fields)} | ({UNCHECKED} if once else set())
