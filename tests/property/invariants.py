"""When everyone has come home, the record, the log and all screens must fit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from server.exchange.kinds import KINDS
from server.exchange.pens import as_written_now
from sync.feed import add
from sync.merge import Field, Row, field_of, in_conflict, merge, unseen_edits
from sync.ops import Op, parse_op
from tests.property.eye import Logged, Stored
from tests.property.ledger import mark_of
from tests.property.world import Tablet, World
from tests.reference.screen import canonical


class Said(NamedTuple):
    """An op as the server reads it. applied: not held aside."""

    op: Op
    applied: bool


def faults(world: World) -> list[str]:
    """What is wrong in the end."""
    log, rows = world.eye.log(), world.eye.rows()
    said = _said(log)
    applied = [(op_id, one.op) for op_id, one in said.items() if one.applied]
    wrong = _lost(world, log) + _applied_though_wrong(world, log)
    wrong += _misplaced(rows, log) + _miscounted(world, log, rows) + _replaced_faults(said, log)
    wrong += _unseen_replacements(applied, rows) + _false_conflicts(said, rows) + _claims(world, applied)
    for _ in range(2):
        wrong += _order_faults(world.chance.sample(applied, len(applied)), rows)
    for tablet in world.tablets:
        wrong += _screen_faults(tablet, rows) + _owed(world, tablet)
    return wrong


def _lost(world: World, log: Sequence[Logged]) -> list[str]:
    """An acknowledged op is not there, or not as it was saved."""
    held = {world.mark(one.id): one for one in log}
    outs = [out for tablet in world.tablets for out in tablet.store.outbox.values()]
    living = {mark_of(out.op) for out in outs if out.state in ("arrived", "shown") and not out.lost}
    expected = world.ledger.acknowledged | living
    wrong = []
    for mark in sorted(expected):
        made = world.ledger.made[mark]
        if mark not in held:
            wrong.append(f"lost: {mark} {made.text}")
        elif held[mark].body.decode() != made.text:
            wrong.append(f"other bytes: {mark}")
    return wrong + _doubled(world, log)


def _doubled(world: World, log: Sequence[Logged]) -> list[str]:
    """An op that is in the log twice.

    One case is let pass: of two copies of a store one had been given a new number, and the server was
    restored from before that. Both bring the op, under the old number and the new, to the same record with
    the same values.
    """
    under: dict[bytes, list[Logged]] = defaultdict(list)
    for one in log:
        if b'"lost"' not in one.body and int(one.id.partition(".")[0]) not in world.forgotten_moves:
            under[one.body].append(one)
    return [f"doubled: {body!r}" for body, all_of_it in under.items() if len(all_of_it) > 1]


def _applied_though_wrong(world: World, log: Sequence[Logged]) -> list[str]:
    made = world.ledger.made
    return [
        f"applied though wrong: {one.id}" for one in log if one.applied_seq and made[world.mark(one.id)].wrong
    ]


def _replaced_faults(said: Mapping[str, Said], log: Sequence[Logged]) -> list[str]:
    """A held op is on hold, or came into the record, after the correction that stands in for it."""
    known = {one.id: one for one in log}
    wrong = []
    for op_id, one in said.items():
        before, after = known.get(one.op.replaces or ""), known[op_id].applied_seq
        if after is None or before is None or before.record_id != one.op.id:
            continue
        if before.state == "held" or (before.applied_seq or 0) > after:
            wrong.append(f"there though replaced: {before.id}")
    return wrong


def _misplaced(rows: dict[str, Stored], log: Sequence[Logged]) -> list[str]:
    """A record is not where its person is; an op waits for what is there."""
    wrong = [
        f"not where its person is: {row.kind} {row.id}"
        for row in rows.values()
        if row.person_id and row.scope != rows[row.person_id].scope
    ]
    for row in rows.values():
        if "person" in KINDS[row.kind].refs and row.person_id != row.own["fields"].get("person"):
            wrong.append(f"hangs from somebody else: {row.kind} {row.id}")
    return wrong + [
        f"waits for ever: {one.id}" for one in log if one.state == "held" and one.waits_for in rows
    ]


def _miscounted(world: World, log: Sequence[Logged], rows: dict[str, Stored]) -> list[str]:
    """The log, the received ranges, the feed's numbers and the conflict counts tell the same story."""
    wrong, said = [], world.eye.received()
    seqs: dict[int, list[int]] = defaultdict(list)
    for one in log:
        no, _, seq = one.id.partition(".")
        seqs[int(no)].append(int(seq))
    wrong += [f"received of {no}: {said[no]}" for no in said if said[no] != add((), seqs[no])]
    numbers = [row.seq for row in rows.values()]
    if len(set(numbers)) != len(numbers) or max(numbers) > world.eye.last():
        wrong.append("feed numbers are not one each")
    for row in rows.values():
        quiet = KINDS[row.kind].quiet
        names = [name for name in row.shown["members"] if name not in quiet]
        elsewhere = row.kind == "person" and row.shown["fields"].get("merged_into")  # counted with her root
        if not elsewhere and row.open_conflicts != sum(in_conflict(row.members(name)) for name in names):
            wrong.append(f"conflicts of {row.id}: {row.open_conflicts}")
    return wrong


def _said(log: Sequence[Logged]) -> dict[str, Said]:
    """What each op of the log says, in the order of application."""
    in_order = sorted(log, key=lambda one: one.applied_seq or 0)
    said = [(one, parse_op(one.body)) for one in in_order]
    return {
        one.id: Said(as_written_now(op, int(one.id.partition(".")[0]), one.made_as), bool(one.applied_seq))
        for one, op in said
        if isinstance(op, Op)
    }


def _unseen_replacements(applied: Sequence[tuple[str, Op]], rows: dict[str, Stored]) -> list[str]:
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for op_id, op in applied:
        for name, edit in (op.edits or {}).items():
            seen[op.id, name] |= edit.saw - {op_id}
    return [
        f"superseded by nobody: {op_id} {name}"
        for op_id, op in applied
        for name in op.values()
        if op_id not in rows[op.id].members(name, own=True) and op_id not in seen[op.id, name]
    ]


def _false_conflicts(said: Mapping[str, Said], rows: dict[str, Stored]) -> list[str]:
    """A value beside one whose author had replaced it."""
    wrong = []
    for row in rows.values():
        for name in row.own["fields"]:
            here = row.members(name, own=True)
            if len(here) > 1 and any(one in _behind(said, other, name) for one in here for other in here):
                wrong.append(f"false conflict: {row.kind} {row.id} {name} {sorted(here)}")
    return wrong


def _behind(said: Mapping[str, Said], op_id: str, name: str) -> set[str]:
    """Every op whose value in this field somebody had seen before she replaced it, back from one op.

    What a held op had seen counts for its own writer only: a tablet closes over its own ops, the server adds
    nothing.
    """
    seen: set[str] = set()
    todo = [op_id]
    while todo:
        here = todo.pop()
        edits = said[here].op.edits if here in said else None
        for one in edits[name].saw if edits and name in edits else ():
            if one not in seen:
                seen.add(one)
                mine = one.partition(".")[0] == here.partition(".")[0]
                todo += [one] if one in said and (said[one].applied or mine) else []
    return seen - {op_id}


def _is_about(op: Op, record: str, name: str) -> bool:
    return op.id == record and name in op.values()


def _claims(world: World, applied: Sequence[tuple[str, Op]]) -> list[str]:
    """An op that says its maker saw a value she was never shown.

    One case is let pass: in a copied store she saw a colleague's unsent op, which the server came to know
    under another id because the copy had used that one.
    """
    wrong, there, meant = [], dict(applied), world.ledger.meant
    for op_id, op in applied:
        made = world.ledger.made[world.mark(op_id)]
        for name, edit in (op.edits or {}).items():
            about = [one for one in edit.saw if one in there and _is_about(there[one], op.id, name)]
            named = {one: world.mark(one) for one in about}
            claimed = {mark for one, mark in named.items() if meant.get((made.mark, one), mark) == mark}
            claimed -= {made.mark}
            if unseen := claimed - made.seen.get(name, frozenset()):
                wrong.append(f"claims to have seen: {op_id} {name} {sorted(unseen)}")
    return wrong


def _order_faults(shuffled: Sequence[tuple[str, Op]], rows: dict[str, Stored]) -> list[str]:
    """The same ops in any order must give the same sets."""
    fields: dict[tuple[str, str], Field] = defaultdict(lambda: Field({}, frozenset()))
    for op_id, op in shuffled:
        for name, edit in (op.edits or unseen_edits(op.values())).items():
            fields[op.id, name] = merge(fields[op.id, name], op_id, edit)
    return [
        f"depends on order: {record} {name}"
        for (record, name), merged in fields.items()
        if dict(merged.members) != rows[record].members(name, own=True)
    ]


def _screen_faults(tablet: Tablet, rows: dict[str, Stored]) -> list[str]:
    """Every tablet shows what the server holds in its scopes, and nothing else."""
    wrong, shown = [], tablet.device.screen()
    named = {name for out in tablet.store.unshown() for name in out.names}
    unsettled = named | {canonical(shown, name) for name in named}
    for record, row in rows.items():
        if record in unsettled:
            continue
        held = row.scope in tablet.store.scopes
        if held != (record in shown) and (held or not _is_a_colleagues(tablet, row)):
            wrong.append(
                f"{tablet.name} {'lacks' if held else 'keeps what it must not'}: {row.kind} {record}"
            )
        elif held and _facts(shown[record]) != (
            row.shown["fields"],
            {name: row.members(name) for name in row.shown["fields"]},
        ):
            wrong.append(f"{tablet.name} shows otherwise: {row.kind} {record}")
    return wrong


def _is_a_colleagues(tablet: Tablet, row: Stored) -> bool:
    return any(row.scope in scopes for scopes in tablet.store.users.values())


def _facts(row: Row) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
    return dict(row.fields), {name: dict(field_of(row, name).members) for name in row.fields}


def _owed(world: World, tablet: Tablet) -> list[str]:
    """Nothing is unsent, and nothing that is settled lies over the replica for ever."""
    wrong = [
        f"{tablet.name} still owes {out.id}" for out in tablet.store.outbox.values() if out.state == "sent"
    ]
    if tablet.store.repaired and not tablet.damaged:
        wrong.append(f"{tablet.name} had to repair {tablet.store.repaired} rows")
    present = {staff for staff in tablet.staff if staff in world.working}
    unfinished = (out for out in tablet.store.unshown() if out.held or out.staff not in present)
    retained = {name for out in unfinished for name in out.names}
    return wrong + [
        f"{tablet.name} never sees {out.id} shown"
        for out in tablet.store.unshown()
        if out.held is None and out.staff in present and out.op.id not in retained and out.state == "arrived"
    ]
