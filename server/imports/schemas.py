"""What may be asked of imports, and what is answered: the only list of their fields."""

from __future__ import annotations

from marshmallow import Schema as Loose
from marshmallow import fields, validate

from server.api import Schema
from server.imports.columns import KEYS
from server.imports.kdb import FIRST_YEAR
from server.imports.reading import ENCODINGS
from server.imports.service import LISTS
from server.office.schemas import PersonReply

PAGE = 100
ANSWERS = 500


class FileQuery(Schema):
    """encoding: only when the one that was found is wrong."""

    encoding = fields.String(validate=validate.OneOf(ENCODINGS))


class LinesQuery(Schema):
    """Which rows of a run, and after which row number."""

    which = fields.String(required=True, validate=validate.OneOf((*LISTS, "noted")))
    after = fields.Integer(load_default=0, strict=False, validate=validate.Range(0, 2**31 - 1))
    limit = fields.Integer(load_default=PAGE, validate=validate.Range(1, PAGE))


class MissingQuery(Schema):
    """After which number of the source."""

    after = fields.String(load_default="", validate=validate.Length(0, 40))
    limit = fields.Integer(load_default=PAGE, validate=validate.Range(1, PAGE))


class SourceBody(Schema):
    """A source and its columns. key: the field that says who a row is about. year: the fiscal year of what
    KDB says, where no column tells it.
    """

    name = fields.String(required=True, validate=[validate.Length(1, 60), validate.Regexp(r"\S")])
    key = fields.String(required=True, validate=validate.OneOf(KEYS))
    columns = fields.Dict(
        keys=fields.String(validate=validate.Regexp(r"[a-z][a-z0-9_]{0,59}\Z")),
        values=fields.String(validate=validate.Length(1, 60)),
        required=True,
    )
    digits = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 20))
    whole = fields.Boolean(load_default=True, truthy={True}, falsy={False})
    year = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 2199))


class TakeBackBody(Schema):
    """Of which fiscal year."""

    year = fields.Integer(required=True, strict=True, validate=validate.Range(FIRST_YEAR, 2199))


class AnswerBody(Schema):
    """Who a row is: a candidate's id, "new", or null for not decided."""

    row = fields.Integer(required=True, strict=True, validate=validate.Range(1, 2**31 - 1))
    answer = fields.String(required=True, allow_none=True, validate=validate.Length(1, 36))


class AnswersBody(Schema):
    """Answers to rows, or one to all open questions: "new", or "same" where there is one candidate only."""

    answers = fields.List(fields.Nested(AnswerBody), validate=validate.Length(1, ANSWERS))
    all_open = fields.String(data_key="all", validate=validate.OneOf(("same", "new")))


class FieldReply(Loose):
    """What a column can hold. group: person, or kdb."""

    field = fields.String()
    group = fields.String()
    ja = fields.String()
    en = fields.String()


class SourceReply(Loose):
    id = fields.String()
    name = fields.String()
    key = fields.String()
    columns = fields.Dict(keys=fields.String(), values=fields.String())
    digits = fields.Integer()
    whole = fields.Boolean()
    year = fields.Integer()


class SourceName(Loose):
    id = fields.String()
    name = fields.String()


class RunBrief(Loose):
    """A run in the history."""

    id = fields.String()
    source = fields.Nested(SourceName)
    state = fields.String()
    encoding = fields.String()
    rows = fields.Integer()
    whole = fields.Boolean()
    outcomes = fields.Dict(keys=fields.String(), values=fields.Integer())
    uploaded_by = fields.String()
    applied_by = fields.String(allow_none=True)
    created_at = fields.String()
    applied_at = fields.String(allow_none=True)
    closed_at = fields.String(allow_none=True)


class ImportsReply(Loose):
    """allowed: False for a coordinator of some areas only, who may not import."""

    allowed = fields.Boolean()
    fields_ = fields.List(fields.Nested(FieldReply), data_key="fields", attribute="fields")
    sources = fields.List(fields.Nested(SourceReply))
    runs = fields.List(fields.Nested(RunBrief))


class LookReply(Loose):
    """What the beginning of a file shows."""

    encoding = fields.String()
    columns = fields.List(fields.String())
    suggested = fields.Dict(keys=fields.String(), values=fields.String())
    has_rows = fields.Boolean()


class CountsReply(Loose):
    outcomes = fields.Dict(keys=fields.String(), values=fields.Integer())
    by_field = fields.Dict(keys=fields.String(), values=fields.Integer())
    states = fields.Dict(keys=fields.String(), values=fields.Integer())
    noted = fields.Integer()
    missing = fields.Integer()
    result = fields.Dict(keys=fields.String(), values=fields.Integer())


class RunReply(RunBrief):
    """todo: rows that applying will take up, done: those it has; both 0 when it is over."""

    checked = fields.Integer()
    todo = fields.Integer()
    done = fields.Integer()
    unanswered = fields.Integer()
    answered = fields.Integer()
    rejected_kept = fields.Integer()
    stale = fields.Boolean()
    counts = fields.Nested(CountsReply)


class ChangeReply(Loose):
    field = fields.String()
    before = fields.Raw(allow_none=True)
    now = fields.Raw(allow_none=True)


class NoteReply(Loose):
    """field: "" when it is about the whole row. row: the other row it is about."""

    field = fields.String()
    field_ja = fields.String()
    field_en = fields.String()
    rule = fields.String()
    row = fields.Integer(allow_none=True)
    ja = fields.String()
    en = fields.String()
    do_ja = fields.String()
    do_en = fields.String()
    refuses = fields.Boolean()


class CandidateReply(Loose):
    """why: codes of the reasons (server/people/matching.py), or key_same."""

    why = fields.List(fields.String())
    person = fields.Nested(PersonReply, allow_none=True)


class LineReply(Loose):
    """One row. protected: its address is not taken and not shown."""

    n = fields.Integer()
    outcome = fields.String()
    key = fields.String(allow_none=True)
    name = fields.String()
    kana = fields.String()
    born_on = fields.String(allow_none=True)
    protected = fields.Boolean()
    person = fields.Nested(PersonReply, allow_none=True)
    changes = fields.List(fields.Nested(ChangeReply))
    notes = fields.List(fields.Nested(NoteReply))
    candidates = fields.List(fields.Nested(CandidateReply))
    answer = fields.String(allow_none=True)
    fate = fields.String(allow_none=True)


class LinesReply(Loose):
    lines = fields.List(fields.Nested(LineReply))
    next = fields.Integer(allow_none=True)


class MissingPerson(Loose):
    key = fields.String()
    person = fields.Nested(PersonReply, allow_none=True)


class MissingReply(Loose):
    people = fields.List(fields.Nested(MissingPerson))
    next = fields.String(allow_none=True)


class AnsweredReply(Loose):
    set_ = fields.Integer(data_key="set", attribute="set")
