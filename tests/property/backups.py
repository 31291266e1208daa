"""Backups for a simulated server: the file is copied as it is, everything around it is the real restore.

What the zip of a real backup holds, and that it is whole, tests/api/test_restore.py proves.
"""

import shutil
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from server import clock, migrate
from server.backup import archive, checking, cover, healing, journal
from server.backup.archive import Manifest
from server.config import Config
from server.db import outside_feed, read_snapshot
from server.devices import keys

KEPT = 2


class Backup(NamedTuple):
    """A copy of the file, and what the server knows of it."""

    manifest: Manifest
    file: Path


def take(config: Config, live: Path, before: list[Backup]) -> list[Backup]:
    """The backups a restore may use now: these and a new one, the oldest retired. In an app context."""
    with read_snapshot():
        tenants = checking.tenants_now()
    facts = {"format": archive.FORMAT, "app_version": "", "revision": migrate.head(), "database": "sqlite"}
    key = keys.fingerprint(config.master_key_file)
    manifest = Manifest(
        id=str(uuid.uuid4()), taken_at=clock.now_iso(), key=key, tables={}, tenants=tenants, **facts
    )
    made = Backup(manifest, live.with_name(f"backup-{manifest.id}.db"))
    with closing(sqlite3.connect(live)) as source, closing(sqlite3.connect(made.file)) as copy:
        source.backup(copy)
    journal.append(config.journal_file, [{"backup_taken": manifest.id, "at": manifest.taken_at}])
    known = [*before, made]
    gone, kept = known[:-KEPT], known[-KEPT:]
    for old in gone:
        journal.append(config.journal_file, [{"retired": old.manifest.id, "name": "", "at": clock.now_iso()}])
        old.file.unlink()
    cover.register([made], {old.manifest.id for old in gone})
    return kept


def highest_writer(live: Path) -> int:
    """The highest number given out by a database that is about to go."""
    with closing(sqlite3.connect(live)) as source:
        return int(source.execute("SELECT max(writer_no) FROM writer").fetchone()[0])


def put(copy: Path, live: Path) -> None:
    """The copy in the place of the live file, which nobody has open."""
    shutil.copyfile(copy, live)
    for end in ("-wal", "-shm"):
        live.with_name(live.name + end).unlink(missing_ok=True)


def heal(config: Config, backup: Backup, usable: list[Backup], uid: str, highest: int) -> None:
    """Make the copy a server that tablets may meet, as `kayoi restore` does. In an app context."""
    lines = journal.read(config.journal_file)
    healed = healing.heal(backup.manifest, lines, {uid: highest})
    journal.append(config.journal_file, healing.ledger_lines(backup.manifest, healed))
    retired = journal.retired(lines) - {backup.manifest.id}
    cover.register(usable, retired)
    with outside_feed() as session:
        session.execute(text("DELETE FROM web_session"))  # backups do not hold them
