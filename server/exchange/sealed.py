"""Ops that came sealed to this server, opened before anything else: from then on they are like others."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from server import logs
from server.devices.sealing import NotOpened, Opener, Sealed
from server.exchange.intake import Unopened


def opened(tenant_uid: str, envelope: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """The ops of a push as `[seq, mac, text]`; in the place of what cannot be opened an Unopened."""
    ops: Sequence[Sequence[Any]] = envelope["ops"]
    if all(type(op[2]) is str for op in ops):
        return ops
    opener = Opener(tenant_uid, str(envelope["store_id"]))
    return [op if type(op[2]) is str else _one(opener, envelope["writer_no"], *op) for op in ops]


def _one(opener: Opener, writer_no: int, seq: int, mac: str, said: Mapping[str, Any]) -> Sequence[Any]:
    sealed = Sealed(said["seal_key_id"], said["sealed"])
    try:
        return (seq, mac, opener.open(sealed, f"op/{writer_no}.{seq}"))
    except NotOpened:
        logs.note("op-not-opened", writer=writer_no, seq=seq, seal_key_id=sealed.key_id)
    raw = {"seq": seq, "mac": mac, "store_id": opener.store_id} | sealed.wire()
    return (seq, mac, Unopened(orjson.dumps(raw)))
