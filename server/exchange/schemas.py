"""The shapes of push and pull as the wire and the OpenAPI document say them. Ops are checked one by one, later."""

from itertools import pairwise
from typing import Any

from marshmallow import ValidationError, fields, validate, validates

from server.api import Schema
from server.devices.schemas import store_id_field
from sync.feed import parse_holding
from sync.ids import is_op_id
from sync.ops import SEQ

OPS = 1_000
OP_TEXT = 1_000_000


class OpTriple(fields.Field[list[Any]]):
    """`[seq, mac, op json text]`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> list[Any]:
        if type(value) is list and len(value) == 3:
            seq, mac, text = value
            if type(seq) is int and 1 <= seq <= SEQ and type(mac) is str and type(text) is str:
                if len(mac) > 100 or len(text) > OP_TEXT:
                    raise ValidationError("mac or text is too long")
                return value
        raise ValidationError("must be [seq, mac, text]")


class PushEnvelope(Schema):
    """What a device sends: who writes, what it owes, and up to 1,000 ops in ascending seq."""

    protocol = fields.Integer(required=True, strict=True)
    store_id = store_id_field()
    writer_no = fields.Integer(required=True, strict=True, validate=validate.Range(1, SEQ))
    writer_cert = fields.String(load_default="", validate=validate.Length(max=4_000))
    made_seq = fields.Integer(required=True, strict=True, validate=validate.Range(0, SEQ))
    drafts_open = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 100_000))
    prev_hash = fields.String(required=True, validate=validate.Length(max=100))
    made_as = fields.String(load_default=None, allow_none=True)
    ops = fields.List(
        OpTriple(metadata={"type": "array", "description": "[seq, mac, op json text]"}),
        required=True,
        validate=validate.Length(max=OPS),
    )

    @validates("made_as")
    def made_as_is_an_op_id(self, value: str | None, data_key: str) -> None:
        if value is not None and not is_op_id(value):
            raise ValidationError("must look like 12.8")

    @validates("ops")
    def ops_ascend(self, value: list[list[Any]], data_key: str) -> None:
        if any(later[0] <= earlier[0] for earlier, later in pairwise(value)):
            raise ValidationError("seqs must ascend")


class VerdictRun(Schema):
    """Consecutive seqs that met the same fate."""

    from_ = fields.Integer(data_key="from")
    to = fields.Integer()
    verdict = fields.String()
    reason = fields.String()


class Moved(Schema):
    """The number under which a copied or rolled-back store goes on."""

    from_ = fields.Integer(data_key="from")
    to = fields.Integer()
    mac_key = fields.String()
    certificate = fields.String()
    first_seq = fields.Integer()


RANGES = fields.Dict(keys=fields.String(), values=fields.List(fields.List(fields.Integer())))


class SyncPushReply(Schema):
    """What became of every op, and what the server holds of this writer."""

    epoch = fields.String()
    received = RANGES
    backed_up = RANGES
    verdicts = fields.List(fields.Nested(VerdictRun))
    server_time = fields.String()
    moved = fields.Nested(Moved)


class PullQuery(Schema):
    """Where the device is. cursor, head: base64url of {"epoch", "scopes": {scope: seq}}; holding: `12:1-40.45`."""

    cursor = fields.String(load_default="", validate=validate.Length(max=100_000))
    head = fields.String(load_default="", validate=validate.Length(max=100_000))
    holding = fields.String(load_default="", validate=validate.Length(max=50_000))
    limit = fields.Integer(load_default=1_000, validate=validate.Range(1, 1_000))

    @validates("holding")
    def holding_is_ranges(self, value: str, data_key: str) -> None:
        if parse_holding(value) is None:
            raise ValidationError("must look like 12:1-40.45;13:1-3")


class SyncPullReply(Schema):
    """One page of the feed; sync/PROTOCOL.md says what each part promises."""

    epoch = fields.String()
    cursor = fields.String()
    head = fields.List(fields.String())
    scopes = fields.List(fields.String())
    more = fields.Boolean()
    form_versions = fields.List(fields.Dict())
    rows = fields.List(fields.Dict())
    kept = fields.List(fields.List(fields.Raw()))
    withdrawn = fields.List(fields.List(fields.Raw()))
    held = fields.List(fields.List(fields.String()))
    received = RANGES
    backed_up = RANGES
    server_time = fields.String()
    total = fields.Dict(keys=fields.String(), values=fields.Integer())
