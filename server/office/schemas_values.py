"""What the office is told about values that differ, the history of a field, and ops kept aside."""

from __future__ import annotations

from marshmallow import Schema as Loose
from marshmallow import fields

from server.office.schemas import PersonReply


class RecordReply(Loose):
    kind = fields.String()
    id = fields.String()
    form_version = fields.String()


class ValueReply(Loose):
    op = fields.String()
    value = fields.Raw(allow_none=True)
    staff = fields.String()
    at = fields.String(allow_none=True)
    device = fields.String()


class ConflictValueReply(ValueReply):
    staff_id = fields.String(allow_none=True)
    in_use = fields.Boolean()


class AskedReply(Loose):
    """The plan to ask the person herself."""

    id = fields.String()
    due_on = fields.String()
    way = fields.String()
    state = fields.String()


class ConflictReply(Loose):
    """One field with several answers. before: what the first of them had on her screen."""

    record = fields.Nested(RecordReply)
    person = fields.Nested(PersonReply, allow_none=True)
    field = fields.String()
    values = fields.List(fields.Nested(ConflictValueReply))
    before = fields.Nested(ValueReply, allow_none=True)
    asked = fields.Nested(AskedReply, allow_none=True)


class HistoryReply(Loose):
    """One value an op gave to a field. stands: nobody has superseded it. named: whom a staff id means."""

    op = fields.String()
    field = fields.String()
    value = fields.Raw(allow_none=True)
    sheltered = fields.Boolean()
    saw = fields.List(fields.String())
    staff = fields.String()
    device = fields.String()
    made_at = fields.String()
    received_at = fields.String()
    verdict = fields.String()
    reason = fields.String(allow_none=True)
    why = fields.String(allow_none=True)
    in_use = fields.Boolean()
    stands = fields.Boolean()
    named = fields.String(allow_none=True)


class HeldReply(Loose):
    """An op kept aside; `raw` is its own text."""

    op = fields.String()
    reason = fields.String(allow_none=True)
    waits_for = fields.String(allow_none=True)
    kind = fields.String(allow_none=True)
    record = fields.String(allow_none=True)
    staff = fields.String()
    device = fields.String()
    at = fields.String()
    received_at = fields.String()
    raw = fields.String()


class HeldAgainReply(Loose):
    """How many ops are in the record now."""

    released = fields.Integer()
