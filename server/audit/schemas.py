"""What travels about reads."""

from typing import Any

from marshmallow import fields, validate

from server.api import Schema
from server.audit import notes
from server.devices.schemas import store_id_field


class Read(fields.Field[notes.Read | notes.SealedRead]):
    """`[n, kind, record id or "", at, count?]`, or `[n, {"seal_key_id", "sealed"}]`."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Any, **_options: Any
    ) -> notes.Read | notes.SealedRead:
        return notes.note_of(value)


class Reads(Schema):
    """The reads a tablet noted since it last reached the server."""

    store_id = store_id_field()
    writer_no = fields.Integer(required=True, strict=True, validate=validate.Range(1, 2**31 - 1))
    reads = fields.List(Read(), required=True, validate=validate.Length(0, 1000))


class ReadsReply(Schema):
    received = fields.List(fields.List(fields.Integer()))


class ReadsQuery(Schema):
    """A page of the read log, newest first."""

    staff = fields.UUID()
    record = fields.UUID()
    before = fields.String(
        validate=validate.Length(1, 80), metadata={"description": "`next` of the page before"}
    )
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 500))


class ReadReply(Schema):
    id = fields.String()
    staff_id = fields.String()
    staff_name = fields.String()
    device = fields.String()
    place = fields.String()
    kind = fields.String()
    record_id = fields.String()
    count = fields.Integer()
    at = fields.String()
    received_at = fields.String()


class ReadsPage(Schema):
    reads = fields.List(fields.Nested(ReadReply))
    next = fields.String(allow_none=True)
