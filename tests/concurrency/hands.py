"""Tablets that work as fast as they can, each in a process of its own, on records everyone edits."""

from __future__ import annotations

import multiprocessing
import random
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from server import create_app
from server.config import Config
from tests.conftest import close
from tests.factories import EAST, PASSPHRASE, SOUTH, store_id
from tests.reference.device import Device
from tests.reference.lines import InProcess, Line
from tests.reference.screen import drawn_members
from tests.reference.server import Refused, Server
from tests.reference.store import Store
from tests.tablet import MADE_AT, new_id, person

LOGINS = ("hanako", "ichiro", "misaki", "megumi")
FIELDS = ("phone", "address", "family", "given", "area")
FEW = 5  # pushes that every writer makes, however slow the machine
FORK = multiprocessing.get_context("fork")


@dataclass
class Work:
    """What one process did. acknowledged: ids of ops it had an answer for; made: records it created."""

    acknowledged: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    pushes: int = 0
    store: Store | None = None


def tablet(line: Line, login: str) -> Device:
    """A new tablet, signed in."""
    device = Device(Server(line), Store(store_id()), lambda: MADE_AT)
    device.sign_in(login, PASSPHRASE)
    return device


def hot_persons(device: Device, many: int) -> list[str]:
    """Persons on whom everyone works."""
    hot = [new_id() for _ in range(many)]
    for one in hot:
        device.save({"kind": "person", "id": one, "new": person()})
    assert device.sync()
    return hot


def one_step(device: Device, chance: random.Random, hot: Sequence[str], work: Work) -> None:
    """Something new, or an edit of what everyone edits, as it stands on this screen."""
    shown = device.screen()
    known = [one for one in hot if one in shown]
    if chance.random() < 0.25 or not known:
        record_id = new_id()
        device.save({"kind": "person", "id": record_id, "new": person()})
        work.made.add(record_id)
        return
    record_id, name = chance.choice(known), chance.choice(FIELDS)
    now = chance.choice((EAST, SOUTH)) if name == "area" else f"{chance.random()}"
    saw = drawn_members(shown[record_id], name)
    device.save({"kind": "person", "id": record_id, "edits": {name: (saw, now)}})


def note_acknowledged(device: Device, work: Work) -> None:
    """Everything the server has said it holds."""
    work.acknowledged |= {out.id for out in device.store.outbox.values() if out.state != "sent"}


def write_until(device: Device, seed: int, hot: Sequence[str], until: float) -> Work:
    """Save, push, now and then pull, as a tablet that never rests."""
    chance, work = random.Random(seed), Work()
    while time.monotonic() < until or work.pushes < FEW:
        for _ in range(chance.randint(1, 3)):
            one_step(device, chance, hot, work)
        try:
            device.push_all()
            work.pushes += 1
            if chance.random() < 0.4:
                device.pull(chance.randint(1, 50))
        except Refused as refused:
            if refused.status != 503:
                raise
    assert device.sync()
    note_acknowledged(device, work)
    return work


def read_until(device: Device, seed: int, _hot: Sequence[str], until: float) -> Work:
    """Poll in small pages. Every row is noted, and must lie beyond what was read before."""
    chance, work = random.Random(seed), Work()
    while time.monotonic() < until:
        before = dict(device.store.cursor)
        device.pull(chance.randint(1, 20))
        for (scope, record_id), kept in device.store.replica.items():
            if kept.gen == device.store.gen:
                assert kept.seq > before.get(scope, 0), "a row came below where this reader already was"
                work.seen.add(record_id)
    assert device.sync(limit=20)
    work.seen |= {record_id for _, record_id in device.store.replica}
    return work


Job = Callable[[Device, int, Sequence[str], float], Work]


def at_once(
    config: Config, jobs: Sequence[tuple[Job, Device]], hot: Sequence[str], seconds: float
) -> list[Work]:
    """Run each job in a process of its own, all at the same time; what each did, in order."""
    results = [FORK.Pipe(duplex=False) for _ in jobs]
    ready = FORK.Barrier(len(jobs))
    processes = [
        FORK.Process(
            target=_alone, args=(config, job, device, (number, hot, seconds, ready), sending), daemon=True
        )
        for number, ((job, device), (_, sending)) in enumerate(zip(jobs, results, strict=True))
    ]
    for process in processes:
        process.start()
    done: list[Any] = [receiving.recv() for receiving, _ in results]
    for process in processes:
        process.join()
    for one in done:
        assert isinstance(one, Work), one
    return done


def _alone(config: Config, job: Job, device: Device, asked: Any, answer: Any) -> None:
    """In the child: an app and connections of its own. Nothing of the parent's is used or closed."""
    seed, hot, seconds, ready = asked
    try:
        app = create_app(config)
        device.server.line = InProcess(app)
        device.pull()  # what is done once only is done before the race
        ready.wait(60)
        work = job(device, seed, hot, time.monotonic() + seconds)
        work.store = device.store
        close(app)
        answer.send(work)
    except BaseException:  # noqa: BLE001 - whatever it is, the parent has to know
        answer.send(traceback.format_exc())
