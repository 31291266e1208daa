"""kill -9 of the real server while tablets push: what was acknowledged is there, once."""

import http.client
import json
import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server import create_app, serve
from server.config import Config
from tests.conftest import Templates, close
from tests.factories import SignedIn, sign_in
from tests.tablet import Tablet, each, found_masters

ROUNDS = 3
BATCH = 20
SEED = 20_261_121


class Server:
    """gunicorn on a listening socket of ours, which outlives every kill: requests wait in its queue."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.socket = serve.listen(0)
        self.address = self.socket.getsockname()
        self.start()

    def start(self) -> None:
        env = {**os.environ, "KAYOI_DATA": str(self.config.data), "PUSH": "off"}
        env["DATABASE_URL"] = self.config.database_url
        self.process = subprocess.Popen(
            serve.command(self.config, self.socket),
            env=env,
            pass_fds=(self.socket.fileno(),),
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """End the master and both workers in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def post(self, tablet: Tablet, ops: list[list[Any]]) -> dict[str, Any] | None:
        """The reply to a push, None when the connection broke."""
        connection = http.client.HTTPConnection(*self.address, timeout=30)
        cookie = tablet.browser.client.get_cookie("kayoi")
        assert cookie is not None
        try:
            body = json.dumps(tablet.envelope(ops)).encode()
            connection.request("POST", "/api/v1/sync/push", body, {"Cookie": f"kayoi={cookie.value}"})
            reply = connection.getresponse()
            read = reply.read()
            assert reply.status == 200, read
            answered: dict[str, Any] = json.loads(read)
            return answered
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


class Pusher:
    """A tablet that pushes new persons, and again what was never answered, until it is told to stop."""

    def __init__(self, tablet: Tablet, server: Server) -> None:
        self.tablet, self.server = tablet, server
        self.acknowledged: dict[int, str] = {}
        self.persons: dict[int, str] = {}
        self.broken = 0
        self.stop = threading.Event()

    def work(self) -> None:
        while not self.stop.is_set():
            self.push(self.owed() or self.make())

    def make(self) -> list[list[Any]]:
        """A batch of new ops."""
        made = [self.tablet.new_person(phone=str(self.tablet.seq)) for _ in range(BATCH)]
        self.persons |= {op[0]: person_id for person_id, op in made}
        return [op for _, op in made]

    def owed(self) -> list[list[Any]]:
        """What was made and never acknowledged."""
        return [op for seq, op in self.tablet.made.items() if seq not in self.acknowledged]

    def push(self, ops: list[list[Any]]) -> None:
        reply = self.server.post(self.tablet, ops)
        if reply is None:
            self.broken += 1
        else:
            self.acknowledged |= each(reply)


@pytest.fixture
def config(templates: Templates, tmp_path: Path) -> Config:
    return templates.copy("sqlite", tmp_path, towns=True)


@pytest.fixture
def signed_in(config: Config) -> list[SignedIn]:
    app = create_app(config)
    found_masters(app)
    people = [sign_in(app, login) for login in ("hanako", "ichiro")]
    close(app)
    return people


@pytest.fixture
def server(config: Config) -> Iterator[Server]:
    running = Server(config)
    yield running
    running.kill()
    running.socket.close()


def test_what_was_acknowledged_before_a_kill_is_there_once(
    config: Config, signed_in: list[SignedIn], server: Server
) -> None:
    chance = random.Random(SEED)
    pushers = [Pusher(Tablet(one), server) for one in signed_in]
    threads = [threading.Thread(target=one.work) for one in pushers]
    for thread in threads:
        thread.start()
    for _ in range(ROUNDS):
        _wait_for_progress(pushers)
        time.sleep(chance.uniform(0, 0.25))
        server.kill()
        server.start()
    for one in pushers:
        one.stop.set()
    for thread in threads:
        thread.join()
    assert sum(one.broken for one in pushers) >= 1, "no kill ever hit a push"
    for one in pushers:
        _send_all_again(one)
    _assert_filed_once(config, pushers)


def _wait_for_progress(pushers: list[Pusher]) -> None:
    """Until each tablet has had an answer since the last start."""
    before = [len(one.acknowledged) for one in pushers]
    deadline = time.monotonic() + 60
    while any(len(one.acknowledged) == had for one, had in zip(pushers, before, strict=True)):
        assert time.monotonic() < deadline, "the server did not come back"
        time.sleep(0.005)


def _send_all_again(pusher: Pusher) -> None:
    """Every op ever made; those that were acknowledged must be known."""
    ops = list(pusher.tablet.made.values())
    known = dict(pusher.acknowledged)
    for at in range(0, len(ops), 500):
        reply = pusher.server.post(pusher.tablet, ops[at : at + 500])
        assert reply is not None
        fates = each(reply)
        assert {fates[seq] for seq in fates if seq in known} <= {"duplicate"}
        assert set(fates.values()) <= {"duplicate", "applied"}
    reply = pusher.server.post(pusher.tablet, [])
    assert reply is not None
    assert reply["received"] == {str(pusher.tablet.no): [[1, pusher.tablet.seq]]}


def _assert_filed_once(config: Config, pushers: list[Pusher]) -> None:
    file = sqlite3.connect(config.sqlite_file or "")
    assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    for one in pushers:
        filed = file.execute(
            "SELECT seq, record_id, verdict, applied_seq FROM op WHERE tenant_id = 1 AND writer_no = ?",
            (one.tablet.no,),
        ).fetchall()
        assert {seq: record for seq, record, _, _ in filed} == one.persons
        assert {verdict for _, _, verdict, _ in filed} == {"applied"}
        numbers = {seq for (seq,) in file.execute("SELECT seq FROM record WHERE kind = 'person'")}
        assert {applied for _, _, _, applied in filed} <= numbers, "each record stands where its op put it"
    (persons,) = file.execute("SELECT count(*) FROM record WHERE kind = 'person'").fetchone()
    assert persons == sum(len(one.persons) for one in pushers)
    file.close()
