"""What anybody may know of a municipality."""

from marshmallow import fields

from server.api import Schema


class TownReply(Schema):
    uid = fields.String()
    name = fields.String()
    demo = fields.Boolean()
