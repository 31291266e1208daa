"""Restores as the wire says them."""

from marshmallow import fields

from server.api import Schema


class LostOps(Schema):
    """Consecutive office or import ops that the backup lacks. staff, device: "" when it lacks those too."""

    writer_no = fields.Integer()
    from_ = fields.Integer(data_key="from", attribute="from")
    to = fields.Integer()
    at = fields.String()
    staff = fields.String()
    device = fields.String()


class RestoreReply(Schema):
    """One restore. listed: False when `ops` may be incomplete because the office journal was lost."""

    id = fields.String()
    restored_at = fields.String()
    taken_at = fields.String()
    listed = fields.Boolean()
    ops = fields.List(fields.Nested(LostOps))
