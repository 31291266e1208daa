"""What must stand after many hands have written at once, worked out from the ops alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import orjson
from flask import Flask
from sqlalchemy import text

from server.db import db, read_snapshot
from server.exchange import service as exchange
from sync.feed import Ranges, add
from sync.merge import Row, field_of
from sync.ops import Op, read_op
from tests.reference.device import Device


class Filed(NamedTuple):
    """One op of the log. applied_seq: None while it is held."""

    op: Op | None
    verdict: str
    applied_seq: int | None


def op_log(app: Flask, tenant_id: int = 1) -> dict[str, Filed]:
    """Every op the server holds, by id."""
    with app.app_context(), read_snapshot() as session:
        rows = session.execute(_LOG, {"tenant": tenant_id}).all()
    found = {}
    for writer_no, seq, body, verdict, applied_seq in rows:
        said = read_op(orjson.loads(bytes(body)))
        found[f"{writer_no}.{seq}"] = Filed(said if isinstance(said, Op) else None, verdict, applied_seq)
    assert len(found) == len(rows)
    return found


def received(app: Flask, writer_no: int, tenant_id: int = 1) -> Ranges:
    """What the server says it holds of one writer."""
    with app.app_context(), read_snapshot() as session:
        rows = session.execute(_SEQS, {"tenant": tenant_id, "writer": writer_no}).scalars().all()
        (told,) = session.execute(_TOLD, {"tenant": tenant_id, "writer": writer_no}).one()
    in_log = add((), rows)
    assert [list(span) for span in in_log] == orjson.loads(told), "the log and the receipt say the same"
    return in_log


def wrong_fields(log: Mapping[str, Filed], rows: Mapping[str, Row]) -> list[str]:
    """Fields that do not hold exactly the applied edits nobody has superseded; by set arithmetic alone.

    rows: what somebody sees who sees the whole town; only news for single persons may be missing.
    """
    made: dict[tuple[str, str], set[str]] = {}
    superseded: dict[tuple[str, str], set[str]] = {}
    for op_id, filed in log.items():
        if filed.op is None or filed.applied_seq is None:
            continue
        for name, saw in _touched(filed.op):
            made.setdefault((filed.op.id, name), set()).add(op_id)
            superseded.setdefault((filed.op.id, name), set()).update(saw)
    there = {
        filed.op.id for filed in log.values() if filed.op and filed.applied_seq and filed.op.kind != "notice"
    }
    wrong = [f"{record_id} is not there" for record_id in sorted(there - rows.keys())]
    for (record_id, name), ops in made.items():
        if record_id in rows:
            expected = ops - superseded[record_id, name]
            found = set(field_of(rows[record_id], name).members)
            if found != expected:
                wrong.append(f"{record_id}.{name}: {sorted(found)} and not {sorted(expected)}")
    return wrong


def _touched(op: Op) -> Iterable[tuple[str, frozenset[str]]]:
    if op.edits is not None:
        return [(name, edit.saw) for name, edit in op.edits.items()]
    return [(name, frozenset()) for name in op.values()]


def digest_faults(app: Flask, tenant_id: int = 1) -> list[str]:
    """Scopes whose digest is not that of their rows."""
    with app.app_context():
        found = exchange.check_digests(tenant_id, repair=False)
        db.session.remove()
    return found


def replica(device: Device) -> dict[str, tuple[int, Any]]:
    """{record id: (feed seq, values)} of a tablet's newest rows."""
    found: dict[str, tuple[int, Any]] = {}
    for (_, record_id), kept in device.store.replica.items():
        if kept.seq > found.get(record_id, (0,))[0]:
            found[record_id] = (kept.seq, (dict(kept.row.fields), dict(kept.row.members)))
    return found


_LOG = text("SELECT writer_no, seq, body, verdict, applied_seq FROM op WHERE tenant_id = :tenant")
_SEQS = text("SELECT seq FROM op WHERE tenant_id = :tenant AND writer_no = :writer ORDER BY seq")
_TOLD = text("SELECT received FROM writer WHERE tenant_id = :tenant AND writer_no = :writer")
