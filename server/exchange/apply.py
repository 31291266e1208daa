"""One op meets the records: it is applied, or held aside with the reason. The rules of PROTOCOL.md, in order."""

from collections.abc import Mapping
from typing import NamedTuple

from server.exchange import store
from server.exchange.filing import Current, Filing
from server.exchange.hooks import Applied, Settled
from server.exchange.intake import WAITS, Incoming, understand
from server.exchange.kinds import KINDS, Kind, scope_of
from server.exchange.pens import Pen, as_written_now
from sync.feed import Verdict
from sync.ids import op_id, split_op_id
from sync.merge import Members, Merged, apply_op, in_conflict, nothing_careful
from sync.ops import Op, Value


class Held(NamedTuple):
    """Why an op cannot be applied now. waits_for: the record whose creation will have it considered again."""

    reason: str
    waits_for: str | None = None


def consider(filing: Filing, pen: Pen, incoming: Incoming, *, again: bool = False) -> Verdict:
    """Apply one op or hold it aside, and note it in the log. again: the log holds it already, as held."""
    if incoming.op is None or incoming.reason is not None:
        held: Held | None = Held(incoming.reason or "unreadable", incoming.waits_for)
        return _hold(filing, pen, incoming, held, again)
    op = as_written_now(incoming.op, pen.no, incoming.made_as)
    held = obstacle(filing, pen, op)
    if held is not None:
        return _hold(filing, pen, incoming, held, again)
    if op.replaces is not None:
        _mark_replaced(filing, op)
    created = filing.records.get(op.id) is None
    verdict = _apply(filing, pen, incoming, op, again)
    if created:
        release(filing, op.id)
    return verdict


def obstacle(filing: Filing, pen: Pen, op: Op) -> Held | None:
    """What stands against applying an op to the records as they are, or None."""
    kind, current = KINDS[op.kind], filing.get(op.id)
    if current is None and op.new is None:
        return Held(WAITS, op.id)
    if current is not None and current.kind is not kind:
        return Held("wrong-id")
    values = op.values()
    for name, wanted in kind.refs.items():
        target_id = values.get(name)
        if target_id is None:
            continue
        target = filing.get(target_id)
        if target is None:
            return Held(WAITS, target_id)
        if target.kind.name != wanted:
            return Held("invalid-value")
    if not _allowed(filing, pen, kind, current, op):
        return Held("not-allowed")
    if current is not None and op.new is not None and _contradicts(kind, current, values):
        return Held("wrong-id")
    return None


def release(filing: Filing, record_id: str) -> None:
    """Consider again every op that waited for this record, in the order their writers made them."""
    waiting = filing.waiting.pop(record_id, [])
    if record_id in filing.awaited:
        filing.awaited.discard(record_id)
        waiting = _stored_waiting(filing, record_id) + waiting
    for pen, incoming in waiting:
        if filing.held.get((pen.no, incoming.seq), {}).get("state", "held") != "held":
            continue  # replaced, or decided already
        if incoming.op is None or incoming.reason is not None:
            understand(filing.tenant_uid, incoming)
        consider(filing, pen, incoming, again=True)


def _stored_waiting(filing: Filing, record_id: str) -> list[tuple[Pen, Incoming]]:
    rows = store.waiting_for(filing.session, filing.tenant_id, record_id)
    waiting = []
    for row in rows:
        if (
            row.writer_no,
            row.seq,
        ) not in filing.held:  # otherwise this transaction has decided about it already
            incoming = Incoming(row.seq, row.hash, row.body, made_as=row.made_as, held_as=row.reason)
            waiting.append((filing.pen(row.writer_no), incoming))
    return waiting


def _allowed(filing: Filing, pen: Pen, kind: Kind, current: Current | None, op: Op) -> bool:
    """By the writer's rights where the record is, or where it was until it moved away from her."""
    person = _person_of(filing, kind, current, op)
    if current is not None:
        scope = current.scope
    else:
        scope = scope_of(kind, op.values(), person.scope if person else None)
    key = (pen.no, kind.name, scope)
    if key not in filing.allowed:
        filing.allowed[key] = pen.rights.may_write(kind, [scope])
    if filing.allowed[key]:
        return True
    if current is not None and op.new is None and pen.rights.may_edit_own(kind, scope, op.values()):
        return True
    moved_id = current.id if current is not None else person.id if person else None
    return moved_id is not None and pen.rights.may_write(kind, filing.scopes_left(moved_id))


def _person_of(filing: Filing, kind: Kind, current: Current | None, op: Op) -> Current | None:
    if "person" not in kind.refs:
        return None
    person_id = current.person_id if current is not None else op.values().get("person")
    return filing.get(person_id) if person_id else None


def _contradicts(kind: Kind, current: Current, values: Mapping[str, Value]) -> bool:
    """True when a second creation says something else about what never changes."""
    fields = current.row.fields
    return any(name in values and values[name] != fields.get(name) for name in kind.fixed)


def _apply(filing: Filing, pen: Pen, incoming: Incoming, op: Op, again: bool) -> Verdict:
    kind, current = KINDS[op.kind], filing.records.get(op.id)
    this = op_id(pen.no, op.seq)
    before = None if current is None else current.row
    merged = apply_op(before, this, op, kind.is_careful if kind.careful else nothing_careful)
    person = _person_of(filing, kind, current, op)
    scope = scope_of(kind, merged.row.fields, person.scope if person else None)
    if current is None:
        current = Current(op.id, kind, scope, 0, 0, person.id if person else None)
    current.seq, current.row_or_none = filing.turn.next_seq(), merged.row
    current.open_conflicts = _count_conflicts(kind, merged.row.members) if merged.row.members else 0
    filing.put(current)
    old_scope, current.scope = current.scope, scope
    verdict = _verdict(kind, merged, op)
    note(filing, pen, incoming, verdict, (current.seq, merged.as_sent), again)
    if old_scope != scope:
        _move(filing, current, old_scope)
    _tell(filing, pen, current, op, this, merged, None if before is None else before.fields)
    return Verdict(incoming.seq, verdict)


def _verdict(kind: Kind, merged: Merged, op: Op) -> str:
    members = merged.row.members
    if members and any(
        name in members and name not in kind.quiet and in_conflict(members[name]) for name in op.values()
    ):
        return "conflict"
    return "applied" if merged.as_sent else "merged"


def _count_conflicts(kind: Kind, members: Mapping[str, Members]) -> int:
    return sum(in_conflict(values) for name, values in members.items() if name not in kind.quiet)


def _move(filing: Filing, person: Current, old_scope: str) -> None:
    """She changed area: her row and all that hangs from her get new numbers there, and leave the old scope."""
    person.restamped_seq = person.seq
    filing.leave(old_scope, person)
    for record in filing.hanging_from(person.id):
        left, record.scope = record.scope, person.scope
        record.seq = record.restamped_seq = filing.turn.next_seq()
        filing.put(record)
        filing.leave(left, record)


def _tell(
    filing: Filing,
    pen: Pen,
    current: Current,
    op: Op,
    this: str,
    merged: Merged,
    before: Mapping[str, Value] | None,
) -> None:
    """Note what hooks will be told."""
    kind, staff_id = current.kind, pen.rights.staff_id
    if kind.after_apply is not None:
        applied = Applied(
            kind.name,
            current.id,
            current.person_id,
            current.scope,
            this,
            op,
            staff_id,
            before,
            merged.row.fields,
        )
        filing.applied.append((kind, applied))
    for name, gone in merged.settled.items():
        if name in kind.quiet:
            continue
        now = op.values()[name]
        for lost_op, value in gone.items():
            author = filing.pen(split_op_id(lost_op)[0]).rights.staff_id
            if author is None or author == staff_id or not in_conflict({"": value, this: now}):
                continue
            person_id = current.id if kind.name == "person" else current.person_id
            filing.settled.append(
                Settled(kind.name, current.id, person_id, name, lost_op, author, value, this, staff_id, now)
            )


def _hold(filing: Filing, pen: Pen, incoming: Incoming, held: Held, again: bool) -> Verdict:
    waits = held.reason == WAITS
    if held.waits_for is not None:
        filing.waiting.setdefault(held.waits_for, []).append((pen, incoming))
    filing.held[(pen.no, incoming.seq)] = _held_row(filing, pen.no, incoming.seq, held, "held")
    note(filing, pen, incoming, WAITS if waits else "quarantined", None, again)
    if waits:
        return Verdict(incoming.seq, WAITS)
    return Verdict(incoming.seq, "quarantined", held.reason)


def _held_row(filing: Filing, writer_no: int, seq: int, held: Held, state: str) -> dict[str, object]:
    return {
        "tenant_id": filing.tenant_id,
        "writer_no": writer_no,
        "seq": seq,
        "reason": held.reason,
        "waits_for": held.waits_for,
        "state": state,
    }


def _mark_replaced(filing: Filing, op: Op) -> None:
    """The held op this one stands in for will not be applied any more. It must be about the same record."""
    writer_no, seq = split_op_id(op.replaces or "0.0")
    key = (writer_no, seq)
    if key in filing.held:
        about, held = filing.ops.get(key, {}).get("record_id"), filing.held[key]
        if held["state"] == "held" and about in (None, op.id):
            held["state"] = "replaced"
        return
    row = store.stored_ops(filing.session, filing.tenant_id, writer_no, seq, seq).get(seq)
    if row is not None and row.state == "held" and row.record_id in (None, op.id):
        filing.held[key] = _held_row(filing, writer_no, seq, Held(row.reason, row.waits_for), "replaced")


def note(
    filing: Filing,
    pen: Pen,
    incoming: Incoming,
    verdict: str,
    applied: tuple[int, bool] | None,
    again: bool,
) -> None:
    """Write the op into the log, or, when it is there already, what became of it. applied: (feed seq, as sent)."""
    key = (pen.no, incoming.seq)
    seq, as_sent = applied or (None, False)
    fate = {"verdict": verdict, "applied_seq": seq, "as_sent": as_sent}
    if again:
        if applied is not None and (held := filing.held.get(key)) is not None:
            held["state"] = "released"
        elif applied is not None:
            filing.held[key] = _held_row(filing, pen.no, incoming.seq, Held(incoming.held_as), "released")
        if key in filing.ops:
            filing.ops[key].update(fate)
        else:
            filing.op_changes[key] = fate
        return
    op = incoming.op
    filing.ops[key] = {
        "tenant_id": filing.tenant_id,
        "writer_no": pen.no,
        "seq": incoming.seq,
        "save": op.save if op else 0,
        "hash": incoming.hash,
        "kind": op.kind if op and op.kind in KINDS else None,
        "record_id": op.id if op else None,
        "body": incoming.body,
        "received_at": filing.now,
        "made_as": incoming.made_as,
        **fate,
    }
