"""The worker as a process of its own: started, asked to end, killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from server import create_app, worker
from server.config import Config
from tests.conftest import close
from tests.fakes import FakeClock
from tests.push_receiver import PushReceiver, push_receiver
from tests.reminding import nurse, plan, states, subscribe


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The app with a push service on this machine allowed."""
    made = create_app(replace(config, push_loopback=True))
    made.testing = True
    yield made
    close(made)


@pytest.fixture
def receiver() -> Iterator[PushReceiver]:
    with push_receiver() as running:
        yield running


def test_a_real_worker_process_killed_after_sending_is_stood_in_for_by_the_next_one(
    app: Flask, config: Config, receiver: PushReceiver, fake_clock: FakeClock
) -> None:
    fake_clock.now = datetime.now(UTC)
    hanako = nurse(app)
    subscribe(app, hanako, receiver.new_browser())
    plan(app, "a", hanako, minutes_ago=1)
    receiver.hold = threading.Event()
    killed = start_worker(config)
    wait_until(lambda: len(receiver.deliveries) == 1)
    killed.kill()
    killed.wait()
    receiver.hold.set()
    receiver.hold = None
    fake_clock.advance(seconds=60)
    assert worker.tick(app).sent == 0, "its lease still runs"
    fake_clock.advance(minutes=6)
    assert worker.tick(app).sent == 1
    assert len(receiver.deliveries) == 2
    assert states(app) == ["sent"]


def test_the_worker_sends_at_once_when_it_starts_and_ends_when_asked(
    app: Flask, config: Config, receiver: PushReceiver
) -> None:
    hanako = nurse(app)
    subscribe(app, hanako, receiver.new_browser())
    plan(app, "a", hanako, minutes_ago=1)
    running = start_worker(config)
    wait_until(lambda: states(app) == ["sent"])
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=20) == 0
    assert len(receiver.deliveries) == 1


def start_worker(config: Config) -> subprocess.Popen[bytes]:
    """`kayoi worker` as the operator starts it."""
    settings = {"KAYOI_DATA": str(config.data), "DATABASE_URL": config.database_url, "PUSH_LOOPBACK": "on"}
    if config.sqlite_file:
        settings["DATABASE_URL"] = f"sqlite:///{config.sqlite_file}"
    command = [sys.executable, "-m", "server.cli", "worker"]
    return subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL)


def wait_until(true: Callable[[], bool]) -> None:
    """Look again until it is so; half a minute at most."""
    for _ in range(300):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen")
