"""Sessions of the salons: who came, which sheets were filled, who is flagged."""

from __future__ import annotations

from typing import Any, NamedTuple

from server.audit.service import note_read
from server.exchange import op_log
from server.office.reach import Reach
from server.people import merging
from server.records import service as records
from server.records.service import RecordView
from server.submissions import service as submissions

Json = dict[str, Any]


class _Held(NamedTuple):
    """What a session brought: attendances and answer sheets. stands_for: person -> the person she is."""

    tenant_id: int
    came: list[RecordView]
    sheets: list[RecordView]
    stands_for: dict[str, str]

    def hers(self, views: list[RecordView], person_id: str) -> list[RecordView]:
        """Those of a person, under whichever of her joined records they were filed."""
        return [view for view in views if self.stands_for[view.fields["person"]] == person_id]

    def present(self) -> int:
        """How many people came: one with two records, once."""
        return len({self.stands_for[v.fields["person"]] for v in self.came if v.fields["state"] == "present"})

    def counting(self) -> list[RecordView]:
        """The sheets without those on trial."""
        return submissions.counting(self.tenant_id, self.sheets)

    def flagged(self) -> int:
        """How many people a sheet of theirs flags: one with two such sheets, once."""
        sheets = self.counting()
        judged = zip(sheets, submissions.judge_all(self.tenant_id, sheets), strict=True)
        return len(
            {self.stands_for[v.fields["person"]] for v, said in judged if submissions.is_flagged(said)}
        )


def sessions(reach: Reach, since: str, until: str) -> list[Json]:
    """Every session of these days with its counts, in order of day and time."""
    found = records.of_kind(reach.tenant_id, "session", since, until)
    salons = _salons(reach, found)
    shown = [_brief(view, salons, _held(reach, view.id)) for view in found]
    return sorted(shown, key=lambda one: (one["on"], one["starts_at"] or "", one["salon"]["name"]))


def session_page(reach: Reach, session_id: str) -> Json:
    """One session with its attendees, their sheets and what the sheets say."""
    view = reach.get(session_id, "session")
    held = _held(reach, session_id)
    persons = reach.people([v.fields["person"] for v in (*held.came, *held.sheets)])
    authors = op_log.entries(reach.tenant_id, [v.op for v in held.came])
    people = {person["id"]: person for person in persons.values()}
    for person_id in people:
        note_read("person", person_id)
    attendees = [_attendee(person, held, authors) for person in people.values()]
    attendees.sort(key=lambda one: (one["person"]["kana"], one["person"]["id"]))
    return _brief(view, _salons(reach, [view]), held) | {"attendees": attendees}


def _held(reach: Reach, session_id: str) -> _Held:
    hanging = [view for view in records.of_session(reach.tenant_id, session_id) if reach.sees(view)]
    came = [view for view in hanging if view.kind == "attendance"]
    sheets = [view for view in hanging if view.kind == "submission"]
    people = {view.fields["person"] for view in (*came, *sheets)}
    return _Held(reach.tenant_id, came, sheets, merging.canonical(reach.tenant_id, people))


def _salons(reach: Reach, found: list[RecordView]) -> dict[str, str]:
    salons = records.get_many(reach.tenant_id, [view.fields["salon"] for view in found])
    return {view.id: view.fields["name"] for view in salons.values()}


def _brief(view: RecordView, salons: dict[str, str], held: _Held) -> Json:
    return {
        "id": view.id,
        "on": view.fields["on"],
        "starts_at": view.fields.get("starts_at"),
        "state": view.fields.get("state") or "planned",
        "salon": {"id": view.fields["salon"], "name": salons.get(view.fields["salon"], "")},
        "attendees": held.present(),
        "sheets": len(held.counting()),
        "flagged": held.flagged(),
    }


def _attendee(person: Json, held: _Held, authors: dict[str, op_log.Entry]) -> Json:
    own = sorted(held.hers(held.came, person["id"]), key=lambda view: view.fields["state"] != "present")
    sheets = held.hers(held.sheets, person["id"])
    return {
        "person": person,
        "attendance": _attendance(own[0], authors) if own else None,
        "sheets": [submissions.brief(held.tenant_id, view) for view in sheets],
    }


def _attendance(view: RecordView, authors: dict[str, op_log.Entry]) -> Json:
    author = authors.get(view.op)
    return {
        "id": view.id,
        "at": view.fields["at"],
        "state": view.fields["state"],
        "by": author.staff if author else "",
    }
