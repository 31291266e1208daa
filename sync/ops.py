"""An op: one mutation one writer made, as bytes that are made once. Reading it never raises."""

import json
import re
from binascii import b2a_base64
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from sync.ids import NUMBER, OpId, is_op_id, is_uuid

Value = Any  # text, bool, number, None, or a small object such as {"state": "declined"}

TEXT_LENGTH = 4_000
INTEGER = 2**53
SEQ = NUMBER
FIELDS = 400  # of one record
SAW = 200  # members one editor can have been shown of one field
LOST_REASONS = frozenset({"unreadable", "refused"})

_AT = re.compile(
    r"[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", re.ASCII
)
_FORM_VERSION = re.compile(r"[a-z0-9_-]{1,60}/[1-9]\d{0,5}", re.ASCII)
_COMMON = frozenset({"seq", "save", "kind", "id", "made_at"})
_OPTIONAL = frozenset({"form_version", "reason", "replaces", "copied_from"})
_CREATION, _CHANGE = _COMMON | {"new"}, _COMMON | {"edits"}
_CREATION_MAY, _CHANGE_MAY = _CREATION | _OPTIONAL, _CHANGE | _OPTIONAL


class Edit(NamedTuple):
    """One field as its editor left it.

    saw: ids of the ops whose values she was shown, captured when the field was drawn. now: the value she
    left, None for unanswered.
    """

    saw: frozenset[OpId]
    now: Value


class Op(NamedTuple):
    """One op. Exactly one of `new` (a creation) and `edits` (a change) is not None.

    save: number of the thing the nurse saved; several ops may share one. made_at: a claim of the device,
    never used for order. form_version: "qmcoo/1". replaces: the quarantined op this one stands in for.
    copied_from: field -> op whose value was carried over.
    """

    seq: int
    save: int
    kind: str
    id: str
    made_at: str
    new: Mapping[str, Value] | None
    edits: Mapping[str, Edit] | None
    form_version: str | None = None
    reason: str | None = None
    replaces: OpId | None = None
    copied_from: Mapping[str, OpId] | None = None

    def values(self) -> Mapping[str, Value]:
        """Every field this op touches, with the value it leaves."""
        if self.new is not None:
            return self.new
        return {name: edit.now for name, edit in (self.edits or {}).items()}


class Lost(NamedTuple):
    """A seq whose op the device cannot send: its row is unreadable, or the server refused it alone."""

    seq: int
    why: str


class OpFault(NamedTuple):
    """Why bytes are not an op. reason: a quarantine reason. where: the wrong member, never its value."""

    reason: str
    where: str


class Signer:
    """A writer's MAC key, made ready once, so that many ops are signed fast."""

    def __init__(self, key: bytes) -> None:
        block = key.ljust(64, b"\0") if len(key) <= 64 else sha256(key).digest().ljust(64, b"\0")
        self._inner = sha256(block.translate(_INNER))
        self._outer = sha256(block.translate(_OUTER))

    def mac(self, body: bytes) -> str:
        """The op's MAC and keyed hash: HMAC-SHA256[:16] in base64url without padding (22 characters).

        HMAC written out (RFC 2104): the library's own object takes twice as long to copy.
        """
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(body)
        outer.update(inner.digest())
        return b2a_base64(outer.digest()[:16], newline=False)[:22].translate(_URL_SAFE).decode()


_INNER, _OUTER = (bytes(byte ^ mask for byte in range(256)) for mask in (0x36, 0x5C))
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def parse_op(body: bytes) -> Op | Lost | OpFault:
    """The op these bytes say, or what is wrong with them."""
    try:
        return read_op(json.loads(body.decode(), parse_constant=_refuse_constant))
    except (ValueError, RecursionError):
        return OpFault("unreadable", "json")


def read_op(document: Any) -> Op | Lost | OpFault:
    """The op a JSON document says. Checks its shape; what each field may hold is the kind's business."""
    if type(document) is not dict:
        return OpFault("unreadable", "op")
    seq = document.get("seq")
    if type(seq) is not int or not 1 <= seq <= SEQ:
        return OpFault("unreadable", "seq")
    if "lost" in document:
        return _read_lost(document)
    return _common_fault(document) or _read_body(document)


def is_text(value: Value, longest: int) -> bool:
    """True for text that can be stored and shown: no NUL, no lone surrogate, at most `longest` long."""
    return type(value) is str and len(value) <= longest and "\x00" not in value and _encodable(value)


def is_instant(value: Value) -> bool:
    """True for an instant as devices write it, `2026-11-21T05:12:33Z`."""
    return type(value) is str and _AT.fullmatch(value) is not None


def is_form_version(value: Value) -> bool:
    """True for the name of a form version such as `qmcoo/1`."""
    return type(value) is str and _FORM_VERSION.fullmatch(value) is not None


def _encodable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _read_lost(document: dict[str, Any]) -> Lost | OpFault:
    if document.keys() != {"seq", "lost"} or document["lost"] not in LOST_REASONS:
        return OpFault("unreadable", "lost")
    return Lost(document["seq"], document["lost"])


def _common_fault(op: dict[str, Any]) -> OpFault | None:
    save, kind = op.get("save"), op.get("kind")
    if type(save) is not int or not 1 <= save <= SEQ:
        return OpFault("unreadable", "save")
    if type(kind) is not str:
        return OpFault("unreadable", "kind")
    if not is_uuid(op.get("id")):
        return OpFault("unreadable", "id")
    if not is_instant(op.get("made_at")):
        return OpFault("unreadable", "made_at")
    return None


def _read_body(op: dict[str, Any]) -> Op | OpFault:
    creates = "new" in op
    required, may = (_CREATION, _CREATION_MAY) if creates else (_CHANGE, _CHANGE_MAY)
    if not required <= op.keys() <= may:
        return OpFault("unreadable", "members")
    fields = op["new" if creates else "edits"]
    if type(fields) is not dict or not 1 <= len(fields) <= FIELDS:
        return OpFault("unreadable", "fields")
    extra = _optional_fault(op) if len(op) > len(required) else None
    if extra is not None:
        return extra
    edits = None if creates else _read_edits(fields)
    if type(edits) is OpFault:
        return edits
    return Op(
        op["seq"],
        op["save"],
        op["kind"],
        op["id"],
        op["made_at"],
        op.get("new"),
        edits,  # type: ignore[arg-type]
        op.get("form_version"),
        op.get("reason"),
        op.get("replaces"),
        op.get("copied_from"),
    )


def _optional_fault(op: dict[str, Any]) -> OpFault | None:
    if op.get("form_version") is not None and not is_form_version(op["form_version"]):
        return OpFault("unreadable", "form_version")
    if op.get("reason") is not None and not is_text(op["reason"], TEXT_LENGTH):
        return OpFault("unreadable", "reason")
    if op.get("replaces") is not None and not is_op_id(op["replaces"]):
        return OpFault("unreadable", "replaces")
    copied = op.get("copied_from")
    if copied is not None and not (type(copied) is dict and all(map(is_op_id, copied.values()))):
        return OpFault("unreadable", "copied_from")
    return None


def _read_edits(fields: dict[str, Any]) -> dict[str, Edit] | OpFault:
    edits = {}
    for name, edit in fields.items():
        if type(edit) is not dict or edit.keys() != {"saw", "now"}:
            return OpFault("unreadable", "edits")
        saw = edit["saw"]
        if type(saw) is not list or len(saw) > SAW or not all(map(is_op_id, saw)):
            return OpFault("unreadable", "saw")
        edits[name] = Edit(frozenset(saw), edit["now"])
    return edits
