"""What travels about areas and their reorganisation."""

from marshmallow import fields, validate

from server.api import Schema


class GrantAsked(Schema):
    staff = fields.UUID(required=True)
    role = fields.String(required=True, validate=validate.OneOf(("nurse", "coordinator")))


class Asked(Schema):
    """from: areas that go; to: where, null for a new area of this name. grants: whose rights follow.

    name: of the new area, or a new one for `to`. salons, addresses: only these salons with their members,
    only who lives where the address begins so; with neither the areas go whole and are closed.
    """

    from_ = fields.List(
        fields.UUID(), data_key="from", attribute="from", load_default=list, validate=validate.Length(0, 100)
    )
    to = fields.UUID(allow_none=True, load_default=None)
    name = fields.String(allow_none=True, load_default=None, validate=validate.Length(1, 100))
    salons = fields.List(fields.UUID(), load_default=list, validate=validate.Length(0, 500))
    addresses = fields.List(
        fields.String(validate=validate.Length(1, 100)), load_default=list, validate=validate.Length(0, 100)
    )
    grants = fields.List(fields.Nested(GrantAsked), load_default=list, validate=validate.Length(0, 500))


class Decided(Asked):
    """token: of the preview; something else is never done."""

    token = fields.String(required=True, validate=validate.Length(1, 64))


class Named(Schema):
    id = fields.String(allow_none=True)
    name = fields.String()


class Source(Named):
    """left: persons who stay. closes: nobody is left, and it is closed."""

    left = fields.Integer()
    closes = fields.Boolean()


class Holder(Schema):
    staff = fields.String()
    name = fields.String()
    job = fields.String()
    role = fields.String()


class Preview(Schema):
    """disputed: persons whose area is 確認待ち; protected: those with a protected address. Neither moves."""

    to = fields.Nested(Named)
    renamed = fields.String(allow_none=True)
    from_ = fields.List(fields.Nested(Source), data_key="from", attribute="from")
    persons = fields.Integer()
    salons = fields.Integer()
    sheets = fields.Integer()
    follow_ups = fields.Integer()
    disputed = fields.Integer()
    protected = fields.Integer()
    staff = fields.List(fields.Nested(Holder))
    token = fields.String()


class Work(Schema):
    """done of total have been looked at; moved: those that were where they were expected."""

    id = fields.String()
    state = fields.String()
    at = fields.String()
    by = fields.String()
    to = fields.Nested(Named)
    from_ = fields.List(fields.Nested(Named), data_key="from", attribute="from")
    renamed = fields.String(allow_none=True)
    total = fields.Integer()
    done = fields.Integer()
    moved = fields.Integer()
    closed = fields.List(fields.Nested(Named))


class AreaStanding(Schema):
    id = fields.String()
    name = fields.String()
    closed_on = fields.String(allow_none=True)
    into = fields.String(allow_none=True)
    persons = fields.Integer()
    salons = fields.List(fields.Nested(Named))


class AreasReply(Schema):
    areas = fields.List(fields.Nested(AreaStanding))
    works = fields.List(fields.Nested(Work))
