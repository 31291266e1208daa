"""One op meets the records: it is applied, or held aside with the reason."""

from collections.abc import Mapping

from server.exchange import joined, replaced, store
from server.exchange.filing import Current, Filing, count_conflicts
from server.exchange.hooks import Applied, Settled
from server.exchange.intake import WAITS, Incoming, understand
from server.exchange.kinds import KINDS, PERSON, Kind, scope_of
from server.exchange.pens import Pen, as_written_now
from server.exchange.place import Held, Place, find_place
from server.exchange.store import OpKey, Values
from sync.feed import Verdict
from sync.ids import op_id, split_op_id
from sync.merge import Merged, apply_op, in_conflict, nothing_careful
from sync.ops import Op, Value


def consider(filing: Filing, pen: Pen, incoming: Incoming, *, again: bool = False) -> Verdict:
    """Apply one op or hold it aside, and note it in the log. again: the log holds it already, as held."""
    if incoming.op is None or incoming.reason is not None:
        held = Held(incoming.reason or "unreadable", incoming.waits_for)
        return _hold(filing, pen, incoming, held, again)
    op = incoming.op
    if op.edits is not None or incoming.made_as is not None:  # else it names no op
        op = as_written_now(op, pen.no, incoming.made_as)
    place = find_place(filing, pen, op)
    if isinstance(place, Held):
        return _hold(filing, pen, incoming, place, again)
    if op.replaces is not None:
        replaced.mark(filing, pen, op)
    verdict = _apply(filing, pen, incoming, op, place, again)
    if place.current is None and (filing.waiting or filing.awaited):
        release(filing, op.id)
    return Verdict(incoming.seq, verdict)


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
        if (row.writer_no, row.seq) not in filing.held:  # or this transaction has decided about it already
            incoming = Incoming(row.seq, row.hash, row.body, made_as=row.made_as, held_as=row.reason)
            waiting.append((filing.pen(row.writer_no), incoming))
    return waiting


def _apply(filing: Filing, pen: Pen, incoming: Incoming, op: Op, place: Place, again: bool) -> str:
    kind, current, person, old_scope = place
    if kind is PERSON and joined.concerned(current, op):
        return _apply_to_joined(filing, pen, incoming, op, place, again)
    this = op_id(pen.no, op.seq)
    before = None if current is None else current.row
    merged = apply_op(before, this, op, kind.is_careful if kind.careful else nothing_careful)
    row = merged.row
    if current is None:
        current = Current(op.id, kind, old_scope, 0, 0, person.id if person is not None else None)
    current.seq, current.row_or_none = filing.turn.next_seq(), row
    current.open_conflicts = count_conflicts(kind, row.members) if row.members else 0
    filing.put(current)
    verdict = _verdict(kind, merged, op) if row.members else "applied"
    note(filing, pen, incoming, verdict, (current.seq, merged.as_sent), again)
    if kind is PERSON and old_scope != (scope := scope_of(kind, row.fields, None)):
        joined.move(filing, current, scope)
    if kind.after_apply is not None or merged.settled:
        _tell(filing, pen, current, op, this, merged, None if before is None else before.fields)
    return verdict


def _apply_to_joined(filing: Filing, pen: Pen, incoming: Incoming, op: Op, place: Place, again: bool) -> str:
    """The same for a person who is, or becomes, shown otherwise than her own record says; see joined.py."""
    said = joined.sensible(filing, op)
    if said is None:
        note(filing, pen, incoming, "applied", None, again)
        return "applied"
    this, before = op_id(pen.no, op.seq), joined.look(filing, place.current)
    own = apply_op(place.current and place.current.row, this, said, PERSON.is_careful)
    person = place.current or Current(op.id, PERSON, place.scope, 0, 0, None)
    person.seq, person.row_or_none = filing.turn.next_seq(), own.row
    filing.put(person)
    redrawn = joined.redraw(filing, person, this, before)
    root = redrawn[0].root
    shown = Merged(root.shown, False, joined.settled(before, root, said, own))
    verdict = _verdict(PERSON, own if joined.MERGED_INTO in said.values() else shown, said)
    note(filing, pen, incoming, verdict, (person.seq, False), again)
    _tell(filing, pen, root, said, this, shown, redrawn[0].before)
    for other in redrawn[1:]:
        _tell(filing, pen, other.root, said, this, Merged(other.root.shown, False, {}), other.before)
    return verdict


def _verdict(kind: Kind, merged: Merged, op: Op) -> str:
    members = merged.row.members
    touched = (name for name in op.values() if name in members and name not in kind.quiet)
    if any(in_conflict(members[name]) for name in touched):
        return "conflict"
    return "applied" if merged.as_sent else "merged"


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
    filing.held[(pen.no, incoming.seq)] = replaced.held_row(filing, pen.no, incoming.seq, held, "held")
    note(filing, pen, incoming, WAITS if waits else "quarantined", None, again)
    if waits:
        return Verdict(incoming.seq, WAITS)
    return Verdict(incoming.seq, "quarantined", held.reason)


def note(
    filing: Filing,
    pen: Pen,
    incoming: Incoming,
    verdict: str,
    applied: tuple[int, bool] | None,
    again: bool,
) -> None:
    """Log the op, or what became of it when it is logged already. applied: (feed seq, as sent)."""
    key = (pen.no, incoming.seq)
    seq, as_sent = applied or (None, False)
    if again:
        fate = {"verdict": verdict, "applied_seq": seq, "as_sent": as_sent}
        _note_again(filing, key, incoming, fate)
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
        "verdict": verdict,
        "applied_seq": seq,
        "as_sent": as_sent,
        "made_as": incoming.made_as,
    }


def _note_again(filing: Filing, key: OpKey, incoming: Incoming, fate: Values) -> None:
    """What became of an op that was held until now."""
    if fate["verdict"] not in (WAITS, "quarantined"):
        held = filing.held.get(key) or replaced.held_row(filing, *key, Held(incoming.held_as), "released")
        filing.held[key] = held | {"state": "released"}
    if key in filing.ops:
        filing.ops[key].update(fate)
    else:
        filing.op_changes[key] = fate
