"""What travels about writers."""

from marshmallow import fields, validate

from server.api import Schema


def store_id_field() -> fields.UUID:
    """The id of one local store: made by the browser once per database (tablet) or per tab (office)."""
    return fields.UUID(required=True, metadata={"description": "id of the browser's local store"})


class NewWriter(Schema):
    """An office tab asks for its pen."""

    store_id = store_id_field()
    client = fields.String(required=True, validate=validate.OneOf(["office"]))


class WriterReply(Schema):
    """`save` and `received` let a browser go on numbering where it was."""

    writer_no = fields.Integer()
    mac_key = fields.String()
    certificate = fields.String()
    save = fields.Integer()
    received = fields.List(fields.List(fields.Integer()))


class NewWriterReply(Schema):
    writer = fields.Nested(WriterReply)
