"""Reads that came sealed to this server, because whoever carried them could not open them."""

from collections.abc import Sequence
from typing import Any

import orjson
from marshmallow import ValidationError

from server import clock, logs
from server.audit.schemas import read_note
from server.audit.service import Read
from server.devices.sealing import NotOpened, Opener, Sealed


def opened(tenant_uid: str, writer_no: int, store_id: str, sent: Sequence[tuple[Any, ...]]) -> list[Read]:
    """The notes in the clear. One that cannot be opened stays as it came: that somebody looked is known."""
    opener = Opener(tenant_uid, store_id)
    return [_one(opener, writer_no, *one) if len(one) == 2 else Read(*one) for one in sent]


def _one(opener: Opener, writer_no: int, n: int, sealed: Sealed) -> Read:
    try:
        note = Read(*read_note(orjson.loads(opener.open(sealed, f"read/{writer_no}/{n}"))))
        if note.n == n:
            return note
    except (NotOpened, ValidationError, orjson.JSONDecodeError):
        pass
    logs.note("read-not-opened", writer=writer_no, n=n, seal_key_id=sealed.key_id)
    return Read(n, "unopened", "", clock.now(), 0, orjson.dumps(sealed.wire()).decode())
