"""A whole server for one simulated run at a time: the real app on a SQLite file that is copied fresh.

Everything that needs a look behind the server's door is here: accounts, areas held, backups, power cuts.
"""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import delete, event

from server import clock, create_app
from server.auth import TenantFacts
from server.config import Config
from server.db import db, transaction
from server.devices import service as devices
from server.devices.models import Writer
from server.exchange import service as exchange
from server.staff import service as staff
from server.staff.models import Grant, Staff
from server.tenants import service as tenants
from sync.feed import Verdict
from sync.ids import natural_id
from tests.property import backups
from tests.property.backups import Backup

UID = "6f1b2c3d-0000-4000-8000-000000000077"
AREAS = [f"018f0000-0000-7000-8000-00000000000{n}" for n in (1, 2)]
SALON, DAY = "018f0000-0000-7000-8000-0000000000a1", "2026-11-21"
SESSION = natural_id(UID, "session", f"{SALON}:{DAY}:1")
NURSES = [f"018f0000-0000-7000-8000-0000000000b{n}" for n in range(8)]
COORDINATOR = "018f0000-0000-7000-8000-0000000000bf"
PASSPHRASE = "a-long-passphrase"
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSPHRASE)  # cheap on purpose


class PowerCut(BaseException):
    """The server's process ends at a statement. No `except Exception` of the server may see it."""


class Town:
    """The server of every run. tenant: its only municipality."""

    def __init__(self, config: Config) -> None:
        assert config.sqlite_file is not None
        self.config, self.database = config, Path(config.sqlite_file)
        self.template = self.database.with_name("template.db")
        self.app: Flask = create_app(config)
        logging.getLogger("kayoi").setLevel(logging.CRITICAL)  # a line a request would be half the time
        self.statements = 0
        self.cut_at: int | None = None
        self.backups: list[Backup] = []
        self.tenant = TenantFacts(0, UID, "試しの町", True)
        with self.app.app_context():
            event.listen(db.engine, "connect", _do_not_wait_for_the_disk)
            event.listen(db.engine, "before_cursor_execute", self._before_statement)
            event.listen(db.engine, "commit", self._before_statement)
            self._found()
        self._stop()
        shutil.copyfile(self.database, self.template)

    def _found(self) -> None:
        number = tenants.create("試しの町", demo=True, uid=UID)
        self.tenant = TenantFacts(number, UID, "試しの町", True)
        drafts: list[dict[str, Any]] = [{"kind": "area", "id": area, "new": {"name": "区"}} for area in AREAS]
        drafts += [
            {"kind": "salon", "id": SALON, "new": {"name": "会", "area": AREAS[0]}},
            {"kind": "session", "id": SESSION, "new": {"salon": SALON, "on": DAY, "n": 1}},
        ]
        assert {one.verdict for one in exchange.file_ops(self.tenant, drafts)} == {"applied"}
        with transaction(number):
            for n, staff_id in enumerate([*NURSES, COORDINATOR]):
                account = {"login": login_of(staff_id), "name": f"職員{n}", "passphrase_hash": _HASH}
                db.session.add(Staff(tenant_id=number, id=staff_id, created_at=clock.now(), **account))
            db.session.flush()
            staff.grant(number, COORDINATOR, "coordinator", from_on=date(2020, 4, 1))

    # --- the server's life ---------------------------------------------------------------------

    def fresh(self) -> None:
        """Begin a run: the town as it was founded, nobody's pages, nobody's tablets."""
        self._stop()
        for old in self.backups:
            old.file.unlink()
        self.backups = []
        self.config.journal_file.unlink(missing_ok=True)
        backups.put(self.template, self.database)

    @contextmanager
    def power_cut_at(self, statement: int) -> Iterator[None]:
        """The server ends before this statement (or commit) of what follows, counted from 1."""
        self.statements, self.cut_at = 0, statement
        try:
            yield
        finally:
            if self.cut_at is None:
                self._stop()
            self.cut_at = None

    def _before_statement(self, *_: Any) -> None:
        self.statements += 1
        if self.cut_at is not None and self.statements >= self.cut_at:
            self.cut_at = None
            raise PowerCut

    def _stop(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def back_up(self) -> Backup:
        """The nightly backup; the last ones stay usable."""
        with self.app.app_context():
            self.backups = backups.take(self.config, self.database, self.backups)
        return self.backups[-1]

    def restore(self, backup: Backup) -> None:
        """The server loses everything since this backup."""
        highest = backups.highest_writer(self.database)
        self._stop()
        backups.put(backup.file, self.database)
        with self.app.app_context():
            backups.heal(self.config, backup, self.backups, UID, highest)

    # --- people --------------------------------------------------------------------------------

    def give_areas(self, staff_id: str, areas: list[str], on: date) -> None:
        """From now on she works in these areas and in no other."""
        with self.app.app_context(), transaction(self.tenant.id) as turn:
            mine = (Grant.tenant_id == self.tenant.id, Grant.staff_id == staff_id)
            turn.session.execute(delete(Grant).where(*mine))
            for area in areas:
                staff.grant(self.tenant.id, staff_id, "nurse", f"area:{area}", from_on=on)

    def end_account(self, staff_id: str) -> None:
        """She has left: no login, every session ends."""
        with self.app.app_context(), transaction(self.tenant.id):
            staff.end(self.tenant.id, staff_id)

    def import_writer(self) -> int:
        """The pen of the register's import."""
        with self.app.app_context(), transaction(self.tenant.id):
            device = devices.enrol(self.tenant.id, None, "import", "")
            owner = devices.Ownership(None, device.id, device.id, "import")
            writer: Writer = devices.issue_writer(self.tenant.id, owner)
            return writer.writer_no

    def file(self, drafts: list[dict[str, Any]], writer_no: int | None = None) -> list[Verdict]:
        """Ops of the server's own writer or of an import's."""
        with self.app.app_context():
            return exchange.file_ops(self.tenant, drafts, writer_no)


def login_of(staff_id: str) -> str:
    """How she signs in."""
    return f"n-{staff_id[-4:]}"


def set_clock(now: datetime) -> None:
    """The server's time."""
    clock.use(lambda: now)


def _do_not_wait_for_the_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = OFF")  # what is proved here is logic, not the disk
