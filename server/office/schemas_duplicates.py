"""What leaves the server about persons who may be one."""

from __future__ import annotations

from marshmallow import Schema as Loose
from marshmallow import fields

from server.office.schemas import ByReply, PersonReply


class SideReply(PersonReply):
    """One of the two. registered: by whom, when and where from."""

    phone = fields.String(allow_none=True)
    insured_no = fields.String(allow_none=True)
    address = fields.String(allow_none=True)
    registered = fields.Nested(ByReply, allow_none=True)


class AnswerReply(Loose):
    """What an edit of `second` must name to say that the two are different persons."""

    field = fields.String()
    saw = fields.List(fields.String())


class DuplicateReply(Loose):
    """Two persons who may be one. reasons: codes, strongest first; asked: a nurse left it to the office."""

    first = fields.Nested(SideReply)
    second = fields.Nested(SideReply)
    reasons = fields.List(fields.String())
    asked = fields.Boolean()
    answer = fields.Nested(AnswerReply)
