"""Taking a backup while the server runs: one snapshot, read back before it counts, keys apart."""

from __future__ import annotations

import sqlite3
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DatabaseError

from server import clock, logs, migrate
from server.backup import archive, checking, cover, files, journal
from server.backup.archive import Damaged, Manifest
from server.config import Config
from server.db import db, read_snapshot
from server.devices import keys

FRESH = timedelta(hours=12)


class BackupFailed(Exception):
    """No backup has been made; the text says why in one line. What was written for it is gone."""


@dataclass(frozen=True)
class Taken:
    """A backup that counts. gone: names of the older ones it has put out of use."""

    manifest: Manifest
    file: Path
    keys: Path
    gone: list[str]

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return sum(told.rows for told in self.manifest.tables.values())


def take(config: Config, keep: int | None = None) -> Taken:
    """A new backup; `keep` retires all but the newest so many. In an app context, opens its own transactions.

    Raises BackupFailed, ConfigError.
    """
    with files.only_one(files.own_folder(config.backups)):
        try:
            manifest, file = _write(config)
            key_file = files.write_keys(config)
        except (Damaged, OSError, DatabaseError) as error:
            logs.note("backup-failed", error=type(error).__name__)
            raise BackupFailed(_why(error)) from None
        cover.register([(manifest, file)])
        gone = cover.retire_all_but(keep, config.backups, config.journal_file) if keep else []
    taken = Taken(manifest, file, key_file, gone)
    logs.note("backup-taken", rows=taken.rows, bytes=file.stat().st_size, retired=len(gone))
    return taken


def is_fresh() -> bool:
    """True when there is a usable backup of the last hours already."""
    newest = cover.usable()[-1:]
    return any(clock.now() - one.taken_at < FRESH for one in newest)


def _write(config: Config) -> tuple[Manifest, Path]:
    """Write the file and read it back; it gets its name only when both went well."""
    now = clock.now()
    target = _free_name(config.backups, now)
    with files.written(target) as (sink, part):
        with read_snapshot() as session:
            manifest = archive.write(sink, session.connection(), _facts(config, now))
        sink.flush()
        if checking.read_back(config, part) != manifest:
            raise Damaged("the manifest that was read back is another one")
        journal.append(config.journal_file, [{"backup_taken": manifest.id, "at": manifest.taken_at}])
    return manifest, target


def _free_name(folder: Path, now: datetime) -> Path:
    """The name of this moment's backup; a second one in the same second gets a letter after it."""
    names = [f"{files.DATA}{files.stamp(now)}{letter}.zip" for letter in ("", *"bcdefghijklmnopqrstuvwxyz")]
    return next(folder / name for name in names if not (folder / name).exists())


def _facts(config: Config, now: datetime) -> dict[str, Any]:
    return {
        "format": archive.FORMAT,
        "id": str(uuid.uuid4()),
        "taken_at": clock.iso(now),
        "app_version": metadata.version("kayoi"),
        "revision": migrate.head(),
        "database": db.engine.dialect.name,
        "key": keys.fingerprint(config.master_key_file),
        "tenants": checking.tenants_now(),
    }


def _why(error: Exception) -> str:
    """One line for the operator, without anything a database might quote."""
    if isinstance(error, OSError):
        return f"{error.filename or 'the backup'}: {error.strerror}"
    if isinstance(error, DatabaseError):
        full = isinstance(error.orig, sqlite3.Error) and "full" in str(error.orig)
        return "no room left for the backup" if full else "the database could not be read or written"
    return str(error)
