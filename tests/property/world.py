"""A little town for the simulation: one real server, a few tablets, and everything that goes wrong between.

`run(World(town, seed))` (run.py) returns what must never happen and did; an empty list is a pass. Every step
has its own source of chance, so that leaving some out (`skip`) leaves the others as they were: shrink.py uses
that.
"""

import random
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from server import clock
from sync.merge import Row, field_of
from sync.ops import Op, parse_op
from tests.property.eye import Eye
from tests.property.ledger import Ledger, Mark, mark_of
from tests.property.lines import Faulty
from tests.property.town import AREAS, NURSES, PASSPHRASE, Town, login_of
from tests.reference.device import Device
from tests.reference.screen import contains, on_screen
from tests.reference.server import Server
from tests.reference.store import Out, Store

Faces = dict[str, dict[str, frozenset[Mark]]]


class Drawn(NamedTuple):
    """A record left on the screen. marks: whose values each field showed. moves: of the store until then."""

    record: str
    row: Row
    marks: Mapping[str, frozenset[Mark]]
    moves: int


@dataclass
class Tablet:
    """A tablet and who uses it. offset: of its clock. seen: what its screen showed at the last look.
    only_kept: what of it stood there for unfinished work alone.
    """

    name: str
    device: Device
    line: Faulty
    staff: list[str]
    offset: timedelta
    spare: Store | None = None
    copied: bool = False
    damaged: bool = False
    moves: int = 0
    epoch: str = ""  # of what is on its screen
    drawn: Drawn | None = None
    seen: Faces = field(default_factory=dict)
    only_kept: frozenset[str] = frozenset()

    @property
    def store(self) -> Store:
        """What it keeps."""
        return self.device.store


class World:
    """One run. skip: steps left out. often: acts that happen more or less often than usual."""

    def __init__(
        self, town: Town, seed: int, *, steps: int = 80, skip: Collection[int] = (), often: Any = None
    ) -> None:
        self.town, self.seed, self.steps, self.skip, self.often = town, seed, steps, skip, often or {}
        self.now = datetime(2026, 11, 21, 5, 12, 33, tzinfo=UTC)
        self.chance = random.Random(f"{seed}/town")
        self.ledger, self.wrong, self.story, self.at = Ledger(), [], [], -1
        self.areas_of = {staff: self.some_areas() for staff in NURSES}
        self.working, self.reserve = list(NURSES[:5]), list(NURSES[5:])
        self.inside: dict[str, set[Mark]] = {}  # backup -> what it holds
        self.restored = 0
        self.forgotten_moves: set[int] = set()  # numbers of copies that the restored server had not given
        self.importer: Any = None
        self.tablets: list[Tablet] = []
        self.eye: Eye

    def say(self, what: str) -> None:
        """A line of the story."""
        self.story.append(f"{self.at:3} {what}".encode("utf-8", "backslashreplace").decode())

    # --- the town ------------------------------------------------------------------------------

    def some_areas(self) -> list[str]:
        return sorted(self.chance.sample(AREAS, self.chance.choice((1, 2))))

    def add_tablet(self, staff: list[str], store: Store | None = None) -> Tablet:
        """A tablet with an empty store, or with a copy of another's; somebody signs in on it."""
        name = f"tablet {len(self.tablets) + 1}"
        line = Faulty(self.town, lambda what: self.say(f"  {name}: {what}"))
        offset = timedelta(days=self.chance.choice((0, 0, 0, 1, -400, 400)))
        device = Device(Server(line), store or Store(self.new_id()), lambda: clock.iso(self.now + offset))
        tablet = Tablet(name, device, line, staff, offset)
        self.tablets.append(tablet)
        self.sign_in(tablet, staff[0])
        return tablet

    def sign_in(self, tablet: Tablet, staff: str) -> None:
        """Somebody signs in on a good line."""
        chance, tablet.line.chance = tablet.line.chance, None
        tablet.device.server.cookie = ""
        tablet.device.sign_in(login_of(staff), PASSPHRASE)
        tablet.line.chance = chance
        self.say(f"{tablet.name}: {login_of(staff)} signs in, writer {tablet.store.pen().no}")

    def new_id(self) -> str:
        """A free record id."""
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    # --- filing --------------------------------------------------------------------------------

    def next_mark(self) -> Mark:
        """A mark nobody has used."""
        n = 0
        while f"{self.at}.{n}" in self.ledger.made:
            n += 1
        return f"{self.at}.{n}"

    def save(
        self, tablet: Tablet, draft: Mapping[str, Any], drawn: Drawn | None = None, wrong: bool = False
    ) -> None:
        """She saves one op; its edits say (members drawn, now). drawn: when it was earlier. Raises Killed."""
        mark, before = self.next_mark(), len(tablet.store.outbox)
        own = tablet_names(tablet)
        seen = (
            drawn.marks
            if drawn
            else {
                name: frozenset(own.get(one) or self.mark(one) for one in saw)
                for name, (saw, _) in draft.get("edits", {}).items()
            }
        )
        try:
            tablet.device.save({**draft, "reason": f"#{mark}"}, moves=drawn.moves if drawn else None)
        finally:
            if len(tablet.store.outbox) > before:
                out = tablet.store.outbox[tablet.store.next_n - 1]
                assert out.text is not None
                mine = {name: seen.get(name, frozenset()) for name in out.op.edits or {}}
                made = self.ledger.note(out.op, out.text, mine, wrong)
                saw = {one for edit in (out.op.edits or {}).values() for one in edit.saw if one in own}
                self.ledger.meant |= {(made.mark, one): own[one] for one in saw}
                self.say(f"{tablet.name}: saves {out.id} {_brief(out)}{' (wrong)' if wrong else ''}")

    def marks_shown(self, tablet: Tablet, record: str, row: Row) -> dict[str, frozenset[Mark]]:
        """field -> whose values a row on a screen shows.

        In a copied store an id may mean two ops: the one the server holds, in what was pulled, and its own,
        in what lies over it. A row kept over a restore says what an id meant before it.
        """
        store = tablet.store
        pulled = on_screen(store).get(record)
        own = {out.id: out for out in store.outbox.values()}

        def marks(name: str, op_id: str) -> Iterator[Mark]:
            out = own.get(op_id)
            was_pulled = pulled is not None and op_id in field_of(pulled.row, name).members
            ours = out is not None and out.op.id == record and name in out.op.values()
            kept = ours and was_pulled and pulled.gen == 0
            if out is None or (was_pulled and not kept):
                yield self.mark(op_id, tablet.epoch)
            laid = ours and out.text is not None and out.state != "shown" and not contains(store, pulled, out)
            if out is not None and (laid or kept or not was_pulled):
                yield mark_of(out.op)

        return {
            name: frozenset(mark for op_id in field_of(row, name).members for mark in marks(name, op_id))
            for name in row.fields
        }

    def mark(self, op_id: str, epoch: str = "") -> Mark:
        """Which op this id means to the server, now or in an earlier epoch."""
        present = self.eye.epoch()
        names = self.ledger.names.setdefault(epoch or present, {})
        if op_id in names:
            return names[op_id]
        body = self.eye.body_of(op_id) if epoch in ("", present) else None
        if body is not None:
            return self.ledger.learn(names, op_id, body)
        before = (known[op_id] for known in reversed(self.ledger.names.values()) if op_id in known)
        return next(before, op_id)  # a row that was kept over a restore

    def note_filed(self, op_id: str, body: bytes, saw: Mapping[str, Collection[str]]) -> None:
        """An op the office or an import has filed; it saw what the server holds."""
        op = parse_op(body)
        assert isinstance(op, Op)
        drawn = {name: [self.mark(one) for one in ids] for name, ids in saw.items()}
        self.ledger.note(op, body.decode(), drawn, False)
        self.ledger.names.setdefault(self.eye.epoch(), {})[op_id] = mark_of(op)

    def server_marks(self, *, held: bool = True) -> set[Mark]:
        """What the server holds now. held: on hold, too."""
        return {self.mark(one.id) for one in self.eye.log() if held or one.applied_seq}

    def kept_marks(self, tablets: Iterable[Tablet]) -> set[Mark]:
        """What these tablets hold a copy of, to be sent (again)."""
        outs = (out for tablet in tablets for out in tablet.store.outbox.values())
        return {out.op.reason[1:] for out in outs if out.text is not None and not out.lost and out.op.reason}

    def draw(self, tablet: Tablet, record: str, row: Row) -> None:
        """She opens a record and leaves it on her screen."""
        marks = self.marks_shown(tablet, record, row)
        tablet.drawn = Drawn(record, row, marks, len(tablet.store.moves))


def tablet_names(tablet: Tablet) -> dict[str, Mark]:
    """The tablet's own ops: id -> mark."""
    return {out.id: out.op.reason[1:] for out in tablet.store.outbox.values() if out.op.reason}


def _brief(out: Out) -> str:
    op = out.op
    what = f"{op.kind} {op.id[:4]}"
    if op.new is not None:
        return f"new {what}" + (f" replacing {op.replaces}" if op.replaces else "")
    said = ", ".join(
        f"{name}={edit.now!s:.12} saw {sorted(edit.saw)}" for name, edit in (op.edits or {}).items()
    )
    return f"{what} {said}" + (f" replacing {op.replaces}" if op.replaces else "")
