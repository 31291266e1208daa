"""Ids: what is the same thing gets the same id on every device, without asking anyone."""

import re
from collections.abc import Mapping
from hashlib import sha1
from uuid import UUID

OpId = str  # "<writer_no>.<seq>"

NATURAL_KEYS: Mapping[str, tuple[str, ...]] = {
    "session": ("salon", "on", "n"),
    "attendance": ("session", "person"),
    "encounter": ("session", "person"),
    "form_version": ("form", "version"),
    "mailing": ("number",),
}
NOTICE_KEY = ("settled_op", "record_id", "field", "staff")

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_OP_ID = re.compile(r"[1-9][0-9]{0,9}\.[1-9][0-9]{0,9}", re.ASCII)
NUMBER = 2**31 - 1  # the highest writer number and the highest seq


def is_uuid(text: object) -> bool:
    """True for a UUID in its one written form: 36 characters, lower case."""
    return type(text) is str and _UUID.fullmatch(text) is not None


def natural_id(tenant_uid: str, kind: str, key: str) -> str:
    """The id of something that exists once: UUIDv5 in the tenant's namespace of `<kind>:<key>`."""
    digest = bytearray(
        sha1(UUID(tenant_uid).bytes + f"{kind}:{key}".encode(), usedforsecurity=False).digest()[:16]
    )
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    return _written(bytes(digest))


def natural_key(kind: str, fields: Mapping[str, object]) -> str | None:
    """The key of a record that exists once, its parts joined by colons; None for kinds with free ids."""
    parts = NOTICE_KEY if kind == "notice" else NATURAL_KEYS.get(kind)
    return None if parts is None else ":".join(str(fields.get(part)) for part in parts)


def uuid7(unix_ms: int, randomness: bytes) -> str:
    """A new free id. unix_ms: spreads ids, never orders them. randomness: 10 bytes of a secure source."""
    raw = bytearray(unix_ms.to_bytes(6, "big") + randomness[:10])
    raw[6] = raw[6] & 0x0F | 0x70
    raw[8] = raw[8] & 0x3F | 0x80
    return _written(bytes(raw))


def op_id(writer_no: int, seq: int) -> OpId:
    """The id of an op: who wrote it, and the how manieth of hers it is."""
    return f"{writer_no}.{seq}"


def is_op_id(text: object) -> bool:
    """True for `12.3`: two positive decimal numbers up to 2^31 - 1."""
    if type(text) is not str or not _OP_ID.fullmatch(text):
        return False
    return len(text) < 12 or max(split_op_id(text)) <= NUMBER  # shorter ones cannot hold ten digits


def split_op_id(text: OpId) -> tuple[int, int]:
    """(writer_no, seq) of an op id that `is_op_id` accepts."""
    writer_no, _, seq = text.partition(".")
    return int(writer_no), int(seq)


def _written(raw: bytes) -> str:
    digits = raw.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
