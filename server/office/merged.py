"""Records joined to a person, and what was written on the root since: for taking a joining back.

Taken back, both are as they were, apart from what was written on the root meanwhile. Whoever asks is told of
every such value: which op, and what two ordinary ops would give it to the other person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import orjson

from server import clock
from server.audit.service import note_read
from server.exchange import op_log
from server.exchange.op_log import Entry
from server.office.reach import Reach
from server.people import merging
from server.people import service as people
from server.problems import NotFound
from server.records import service as records
from server.records.service import Member, RecordView

Json = dict[str, Any]
DAYS = {"submission": "on", "follow_up": "due_on", "consent": "given_on"}


class Joining(NamedTuple):
    """One record joined to another, and when. parted: the op that took it back, None while it stands."""

    record: RecordView
    target: str
    joined: Entry
    parted: Entry | None

    def covers(self, entry: Entry) -> bool:
        """True for an op applied while the two were shown as one."""
        at, end = entry.applied_seq or 0, self.parted.applied_seq if self.parted else None
        return at > (self.joined.applied_seq or 0) and (end is None or at < end)


def merged(reach: Reach, person_id: str) -> Json:
    """The records joined to this person now, and, when hers was joined to another and is no more, what is
    left to decide from then.
    """
    own = reach.get(person_id, "person")
    root = merging.root(reach.tenant_id, person_id) or own
    if not reach.sees(root):
        raise NotFound
    note_read("person", root.id)
    others = merging.group(reach.tenant_id, root)[1:]
    joinings = [joining for other in others if (joining := _joining(reach, other)) is not None]
    last = _joining(reach, own)
    return {
        "person": people.brief(root, reach.areas, clock.today()),
        "joined": [_told(reach, joining) for joining in joinings],
        "parted": _told(reach, last) if last is not None and last.parted is not None else None,
    }


def _joining(reach: Reach, record: RecordView) -> Joining | None:
    """The latest joining of this record."""
    said = [
        (entry, edit.now)
        for entry in op_log.of_record(reach.tenant_id, record.id)
        if entry.applied_seq and (edit := entry.edits().get(merging.MERGED_INTO)) is not None
    ]
    said.sort(key=lambda pair: pair[0].applied_seq or 0)
    standing = record.fields.get(merging.MERGED_INTO)
    joined = [(entry, target) for entry, target in said if target and standing in (None, target)]
    if not joined:
        return None
    entry, target = joined[-1]
    after = [one for one, now in said if now is None and (one.applied_seq or 0) > (entry.applied_seq or 0)]
    return Joining(record, target, entry, after[0] if standing is None and after else None)


def _told(reach: Reach, joining: Joining) -> Json:
    record, end = joining.record, joining.parted
    line = _line(reach, joining.target)
    sheltered = merging.sheltered(reach.tenant_id, [*line, record])
    hidden = merging.SHELTERED if sheltered else frozenset[str]()
    items = [item for one in line for item in _items(reach, joining, one, hidden)]
    return {
        "record": people.brief(record, reach.areas, clock.today()),
        "root": people.brief(line[-1], reach.areas, clock.today()),
        "saw": [op for op, _ in record.members_of(merging.MERGED_INTO)],
        "joined_at": clock.iso(joining.joined.received_at),
        "joined_by": joining.joined.staff,
        "parted_at": clock.iso(end.received_at) if end else None,
        "items": items,
        "filed": [filed for one in line for filed in _filed(reach, joining, one)],
    }


def _line(reach: Reach, person_id: str) -> list[RecordView]:
    """The record she was joined to, and those it is joined to in turn, the root last."""
    line = [reach.get(person_id, "person")]
    while (target := line[-1].fields.get(merging.MERGED_INTO)) and target not in {one.id for one in line}:
        line.append(reach.get(target, "person"))
    return line


def _items(reach: Reach, joining: Joining, root: RecordView, hidden: frozenset[str]) -> Iterator[Json]:
    """Every value given on the root since, that still stands there."""
    entries = op_log.of_record(reach.tenant_id, root.id)
    known = {entry.id: entry for entry in entries}
    for entry in entries:
        if not (entry.applied_seq and joining.covers(entry)):
            continue
        for name, edit in entry.edits().items():
            if name == merging.MERGED_INTO or entry.id not in dict(own_members(root, name)):
                continue
            here = [(op, known[op].edits()[name].now) for op in sorted(edit.saw) if name in _said(known, op)]
            yield {
                "op": entry.id,
                "record": root.id,
                "field": name,
                "value": None if name in hidden else edit.now,
                "sheltered": name in hidden,
                "staff": entry.staff,
                "at": entry.made_at,
                "device": entry.device,
                "here": [] if name in hidden else [list(one) for one in here],
                "there_saw": [op for op, _ in own_members(joining.record, name)],
            }


def _said(known: dict[str, Entry], op: str) -> Sequence[str]:
    return list(known[op].edits()) if op in known else ()


def own_members(view: RecordView, field: str) -> Sequence[Member]:
    """The values of a field on this record alone, whatever is shown."""
    if view.own is None:
        return view.members_of(field)
    said = orjson.loads(view.own)
    if field in said["members"]:
        return [(op, value) for op, value in said["members"][field]]
    return [(said["op"], said["fields"][field])] if field in said["fields"] else []


def _filed(reach: Reach, joining: Joining, root: RecordView) -> Iterator[Json]:
    """What was filed with the root since. It names the root for ever; only a person can say whose it is."""
    hanging = [view for view in records.of_person(reach.tenant_id, root.id) if view.kind != "notice"]
    made = op_log.entries(reach.tenant_id, [view.op for view in hanging])
    for view in hanging:
        entry = made.get(view.op)
        if entry is not None and entry.applied_seq and joining.covers(entry):
            on = view.fields.get(DAYS.get(view.kind, "")) or entry.made_at[:10]
            yield {"kind": view.kind, "id": view.id, "on": on, "staff": entry.staff}
