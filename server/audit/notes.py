"""What a tablet noted: who looked at what, in the clear or sealed to this server."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from marshmallow import ValidationError, fields

from server import clock, logs
from server.devices.sealing import NotOpened, Opener, Sealed, sealed_of

TABLET_KINDS = ("person", "submission", "search", "print")
UNOPENED = "unopened"
SEALED_TEXT = 1_000
_INSTANT = fields.AwareDateTime(format="iso")


class Read(NamedTuple):
    """One look that a tablet noted. sealed: of one that came sealed and cannot be opened, all of it."""

    n: int
    kind: str
    record_id: str
    at: datetime
    count: int
    sealed: str | None = None


class SealedRead(NamedTuple):
    """One that whoever carries it cannot open."""

    n: int
    sealed: Sealed


def note_of(value: Any) -> Read | SealedRead:
    """A note as it travels, `[n, kind, record id or "", at, count?]` or `[n, {"seal_key_id", "sealed"}]`.

    Raises ValidationError.
    """
    if type(value) is list and len(value) == 2:
        n, said = value
        sealed = sealed_of(said, SEALED_TEXT)
        if sealed is None:
            raise ValidationError("must be [n, {seal_key_id, sealed}]")
        return SealedRead(_number(n), sealed)
    if type(value) is not list or len(value) not in (4, 5):
        raise ValidationError("must be [n, kind, record id, at, count?]")
    n, kind, record_id, at, count = (*value, 0)[:5] if len(value) == 4 else value
    if kind not in TABLET_KINDS:
        raise ValidationError(f"kind is one of {', '.join(TABLET_KINDS)}")
    if type(record_id) is not str or len(record_id) > 36:
        raise ValidationError("record id is a text of at most 36 characters")
    if type(count) is not int or not 0 <= count < 2**31:
        raise ValidationError("count is a whole number")
    return Read(_number(n), kind, record_id, _instant(at), count)


def opened(tenant_uid: str, writer_no: int, store_id: str, sent: Sequence[Read | SealedRead]) -> list[Read]:
    """The notes in the clear. One that cannot be opened stays as it came: that somebody looked is known."""
    opener = Opener(tenant_uid, store_id)
    return [one if isinstance(one, Read) else _open(opener, writer_no, one) for one in sent]


def _open(opener: Opener, writer_no: int, one: SealedRead) -> Read:
    n, sealed = one
    try:
        note = note_of(orjson.loads(opener.open(sealed, f"read/{writer_no}/{n}")))
        if isinstance(note, Read) and note.n == n:
            return note
    except (NotOpened, ValidationError, orjson.JSONDecodeError):
        pass
    logs.note("read-not-opened", writer=writer_no, n=n, seal_key_id=sealed.key_id)
    return Read(n, UNOPENED, "", clock.now(), 0, orjson.dumps(sealed.wire()).decode())


def _number(n: Any) -> int:
    if type(n) is not int or not 1 <= n < 2**31:
        raise ValidationError("n is a whole number from 1")
    return n


def _instant(value: Any) -> datetime:
    """An instant every database can hold and give back in every time zone."""
    at: datetime = _INSTANT.deserialize(value)
    if not 1970 <= at.year <= 2199:
        raise ValidationError("at is outside 1970 to 2199")
    return at
