"""What anybody may know of a municipality."""

from marshmallow import fields, validate

from server.api import Schema


class TownReply(Schema):
    uid = fields.String()
    name = fields.String()
    demo = fields.Boolean()


class Contact(Schema):
    """Whom a resident may ask; "" where the town has not said it."""

    name = fields.String()
    phone = fields.String()


class ContactReply(Contact):
    """may_change: whether she who asks may set it."""

    may_change = fields.Boolean()


class ContactBody(Schema):
    """The office's name and telephone as they are printed; "" takes one away."""

    name = fields.String(required=True, validate=validate.Length(0, 200))
    phone = fields.String(required=True, validate=validate.Length(0, 60))
