"""What happens at the desk: rights, settling, imports, merging persons."""

from datetime import timedelta
from typing import Any

from tests.property.eye import Stored
from tests.property.town import AREAS, login_of
from tests.property.world import Tablet, World


def other_areas(world: World, tablet: Tablet) -> None:
    """Somebody gets other areas to work in."""
    staff = world.chance.choice(world.working)
    world.areas_of[staff] = sorted(world.chance.sample(AREAS, world.chance.choice((1, 2))))
    world.town.give_areas(staff, world.areas_of[staff], world.now.date() - timedelta(days=1))
    world.say(f"{login_of(staff)} now works in {[area[-1] for area in world.areas_of[staff]]}")


def leaves(world: World, tablet: Tablet) -> None:
    """Somebody's account ends; a colleague takes over her tablet."""
    if len(world.working) < 3:
        return
    staff = world.working.pop(world.chance.randrange(len(world.working)))
    world.town.end_account(staff)
    world.say(f"{login_of(staff)} leaves")
    for one in world.tablets:
        if staff in one.staff and world.reserve:
            heir = world.reserve.pop()
            world.working.append(heir)
            one.staff = [*(other for other in one.staff if other != staff), heir]


def edits(world: World, tablet: Tablet) -> None:
    """A coordinator changes a field, having seen all it holds."""
    row = _some_row(world, "person")
    if row is not None:
        field = world.chance.choice(("phone", "area"))
        now = world.chance.choice(AREAS) if field == "area" else f"office{world.at}"
        file(world, row, {field: (list(row.members(field)), now)})


def imports(world: World, tablet: Tablet) -> None:
    """The register is imported: an op saw only what the import before it wrote."""
    row = _some_row(world, "person")
    if row is None:
        return
    if world.importer is None:
        world.importer = (world.town.import_writer(), {})
    writer, before = world.importer
    known = before.get((row.id, "phone"))
    verdict = file(world, row, {"phone": ([known] if known else [], f"import{world.at}")}, writer)
    if verdict is not None:
        before[row.id, "phone"] = verdict


def merges(world: World, tablet: Tablet) -> None:
    """Two entries turn out to be one person."""
    one, other = _some_row(world, "person"), _some_row(world, "person")
    if one is not None and other is not None and one.id != other.id:
        join(world, one, other.id)


def undoes(world: World, tablet: Tablet) -> None:
    """They were two persons after all."""
    joined = [row for row in _rows(world, "person") if row.own["fields"].get("merged_into")]
    if joined:
        join(world, world.chance.choice(joined), None)


def join(world: World, row: Stored, root: str | None) -> None:
    """Merge a person into another, or undo it."""
    file(world, row, {"merged_into": (list(row.members("merged_into", own=True)), root)})


def file(world: World, row: Stored, edits: dict[str, Any], writer_no: int | None = None) -> str | None:
    """An op from the office or an import; its id."""
    mark = world.next_mark()
    said = {name: {"saw": saw, "now": now} for name, (saw, now) in edits.items()}
    draft = {"kind": row.kind, "id": row.id, "edits": said, "reason": f"#{mark}"}
    verdicts = world.town.file([draft], writer_no)
    found = [one for one in world.eye.log() if f'"#{mark}"'.encode() in one.body]
    world.say(f"the office files {found[0].id} {said} of {row.id[:4]}: {verdicts[0].verdict}")
    world.note_filed(found[0].id, found[0].body, {name: saw for name, (saw, _) in edits.items()})
    return found[0].id


def _rows(world: World, kind: str) -> list[Stored]:
    order = list(world.ledger.kinds)
    rows = [row for row in world.eye.rows().values() if row.kind == kind and row.id in world.ledger.kinds]
    return sorted(rows, key=lambda row: order.index(row.id))


def _some_row(world: World, kind: str) -> Stored | None:
    rows = _rows(world, kind)
    return world.chance.choice(rows) if rows else None
