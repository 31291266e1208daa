"""What nurses do on tablets in an ordinary month. Each act is one step of a run."""

import random
from collections.abc import Callable, Mapping
from typing import Any

from sync.ids import natural_id
from sync.merge import Row
from tests.property import accidents, office
from tests.property.town import AREAS, DAY, SESSION, UID
from tests.property.world import Drawn, Tablet, World
from tests.reference import sending
from tests.reference.screen import drawn_members
from tests.reference.server import Refused

Act = Callable[[World, Tablet], None]
FINAL = (None, "waits", "lost", "not-allowed")  # a new value would not help
WRONG = 0.07  # how often a value is one the server must not take


def choose(chance: random.Random, often: Mapping[Act, float]) -> Act:
    """The act of a step. often: other weights than usual."""
    weights = ACTS | often
    return chance.choices(list(weights), list(weights.values()))[0]


def new_person(world: World, tablet: Tablet) -> None:
    """She registers someone in one of her areas."""
    wrong, areas = world.chance.random() < WRONG, _areas(tablet)
    if not areas:
        return
    new = {"family_kana": "タカハシ", "given_kana": "ハナ", "born_on": "1941-04-29", "phone": _text(world)}
    new |= {"sex": "wrong" if wrong else "female", "area": world.chance.choice(areas)}
    world.save(tablet, {"kind": "person", "id": world.new_id(), "new": new}, wrong=wrong)


def new_hanging(world: World, tablet: Tablet) -> None:
    """She files something about a person on her screen."""
    screen = tablet.device.screen()
    person = _some(world, screen, "person")
    if person is None:
        return
    wrong, way = world.chance.random() < WRONG, world.chance.choice(("attendance", "follow_up", "submission"))
    draft: dict[str, Any]
    if way == "attendance":
        record = natural_id(UID, "attendance", f"{SESSION}:{person}")
        new = {"person": person, "session": SESSION, "at": f"{DAY}T01:00:00Z"}
        draft = {"id": record, "new": new | {"state": 5 if wrong else "present"}}
    elif way == "follow_up":
        new = {"person": person, "due_on": "2026-12-01", "way": "wrong" if wrong else "phone"}
        draft = {"id": world.new_id(), "new": new | {"state": "planned", "purpose": _text(world)}}
    else:
        new = {
            "person": person,
            "form": "qmcoo",
            "version": 1,
            "on": DAY,
            "answered_by": 5 if wrong else "self",
        }
        draft = {"id": world.new_id(), "new": new | {"a.qmcoo.01_health": 1}, "form_version": "qmcoo/1"}
    if draft["id"] not in screen:
        world.save(tablet, {"kind": way} | draft, wrong=wrong)


def draw(world: World, tablet: Tablet) -> None:
    """She opens a record and leaves it on the screen."""
    screen = tablet.device.screen()
    editable = [record for record in world.ledger.kinds if record in screen]
    if editable:
        record = world.chance.choice(editable)
        world.draw(tablet, record, screen[record])


def edit(world: World, tablet: Tablet) -> None:
    """She changes a field: of what she opened earlier, or of something opened just now."""
    screen, drawn = tablet.device.screen(), tablet.drawn
    editable = [record for record in world.ledger.kinds if record in screen]
    if not editable:
        return
    if drawn is None or drawn.record not in screen or world.chance.random() < 0.5:
        record = world.chance.choice(editable)
        world.draw(tablet, record, screen[record])
        drawn = tablet.drawn
    assert drawn is not None
    wrong = world.chance.random() < WRONG
    name, now = _change(world, drawn, wrong)
    tablet.drawn = None
    kind = world.ledger.kinds[drawn.record]
    draft: dict[str, Any] = {"kind": kind, "id": drawn.record}
    draft["edits"] = {name: (drawn_members(drawn.row, name), now)}
    if kind == "submission":
        draft["form_version"] = "qmcoo/1"
    world.save(tablet, draft, drawn, wrong=wrong)


def _change(world: World, drawn: Drawn, wrong: bool) -> tuple[str, Any]:
    chance = world.chance
    contact = f"contacts#{chance.choice('ab')}.phone"
    choices: dict[str, list[tuple[str, Any]]] = {
        "person": [
            ("area", chance.choice(AREAS)),
            ("phone", _text(world)),
            (contact, chance.choice((_text(world), _text(world), None))),
            ("state", chance.choice(("active", "deceased", "in_facility"))),
        ],
        "attendance": [("state", chance.choice(("present", "cancelled")))],
        "follow_up": [("purpose", _text(world)), ("state", chance.choice(("done", "cancelled")))],
        "submission": [("a.qmcoo.01_health", chance.choice((1, 2, 3)))],
    }
    weights = {"person": (5, 4, 3, 1)}.get(world.ledger.kinds[drawn.record])
    name, now = chance.choices(choices[world.ledger.kinds[drawn.record]], weights)[0]
    return name, [] if wrong else now


def correct(world: World, tablet: Tablet) -> None:
    """She files again, right, what was held back."""
    store = tablet.store
    replaced = {out.op.replaces for out in store.outbox.values()}
    held = [
        out
        for out in store.outbox.values()
        if out.held not in FINAL and out.id not in replaced and out.staff == store.user
    ]
    if not held:
        return
    out = world.chance.choice(held)
    draft: dict[str, Any] = {"kind": out.op.kind, "id": out.op.id, "replaces": out.id}
    if out.op.form_version:
        draft["form_version"] = out.op.form_version
    if out.op.new is not None:
        draft["new"] = {name: _right(name, value) for name, value in out.op.new.items()}
    else:
        draft["edits"] = {
            name: ({*edit.saw, out.id}, _right(name, edit.now)) for name, edit in (out.op.edits or {}).items()
        }
    world.save(tablet, draft)
    world.ledger.replaced.add(out.op.reason[1:] if out.op.reason else "")


def _right(name: str, value: Any) -> Any:
    right = {"sex": "female", "way": "phone", "state": "active", "phone": "訂正", "purpose": "訂正"}
    right |= {"area": AREAS[0], "answered_by": "self", "a.qmcoo.01_health": 2}
    return right.get(name, "訂正") if value in ("wrong", 5, []) else value


def push(world: World, tablet: Tablet) -> None:
    """A push of some of what is owed: with gaps, unless its storage has been copied (PROTOCOL.md section
    3)."""
    gaps = not tablet.copied and world.chance.random() < 0.3
    for no in sorted({out.no for out in tablet.store.outbox.values() if out.state == "sent"}):
        owed = sending.first_batch(sending.owing(tablet.store, no, world.chance.random() < 0.3), 1_000)
        if gaps:
            owed = [out for out in owed if world.chance.random() < 0.6]
        if owed:
            signed_in(world, tablet, lambda: tablet.device.push(owed))  # noqa: B023 - called here and now


def pull(world: World, tablet: Tablet) -> None:
    """A few small pages."""
    for _ in range(world.chance.randint(1, 3)):
        if not signed_in(world, tablet, lambda: tablet.device.pull(world.chance.randint(1, 4))):
            return


def sync(world: World, tablet: Tablet) -> None:
    """A whole sync in small pages, as far as it gets."""
    signed_in(world, tablet, lambda: tablet.device.sync(world.chance.randint(3, 30)))


def signed_in(world: World, tablet: Tablet, ask: Callable[[], Any]) -> Any:
    """Ask; who is not signed in any more signs in, and after a reset everything kept is pushed first."""
    try:
        return ask()
    except Refused as no:
        if no.slug == "feed-reset":
            tablet.device.reset(str(no.problem["epoch"]))
            tablet.device.push_all()
            return False
        if no.status != 401:
            raise
    present = [staff for staff in tablet.staff if staff in world.working]
    if not present:
        present = tablet.staff = [world.working[-1]]
    world.sign_in(tablet, present[0])
    return False


def draft(world: World, tablet: Tablet) -> None:
    """She begins or ends an unfinished sheet about somebody."""
    if tablet.store.drafts and world.chance.random() < 0.6:
        tablet.device.draft(min(tablet.store.drafts), False)
        return
    person = _some(world, tablet.device.screen(), "person")
    if person is not None:
        tablet.device.draft(person, True)


def next_nurse(world: World, tablet: Tablet) -> None:
    """The tablet is handed to a colleague."""
    others = [staff for staff in tablet.staff if staff in world.working]
    if len(others) > 1:
        world.sign_in(tablet, world.chance.choice(others))


def _areas(tablet: Tablet) -> list[str]:
    return sorted(scope[5:] for scope in tablet.store.scopes if scope.startswith("area:"))


def _some(world: World, screen: dict[str, Row], kind: str) -> str | None:
    known = [record for record, its in world.ledger.kinds.items() if its == kind and record in screen]
    return world.chance.choice(known) if known else None


def _text(world: World) -> str:
    return f"t{world.at}.{world.chance.randint(0, 99)}"


ACTS: dict[Act, float] = {
    new_person: 8,
    new_hanging: 11,
    draw: 7,
    edit: 24,
    correct: 3,
    push: 13,
    pull: 18,
    sync: 6,
    draft: 2,
    next_nurse: 3,
    accidents.killed_saving: 2,
    accidents.killed_pulling: 3,
    accidents.late_arrivals: 3,
    accidents.set_aside: 2,
    accidents.rolled_back: 1,
    accidents.cloned: 0.7,
    accidents.wiped: 0.7,
    accidents.unreadable: 0.5,
    accidents.forgotten: 1,
    accidents.unsendable: 0.5,
    accidents.backed_up: 1.5,
    accidents.restored: 1,
    office.other_areas: 2,
    office.leaves: 0.5,
    office.edits: 2,
    office.imports: 2,
    office.merges: 1.5,
    office.undoes: 1,
}
