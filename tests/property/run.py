"""One run of a simulated town, from the first sign-in until everyone has come home."""

from datetime import timedelta
from random import Random

from server import clock
from tests.property import homecoming, invariants
from tests.property.acts import Act, choose
from tests.property.eye import Eye
from tests.property.town import set_clock
from tests.property.watching import look
from tests.property.world import World
from tests.reference.device import Killed
from tests.reference.lines import Cut
from tests.reference.server import Refused


def run(world: World) -> list[str]:
    """Some weeks of work, then everyone comes home and syncs; what went wrong."""
    set_clock(world.now)
    world.town.fresh()
    world.eye = Eye(world.town.database)
    try:
        _open(world)
        for step in range(world.steps):
            if step not in world.skip:
                world.at, world.chance = step, Random(f"{world.seed}/{step}")
                _pass_time(world)
                _act(world, choose(world.chance, world.often))
        world.at = world.steps
        homecoming.come_home(world)
        world.wrong += invariants.faults(world)
    finally:
        world.eye.close()
        clock.use(None)
    return world.wrong


def _open(world: World) -> None:
    day = world.now.date() - timedelta(days=1)
    for staff, areas in world.areas_of.items():
        world.town.give_areas(staff, areas, day)
    alone = [[one] for one in world.working]
    shared = [world.working[:2], *alone[2:]]
    groups = shared if world.chance.random() < 0.5 else alone[:4]
    for staff_of_one in groups[: world.chance.randint(2, 4)]:
        world.add_tablet(staff_of_one)


def _act(world: World, act: Act) -> None:
    tablet = world.chance.choice(world.tablets)
    tablet.line.chance = world.chance
    try:
        act(world, tablet)
    except (Cut, Killed, Refused) as ended:
        world.say(f"  {tablet.name}: {type(ended).__name__} {ended}")
        if isinstance(ended, Killed):
            tablet.drawn = None
    finally:
        for one in world.tablets:
            one.line.chance = None
    for one in world.tablets:
        look(world, one, act.__name__)


def _pass_time(world: World) -> None:
    days = world.chance.choices((0, 0.01, 1, 30, 91), (50, 35, 12, 2, 1))[0]
    world.now += timedelta(days=days)
    set_clock(world.now)
