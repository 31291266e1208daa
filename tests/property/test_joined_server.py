"""Joining and parting persons in any order, with edits in between that saw what was on screen, or less.

After every op the stored rows are compared with what the op log alone says they must be.
"""

import random
from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import select

from server.db import db, read_snapshot
from server.exchange.models import OpRow
from server.records.models import Record
from sync.merge import Row, apply_op, field_of, in_conflict
from sync.ops import Op, parse_op
from tests.factories import EAST, SOUTH
from tests.tablet import file_ops, found_masters, new_id, person

FIELDS = ("phone", "state", "given", "address", "address_protected", "area", "contacts#son.phone")
VALUES: Mapping[str, tuple[Any, ...]] = {
    "state": ("active", "deceased", "moved_out"),
    "address_protected": (True, False, None),
    "area": (EAST, SOUTH),
}
PERSONS, STEPS = 4, 30

Rows = dict[str, Record]


class Register:
    """Four persons, a sheet-like record each, and what is done with them."""

    def __init__(self, app: Flask, seed: int) -> None:
        self.app, self.chance = app, random.Random(seed)
        found_masters(app)
        self.persons = [new_id() for _ in range(PERSONS)]
        self.hanging = {new_id(): one for one in self.persons}
        self.masters = self.filed()
        area = self.chance.choice
        made = [
            self.new("person", one, person(phone=one[-4:], area=area((EAST, SOUTH)))) for one in self.persons
        ]
        plan = {"due_on": "2026-12-01", "way": "visit", "state": "planned"}
        made += [self.new("follow_up", one, {"person": of, **plan}) for one, of in self.hanging.items()]
        file_ops(app, made)

    def new(self, kind: str, record_id: str, fields: dict[str, Any]) -> dict[str, Any]:
        return {"kind": kind, "id": record_id, "new": fields}

    def filed(self) -> int:
        with self.app.app_context(), read_snapshot():
            return len(db.session.scalars(select(OpRow.seq)).all())

    def rows(self) -> Rows:
        with self.app.app_context(), read_snapshot():
            found = db.session.scalars(select(Record).where(Record.id.in_([*self.persons, *self.hanging])))
            return {row.id: row for row in found}

    def log(self) -> list[tuple[str, Op, int | None]]:
        with self.app.app_context(), read_snapshot():
            rows = db.session.scalars(select(OpRow).order_by(OpRow.writer_no, OpRow.seq)).all()
        said = [(f"{row.writer_no}.{row.seq}", parse_op(row.body), row.applied_seq) for row in rows]
        return [(op_id, op, at) for op_id, op, at in said if isinstance(op, Op) and op.id in self.persons]

    def step(self, rows: Rows) -> None:
        """One edit, joining or parting, drawn from rows that may be out of date."""
        one = self.chance.choice(self.persons)
        if self.chance.random() < 0.4:
            name, now = "merged_into", self.chance.choice([*self.persons, None])
        else:
            name = self.chance.choice(FIELDS)
            now = self.chance.choice(VALUES.get(name, ("x", "y", None)))
        shown = read(rows[one].body)
        saw = list(field_of(shown, name).members) if self.chance.random() < 0.8 else []
        file_ops(self.app, [{"kind": "person", "id": one, "edits": {name: {"saw": saw, "now": now}}}])


def read(body: str) -> Row:
    said = orjson.loads(body)
    members = {name: dict(map(tuple, pairs)) for name, pairs in said["members"].items()}
    return Row(said["op"], said["fields"], members, {})


def sets(row: Row) -> dict[str, dict[str, Any]]:
    names = {*row.fields, *row.members}
    return {name: dict(field_of(row, name).members) for name in names if field_of(row, name).members}


def expected_own(register: Register) -> dict[str, Row]:
    """Every person as the ops on her own record make her; a joining that changed nothing is not one."""
    rows: dict[str, Row] = {}
    for op_id, op, applied in register.log():
        if applied is not None:
            rows[op.id] = apply_op(rows.get(op.id), op_id, op).row
    return rows


def faults(register: Register) -> list[str]:
    """What the stored rows say otherwise than they must."""
    rows, own = register.rows(), expected_own(register)
    wrong = []
    roots = {one: root_of(rows, one) for one in register.persons}
    for one in register.persons:
        stored = rows[one]
        if sets(read(stored.own or stored.body)) != sets(own[one]):
            wrong.append(f"own state of {one[-4:]}")
        group = [other for other in register.persons if roots[other] == roots[one]]
        wrong += _shown_faults(one, group, roots[one], stored, rows, own)
    for record, of in register.hanging.items():
        if rows[record].scope != rows[of].scope:
            wrong.append(f"{record[-4:]} is not where {of[-4:]} is")
    return wrong


def root_of(rows: Rows, one: str) -> str:
    seen: list[str] = []
    while (target := read(rows[one].body).fields.get("merged_into")) is not None:
        assert one not in seen, "joined in a circle"
        assert rows[one].person_id == target
        seen.append(one)
        one = target
    assert rows[one].person_id is None
    return one


def _shown_faults(
    one: str, group: list[str], root: str, stored: Record, rows: Rows, own: dict[str, Row]
) -> list[str]:
    shown = sets(read(stored.body))
    among = group if one == root else [one]
    seen = _seen_by(own, group if one == root else [one])
    must: dict[str, dict[str, Any]] = {}
    for other in among:
        for name, members in sets(own[other]).items():
            if name != "merged_into" or other == one:
                must.setdefault(name, {}).update({o: v for o, v in members.items() if (o, name) not in seen})
    wrong = []
    protected = read(rows[root].body).fields.get("address_protected") is True
    if protected:
        must.pop("address", None)
    if {name: said for name, said in must.items() if said} != {n: s for n, s in shown.items() if s}:
        wrong.append(f"shown of {one[-4:]}")
    if stored.scope != f"area:{read(rows[root].body).fields['area']}":
        wrong.append(f"scope of {one[-4:]}")
    counted = sum(in_conflict(said) for name, said in shown.items() if one == root or name == "merged_into")
    if stored.open_conflicts != counted:
        wrong.append(f"conflicts of {one[-4:]}")
    if (stored.own is not None) != (protected or (len(group) > 1 and one == root)):
        wrong.append(f"own of {one[-4:]}")
    return wrong


def _seen_by(own: dict[str, Row], people: list[str]) -> set[tuple[str, str]]:
    return {
        (op, name)
        for one in people
        for name, pending in own[one].pending.items()
        for op in pending
        if name != "merged_into"
    }


@pytest.mark.parametrize("seed", range(8))
def test_what_is_shown_always_follows_from_the_ops_on_each_record(app: Flask, seed: int) -> None:
    register = Register(app, seed)
    old = register.rows()
    for _ in range(STEPS):
        register.step(old)
        assert faults(register) == []
        if register.chance.random() < 0.7:
            old = register.rows()


@pytest.mark.parametrize("seed", range(3))
def test_parting_everyone_leaves_each_as_if_never_joined(app: Flask, seed: int) -> None:
    register = Register(app, 100 + seed)
    for _ in range(STEPS):
        register.step(register.rows())
    for one in register.persons:
        saw = list(field_of(read(register.rows()[one].body), "merged_into").members)
        edits = {"merged_into": {"saw": saw, "now": None}}
        file_ops(app, [{"kind": "person", "id": one, "edits": edits}])
    assert faults(register) == []
    own = expected_own(register)
    for one, row in register.rows().items():
        if one in own and read(row.body).fields.get("address_protected") is not True:
            assert sets(read(row.body)) == sets(own[one])
            assert row.own is None
