"""What may be asked about judging again, and what is answered."""

from __future__ import annotations

from marshmallow import Schema as Loose
from marshmallow import fields, validate

from server.api import Schema
from server.office.schemas import FindingReply, GradingReply
from server.office.schemas_kdb import KdbReply

NAME = validate.Regexp(r"[a-z][a-z0-9_]{0,39}\Z")


class JudgeBody(Schema):
    """By which version of its form, and by which set of criteria for a question that has several."""

    version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 999_999))
    criteria = fields.Dict(
        keys=fields.String(validate=NAME),
        values=fields.String(validate=NAME),
        load_default=dict,
        validate=validate.Length(0, 20),
    )


class SetReply(Loose):
    code = fields.String()
    ja = fields.String()
    en = fields.String()


class JudgedWordsReply(Loose):
    ja = fields.String()
    en = fields.String()


class CriteriaReply(Loose):
    """Rival criteria for one question."""

    id = fields.String()
    title = fields.Nested(JudgedWordsReply)
    default = fields.String()
    sets = fields.List(fields.Nested(SetReply))


class ChoiceReply(Loose):
    """A version it can be judged by."""

    version = fields.Integer()
    criteria_sets = fields.List(fields.Nested(CriteriaReply))


class JudgementReply(Loose):
    """A further result. criteria: question -> set. facts: k and other settings.

    not_asked: answers this version does not ask for.
    """

    id = fields.String()
    version = fields.Integer()
    criteria = fields.Dict(keys=fields.String(), values=fields.String())
    facts = fields.Dict(keys=fields.String())
    kdb = fields.Nested(KdbReply, allow_none=True)
    by = fields.String()
    at = fields.AwareDateTime(format="iso")
    findings = fields.List(fields.Nested(FindingReply))
    gradings = fields.List(fields.Nested(GradingReply))
    not_asked = fields.List(fields.String())


class JudgementsReply(Loose):
    """Choices, and every further result, the newest first."""

    choices = fields.List(fields.Nested(ChoiceReply))
    judgements = fields.List(fields.Nested(JudgementReply))
