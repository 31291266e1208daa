"""Corrections of what is on hold: the op one stands in for is not applied any more, whichever came first."""

from collections.abc import Iterable

from sqlalchemy import select

from server.exchange import store
from server.exchange.filing import Filing
from server.exchange.intake import Incoming, said_by
from server.exchange.models import OpRow
from server.exchange.pens import Pen, as_written_now
from server.exchange.place import Held
from server.exchange.store import OpKey
from sync.ids import op_id, split_op_id
from sync.ops import Op


def mark(filing: Filing, pen: Pen, op: Op) -> None:
    """The held op this one stands in for, and any that one stood in for, will not be applied any more."""
    seen: set[str] = set()
    named = op.replaces
    while named is not None and named not in seen:
        seen.add(named)
        named = _replace_one(filing, pen, split_op_id(named), op)


def _replace_one(filing: Filing, pen: Pen, key: OpKey, op: Op) -> str | None:
    """Mark one held op as replaced, if it is hers and about this record; the op it was to stand in for."""
    if key in filing.held:
        held, logged = filing.held[key], filing.ops.get(key, {})
        about, body, made_as = logged.get("record_id"), logged.get("body"), logged.get("made_as")
    else:
        row = store.stored_ops(filing.session, filing.tenant_id, key[0], key[1], key[1]).get(key[1])
        if row is None or row.state is None:
            return None
        held = held_row(filing, *key, Held(row.reason, row.waits_for), row.state)
        about, body, made_as = row.record_id, row.body, row.made_as
    if held["state"] != "held" or not _may_replace(filing, pen, key[0], about, op):
        return None
    filing.held[key] = held | {"state": "replaced"}
    said = said_by(body) if body is not None else None
    return as_written_now(said, key[0], made_as).replaces if isinstance(said, Op) else None


def _may_replace(filing: Filing, pen: Pen, writer_no: int, about: str | None, op: Op) -> bool:
    mine = filing.pen(writer_no).rights.staff_id == pen.rights.staff_id
    return (mine and about in (None, op.id)) or (pen.rights.coordinates and about == op.id)


def mark_late(filing: Filing, pen: Pen, batch: Iterable[Incoming]) -> None:
    """Ops of this push that went on hold although their correction has been applied already."""
    late = {}
    for incoming in batch:
        held, logged = filing.held.get((pen.no, incoming.seq)), filing.ops.get((pen.no, incoming.seq))
        if held is not None and held["state"] == "held" and logged is not None and logged["record_id"]:
            late[op_id(pen.no, incoming.seq)] = logged["record_id"]
    if not late:
        return
    for writer_no, op in _applied_to(filing, set(late.values())):
        if op.replaces in late:
            mark(filing, filing.pen(writer_no), op)


def _applied_to(filing: Filing, records: set[str]) -> list[tuple[int, Op]]:
    rows = filing.session.execute(
        select(OpRow.writer_no, OpRow.body, OpRow.made_as).where(
            OpRow.tenant_id == filing.tenant_id, OpRow.record_id.in_(records), OpRow.applied_seq.is_not(None)
        )
    )
    bodies = [(row.writer_no, row.body, row.made_as) for row in rows]
    bodies += [
        (writer_no, logged["body"], logged["made_as"])
        for (writer_no, _), logged in filing.ops.items()
        if logged["record_id"] in records and logged["applied_seq"]
    ]
    said = [(no, said_by(body), made_as) for no, body, made_as in bodies if b'"replaces"' in body]
    return [(no, as_written_now(op, no, made_as)) for no, op, made_as in said if isinstance(op, Op)]


def held_row(filing: Filing, writer_no: int, seq: int, held: Held, state: str) -> dict[str, object]:
    return {
        "tenant_id": filing.tenant_id,
        "writer_no": writer_no,
        "seq": seq,
        "reason": held.reason,
        "waits_for": held.waits_for,
        "state": state,
    }
