"""Persons joined to one another, as they are read: whose record stands for whom.

A person's record may be joined to another one (`merged_into`); the record at the end of that line is the
root, shows what all of them say, and is the person. Nothing that hangs from a joined record names the root.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from server.records import service as records
from server.records.service import RecordView

MERGED_INTO, PROTECTED = "merged_into", "address_protected"
SHELTERED = frozenset({"address"})  # what the row of a protected person lacks


def roots(tenant_id: int, person_ids: Iterable[str]) -> dict[str, RecordView]:
    """The record that stands for each of these persons, by the id asked for; unknown ones are left out."""
    known = records.get_many(tenant_id, person_ids)
    wanted = {target for view in known.values() if (target := view.fields.get(MERGED_INTO))} - known.keys()
    while wanted:
        found = records.get_many(tenant_id, wanted)
        known |= found
        wanted = {
            target for view in found.values() if (target := view.fields.get(MERGED_INTO))
        } - known.keys()
    people = {one: view for one, view in known.items() if view.kind == "person"}
    return {one: root for one in people if (root := _end_of(people, one)) is not None}


def canonical(tenant_id: int, person_ids: Iterable[str]) -> dict[str, str]:
    """The id that stands for each of these persons: her own, or that of the root of a joined record."""
    ids = set(person_ids)
    line = records.joined(tenant_id, ids)
    ahead = set(line.values()) - line.keys()
    while ahead:
        further = records.joined(tenant_id, ahead)
        line |= further
        ahead = set(further.values()) - line.keys()
    return {one: _last_of(line, one) for one in ids}


def standing(people: Iterable[RecordView]) -> dict[str, RecordView]:
    """The same as `roots`, of a whole register that has been read already."""
    known = {view.id: view for view in people}
    return {one: root for one in known if (root := _end_of(known, one)) is not None}


def root(tenant_id: int, person_id: str) -> RecordView | None:
    """The record that stands for this person."""
    return roots(tenant_id, [person_id]).get(person_id)


def joined_to(tenant_id: int, person_id: str) -> list[RecordView]:
    """Every record joined to this one, directly or through others, near ones first."""
    found: list[RecordView] = []
    at, seen = [person_id], {person_id}
    while at:
        nearer = [view for one in at for view in records.joined_to(tenant_id, one) if view.id not in seen]
        seen |= {view.id for view in nearer}
        at = [view.id for view in nearer]
        found += nearer
    return found


def group(tenant_id: int, person: RecordView) -> list[RecordView]:
    """This record and all that are joined to it. One that nothing is joined to costs no query."""
    return [person, *(joined_to(tenant_id, person.id) if person.own is not None else ())]


def is_protected(view: RecordView) -> bool:
    """True when the address of this person must not be shown."""
    return view.fields.get(PROTECTED) is True


def sheltered(tenant_id: int, views: Iterable[RecordView]) -> dict[str, frozenset[str]]:
    """Record id -> the fields that must not be shown, for the persons among these that are protected.

    One joined to a protected person is, too.
    """
    people = [view.id for view in views if view.kind == "person"]
    return {one: SHELTERED for one, view in roots(tenant_id, people).items() if is_protected(view)}


def sheltered_ops(people: Iterable[RecordView]) -> dict[str, list[str]]:
    """Field -> ids of the ops whose values are kept from view, so that they can be replaced unseen."""
    found: dict[str, list[str]] = {}
    for view in people:
        said: Any = orjson.loads(view.own) if view.own is not None else {"fields": {}, "members": {}}
        for name in (SHELTERED - view.fields.keys()) & {*said["fields"], *said["members"]}:
            members = said["members"].get(name, [[said["op"], None]])
            found.setdefault(name, []).extend(op for op, _ in members)
    return found


def _last_of(line: Mapping[str, str], person_id: str) -> str:
    seen = {person_id}
    while (target := line.get(person_id)) is not None and target not in seen:
        seen.add(target)
        person_id = target
    return person_id


def _end_of(people: dict[str, RecordView], person_id: str) -> RecordView | None:
    seen: set[str] = set()
    view = people.get(person_id)
    while view is not None and view.id not in seen and view.fields.get(MERGED_INTO):
        seen.add(view.id)
        view = people.get(view.fields[MERGED_INTO])
    return view
