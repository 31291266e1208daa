"""What must never happen, checked with an eye that sees every tablet and the server at once."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from server.db import db, read_snapshot
from server.exchange.models import HeldOp, OpRow
from server.records import service as records
from server.records.models import Record
from server.records.service import RecordView
from sync.merge import Field, Row, field_of, merge, unseen_edits
from sync.ops import Op, parse_op
from tests.property.device import Device
from tests.property.lines import InProcess

Ops = Mapping[str, Op]


@dataclass
class Hand:
    """A nurse with her device, and its line to the server. bad: ids of ops made wrong on purpose."""

    device: Device
    staff_id: str
    line: InProcess
    drawn: tuple[str, Row] | None = None
    bad: set[str] = field(default_factory=set)
    vanished: set[str] = field(default_factory=set)


@dataclass
class Stored:
    """What the server holds of one town."""

    log: dict[str, Any]
    held: list[Any]
    rows: dict[str, Any]
    views: dict[str, RecordView]


def stored(tenant_id: int) -> Stored:
    """Read it all, in one moment."""
    with read_snapshot():
        log, held, rows = (
            list(db.session.scalars(select(table).where(table.tenant_id == tenant_id)))
            for table in (OpRow, HeldOp, Record)
        )
    views = {row.id: records.view(row) for row in rows}
    return Stored({f"{op.writer_no}.{op.seq}": op for op in log}, held, {row.id: row for row in rows}, views)


def seen_behind(ops: Ops, op_id: str, name: str) -> set[str]:
    """Every op whose value in this field somebody had seen before she replaced it, back from one op."""
    seen: set[str] = set()
    todo = [op_id]
    while todo:
        op = ops.get(todo.pop())
        edits = op.edits if op else None
        for earlier in edits[name].saw if edits and name in edits else ():
            if earlier not in seen:
                seen.add(earlier)
                todo.append(earlier)
    return seen


def newly_vanished(hand: Hand, ops: Ops, tenant_id: int) -> list[str]:
    """Answers of hers that are neither on her screen nor replaced there by someone who had seen them."""
    device, view = hand.device, hand.device.view()
    replaced = {mine.op.replaces for mine in device.out}
    gone = []
    for mine in device.out:
        op_id = device.op_id(mine)
        if op_id in hand.vanished or op_id in replaced or mine.op.id in device.left:
            continue
        row = view.get(mine.op.id)
        if all(_shows(row, op_id, name, ops) for name in mine.op.values()):
            continue
        if mine.held is None and _scope(tenant_id, mine.op.id) not in device.scopes:
            continue  # she has no right to it any more
        hand.vanished.add(op_id)
        gone.append(f"{op_id} {mine.state} {mine.held}")
    return gone


def _shows(row: Row | None, op_id: str, name: str, ops: Ops) -> bool:
    members = field_of(row, name).members if row else {}
    return op_id in members or any(op_id in seen_behind(ops, other, name) for other in members)


def _scope(tenant_id: int, record_id: str) -> str | None:
    with read_snapshot():
        found = records.get(tenant_id, record_id)
    return found.scope if found else None


def server_faults(
    tenant_id: int, hands: Sequence[Hand], texts: Mapping[str, str], chance: random.Random
) -> list[str]:
    """What is wrong with the record and the log in the end."""
    found, wrong = stored(tenant_id), []
    for op_id, said in texts.items():
        if op_id not in found.log:
            wrong.append(f"lost: {op_id}")
        elif found.log[op_id].body.decode() != said:
            wrong.append(f"other bytes: {op_id}")
    for op_id in {one for hand in hands for one in hand.bad}:
        if op_id in found.log and found.log[op_id].applied_seq:
            wrong.append(f"applied though wrong: {op_id}")
    for row in found.rows.values():
        if row.person_id and row.scope != found.rows[row.person_id].scope:
            wrong.append(f"not where its person is: {row.id}")
    held = [op for op in found.held if op.state == "held"]
    wrong += [f"waits for ever: {op.writer_no}.{op.seq}" for op in held if op.waits_for in found.rows]
    return wrong + _member_faults(found, chance)


def _member_faults(found: Stored, chance: random.Random) -> list[str]:
    in_order = sorted((row for row in found.log.values() if row.applied_seq), key=lambda row: row.applied_seq)
    said = [(f"{row.writer_no}.{row.seq}", parse_op(row.body)) for row in in_order]
    applied = [(op_id, op) for op_id, op in said if isinstance(op, Op)]
    wrong = _unseen_replacements(applied, found.views) + _false_conflicts(dict(applied), found.views)
    for _ in range(3):
        wrong += _order_faults(chance.sample(applied, len(applied)), found.views)
    return wrong


def _unseen_replacements(applied: Sequence[tuple[str, Op]], views: Mapping[str, RecordView]) -> list[str]:
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, op in applied:
        for name, edit in (op.edits or {}).items():
            seen[op.id, name] |= edit.saw
    return [
        f"superseded by nobody: {op_id} {name}"
        for op_id, op in applied
        for name in op.values()
        if op_id not in dict(views[op.id].members_of(name)) and op_id not in seen[op.id, name]
    ]


def _false_conflicts(ops: Ops, views: Mapping[str, RecordView]) -> list[str]:
    """A value beside one whose author had replaced it."""
    wrong = []
    for view in views.values():
        for name in view.fields:
            here = [op for op, _ in view.members_of(name)]
            if any(one in seen_behind(ops, other, name) for one in here for other in here if one != other):
                wrong.append(f"false conflict: {view.id} {name} {here}")
    return wrong


def _order_faults(shuffled: Sequence[tuple[str, Op]], views: Mapping[str, RecordView]) -> list[str]:
    """The same ops in any order must give the same sets."""
    fields: dict[tuple[str, str], Field] = defaultdict(lambda: Field({}, frozenset()))
    for op_id, op in shuffled:
        for name, edit in (op.edits or unseen_edits(op.values())).items():
            fields[op.id, name] = merge(fields[op.id, name], op_id, edit)
    return [
        f"depends on order: {record_id} {name}"
        for (record_id, name), merged in fields.items()
        if dict(merged.members) != dict(views[record_id].members_of(name))
    ]


def tablet_faults(tenant_id: int, hands: Sequence[Hand]) -> list[str]:
    """In the end every tablet shows what the server holds in its scopes, and nothing else."""
    found, wrong = stored(tenant_id), []
    for hand in hands:
        shown = hand.device.view()
        unsettled = {mine.op.id for mine in hand.device.out if mine.held}
        for record_id, view in found.views.items():
            if record_id in unsettled:
                continue
            held = view.scope in hand.device.scopes
            if held != (record_id in shown):
                wrong.append(f"{'lacks' if held else 'keeps what it must not'}: {record_id}")
            elif held and _facts(shown[record_id]) != _stored_facts(view):
                wrong.append(f"differs: {record_id}")
    return wrong


def _facts(row: Row) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    return dict(row.fields), {name: dict(members) for name, members in row.members.items()}


def _stored_facts(view: RecordView) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    return dict(view.fields), {name: dict(members) for name, members in view.members.items()}
