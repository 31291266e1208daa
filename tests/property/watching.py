"""What is on the screens, looked at after every step: nobody's shown value may vanish unseen."""

from tests.property.ledger import Mark
from tests.property.world import Faces, Tablet, World


def look(world: World, tablet: Tablet, where: str) -> None:
    """Compare a screen with what it showed at the last look, and remember what has been acknowledged."""
    if tablet.store.old is None:
        tablet.epoch = tablet.store.epoch
    before, now, only_kept = tablet.seen, faces(world, tablet), tablet.only_kept
    tablet.seen, tablet.only_kept = now, _only_kept(tablet)
    for no, first, to in tablet.store.moves[tablet.moves :]:
        world.say(f"{tablet.name}: writer {no} goes on under {to} from {first}")
    tablet.moves = len(tablet.store.moves)
    if tablet.store.epoch == world.eye.epoch():
        arrived = (
            out
            for out in tablet.store.outbox.values()
            if out.state != "sent" and not out.lost and out.op.reason
        )
        world.ledger.acknowledged |= {out.op.reason[1:] for out in arrived if out.op.reason}
    for record, fields in before.items():
        if record not in now:
            if record not in only_kept and not _may_go(world, tablet, record, fields, now):
                world.wrong.append(f"{record[:4]} vanished from {tablet.name} after step {world.at} {where}")
            continue
        if _is_a_colleagues(tablet, record) and _may_go(world, tablet, record, fields, now):
            continue
        for name, marks in fields.items():
            gone = marks - now[record].get(name, frozenset())
            for mark in _unexplained(world, tablet, (record, name), gone, now):
                world.wrong.append(
                    f"{mark} {name} of {record[:4]} vanished from {tablet.name} after step {world.at} {where}"
                )


def _only_kept(tablet: Tablet) -> frozenset[str]:
    """Records that have left every scope of this tablet and stay for unfinished work alone. The server may by
    now have them here again: the next pull brings them.
    """
    store = tablet.store
    if store.old is not None:
        return frozenset()
    here = {record for _, record in store.replica.keys() - store.leaving.keys()}
    waiting = {record for (_, record), since in store.leaving.items() if not store.scopes <= since}
    return frozenset(record for _, record in store.leaving) - here - waiting


def faces(world: World, tablet: Tablet) -> Faces:
    """record -> field -> the marks of the values shown."""
    return {
        record: world.marks_shown(tablet, record, row)
        for record, row in tablet.device.screen().items()
        if record in world.ledger.kinds
    }


def _unexplained(
    world: World, tablet: Tablet, place: tuple[str, str], gone: frozenset[Mark], now: Faces
) -> list[Mark]:
    """Marks neither replaced by someone who had seen them, nor corrected, nor lost with the server.

    One case is let pass, as in `_claims` of invariants.py: who replaced it had a colleague's unsent op of a
    copied store before her, under the id that the server has given to this one.
    """
    if not gone:
        return []
    record, name = place
    ledger = world.ledger
    seen = ledger.replaced_by(name, now[record].get(name, ()))
    names = ledger.names.get(tablet.epoch, {})
    taken = {names.get(out.id) for out in tablet.store.unshown()}  # a copied store: two ops of one id
    mistaken = ledger.mistaken_by(name, now[record].get(name, ()), names)
    rest = [
        mark for mark in gone - seen - ledger.replaced - taken - mistaken if not _is_lost(world, tablet, mark)
    ]
    return [mark for mark in rest if not _is_elsewhere(world, mark, name, record, now)]


def _is_elsewhere(world: World, mark: Mark, name: str, record: str, now: Faces) -> bool:
    """A merge was undone: the value is with the person it was filed for."""
    made = world.ledger.made.get(mark)
    if made is None or made.record == record:
        return False
    there = now.get(made.record, {}).get(name, frozenset())
    return mark in there or mark in world.ledger.replaced_by(name, there) or made.record not in now


def _may_go(
    world: World, tablet: Tablet, record: str, fields: dict[str, frozenset[Mark]], now: Faces
) -> bool:
    """The record is elsewhere now, or nobody has it any more since the server was restored."""
    scope = world.eye.scope_of(record)
    if scope is not None:  # suspect: its storage lost rows, and it is about to fetch them
        return scope not in tablet.store.scopes or (tablet.damaged and scope in tablet.store.suspect)
    return all(
        _is_lost(world, tablet, mark)
        or mark in world.ledger.replaced
        or _is_elsewhere(world, mark, name, record, now)
        for name, marks in fields.items()
        for mark in marks
    )


def _is_a_colleagues(tablet: Tablet, record: str) -> bool:
    """What is left of it here is a row that only somebody else on this tablet can open."""
    store = tablet.store
    rows = store.replica if store.old is None else store.old
    left = {place[0] for place in rows if place[1] == record and place not in store.leaving}
    return bool(left) and left.isdisjoint(store.scopes)


def _is_lost(world: World, tablet: Tablet, mark: Mark) -> bool:
    """A restored server lacks the op or holds it aside, and this tablet has no copy: only its author has."""
    if world.restored == 0 or mark in world.server_marks(held=False):
        return False
    return mark not in world.kept_marks([tablet])
