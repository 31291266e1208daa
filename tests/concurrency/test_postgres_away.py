"""PostgreSQL is restarted, or ends its connections, while tablets push: nothing acknowledged is lost."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server import create_app
from server.config import Config
from server.devices import keys
from server.migrate import upgrade
from sync.feed import add
from tests import factories
from tests.concurrency.cluster import Cluster
from tests.concurrency.counting import digest_faults, op_log, received, wrong_fields
from tests.concurrency.hands import Work, hot_persons, note_acknowledged, one_step, tablet
from tests.concurrency.serving import Gunicorn
from tests.conftest import close
from tests.reference.device import Device
from tests.reference.lines import Cut
from tests.reference.server import Refused
from tests.tablet import found_masters

LOGINS = ("hanako", "ichiro", "megumi")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    own = Cluster()
    yield own
    own.remove()


@pytest.fixture
def config(cluster: Cluster, tmp_path: Path) -> Config:
    keys.create_master_key(tmp_path / "master.key")
    made = Config(data=tmp_path, database_url=cluster.database(f"kayoi_{tmp_path.name}"), threads=4)
    app = create_app(made)
    upgrade(app)
    factories.found_towns(app)
    found_masters(app)
    close(app)
    return made


@pytest.fixture
def server(config: Config) -> Iterator[Gunicorn]:
    running = Gunicorn(config)
    yield running
    running.close()


class Pusher:
    """A tablet that never rests, in a thread. statuses: what it was answered when it was refused."""

    def __init__(self, device: Device, seed: int, hot: list[str]) -> None:
        self.device, self.chance, self.hot = device, random.Random(seed), hot
        self.work, self.stop = Work(), threading.Event()
        self.statuses: set[int] = set()
        self.cut = self.answered = 0
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self) -> None:
        while not self.stop.is_set():
            for _ in range(3):
                one_step(self.device, self.chance, self.hot, self.work)
            try:
                self.device.push_all()
                self.device.pull(50)
                self.answered += 1
            except Refused as refused:
                self.statuses.add(refused.status)
                time.sleep(0.05)
            except Cut:
                self.cut += 1
                time.sleep(0.05)


def harm(server: Gunicorn, do: Callable[[], object], rounds: int, pause_s: float) -> list[Pusher]:
    """Do something to the database again and again while tablets push; what they lived through."""
    devices = [tablet(server.line(), login) for login in LOGINS]
    hot = hot_persons(devices[0], 3)
    pushers = [Pusher(one, seed, hot) for seed, one in enumerate(devices)]
    for _ in range(rounds):
        before = [one.answered for one in pushers]
        deadline = time.monotonic() + 60
        while any(one.answered <= had for one, had in zip(pushers, before, strict=True)):
            assert time.monotonic() < deadline, "the server did not come back"
            time.sleep(0.02)
        time.sleep(pushers[0].chance.uniform(0, pause_s))
        do()
    for one in pushers:
        one.stop.set()
    for one in pushers:
        one.thread.join()
    for one in pushers * 2:  # the second time everyone sees what the others brought
        _come_home(one.device)
        note_acknowledged(one.device, one.work)
    return pushers


def _come_home(device: Device) -> None:
    for _ in range(50):
        try:
            if device.sync():
                return
        except (Refused, Cut):
            time.sleep(0.1)
    raise AssertionError("the server did not come back")


def check(config: Config, pushers: list[Pusher]) -> None:
    """Every op once, every field what the ops say, and no other answer than 503."""
    app = create_app(config)
    log = op_log(app)
    for one in pushers:
        pen = one.device.store.pen()
        assert one.work.acknowledged <= log.keys()
        assert received(app, pen.no) == add((), range(1, pen.next_seq))
        assert one.statuses <= {503}, one.statuses
    rows = {place[1]: kept.row for place, kept in pushers[1].device.store.replica.items()}
    assert wrong_fields(log, rows) == []
    assert digest_faults(app) == []
    close(app)
    assert any(one.statuses or one.cut for one in pushers), "nothing ever hit a push"


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.long)])
def test_a_restart_in_the_middle_of_pushes_loses_and_doubles_nothing(
    config: Config, server: Gunicorn, cluster: Cluster, rounds: int
) -> None:
    check(config, harm(server, cluster.restart, rounds, 0.3))


@pytest.mark.parametrize("rounds", [12, pytest.param(300, marks=pytest.mark.long)])
def test_connections_ended_in_a_loop_lose_and_double_nothing(
    config: Config, server: Gunicorn, cluster: Cluster, rounds: int
) -> None:
    check(config, harm(server, cluster.end_connections, rounds, 0.1))
