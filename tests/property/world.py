"""A little town for the simulation: one server, a few tablets, and everything that goes wrong between.

`World(app, seed).run()` returns what must never happen and did; an empty list is a pass.
"""

import random
import uuid
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask

from server import clock
from server.auth import TenantFacts
from server.db import db, transaction
from server.devices import service as devices
from server.exchange import service as exchange
from server.staff.models import Grant, Staff
from server.tenants import service as tenants
from sync.ids import natural_id
from sync.merge import Row, field_of
from sync.ops import Op
from tests.factories import store_id
from tests.property.backups import back_up, restore
from tests.property.device import Device
from tests.property.invariants import Hand, newly_vanished, server_faults, tablet_faults
from tests.property.lines import Cut, Faulty, FeedReset, InProcess
from tests.property.parts import Out

SALON, DAY = "018f0000-0000-7000-8000-0000000000a1", "2026-11-21"


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

    # --- the town ------------------------------------------------------------------------------

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

    def _join(self) -> None:
        """A tablet that the backup knows nothing of."""
        self.hands.append(self._hand("山口", {f"area:{area}" for area in self.areas}))

    # --- a run ---------------------------------------------------------------------------------

    def run(self, steps: int = 70) -> list[str]:
        """Some weeks of work, then everyone comes home and syncs; what went wrong."""
        backup: Path | None = None
        with self.app.app_context():
            for step in range(steps):
                self._step(self.chance.choice(self.hands), step)
                if self.restore and step == steps // 3:
                    backup = back_up(self.app, self.tenant.id)
                    self._join()
                if self.restore and step == 2 * steps // 3 and backup is not None:
                    restore(self.app, self.tenant.id, backup)
            self._come_home()
            self.wrong += server_faults(self.tenant.id, self.hands, self.texts, self.chance)
            self.wrong += tablet_faults(self.tenant.id, self.hands)
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
        self._look(hand, act.__name__)

    def _look(self, hand: Hand, where: str) -> None:
        """She looks at her screen."""
        gone = newly_vanished(hand, self.ops, self.tenant.id)
        self.wrong += [f"vanished after {where}: {one}" for one in gone]

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

    # --- the end -------------------------------------------------------------------------------

    def _come_home(self) -> None:
        """Good network everywhere: push until nothing is unsent, correct what is held, pull to the head."""
        for _ in range(4):
            for hand in self.hands:
                self._sync_fully(hand)
                self._correct(hand, 0)
        for hand in self.hands * 2:
            self._sync_fully(hand)
            self._look(hand, "end")

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
