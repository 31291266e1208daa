"""What goes wrong with tablets and with the server."""

from tests.property.eye import Eye
from tests.property.world import Tablet, World
from tests.reference.store import Store


def killed_saving(world: World, tablet: Tablet) -> None:
    """The app ends in the middle of a save: all of it is kept, or nothing."""
    from tests.property.acts import edit

    tablet.device.dies = world.chance.choice(("before", "after"))
    try:
        edit(world, tablet)
    finally:
        tablet.device.dies = ""


def killed_pulling(world: World, tablet: Tablet) -> None:
    """The app ends while a page is being taken in."""
    from tests.property.acts import pull

    tablet.device.dies = world.chance.choice(("before", "after"))
    try:
        pull(world, tablet)
    finally:
        tablet.device.dies = ""


def late_arrivals(world: World, tablet: Tablet) -> None:
    """Requests that were long given up reach the server now, after everything that was sent since."""
    for one in world.tablets:
        one.line.late_ones_arrive()


def set_aside(world: World, tablet: Tablet) -> None:
    """Somebody copies the tablet's storage."""
    tablet.spare, tablet.copied = tablet.store, True
    world.say(f"{tablet.name}: is copied")


def rolled_back(world: World, tablet: Tablet) -> None:
    """The tablet comes back from its copy: what it did since never happened for it."""
    if tablet.spare is not None:
        world.say(f"{tablet.name}: goes back to its copy")
        replace_store(tablet, tablet.spare)


def cloned(world: World, tablet: Tablet) -> None:
    """Two tablets go on from one storage."""
    if len(world.tablets) < 6 and tablet.store.user:
        staff = [one for one in tablet.staff if one in world.working]
        if staff:
            world.say(f"{tablet.name}: a second tablet goes on from its storage")
            tablet.copied = True
            twin = world.add_tablet(staff, tablet.store)
            twin.copied, twin.damaged = True, tablet.damaged


def wiped(world: World, tablet: Tablet) -> None:
    """The browser's storage is cleared: unsent work is gone, and somebody signs in anew."""
    staff = [one for one in tablet.staff if one in world.working]
    if staff:
        world.say(f"{tablet.name}: is wiped")
        replace_store(tablet, Store(world.new_id()))
        world.sign_in(tablet, staff[0])


def replace_store(tablet: Tablet, store: Store) -> None:
    """Another storage in the same tablet."""
    tablet.device.store, tablet.drawn, tablet.seen = store, None, {}


def unreadable(world: World, tablet: Tablet) -> None:
    """One row of the outbox cannot be read any more."""
    unsent = [out for out in tablet.store.outbox.values() if out.state == "sent" and out.text]
    if unsent:
        out = world.chance.choice(unsent)
        tablet.device.store = tablet.store.fork()
        tablet.store.put([out._replace(text=None)])
        tablet.seen = {}
        world.say(f"{tablet.name}: {out.id} cannot be read any more")


def unsendable(world: World, tablet: Tablet) -> None:
    """She pastes half a character: no server takes a body that holds it."""
    record = next((one for one, kind in world.ledger.kinds.items() if kind == "person"), None)
    if record is not None and record in tablet.device.screen():
        draft = {"kind": "person", "id": record, "edits": {"phone": ((), "\ud83d")}}
        world.save(tablet, draft, wrong=True)


def backed_up(world: World, tablet: Tablet) -> None:
    """The nightly backup."""
    made = world.town.back_up()
    world.inside[made.manifest.id] = world.server_marks()
    world.say("the server is backed up")


def restored(world: World, tablet: Tablet) -> None:
    """The server loses everything since a backup, and comes back under a new epoch."""
    if not world.town.backups or world.restored == 2:
        return
    world.restored += 1
    moved = {to for one in world.tablets for _, _, to in one.store.moves}
    backup = world.chance.choice(world.town.backups)
    world.say("the server is restored")
    world.eye.close()
    world.town.restore(backup)
    world.eye = Eye(world.town.database)
    world.forgotten_moves = (world.forgotten_moves | moved) - world.eye.received().keys()
    world.importer = None  # its pen has ended
    world.ledger.acknowledged &= world.inside[backup.manifest.id]


def forgotten(world: World, tablet: Tablet) -> None:
    """Rows of the replica are lost or old without anybody's knowing: a browser's bug, a bad disk."""
    rows = sorted(tablet.store.replica)
    if rows and tablet.store.old is None:
        place = world.chance.choice(rows)
        tablet.device.store, tablet.damaged = tablet.store.fork(), True
        del tablet.store.replica[place]
        tablet.store.leaving.pop(place, None)
        tablet.seen = {}
        world.say(f"{tablet.name}: a row of {place[1][:4]} is lost")
