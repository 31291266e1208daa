"""What travels about reads."""

from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, validate

from server.api import Schema
from server.devices.schemas import store_id_field
from server.devices.sealing import Sealed, sealed_of

TABLET_KINDS = ("person", "submission", "search")
SEALED_TEXT = 1_000


class Read(fields.Field[tuple[Any, ...]]):
    """`[n, kind, record id or "", at, count?]`, or `[n, {"seal_key_id", "sealed"}]`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_options: Any) -> tuple[Any, ...]:
        if type(value) is list and len(value) == 2:
            return _sealed(*value)
        return read_note(value)


def read_note(value: Any) -> tuple[Any, ...]:
    """A note in the clear. Raises ValidationError."""
    if type(value) is not list or len(value) not in (4, 5):
        raise ValidationError("must be [n, kind, record id, at, count?]")
    n, kind, record_id, at, count = (*value, 0)[:5] if len(value) == 4 else value
    _check_number(n)
    if kind not in TABLET_KINDS:
        raise ValidationError(f"kind is one of {', '.join(TABLET_KINDS)}")
    if type(record_id) is not str or len(record_id) > 36:
        raise ValidationError("record id is a text of at most 36 characters")
    if type(count) is not int or not 0 <= count < 2**31:
        raise ValidationError("count is a whole number")
    return n, kind, record_id, _instant(at), count


def _sealed(n: Any, said: Any) -> tuple[int, Sealed]:
    _check_number(n)
    sealed = sealed_of(said, SEALED_TEXT)
    if sealed is None:
        raise ValidationError("must be [n, {seal_key_id, sealed}]")
    return n, sealed


def _check_number(n: Any) -> None:
    if type(n) is not int or not 1 <= n < 2**31:
        raise ValidationError("n is a whole number from 1")


def _instant(value: Any) -> datetime:
    """An instant every database can hold and give back in every time zone."""
    at: datetime = _INSTANT.deserialize(value)
    if not 1970 <= at.year <= 2199:
        raise ValidationError("at is outside 1970 to 2199")
    return at


_INSTANT = fields.AwareDateTime(format="iso")


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
