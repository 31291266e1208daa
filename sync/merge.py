"""How one op meets one record, and how two records of one person are read as one: the only merge there is.

A field is the set of edits nobody has superseded. A row is the short way to write its fields: an unedited
field is held by the creating op alone and is written as its value, every other field also lists its members.
An element of a list is a field of its own, so a list needs no rule of its own.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sync.ids import OpId
from sync.ops import Edit, Op, Value

Members = Mapping[OpId, Value]  # in the order they were applied; the first is in use
Careful = Callable[[str, Value], bool]  # (field, value) -> this value must win while the conflict is open


class Field(NamedTuple):
    """members: the values nobody has superseded. pending: ids superseded before they arrived."""

    members: Members
    pending: frozenset[OpId]


class Row(NamedTuple):
    """One record. op: the first op applied to it. fields: the value in use. members: all values, for every
    field whose set is not exactly {op}. pending: for the fields that have any."""

    op: OpId
    fields: Mapping[str, Value]
    members: Mapping[str, Members]
    pending: Mapping[str, frozenset[OpId]]


class Merged(NamedTuple):
    """What applying an op did.

    as_sent: the record then held exactly what the editor had seen, so her own overlay equals the new row.
    settled: fields that were in conflict and of which this op superseded values; field -> those values.
    """

    row: Row
    as_sent: bool
    settled: Mapping[str, Members]


def nothing_careful(_field: str, _value: Value) -> bool:
    """No value wins by what it says: the earliest applied is in use."""
    return False


def merge(field: Field, op_id: OpId, edit: Edit) -> Field:
    """Return the field after one edit: what the editor saw is replaced, what she did not see stays beside it.

    More than one distinct value is a conflict. The result is "the edits nobody has superseded", so it is the
    same set in every order of arrival; `pending` remembers ids superseded before they arrived. An op cannot
    have seen itself: where it says so, its id was another's in a store that had been copied.
    """
    arrived = {**field.members, op_id: edit.now}
    superseded = field.pending | (edit.saw - {op_id})
    members = {op: value for op, value in arrived.items() if op not in superseded}
    return Field(members, superseded - arrived.keys())


def created(op_id: OpId, values: Mapping[str, Value]) -> Row:
    """The row of a record that did not exist before this op."""
    return Row(op_id, values, {}, {})


def field_of(row: Row, name: str) -> Field:
    """One field of a row, written out."""
    members = row.members.get(name)
    if members is None:
        members = {row.op: row.fields[name]} if name in row.fields else {}
    return Field(members, row.pending.get(name, frozenset()))


def apply_op(row: Row | None, op_id: OpId, op: Op, careful: Careful = nothing_careful) -> Merged:
    """The record after one op. A `new` for an existing record is edits that saw nothing."""
    if row is None:
        return Merged(created(op_id, op.values()), op.new is not None, {})
    edits = op.edits if op.edits is not None else unseen_edits(op.values())
    return apply_edits(row, op_id, edits, careful, op.new is None)


def unseen_edits(values: Mapping[str, Value]) -> dict[str, Edit]:
    """The edits of someone who did not know the record was there."""
    return {name: Edit(frozenset(), now) for name, now in values.items()}


def apply_edits(row: Row, op_id: OpId, edits: Mapping[str, Edit], careful: Careful, as_sent: bool) -> Merged:
    """The record after several edits of one op; see Merged for `as_sent`."""
    fields, members, pending = dict(row.fields), dict(row.members), dict(row.pending)
    settled = {}
    for name, edit in edits.items():
        before = field_of(row, name)
        after = merge(before, op_id, edit)
        as_sent = as_sent and before.members.keys() == edit.saw and op_id in after.members
        if in_conflict(before.members):
            settled[name] = {op: value for op, value in before.members.items() if op not in after.members}
        _put(
            row.op,
            name,
            Field(careful_first(name, after.members, careful), after.pending),
            fields,
            members,
            pending,
        )
    return Merged(
        Row(row.op, fields, members, pending), as_sent, {n: gone for n, gone in settled.items() if gone}
    )


def careful_first(name: str, members: Members, careful: Careful) -> Members:
    """The members with those that must win while open in front; otherwise in the order they were applied."""
    if len(members) < 2 or careful is nothing_careful:
        return members
    return dict(sorted(members.items(), key=lambda member: not careful(name, member[1])))


def join(rows: Sequence[Row], applied: Callable[[OpId], int], careful: Careful, own: frozenset[str]) -> Row:
    """One row that says what several records of one person say together; the first is the record it is of.

    A field is the edits of all of them that none of them supersedes. applied: when each op was (its feed
    seq), which is the order of the members, careful ones first. own: fields of the first record alone.
    """
    first = rows[0]
    fields: dict[str, Value] = {}
    members: dict[str, Members] = {}
    pending: dict[str, frozenset[OpId]] = {}
    for name in dict.fromkeys(name for row in rows for name in (*row.fields, *row.members, *row.pending)):
        parts = [field_of(row, name) for row in (rows[:1] if name in own else rows)]
        superseded = frozenset().union(*(part.pending for part in parts))
        standing = {op: value for part in parts for op, value in part.members.items() if op not in superseded}
        in_order = dict(sorted(standing.items(), key=lambda member: applied(member[0])))
        field = Field(careful_first(name, in_order, careful), superseded)
        _put(first.op, name, field, fields, members, pending)
    return Row(first.op, fields, members, pending)


def without(row: Row, names: Collection[str]) -> Row:
    """The row as it is shown to whom these fields must not be shown."""
    fields = {name: value for name, value in row.fields.items() if name not in names}
    members = {name: values for name, values in row.members.items() if name not in names}
    pending = {name: ids for name, ids in row.pending.items() if name not in names}
    return Row(row.op, fields, members, pending)


def in_conflict(members: Members) -> bool:
    """True when the members say more than one thing. 1 and 1.0 are the same thing, 1 and true are not."""
    if len(members) < 2:
        return False
    first, *others = members.values()
    return any(other != first or (type(other) is bool) != (type(first) is bool) for other in others)


def overlay(
    row: Row | None, ops: Iterable[tuple[OpId, Op]], careful: Careful = nothing_careful
) -> Row | None:
    """What a screen shows: the pulled row, and on it the device's own unshown ops in the order made."""
    for op_id, op in ops:
        if row is None and op.new is None:
            row = Row(op_id, {}, {}, {})
        row = apply_op(row, op_id, op, careful).row
    return row


def _put(
    creator: OpId,
    name: str,
    field: Field,
    fields: dict[str, Value],
    members: dict[str, Members],
    pending: dict[str, frozenset[OpId]],
) -> None:
    for table in (fields, members, pending):
        table.pop(name, None)
    if field.members:
        fields[name] = next(iter(field.members.values()))
    if field.members.keys() != {creator}:
        members[name] = field.members
    if field.pending:
        pending[name] = field.pending
