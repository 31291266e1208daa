"""Reading the op log: who said what, when, on which device. Read-only; exchange is its only writer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, func, select, tuple_

from server import clock
from server.db import db
from server.devices import service as devices
from server.devices.models import Writer
from server.exchange.intake import said_by
from server.exchange.models import HeldOp, OpRow
from server.exchange.pens import as_written_now
from server.staff import service as staff
from sync.ids import is_uuid, op_id, split_op_id
from sync.ops import Edit, Op

PART = 400  # op ids asked for at once


class Entry(NamedTuple):
    """One op of the log. op: None when its bytes do not say one. reason: why it is held, if it is."""

    id: str
    staff_id: str | None
    staff: str
    device: str
    received_at: datetime
    verdict: str
    applied_seq: int | None
    reason: str | None
    waits_for: str | None
    kind: str | None
    record_id: str | None
    body: bytes
    op: Op | None

    @property
    def made_at(self) -> str:
        """When her device says she made it; the arrival when it does not say."""
        return self.op.made_at if self.op else clock.iso(self.received_at)

    def by(self) -> dict[str, str]:
        """Who, when and where from, as rows carry it beside a value."""
        return {"name": self.staff, "at": self.made_at, "device": self.device}

    def names(self) -> list[str]:
        """The records that say which area it belongs to: its own, its person, the one it waits for.

        It may be held for any fault, so what it says is looked at before a database is asked.
        """
        person = self.op.values().get("person") if self.op else None
        return [one for one in (self.record_id, person, self.waits_for) if is_uuid(one)]

    def edits(self) -> dict[str, Edit]:
        """Every field this op touched, with what its maker saw and left; a creation saw nothing."""
        if self.op is None:
            return {}
        if self.op.edits is not None:
            return dict(self.op.edits)
        return {name: Edit(frozenset(), value) for name, value in self.op.values().items()}


def entries(tenant_id: int, op_ids: Iterable[str]) -> dict[str, Entry]:
    """The ops with these ids that the server holds, by id."""
    keys = sorted({split_op_id(one) for one in op_ids})
    found: list[Entry] = []
    for at in range(0, len(keys), PART):
        part = tuple_(OpRow.writer_no, OpRow.seq).in_(keys[at : at + PART])
        found += _read(tenant_id, _LOG.where(part))
    return {entry.id: entry for entry in found}


def of_record(tenant_id: int, record_id: str) -> list[Entry]:
    """Every op that names this record, in the order of arrival."""
    wanted = _LOG.where(OpRow.record_id == record_id)
    return _read(tenant_id, wanted.order_by(OpRow.received_at, OpRow.writer_no, OpRow.seq))


def held(tenant_id: int) -> list[Entry]:
    """Every op kept aside, newest first."""
    newest = (OpRow.received_at.desc(), OpRow.writer_no, OpRow.seq)
    return _read(tenant_id, _LOG.where(HeldOp.state == "held").order_by(*newest))


def count_received(tenant_id: int, writer_nos: list[int], since: datetime, until: datetime) -> int:
    """How many ops of these writers came in between two moments, both included."""
    wanted = (
        select(func.count())
        .select_from(OpRow)
        .where(
            OpRow.tenant_id == tenant_id,
            OpRow.writer_no.in_(writer_nos),
            OpRow.received_at.between(since, until),
        )
    )
    return db.session.scalar(wanted) or 0


def _read(tenant_id: int, wanted: Select[Any]) -> list[Entry]:
    rows = db.session.execute(wanted, {"tenant": tenant_id}).all()
    names = staff.names(tenant_id, list({row.staff_id for row in rows if row.staff_id}))
    labels = devices.labels(tenant_id, list({row.device_id for row in rows}))
    return [_entry(row, names, labels) for row in rows]


def _entry(row: Row[Any], names: dict[str, str], labels: dict[str, str]) -> Entry:
    said = said_by(row.body)
    return Entry(
        id=op_id(row.writer_no, row.seq),
        staff_id=row.staff_id,
        staff=names.get(row.staff_id or "", ""),
        device=labels.get(row.device_id, ""),
        received_at=row.received_at,
        verdict=row.verdict,
        applied_seq=row.applied_seq,
        reason=row.reason if row.state == "held" else None,
        waits_for=row.waits_for if row.state == "held" else None,
        kind=row.kind,
        record_id=row.record_id,
        body=row.body,
        op=as_written_now(said, row.writer_no, row.made_as) if isinstance(said, Op) else None,
    )


def _same(table: Any) -> Any:
    own = (table.tenant_id == OpRow.tenant_id, table.writer_no == OpRow.writer_no)
    return and_(*own) if table is Writer else and_(*own, table.seq == OpRow.seq)


_LOG = (
    select(
        OpRow.writer_no,
        OpRow.seq,
        OpRow.received_at,
        OpRow.verdict,
        OpRow.applied_seq,
        OpRow.kind,
        OpRow.record_id,
        OpRow.body,
        OpRow.made_as,
        Writer.staff_id,
        Writer.device_id,
        HeldOp.reason,
        HeldOp.state,
        HeldOp.waits_for,
    )
    .join(Writer, _same(Writer))
    .outerjoin(HeldOp, _same(HeldOp))
    .where(OpRow.tenant_id == db.bindparam("tenant"))
)
