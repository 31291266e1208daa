"""A little town for the simulation: one server in this process, a few tablets, and everything that goes wrong between.

`World(app, seed).run()` returns what must never happen and did; an empty list is a pass.
"""

import json
import random
import sqlite3
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from flask import Flask
from sqlalchemy import select, text

from server import clock, problems
from server.auth import Current, SessionFacts, StaffFacts, TenantFacts
from server.db import db, read_snapshot, transaction
from server.devices import service as devices
from server.exchange import service as exchange
from server.exchange.models import HeldOp, OpRow
from server.exchange.schemas import PullQuery, PushEnvelope
from server.records import service as records
from server.records.models import Record
from server.staff.models import Grant, Staff
from server.tenants import service as tenants
from sync.ids import natural_id
from sync.merge import Field, Row, field_of, merge, unseen_edits
from sync.ops import Op, parse_op
from tests.factories import store_id
from tests.property.device import Cut, Device, FeedReset, Out

SALON, DAY = "018f0000-0000-7000-8000-0000000000a1", "2026-11-21"


class InProcess:
    """Push and pull without sockets: the same schemas and services as the routes, JSON there and back."""

    def __init__(self, tenant: TenantFacts, staff_id: str, device_id: str) -> None:
        self.tenant, self.staff_id, self.device_id = tenant, staff_id, device_id

    def push(self, envelope: dict[str, Any]) -> dict[str, Any]:
        loaded = PushEnvelope().load(json.loads(json.dumps(envelope)))
        return json.loads(orjson.dumps(exchange.push(self.tenant, self.staff_id, loaded)))

    def pull(self, scopes: list[str], query: dict[str, Any]) -> dict[str, Any]:
        session = SessionFacts("", self.device_id, "tablet", clock.now())
        who = Current(
            StaffFacts(self.staff_id, "", ""), self.tenant, (("nurse", "tenant"),), tuple(scopes), session
        )
        try:
            return json.loads(exchange.pull(who, PullQuery().load(query))[0])
        except problems.FeedReset as reset:
            raise FeedReset(reset.members["epoch"]) from None


class Faulty:
    """A line on which requests and replies get lost and requests arrive twice."""

    def __init__(self, line: InProcess, chance: random.Random) -> None:
        self.line, self.chance = line, chance

    def push(self, envelope: dict[str, Any]) -> dict[str, Any]:
        return self._through(lambda: self.line.push(envelope))

    def pull(self, scopes: list[str], query: dict[str, Any]) -> dict[str, Any]:
        return self._through(lambda: self.line.pull(scopes, query))

    def _through(self, ask: Any) -> dict[str, Any]:
        fate = self.chance.random()
        if fate < 0.1:
            raise Cut("request lost")
        reply = ask()
        if fate < 0.25:
            raise Cut("reply lost")
        return ask() if fate < 0.35 else reply


@dataclass
class Hand:
    """A device and its lines to the server."""

    device: Device
    staff_id: str
    line: InProcess
    drawn: tuple[str, Row] | None = None
    bad: set[str] = field(default_factory=set)  # op ids made wrong on purpose
    vanished: set[str] = field(default_factory=set)


class World:
    """One run. `restore`: the server loses everything since its backup at some point."""

    def __init__(self, app: Flask, seed: int, *, restore: bool = False, bugs: set[str] | None = None) -> None:
        self.app, self.chance, self.restore = app, random.Random(seed), restore
        self.bugs = bugs or set()
        self.wrong: list[str] = []
        self.texts: dict[str, str] = {}
        self.ops: dict[str, Op] = {}
        self.persons = 0
        self.kinds: dict[str, str] = {}
        self._found()
        areas = [
            {f"area:{self.areas[0]}"},
            {f"area:{area}" for area in self.areas},
            {f"area:{self.areas[1]}"},
        ]
        self.hands = [self._hand(name, areas[place]) for place, name in enumerate(("佐藤", "鈴木", "田中"))]

    # --- the town --------------------------------------------------------------------------------------------

    def _found(self) -> None:
        uid = str(uuid.uuid4())
        with self.app.app_context():
            number = tenants.create("試しの町", demo=True, uid=uid)
        self.tenant = TenantFacts(number, uid, "試しの町", True)
        self.areas = [str(uuid.UUID(int=self.chance.getrandbits(128), version=4)) for _ in range(2)]
        self.session = natural_id(uid, "session", f"{SALON}:{DAY}:1")
        drafts: list[dict[str, Any]] = [
            {"kind": "area", "id": area, "new": {"name": "東"}} for area in self.areas
        ]
        drafts += [
            {"kind": "salon", "id": SALON, "new": {"name": "会", "area": self.areas[0]}},
            {"kind": "session", "id": self.session, "new": {"salon": SALON, "on": DAY, "n": 1}},
        ]
        with self.app.app_context():
            verdicts = exchange.file_ops(self.tenant, drafts)
        assert {verdict.verdict for verdict in verdicts} == {"applied"}

    def _hand(self, name: str, scopes: set[str]) -> Hand:
        with self.app.app_context(), transaction(self.tenant.id) as turn:
            staff_id, tenant_id = str(uuid.uuid4()), self.tenant.id
            account = {"login": staff_id, "name": name, "passphrase_hash": "-", "created_at": clock.now()}
            db.session.add(Staff(tenant_id=tenant_id, id=staff_id, **account))
            db.session.flush()
            grant = {"role": "nurse", "scope": "tenant", "from_on": date(2020, 4, 1)}
            db.session.add(Grant(tenant_id=tenant_id, id=str(uuid.uuid4()), staff_id=staff_id, **grant))
            tablet, store = devices.enrol(tenant_id, None, "tablet", "test"), store_id()
            writer = devices.writer_for(tenant_id, devices.Ownership(staff_id, tablet.id, store, "tablet"))
            given = devices.writer_reply(self.tenant.uid, writer)
            device_id, epoch = tablet.id, turn.epoch
        device = Device(name, given, store, {"tenant", f"staff:{staff_id}", *scopes}, epoch)
        device.bugs = self.bugs
        return Hand(device, staff_id, InProcess(self.tenant, staff_id, device_id))

    # --- a run -----------------------------------------------------------------------------------------------

    def run(self, steps: int = 70) -> list[str]:
        """Some weeks of work, then everyone comes home and syncs; what went wrong."""
        backup: Path | None = None
        with self.app.app_context():
            for step in range(steps):
                self._step(self.chance.choice(self.hands), step)
                if self.restore and step == steps // 3:
                    backup = self._back_up()
                    self.hands.append(self._hand("山口", {f"area:{area}" for area in self.areas}))  # not in it
                if self.restore and step == 2 * steps // 3 and backup is not None:
                    self._restore(backup)
            self._come_home()
            self._check_server()
            self._check_tablets()
        return self.wrong

    def _step(self, hand: Hand, step: int) -> None:
        act = self.chance.choices(
            (
                self._new_person,
                self._new_hanging,
                self._draw,
                self._edit,
                self._correct,
                self._push,
                self._pull,
                self._regrant,
            ),
            (8, 12, 7, 24, 2, 16, 26, 2),
        )[0]
        act(hand, step)
        self._check_vanished(hand, act.__name__)

    def _note(self, hand: Hand, mine: Out, bad: bool) -> None:
        op_id = hand.device.op_id(mine)
        self.ops[op_id], self.texts[op_id] = mine.op, mine.text
        self.kinds[mine.op.id] = mine.op.kind
        if bad:
            hand.bad.add(op_id)

    def _goes_wrong(self) -> bool:
        return self.chance.random() < 0.07

    def _new_person(self, hand: Hand, step: int) -> None:
        areas = sorted(scope for scope in hand.device.scopes if scope.startswith("area:"))
        bad, self.persons = self._goes_wrong(), self.persons + 1
        new = {"family_kana": "タカハシ", "given_kana": "ハナ", "born_on": "1941-04-29", "phone": f"{step}"}
        new |= {"sex": "wrong" if bad else "female", "area": self.chance.choice(areas)[5:]}
        person_id = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        self._note(hand, hand.device.create("person", person_id, new), bad)

    def _new_hanging(self, hand: Hand, step: int) -> None:
        person = self._some_person(hand)
        if person is None:
            return
        bad = self._goes_wrong()
        if self.chance.random() < 0.5:
            record = natural_id(self.tenant.uid, "attendance", f"{self.session}:{person}")
            if record in hand.device.view():
                return
            new = {"person": person, "session": self.session, "at": f"{DAY}T01:{step % 60:02}:00Z"}
            made = hand.device.create("attendance", record, new | {"state": 5 if bad else "present"})
        else:
            record = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
            new = {
                "person": person,
                "due_on": "2026-12-01",
                "way": "wrong" if bad else "phone",
                "state": "planned",
            }
            made = hand.device.create("follow_up", record, new | {"purpose": f"{step}"})
        self._note(hand, made, bad)

    def _some_person(self, hand: Hand) -> str | None:
        view = hand.device.view()
        known = [record for record, kind in self.kinds.items() if kind == "person" and record in view]
        return self.chance.choice(known) if known else None

    def _draw(self, hand: Hand, step: int) -> None:
        """She opens a record and leaves it on the screen."""
        editable = self._editable(hand.device.view())
        if editable:
            hand.drawn = self.chance.choice(editable)

    def _editable(self, view: dict[str, Row]) -> list[tuple[str, Row]]:
        return [(record, view[record]) for record in self.kinds if record in view]  # in a seed's own order

    def _edit(self, hand: Hand, step: int) -> None:
        view = hand.device.view()
        editable = self._editable(view)
        if not editable:
            return
        stale = hand.drawn is not None and self.chance.random() < 0.5 and hand.drawn[0] in view
        record, row = hand.drawn if stale and hand.drawn else self.chance.choice(editable)
        kind = self.kinds[record]
        name = {
            "person": self.chance.choice(("area", "phone")),
            "attendance": "state",
            "follow_up": "purpose",
        }[kind]
        now: Any = f"{hand.device.name}{step}"
        if name == "area":
            now = self.chance.choice(self.areas)
        if name == "state":
            now = self.chance.choice(("present", "cancelled"))
        bad = self._goes_wrong()
        saw = field_of(row, name).members.keys()
        self._note(hand, hand.device.edit(kind, record, name, saw, 5 if bad else now), bad)

    def _correct(self, hand: Hand, step: int) -> None:
        """She files again what was held back, with the value that was wanted."""
        device = hand.device
        replaced = {mine.op.replaces for mine in device.out}
        held = [m for m in device.out if m.held not in (None, "waits") and device.op_id(m) not in replaced]
        if not held:
            return
        wrong = self.chance.choice(held)
        right = {
            "sex": "female",
            "way": "phone",
            "state": "present",
            "phone": "訂正",
            "purpose": "訂正",
            "area": self.areas[0],
        }
        values = {
            name: right[name] if name in right and value in ("wrong", 5) else value
            for name, value in wrong.op.values().items()
        }
        if wrong.op.new is not None:
            self._note(hand, device.create(wrong.op.kind, wrong.op.id, values, device.op_id(wrong)), False)
            return
        for name, edit in (wrong.op.edits or {}).items():
            saw = {*edit.saw, device.op_id(wrong)}
            again = device.edit(wrong.op.kind, wrong.op.id, name, saw, values[name], device.op_id(wrong))
            self._note(hand, again, False)

    def _push(self, hand: Hand, step: int) -> None:
        unsent = [mine for mine in hand.device.out if mine.state == "sent"]
        if unsent and self.chance.random() < 0.4:  # gaps
            unsent = sorted(
                self.chance.sample(unsent, self.chance.randint(1, len(unsent))), key=lambda mine: mine.seq
            )
        try:
            hand.device.push(Faulty(hand.line, self.chance), unsent)
        except Cut:
            return

    def _pull(self, hand: Hand, step: int) -> None:
        for _ in range(self.chance.randint(1, 3)):
            killed, limit = self.chance.random() < 0.2, self.chance.randint(1, 4)
            try:
                hand.device.pull(Faulty(hand.line, self.chance), limit, killed)
            except Cut:
                return
            except FeedReset as reset:
                hand.device.reset(reset.epoch)
                return self._push(hand, step)

    def _regrant(self, hand: Hand, step: int) -> None:
        some = self.chance.choice(([0], [1], [0, 1]))
        hand.device.regrant(
            {"tenant", f"staff:{hand.staff_id}", *(f"area:{self.areas[one]}" for one in some)}
        )

    # --- backup and restore ------------------------------------------------------------------------------------

    def _back_up(self) -> Path:
        file = Path(self.app.extensions["kayoi_config"].sqlite_file)
        target = file.with_name(f"backup-{self.tenant.id}.db")
        with sqlite3.connect(file) as live, sqlite3.connect(target) as copy:
            live.backup(copy)
        return target

    def _restore(self, backup: Path) -> None:
        """The server comes back as it was at the backup, under a new epoch."""
        db.session.remove()
        db.engine.dispose()
        file = Path(self.app.extensions["kayoi_config"].sqlite_file)
        with sqlite3.connect(backup) as copy, sqlite3.connect(file) as live:
            copy.backup(live)
        with transaction(self.tenant.id) as turn:
            epoch = {"epoch": str(uuid.uuid4()), "tenant": self.tenant.id}
            turn.session.execute(
                text("UPDATE tenant_feed SET epoch = :epoch WHERE tenant_id = :tenant"), epoch
            )

    # --- the end -----------------------------------------------------------------------------------------------

    def _come_home(self) -> None:
        """Good network everywhere: push until nothing is unsent, correct what is held, pull to the head."""
        for _ in range(4):
            for hand in self.hands:
                self._sync_fully(hand)
                self._correct(hand, 0)
        for hand in self.hands * 2:
            self._sync_fully(hand)
            self._check_vanished(hand, "end")

    def _sync_fully(self, hand: Hand) -> None:
        for _ in range(200):
            try:
                hand.device.push(hand.line)
                if any(mine.state == "sent" for mine in hand.device.out):
                    continue
                if not hand.device.pull(hand.line, 5):
                    return
            except FeedReset as reset:
                hand.device.reset(reset.epoch)
        self.wrong.append("never comes to the head")

    # --- what must never happen ----------------------------------------------------------------------------------

    def _seen_behind(self, op_id: str, name: str) -> set[str]:
        """Every op whose value in this field somebody had seen before she replaced it, back from one op."""
        seen: set[str] = set()
        todo = [op_id]
        while todo:
            op = self.ops.get(todo.pop())
            edits = op.edits if op else None
            for earlier in edits[name].saw if edits and name in edits else ():
                if earlier not in seen:
                    seen.add(earlier)
                    todo.append(earlier)
        return seen

    def _check_vanished(self, hand: Hand, where: str) -> None:
        """No nurse sees her answer vanish: it is on her screen, or whoever replaced it had seen it."""
        device = hand.device
        view = device.view()
        replaced = {mine.op.replaces for mine in device.out}
        for mine in device.out:
            op_id = device.op_id(mine)
            if op_id in hand.vanished or op_id in replaced:
                continue
            for name in mine.op.values():
                row = view.get(mine.op.id)
                members = field_of(row, name).members if row else {}
                if op_id in members or any(op_id in self._seen_behind(other, name) for other in members):
                    continue
                if mine.held is None and self._scope(mine.op.id) not in device.scopes:
                    continue
                hand.vanished.add(op_id)
                self.wrong.append(f"vanished {where}: {op_id} {mine.state} {mine.held}")

    def _scope(self, record_id: str) -> str | None:
        with read_snapshot():
            found = records.get(self.tenant.id, record_id)
        return found.scope if found else None

    def _check_server(self) -> None:
        with read_snapshot() as session:
            mine = select(OpRow).where(OpRow.tenant_id == self.tenant.id)
            log = {f"{row.writer_no}.{row.seq}": row for row in session.scalars(mine)}
            held = list(
                session.scalars(
                    select(HeldOp).where(HeldOp.tenant_id == self.tenant.id, HeldOp.state == "held")
                )
            )
            rows = {
                row.id: row
                for row in session.scalars(select(Record).where(Record.tenant_id == self.tenant.id))
            }
            views = {record_id: records.view(row) for record_id, row in rows.items()}
        for op_id, said in self.texts.items():
            if op_id not in log:
                self.wrong.append(f"lost: {op_id}")
            elif log[op_id].body.decode() != said:
                self.wrong.append(f"other bytes: {op_id}")
        for row in rows.values():
            if row.person_id and row.scope != rows[row.person_id].scope:
                self.wrong.append(f"not where its person is: {row.id}")
        self.wrong += [f"waits for ever: {op.writer_no}.{op.seq}" for op in held if op.waits_for in rows]
        applied = sorted((row for row in log.values() if row.applied_seq), key=lambda row: row.applied_seq)
        made = [(f"{row.writer_no}.{row.seq}", parse_op(row.body)) for row in applied]
        self._check_members([(op_id, op) for op_id, op in made if isinstance(op, Op)], views)

    def _check_members(self, applied: list[tuple[str, Op]], views: dict[str, records.RecordView]) -> None:
        self.ops |= dict(applied)
        replacers: dict[tuple[str, str], set[str]] = defaultdict(set)
        for _, op in applied:
            for name, edit in (op.edits or {}).items():
                replacers[op.id, name] |= edit.saw
        for op_id, op in applied:
            for name in op.values():
                here = dict(views[op.id].members_of(name))
                if op_id not in here and op_id not in replacers[op.id, name]:
                    self.wrong.append(f"superseded by nobody: {op_id} {name}")
        for view in views.values():
            for name in view.fields:
                here = dict(view.members_of(name))
                if any(
                    one in self._seen_behind(other, name) for one in here for other in here if one != other
                ):
                    self.wrong.append(f"false conflict: {view.id} {name} {sorted(here)}")
        for _ in range(3):
            self._check_order(applied, views)

    def _check_order(self, applied: list[tuple[str, Op]], views: dict[str, records.RecordView]) -> None:
        """The same ops in any order give the same sets."""
        fields: dict[tuple[str, str], Field] = defaultdict(lambda: Field({}, frozenset()))
        for op_id, op in self.chance.sample(applied, len(applied)):
            for name, edit in (op.edits or unseen_edits(op.values())).items():
                fields[op.id, name] = merge(fields[op.id, name], op_id, edit)
        for (record_id, name), merged in fields.items():
            if dict(merged.members) != dict(views[record_id].members_of(name)):
                self.wrong.append(f"depends on order: {record_id} {name}")

    def _check_tablets(self) -> None:
        """In the end every tablet shows what the server holds in its scopes, and nothing else."""
        with read_snapshot() as session:
            mine = session.scalars(select(Record).where(Record.tenant_id == self.tenant.id))
            server = {row.id: (row.scope, records.view(row)) for row in mine}
        for hand in self.hands:
            shown = hand.device.view()
            waiting = {m.op.id for m in hand.device.out if m.held}
            for record_id, (scope, view) in server.items():
                if record_id in waiting:
                    continue
                if scope not in hand.device.scopes:
                    if record_id in shown:
                        self.wrong.append(f"keeps what it must not: {record_id}")
                elif record_id not in shown:
                    self.wrong.append(f"lacks: {record_id}")
                elif _facts(shown[record_id]) != (view.fields, {n: dict(m) for n, m in view.members.items()}):
                    self.wrong.append(f"differs: {record_id}")


def _facts(row: Row) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    return dict(row.fields), {name: dict(members) for name, members in row.members.items()}
