"""What can be known about an op before the transaction begins: its bytes, its author, its fields."""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from server import logs
from server.exchange.answers import NUMBERS, Answers, answers_of
from server.exchange.kinds import KINDS, Kind
from server.exchange.sheets import read_sheet
from sync.ids import natural_id, natural_key
from sync.ops import Lost, Op, OpFault, Signer, Value, read_op

_MAC = re.compile(r"[A-Za-z0-9_-]{22}")
NO_ANSWERS = Answers({}, {}, ())
WAITS = "waits"  # the reason of an op that waits for a record
UNPROVEN = "unproven-author"
UNOPENED = "unopened"  # of one that came sealed, to a key that is not ours or damaged
NOT_PROVEN = frozenset({UNPROVEN, UNOPENED})


class Unopened(NamedTuple):
    """What is kept in the place of an op that cannot be opened: all of it, as JSON."""

    raw: bytes


@dataclass(slots=True)
class Incoming:
    """One op of a push. op: None when its bytes do not say one.

    hash: MAC by the writer's key, ours. reason: why it must be held whatever the records say; waits_for: the
    record whose creation has it considered again. made_as: see OpRow. held_as: why the log holds it now.
    """

    seq: int
    hash: str
    body: bytes
    op: Op | None = None
    lost: bool = False
    reason: str | None = None
    waits_for: str | None = None
    made_as: str | None = None
    held_as: str = WAITS

    @property
    def proven(self) -> bool:
        """True when the writer's key signed these bytes."""
        return self.reason not in NOT_PROVEN


def read_batch(tenant_uid: str, signer: Signer, triples: Sequence[Sequence[Any]]) -> list[Incoming]:
    """The ops of a push, `[seq, mac, text]` each, with what is wrong with each."""
    return [read_one(tenant_uid, signer, *triple) for triple in triples]


def read_one(tenant_uid: str, signer: Signer, seq: int, claimed_mac: str, text: str | Unopened) -> Incoming:
    """One op as it arrived; `reason` says why it will be held, if it will."""
    if isinstance(text, Unopened):
        # Under the hash it would have: the same op in the clear is known again.
        known_as = claimed_mac if _MAC.fullmatch(claimed_mac) else signer.mac(text.raw)
        return Incoming(seq, known_as, text.raw, reason=UNOPENED)
    body = text.encode()
    incoming = Incoming(seq, signer.mac(body), body)
    understand(tenant_uid, incoming)
    if not (claimed_mac.isascii() and hmac.compare_digest(incoming.hash, claimed_mac)):
        incoming.reason, incoming.waits_for = UNPROVEN, None
    return incoming


def understand(tenant_uid: str, incoming: Incoming) -> None:
    """Fill in what the bytes say. A fault of our own checks holds the op, it never fails the push."""
    try:
        _understand(tenant_uid, incoming)
    except Exception as error:  # noqa: BLE001 - whatever it is, the op is kept and the queue goes on
        logs.crash(error)
        incoming.reason = "server-error"


def _understand(tenant_uid: str, incoming: Incoming) -> None:
    incoming.reason = incoming.waits_for = None
    sheet = read_sheet(incoming.body)
    if sheet is not None and sheet.seq == incoming.seq:
        incoming.op = sheet
        return
    said = said_by(incoming.body)
    if type(said) is Lost:
        incoming.lost, incoming.reason = True, "lost"
    elif type(said) is OpFault:
        incoming.reason = said.reason
    elif said.seq != incoming.seq:
        incoming.reason = "unreadable"
    else:
        incoming.op = said  # type: ignore[assignment]
        incoming.reason, incoming.waits_for = objection(tenant_uid, said)  # type: ignore[arg-type]


def said_by(body: bytes) -> Op | Lost | OpFault:
    """What an op's bytes say, read strictly: whatever it returns can be written as JSON again."""
    try:
        return read_op(orjson.loads(body))
    except orjson.JSONDecodeError:
        return OpFault("unreadable", "json")


def objection(tenant_uid: str, op: Op) -> tuple[str | None, str | None]:
    """(reason, record to wait for) when the op's fields are not acceptable, (None, None) when they are."""
    kind = KINDS.get(op.kind)
    if kind is None:
        return "unknown-kind", None
    answers = NO_ANSWERS
    if kind.has_answers:
        allowed = answers_of(op.form_version, tenant_uid) if op.form_version else None
        if allowed is None:
            return "form-version-unknown", _form_version_id(tenant_uid, op.form_version)
        answers = allowed
    values = op.values()
    reason = _field_objection(kind, answers, values)
    if reason is None and op.new is not None:
        reason = _creation_objection(tenant_uid, kind, op)
    elif reason is None and not kind.fixed.isdisjoint(values):
        reason = "not-allowed"
    return reason, None


def _field_objection(kind: Kind, answers: Answers, values: Mapping[str, Value]) -> str | None:
    fields, plain = kind.fields, answers.plain
    for name, value in values.items():
        exact = type(value)
        if exact in NUMBERS and name in plain and plain[name].get(value) is exact:
            continue
        check = fields.get(name) or answers.checks.get(name) or kind.listed(name)
        if check is None:
            return "unknown-field"
        if not check(value):
            return "invalid-value"
    return None


def _form_version_id(tenant_uid: str, form_version: str | None) -> str | None:
    if form_version is None:
        return None
    return natural_id(tenant_uid, "form_version", form_version.replace("/", ":"))


def _creation_objection(tenant_uid: str, kind: Kind, op: Op) -> str | None:
    new = op.values()
    if not kind.required <= new.keys():
        return "missing-field"
    if kind.has_answers and op.form_version != f"{new['form']}/{new['version']}":
        return "invalid-value"
    if kind.natural:
        key = natural_key(kind.name, new)
        if key is None or natural_id(tenant_uid, kind.name, key) != op.id:
            return "wrong-id"
    return None
