"""What the office is told about records that are joined."""

from __future__ import annotations

from marshmallow import Schema as Loose
from marshmallow import fields

from server.office.schemas import PersonReply


class SinceReply(Loose):
    """A value given on the root while another record was joined to it.

    here: what its author had seen there of the root's own, `[[op, value]]`. there_saw: the ops that stand in
    this field of the other record.
    """

    op = fields.String()
    record = fields.String()
    field = fields.String()
    value = fields.Raw(allow_none=True)
    sheltered = fields.Boolean()
    staff = fields.String()
    at = fields.String()
    device = fields.String()
    here = fields.List(fields.Raw())
    there_saw = fields.List(fields.String())


class FiledReply(Loose):
    """A record filed with the root while another was joined to it."""

    kind = fields.String()
    id = fields.String()
    on = fields.String()
    staff = fields.String()


class JoiningReply(Loose):
    """One record joined to another. saw: what an op that takes it back must name."""

    record = fields.Nested(PersonReply)
    root = fields.Nested(PersonReply)
    saw = fields.List(fields.String())
    joined_at = fields.String()
    joined_by = fields.String()
    parted_at = fields.String(allow_none=True)
    items = fields.List(fields.Nested(SinceReply))
    filed = fields.List(fields.Nested(FiledReply))


class MergedReply(Loose):
    """joined: the records joined to this person. parted: hers was joined to another and is no more."""

    person = fields.Nested(PersonReply)
    joined = fields.List(fields.Nested(JoiningReply))
    parted = fields.Nested(JoiningReply, allow_none=True)
