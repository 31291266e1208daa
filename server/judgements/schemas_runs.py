"""What may be asked about judging a period again, and what is answered."""

from __future__ import annotations

from marshmallow import Schema as Loose
from marshmallow import fields, validate

from server.api import Schema
from server.judgements.schemas import NAME, JudgedWordsReply
from server.office.schemas import PersonReply


class RunBody(Schema):
    """Which sheets, and by what. areas: all of the town when there is none. facts: criteria and k."""

    form = fields.String(required=True, validate=NAME)
    version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 999_999))
    since = fields.Date(required=True)
    until = fields.Date(required=True)
    areas = fields.List(fields.UUID(), load_default=list, validate=validate.Length(0, 500))
    facts = fields.Dict(
        keys=fields.String(validate=validate.Regexp(r"[a-z][a-z0-9_]{0,59}\Z")),
        values=fields.Raw(),
        load_default=dict,
        validate=validate.Length(0, 40),
    )


class AreaNameReply(Loose):
    id = fields.String()
    name = fields.String()


class JudgedChangeReply(Loose):
    """n sheets say something else about one finding."""

    about = fields.Nested(JudgedWordsReply)
    before = fields.Nested(JudgedWordsReply)
    after = fields.Nested(JudgedWordsReply)
    n = fields.Integer()


class JudgingRunReply(Loose):
    """A run. looked_at, differing: sheets as counted. kept: further results it has brought."""

    id = fields.String()
    state = fields.String()
    form = fields.String()
    version = fields.Integer()
    since = fields.String()
    until = fields.String()
    areas = fields.List(fields.Nested(AreaNameReply))
    facts = fields.Dict(keys=fields.String())
    looked_at = fields.Integer()
    differing = fields.Integer()
    kept = fields.Integer()
    lines = fields.List(fields.Nested(JudgedChangeReply))
    by = fields.String()
    at = fields.AwareDateTime(format="iso")


class RunsReply(Loose):
    """Every run, newest first, and the areas there are."""

    runs = fields.List(fields.Nested(JudgingRunReply))
    areas = fields.List(fields.Nested(AreaNameReply))


class AfterQuery(Schema):
    """after: the last one of the page before."""

    after = fields.UUID()


class RunSheetReply(Loose):
    """A sheet that got a further result."""

    id = fields.String()
    on = fields.String()
    person = fields.Nested(PersonReply)


class RunSheetsReply(Loose):
    """Sheets with a further result of this run. next: null on the last page."""

    sheets = fields.List(fields.Nested(RunSheetReply))
    next = fields.String(allow_none=True)
