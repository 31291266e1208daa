"""What may be decided about a form, and what is answered: the only list of the fields."""

from __future__ import annotations

from marshmallow import Schema as Loose
from marshmallow import ValidationError, fields, validate, validates_schema

from server.api import Schema
from server.form_decisions.service import STEPS

FORM = validate.Regexp(r"[a-z][a-z0-9_]{0,39}\Z")
NAME = validate.Regexp(r"[a-z][a-z0-9_]{0,59}\Z")
REASON = [validate.Length(1, 300), validate.Regexp(r"\S")]


class FormQuery(Schema):
    """Which form, of those that came with the app."""

    form = fields.String(required=True, validate=FORM)


class ChooseBody(FormQuery):
    """Criteria and k from a day on; what is not named is left to the form's default."""

    since = fields.Date(required=True, data_key="from")
    facts = fields.Dict(
        keys=fields.String(validate=NAME), values=fields.Raw(), required=True, validate=validate.Length(0, 40)
    )


class UndoBody(FormQuery):
    """Which choice is taken back, by its number."""

    n = fields.Integer(required=True, strict=True, validate=validate.Range(1, 999_999))


class VersionStepBody(FormQuery):
    """A step of a version that came with the app. Putting it out of use says why."""

    version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 999_999))
    step = fields.String(
        required=True, validate=validate.OneOf(sorted({one for steps in STEPS.values() for one in steps}))
    )
    reason = fields.String(validate=REASON)

    @validates_schema
    def _says_why(self, data: dict[str, object], **_: object) -> None:
        if data["step"] != "use" and "reason" not in data:
            raise ValidationError("理由を書きます / say why", "reason")


class DecidedWordsReply(Loose):
    ja = fields.String()
    en = fields.String()


class CriteriaOptionReply(Loose):
    """One of several sets. confidence: the weakest of what judges by it. provisional: 暫定."""

    value = fields.String()
    title = fields.Nested(DecidedWordsReply)
    confidence = fields.String()
    provisional = fields.Boolean()
    sources = fields.List(fields.String())


class TownChoiceReply(Loose):
    """Something a town may choose. type: set (options), count (minimum, maximum) or flag."""

    id = fields.String()
    type = fields.String()
    title = fields.Nested(DecidedWordsReply)
    default = fields.Raw()
    options = fields.List(fields.Nested(CriteriaOptionReply))
    minimum = fields.Integer()
    maximum = fields.Integer()
    confidence = fields.String()
    provisional = fields.Boolean()
    sources = fields.List(fields.String())
    versions = fields.List(fields.Integer())


class VersionReply(Loose):
    """A version that came with the app. reason: why it is out of use."""

    version = fields.Integer()
    offered = fields.Boolean()
    state = fields.String()
    steps_open = fields.List(fields.String())
    reason = fields.String(allow_none=True)


class DecisionReply(Loose):
    """A decision, by whom and when. facts: what it chose; undoes: the decision it takes back."""

    n = fields.Integer()
    what = fields.String()
    since = fields.String(data_key="from", attribute="from", allow_none=True)
    facts = fields.Dict(keys=fields.String())
    version = fields.Integer(allow_none=True)
    reason = fields.String(allow_none=True)
    undoes = fields.Integer(allow_none=True)
    withdrawn = fields.Boolean()
    can_undo = fields.Boolean()
    by = fields.String()
    at = fields.AwareDateTime(format="iso")


class DecisionsReply(Loose):
    """A form that came with the app, as this town has it. in_force: the facts chosen, as they are today.

    planned: as they will be when every choice has come into force.
    """

    form = fields.String()
    title = fields.Nested(DecidedWordsReply)
    choices = fields.List(fields.Nested(TownChoiceReply))
    in_force = fields.Dict(keys=fields.String())
    planned = fields.Dict(keys=fields.String())
    earliest = fields.String()
    versions = fields.List(fields.Nested(VersionReply))
    history = fields.List(fields.Nested(DecisionReply))
