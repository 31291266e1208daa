"""A full disk: what would be written is refused with 507, reading goes on, and it heals when room returns."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from server import create_app
from server.backup import journal
from server.config import Config
from sync.feed import add
from tests.concurrency.counting import digest_faults, op_log, received, wrong_fields
from tests.concurrency.hands import hot_persons, tablet
from tests.concurrency.odd_servers import room_file
from tests.concurrency.serving import Gunicorn
from tests.conftest import close
from tests.factories import PASSPHRASE, sign_in
from tests.reference.device import Device
from tests.reference.lines import Request
from tests.reference.server import Refused, Server
from tests.restoring import OfficeTab, edit, new_person
from tests.tablet import each, found_masters

WRITTEN = ("op", "record", "writer", "read_log", "web_session", "device")


class Disk:
    """The disk of a database: `fill` leaves no room, `free` gives it back.

    SQLite may not add a page any more, and says what it says on a full disk. PostgreSQL says of every write
    what it says then (53100), by triggers: without rights over the machine there is no smaller disk for it.
    """

    def __init__(self, config: Config) -> None:
        self.config = config

    def fill(self) -> None:
        if self.config.sqlite_file:
            with sqlite3.connect(self.config.sqlite_file) as file:
                (pages,) = file.execute("PRAGMA page_count").fetchone()
            room_file(self.config).write_text(str(pages))
        else:
            self._run(
                _FULL,
                *(
                    f"CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON {name} EXECUTE FUNCTION full()"
                    for name in WRITTEN
                ),
            )

    def free(self) -> None:
        if self.config.sqlite_file:
            room_file(self.config).unlink()
        else:
            self._run(*(f"DROP TRIGGER full_disk ON {name}" for name in WRITTEN))

    def _run(self, *statements: str) -> None:
        engine = create_engine(self.config.database_url)
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()


_FULL = """CREATE OR REPLACE FUNCTION full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"""


@pytest.fixture
def server(config: Config) -> Iterator[Gunicorn]:
    app = create_app(config)
    found_masters(app)
    close(app)
    kind = (
        "tests.concurrency.odd_servers:little_room()" if config.sqlite_file else "server.serve:application()"
    )
    running = Gunicorn(config, kind)
    yield running
    running.close()


def fill_up(device: Device) -> list[Any]:
    """Work until the server says that it has no room; its answers."""
    for _ in range(200):
        for _ in range(20):
            new_person(device, address=os.urandom(400).hex())
        try:
            device.push_all()
        except Refused as refused:
            return [refused.status, refused.slug]
    raise AssertionError("the disk was never full")


def test_a_full_disk_is_507_reading_goes_on_and_it_heals(config: Config, server: Gunicorn) -> None:
    first, second = tablet(server.line(), "hanako"), tablet(server.line(), "ichiro")
    office = OfficeTab(Server(server.line()), "megumi")
    (hot,) = hot_persons(first, 1)
    second.sync()
    disk = Disk(config)
    disk.fill()

    assert fill_up(first) == [507, "storage-full"]
    owed = {out.id for out in first.store.outbox.values() if out.state == "sent"}
    assert owed, "nothing was acknowledged, the tablet keeps it"
    edit(second, hot, "phone", "090")
    for _ in range(3):
        while second.pull(50):
            pass
        assert office.server.get(f"/api/v1/office/people/{hot}")["id"] == hot
    assert server.line().ask(Request("GET", "/readyz")).status == 200
    if config.sqlite_file is None:
        assert "read-noted-here-only" in (config.data / "server.log").read_text()

    disk.free()
    for device in (first, second, first, second):
        assert device.sync()
    app = create_app(config)
    for device in (first, second):
        pen = device.store.pen()
        assert received(app, pen.no) == add((), range(1, pen.next_seq))
    rows = {place[1]: kept.row for place, kept in second.store.replica.items()}
    assert rows[hot].fields["phone"] == "090"
    assert owed <= op_log(app).keys()
    assert wrong_fields(op_log(app), rows) == []
    assert digest_faults(app) == []
    close(app)


def test_without_room_for_the_office_journal_nothing_is_filed_and_nothing_is_held(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_masters(app)
    megumi = sign_in(app, "megumi", "office")
    asked = {"store_id": megumi.store_id, "client": "office"}
    megumi.body["writer"] = megumi.post("/api/v1/writers", json=asked).json["writer"]
    from tests.tablet import Tablet

    tab = Tablet(megumi)
    ops = [tab.new_person()[1] for _ in range(3)]
    whole = journal.append

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(journal, "append", full)
    refused = tab.post(ops)
    assert (refused.status_code, refused.json["type"]) == (507, "/problems/storage-full")
    monkeypatch.setattr(journal, "append", whole)
    assert set(each(tab.push(*ops)).values()) == {"applied"}
    assert PASSPHRASE
