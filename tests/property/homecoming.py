"""Everyone comes home: good network, until nothing is owed any more."""

from typing import Any

from tests.property import accidents
from tests.property.acts import correct
from tests.property.watching import look
from tests.property.world import Tablet, World
from tests.reference.server import Refused

TRIES = 4


def come_home(world: World) -> None:
    """Good network everywhere: push until nothing is unsent, correct what is held, pull to the head."""
    accidents.late_arrivals(world, world.tablets[0])
    rounds = 2
    for _ in range(TRIES):
        before = _all_there_is(world)
        for tablet in world.tablets:
            _everyone_syncs(world, tablet)
            correct(world, tablet)
        if _all_there_is(world) == before:
            rounds = 1  # a whole round brought nothing, nor would the next
            break
    for tablet in world.tablets * rounds:
        _everyone_syncs(world, tablet)
        look(world, tablet, "at the end")


def _all_there_is(world: World) -> list[Any]:
    """What a sync may change, on the server and on every tablet."""
    known: list[Any] = [world.eye.epoch(), world.eye.last(), world.eye.log(), world.eye.received()]
    for store in (tablet.store for tablet in world.tablets):
        outs = [(out.n, out.id, out.state, out.held, out.lost) for out in store.outbox.values()]
        known += [
            outs,
            dict(store.cursor),
            dict(store.replica),
            dict(store.leaving),
            store.suspect,
            store.old,
        ]
    return known


def _everyone_syncs(world: World, tablet: Tablet) -> None:
    tablet.device.draft_all_done()
    for staff in [one for one in tablet.staff if one in world.working] or world.working[:1]:
        if tablet.store.user != staff or not _syncs(world, tablet):
            world.sign_in(tablet, staff)
            if not _syncs(world, tablet):
                world.wrong.append(f"{tablet.name} never comes to the head")


def _syncs(world: World, tablet: Tablet) -> bool:
    try:
        return tablet.device.sync(7)
    except Refused as no:
        if no.status != 401:
            raise
        return False
