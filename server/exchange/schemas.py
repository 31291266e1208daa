"""Push and pull as the wire and the OpenAPI document say them. Ops are checked one by one, later."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates

from server.api import Schema
from server.devices.schemas import store_id_field
from server.exchange.triples import OPS, ops_objection
from sync.feed import parse_buckets, parse_holding
from sync.ids import is_op_id
from sync.ops import SEQ


class Ops(fields.Field[list[list[Any]]]):
    """Up to 1,000 triples `[seq, mac, op json text]` in ascending seq; checked in one loop.

    In the place of the text `{"seal_key_id", "sealed"}` when whoever sends it cannot open it.
    """

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> list[list[Any]]:
        objection = ops_objection(value)
        if objection is not None:
            raise ValidationError(objection)
        return value


class DeviceFacts(Schema):
    """What a device tells of itself with every contact.

    persisted: whether its browser keeps what is stored, null: it cannot say. clock: its own, in UTC.
    saves_open: things saved (件) that will not have arrived, this request's own left out.
    """

    persisted = fields.Boolean(load_default=None, allow_none=True)
    free_bytes = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 2**53))
    clock = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    app_version = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    repaired = fields.Integer(load_default=0, validate=validate.Range(0, SEQ))
    saves_open = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, SEQ))


class PushEnvelope(DeviceFacts):
    """What a device sends: who writes, what it owes, and up to 1,000 ops in ascending seq."""

    protocol = fields.Integer(required=True, strict=True)
    store_id = store_id_field()
    writer_no = fields.Integer(required=True, strict=True, validate=validate.Range(1, SEQ))
    writer_cert = fields.String(load_default="", validate=validate.Length(max=4_000))
    made_seq = fields.Integer(required=True, strict=True, validate=validate.Range(0, SEQ))
    drafts_open = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 100_000))
    prev_hash = fields.String(required=True, validate=validate.Length(max=100))
    made_as = fields.String(load_default=None, allow_none=True)
    ops = Ops(
        required=True,
        metadata={
            "type": "array",
            "items": {"type": "array"},
            "maxItems": OPS,
            "description": "[seq, mac, text or {seal_key_id, sealed}]",
        },
    )

    @validates("made_as")
    def made_as_is_an_op_id(self, value: str | None, data_key: str) -> None:
        if value is not None and not is_op_id(value):
            raise ValidationError("must look like 12.8")


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


DIGEST = fields.List(fields.Integer())


class PullQuery(DeviceFacts):
    """Where the device is. cursor, head: base64url of {"epoch", "scopes"}; holding: `12:1-40.45`.

    coming: rows it still expects. repaired: rows its store has had to repair since it began. store_id,
    made_seq, drafts_open: what is still owed there.
    """

    cursor = fields.String(load_default="", validate=validate.Length(max=100_000))
    head = fields.String(load_default="", validate=validate.Length(max=100_000))
    holding = fields.String(load_default="", validate=validate.Length(max=50_000))
    limit = fields.Integer(load_default=1_000, validate=validate.Range(1, 1_000))
    coming = fields.Integer(load_default=None, validate=validate.Range(0, SEQ))
    store_id = fields.String(load_default="", validate=validate.Length(max=36))
    made_seq = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, SEQ))
    drafts_open = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 100_000))

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
    digest = fields.Dict(keys=fields.String(), values=DIGEST)
    left = fields.Dict(keys=fields.String(), values=DIGEST)
    server_time = fields.String()
    total = fields.Dict(keys=fields.String(), values=fields.Integer())


class DigestQuery(Schema):
    """Of which scope."""

    scope = fields.String(required=True, validate=validate.Length(max=60))


class DigestReply(Schema):
    """[count, sum] of each of the 256 parts of a scope; sync/feed.py says how a row is hashed."""

    epoch = fields.String()
    scope = fields.String()
    buckets = fields.List(DIGEST)


class RowsQuery(Schema):
    """Which parts of which scope: `0.17.255`."""

    scope = fields.String(required=True, validate=validate.Length(max=60))
    buckets = fields.String(required=True, validate=validate.Length(max=1_023))

    @validates("buckets")
    def buckets_are_numbers(self, value: str, data_key: str) -> None:
        if parse_buckets(value) is None:
            raise ValidationError("must look like 0.17.255")


class RowsReply(Schema):
    """All rows of the parts asked for."""

    epoch = fields.String()
    scope = fields.String()
    rows = fields.List(fields.Dict())
