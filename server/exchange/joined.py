"""Persons joined to one another, and addresses that must not leave: what is shown is not what is merged.

Every record keeps the ops it was given. A person whose `merged_into` names another is shown with her: the
record at the end of that line, the root, shows what all of them say together, and everything that hangs from
any of them is found where the root is. Nothing moves, so taking the line away takes it all back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from server.exchange import store
from server.exchange.filing import Current, Filing, count_conflicts
from server.exchange.kinds import PERSON, scope_of
from sync.ids import OpId, split_op_id
from sync.merge import Members, Merged, Row, in_conflict, join, without
from sync.ops import Op, Value

MERGED_INTO, PROTECTED = "merged_into", "address_protected"
OWN_FIELDS = frozenset({MERGED_INTO})  # said of the record, not of the person
SHELTERED = frozenset({"address"})  # what a protected person's row lacks
NOTHING = frozenset[str]()


class Before(NamedTuple):
    """How things stood before an op. root: of the person it names, None before her creation."""

    root: Current | None
    fields: Mapping[str, Value] | None
    members: Mapping[str, Members]


class Redrawn(NamedTuple):
    """One root after an op. before: its fields in use until then, as they were shown for the person named."""

    root: Current
    before: Mapping[str, Value] | None


def concerned(current: Current | None, op: Op) -> bool:
    """True when what is shown of this person is, or may become, something else than her own record."""
    said = op.edits if op.new is None else op.new
    if said is not None and (MERGED_INTO in said or PROTECTED in said):
        return True
    return current is not None and is_joined(current)


def is_joined(person: Current) -> bool:
    """True when her row says something else than her own record, or may."""
    return person.own is not None or person.shown_or_none is not None or person.person_id is not None


def sensible(filing: Filing, op: Op) -> Op | None:
    """The op without a joining that would join what is one already; None when nothing is left of it."""
    values = op.values()
    target = values.get(MERGED_INTO)
    if target is None:
        return op
    person = filing.get(op.id)
    already = target == op.id or (person is not None and root_of(filing, target) is root_of(filing, op.id))
    if not already or (person is not None and person.row.fields.get(MERGED_INTO) == target):
        return op
    if len(values) == 1:
        return None
    new = op.new and {name: value for name, value in op.new.items() if name != MERGED_INTO}
    edits = op.edits and {name: edit for name, edit in op.edits.items() if name != MERGED_INTO}
    return op._replace(new=new, edits=edits)


def look(filing: Filing, person: Current | None) -> Before:
    """What is shown for this person before an op is applied."""
    if person is None:
        return Before(None, None, {})
    root = root_of(filing, person.id)
    return Before(root, root.shown.fields, root.shown.members)


def redraw(filing: Filing, person: Current, this: OpId, before: Before) -> list[Redrawn]:
    """After an op on this person: what is shown of her and of all she is or was joined with, her root first.

    Rows that come out differently, and what hangs from them where they move, get new numbers.
    """
    person.person_id = _joined_to(filing, person)
    roots = [root_of(filing, person.id)]
    if before.root is not None and root_of(filing, before.root.id) is not roots[0]:
        roots.append(root_of(filing, before.root.id))
    redrawn = []
    for root in roots:
        was = before.fields if root is person else root.shown.fields
        _draw(filing, root, person, this)
        redrawn.append(Redrawn(root, was))
    return redrawn


def settled(before: Before, root: Current, op: Op, merged: Merged) -> Mapping[str, Members]:
    """The values this op replaced in fields that were in conflict where they were shown: at the root."""
    if before.root is not root:
        return merged.settled
    found = {name: gone for name, gone in merged.settled.items() if name in OWN_FIELDS}
    for name in op.values().keys() - OWN_FIELDS:
        said, now = before.members.get(name, {}), root.shown.members.get(name, {})
        if in_conflict(said):
            found[name] = {one: value for one, value in said.items() if one not in now}
    return {name: gone for name, gone in found.items() if gone}


def root_of(filing: Filing, person_id: str) -> Current:
    """The record at the end of the line; a record joined to nothing is its own root."""
    seen = {person_id}
    person = filing.get(person_id)
    while person is not None and person.person_id is not None and person.person_id not in seen:
        seen.add(person.person_id)
        person = filing.get(person.person_id)
    if person is None:
        raise LookupError("joined to a person there is no record of")
    return person


def joined_with(filing: Filing, root: Current) -> list[Current]:
    """Every record that is shown with this root, near ones first, the root itself left out."""
    found, known = [root], {root.id}
    for person in found:
        nearer = [one for one in filing.joined_to(person.id) if one.id not in known]
        found += nearer
        known |= {one.id for one in nearer}
    return found[1:]


def move(filing: Filing, person: Current, scope: str) -> None:
    """Her row and all that hangs from her get new numbers in this scope, and leave the one they were in."""
    left, person.scope = person.scope, scope
    person.restamped_seq = person.seq
    filing.put(person)
    filing.leave(left, person)
    for record in filing.hanging_from(person.id):
        if record.kind is PERSON or record.scope == scope:
            continue
        left, record.scope = record.scope, scope
        _renumber(filing, record)
        filing.leave(left, record)


def _joined_to(filing: Filing, person: Current) -> str | None:
    """The record she is joined to now. A value that leads back to her is passed over for the next one.

    That can only be one that stood beside another and came into use when that one was taken back.
    """
    row = person.row
    members = row.members.get(MERGED_INTO) or {row.op: row.fields.get(MERGED_INTO)}
    person.person_id = None
    fit = [one for one, target in members.items() if target is None or _leads_away(filing, target, person)]
    first = next(iter(fit), None)
    if first is not None and first != next(iter(members)):
        members = {first: members[first]} | dict(members)
        person.row_or_none = row._replace(
            fields={**row.fields, MERGED_INTO: members[first]},
            members={**row.members, MERGED_INTO: members},
        )
    return None if first is None else members[first]


def _leads_away(filing: Filing, target: str, person: Current) -> bool:
    return root_of(filing, target) is not person


def _draw(filing: Filing, root: Current, person: Current, this: OpId) -> None:
    others = joined_with(filing, root)
    row = _said_together(filing, [root, *others], person, this) if others else root.row
    sheltered = SHELTERED if row.fields.get(PROTECTED) is True else NOTHING
    _show(filing, root, row, sheltered, person)
    root.open_conflicts = count_conflicts(PERSON, root.shown.members)
    for other in others:
        _show(filing, other, other.row, sheltered, person)
        other.open_conflicts = int(in_conflict(other.row.members.get(MERGED_INTO, {})))
    scope = scope_of(PERSON, root.shown.fields, None)
    for one in (root, *others):
        if one.scope != scope:
            if one is not person:
                _renumber(filing, one)
            move(filing, one, scope)


def _show(filing: Filing, one: Current, said: Row, sheltered: frozenset[str], person: Current) -> None:
    """What is drawn of this record from now on; numbered anew unless the op itself has just done so."""
    astray = one.person_id is None and one.row.fields.get(MERGED_INTO) is not None
    hidden = sheltered | OWN_FIELDS if astray else sheltered
    was, had = one.shown, one.shown_or_none is not None
    one.shown_or_none = without(said, hidden) if hidden or said is not one.row else None
    if one is not person and (one.shown != was or had != (one.shown_or_none is not None)):
        _renumber(filing, one)


def _renumber(filing: Filing, record: Current) -> None:
    record.seq = record.restamped_seq = filing.turn.next_seq()
    filing.put(record)


def _said_together(filing: Filing, people: Sequence[Current], person: Current, this: OpId) -> Row:
    rows = [one.row for one in people]
    ops = {row.op for row in rows} | {op for row in rows for said in row.members.values() for op in said}
    applied = _applied_seqs(filing, ops - {this}) | {this: person.seq}
    return join(rows, lambda op: applied.get(op, 0), PERSON.is_careful, OWN_FIELDS)


def _applied_seqs(filing: Filing, ops: set[OpId]) -> dict[OpId, int]:
    """Which op was applied when, those of this transaction included; it is what orders values."""
    known: dict[OpId, int] = {}
    for op in ops:
        fate = filing.ops.get(split_op_id(op)) or filing.op_changes.get(split_op_id(op))
        if fate is not None and fate["applied_seq"] is not None:
            known[op] = fate["applied_seq"]
    unread = [split_op_id(op) for op in ops - known.keys()]
    return known | store.applied_seqs(filing.session, filing.tenant_id, unread)
