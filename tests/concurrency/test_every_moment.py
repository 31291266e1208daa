"""kill -9 at every statement boundary of a push, on both databases; the tablet repeats it: each op once."""

from collections.abc import Iterator
from multiprocessing.connection import Connection

import pytest

from server import create_app, serve
from server.config import Config
from sync.feed import add
from sync.ids import natural_id
from tests.concurrency.counting import digest_faults, op_log, received, replica, wrong_fields
from tests.concurrency.hands import FORK, tablet
from tests.concurrency.odd_servers import keeper
from tests.conftest import close
from tests.factories import EAST, HOME_UID, SOUTH
from tests.reference.device import Device
from tests.reference.lines import Cut, InProcess, Tcp
from tests.reference.screen import drawn_members
from tests.tablet import MADE_AT, SESSION, found_masters, new_id, person, submission


class Mortal:
    """The server, ordered to die at a boundary of the next push."""

    def __init__(self, config: Config) -> None:
        self.socket = serve.listen(0)
        self.orders, theirs = FORK.Pipe()
        self.process = FORK.Process(target=self._keep, args=(config, theirs), daemon=True)
        self.process.start()

    def _keep(self, config: Config, orders: Connection) -> None:
        keeper(create_app(config), self.socket, orders)

    def line(self) -> Tcp:
        return Tcp(*self.socket.getsockname()[:2], timeout_s=30)

    def order(self, at: int) -> None:
        """Serve one request, and die at this boundary of it (0: never)."""
        self.orders.send(at)

    def died(self) -> bool:
        """Whether it did."""
        assert self.orders.poll(60), "the server neither died nor answered"
        return bool(self.orders.recv())

    def close(self) -> None:
        self.orders.send(None)
        self.process.join()
        self.socket.close()


@pytest.fixture
def town(config: Config) -> Iterator[tuple[Config, list[Device]]]:
    """Two tablets, signed in, and a town with a session."""
    app = create_app(config)
    found_masters(app)
    devices = [tablet(InProcess(app), login) for login in ("hanako", "ichiro")]
    yield config, devices
    close(app)


def save_everything(device: Device, hot: str | None, step: int) -> str:
    """Creations, edits, a move of a person with a sheet, an op that waits and is freed, one that is held."""
    first, second = new_id(), new_id()
    here = natural_id(HOME_UID, "attendance", f"{SESSION}:{second}")
    device.save(
        {
            "kind": "attendance",
            "id": here,
            "new": {"person": second, "session": SESSION, "at": MADE_AT, "state": "present"},
        },
        {"kind": "person", "id": first, "new": person(phone=f"{step}")},
    )
    device.save({"kind": "submission", "id": new_id(), "form_version": "qmcoo/1", "new": submission(first)})
    device.save({"kind": "person", "id": second, "new": person()})
    device.save({"kind": "person", "id": new_id(), "new": person(sex="wrong")})
    if hot is not None:
        shown = device.screen()[hot]
        area = EAST if shown.fields["area"] == SOUTH else SOUTH
        edits = {
            name: (drawn_members(shown, name), now) for name, now in (("area", area), ("phone", f"{step}"))
        }
        device.save({"kind": "person", "id": hot, "edits": edits})
    return first


def test_whenever_the_server_is_killed_the_repeated_push_files_every_op_once(
    town: tuple[Config, list[Device]],
) -> None:
    config, (device, reader) = town
    hot = save_everything(device, None, 0)
    assert device.sync()
    server, step, deaths = Mortal(config), 0, 0
    device.server.line = server.line()
    while True:
        step += 1
        save_everything(device, hot, step)
        owed = [out for out in device.store.outbox.values() if out.state == "sent"]
        server.order(step)
        try:
            device.push(owed)
        except Cut:
            assert server.died()
        else:
            assert not server.died(), "a reply came from a server that had died"
            break
        deaths += 1
        server.order(0)
        device.push(owed)
        assert not server.died()
        assert {device.store.outbox[out.n].state for out in owed} == {"arrived"}
    server.close()
    assert deaths >= 20, "these are not all the statements of a push"
    _each_once(config, device, reader)


def _each_once(config: Config, device: Device, reader: Device) -> None:
    app = create_app(config)
    device.server.line = reader.server.line = InProcess(app)
    assert device.sync()
    assert reader.sync()
    pen = device.store.pen()
    assert received(app, pen.no) == add((), range(1, pen.next_seq))
    log = op_log(app)
    ours = [log[f"{pen.no}.{seq}"] for seq in range(1, pen.next_seq)]
    assert {one.verdict for one in ours} <= {"applied", "merged", "quarantined"}
    held = [one for one in ours if one.applied_seq is None]
    assert {(one.op.new or {}).get("sex") for one in held if one.op} == {"wrong"}
    rows = {place[1]: kept.row for place, kept in reader.store.replica.items()}
    assert wrong_fields(log, rows) == []
    fresh = tablet(InProcess(app), "ichiro")
    fresh.sync()
    assert replica(reader) == replica(fresh)
    assert digest_faults(app) == []
    close(app)
