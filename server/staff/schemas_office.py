"""What travels about accounts."""

from marshmallow import fields, validate

from server.api import Schema
from server.staff.models import ROLES


class NewRight(Schema):
    """scope: `area:<id>`, `roster:<session id>` for a supporter, or the whole municipality."""

    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    scope = fields.String(load_default="tenant", validate=validate.Length(1, 60))
    from_on = fields.Date(allow_none=True, load_default=None)
    to_on = fields.Date(allow_none=True, load_default=None)


class NewAccount(NewRight):
    login = fields.String(required=True, validate=validate.Length(1, 64))
    name = fields.String(required=True, validate=validate.Length(1, 100))
    job = fields.String(load_default="", validate=validate.Length(0, 100))


class Right(Schema):
    """closed_area: its name, where the right is of an area that was closed since."""

    id = fields.String()
    role = fields.String()
    scope = fields.String()
    from_on = fields.String()
    to_on = fields.String(allow_none=True)
    closed_area = fields.String(allow_none=True)


class AccountStep(Schema):
    what = fields.String()
    at = fields.String()
    by = fields.String(allow_none=True)
    detail = fields.Dict()


class AccountsReply(Schema):
    """once_until: a passphrase good once has not been changed yet. left: her leaving can be undone."""

    id = fields.String()
    login = fields.String()
    name = fields.String()
    job = fields.String()
    ended_at = fields.String(allow_none=True)
    once_until = fields.String(allow_none=True)
    second_factor = fields.Boolean()
    left = fields.Boolean()
    grants = fields.List(fields.Nested(Right))


class AccountReply(AccountsReply):
    """One account, with what was done about it."""

    steps = fields.List(fields.Nested(AccountStep))
    open_steps = fields.Integer()


class OnceReply(Schema):
    """A passphrase, shown once."""

    id = fields.String()
    passphrase = fields.String()
    until = fields.String()


class LeaveAsked(Schema):
    to = fields.UUID(required=True)


class MovedReply(Schema):
    moved = fields.Integer()


class ChangeOwn(Schema):
    passphrase = fields.String(required=True, validate=validate.Length(1, 1000))
    new = fields.String(required=True, validate=validate.Length(1, 1000))


class PassphraseGiven(Schema):
    passphrase = fields.String(required=True, validate=validate.Length(1, 1000))


class PlaceReply(Schema):
    """here: the one that asks."""

    id = fields.String()
    label = fields.String()
    client = fields.String()
    here = fields.Boolean()
    since = fields.String()
    used_at = fields.String()


class PlacesEnded(PassphraseGiven):
    places = fields.List(
        fields.String(validate=validate.Regexp(r"\A[0-9a-f]{32}\Z")),
        load_default=list,
        validate=validate.Length(0, 100),
    )


class EndedReply(Schema):
    ended = fields.Integer()


class FactorLink(Schema):
    link = fields.String()
    picture = fields.Dict()


class CodeGiven(Schema):
    code = fields.String(required=True, validate=validate.Length(1, 60))


class RecoveryReply(Schema):
    recovery = fields.List(fields.String())
