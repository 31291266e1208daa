"""A backup becomes the live database in one step; the old one is kept aside, tablets refill the rest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from server import clock, migrate
from server.backup import archive, checking, cover, files, healing, journal, places
from server.backup.archive import Damaged, Manifest
from server.backup.healing import Healed
from server.config import Config, ConfigError
from server.devices import keys


@dataclass(frozen=True)
class Restored:
    """A restore that is done. kept: where the old database is now, None when there was none."""

    manifest: Manifest
    kept: str | None
    tenants: list[Healed]
    keys_put_back: list[str]


@dataclass(frozen=True)
class Asked:
    """What the operator wants. keys: a key backup to take missing keys from."""

    file: Path
    replace: bool = False
    even_retired: bool = False
    keys: Path | None = None


def restore(config: Config, asked: Asked) -> Restored:
    """Bring a backup back. Until the last step the old database is as it was.

    Raises ConfigError in one line, or Damaged.
    """
    put_back = files.put_back_keys(config, asked.keys) if asked.keys else []
    manifest = archive.read_manifest(asked.file)
    lines = journal.read(config.journal_file)
    _check(config, asked, manifest, lines)
    with files.hold(config, alone=True):
        places.refuse_while_used(config)
        if places.has_data(config) and not asked.replace:
            raise ConfigError(
                "there is a database already: say --replace, and it is kept aside under another name"
            )
        known = _numbers_given(config)
        with places.beside_live(config) as place:
            checking.fill(place, asked.file)
            healed = make_whole(config, place, manifest, lines, known)
            files.own_folder(config.data)
            journal.append(config.journal_file, healing.ledger_lines(manifest, healed))
            kept = places.put_in_place(config, place, files.stamp(clock.now()))
    return Restored(manifest, kept, healed, put_back)


def make_whole(
    config: Config, place: Flask, manifest: Manifest, lines: list[dict[str, Any]], known: dict[str, int]
) -> list[Healed]:
    """Bring a filled place to this version's schema and heal it."""
    migrate.upgrade(place)
    with place.app_context():
        healed = healing.heal(manifest, lines, known)
        retired = journal.retired(lines) - {manifest.id}
        cover.register(_still_usable(config, manifest, retired), retired)
    return healed


def _check(config: Config, asked: Asked, manifest: Manifest, lines: list[dict[str, Any]]) -> None:
    if not config.master_key_file.exists():
        raise ConfigError(
            f"{config.master_key_file} is missing: without it no tablet's unsent work is believed; "
            "say --keys with your key backup"
        )
    if keys.fingerprint(config.master_key_file) != manifest.key:
        raise ConfigError(
            f"{config.master_key_file} is not the key this backup belongs to: tablets' work would not be "
            "believed; move it away and say --keys with the key backup of the same server"
        )
    if manifest.id in journal.retired(lines) and not asked.even_retired:
        raise ConfigError(
            f"{asked.file.name} has been retired: tablets may have let go of what it lacks; use a newer "
            "backup, or say --even-retired when there is none"
        )


def _still_usable(config: Config, manifest: Manifest, retired: set[str]) -> list[tuple[Manifest, Path]]:
    """The backup itself and every other one in the folder: each may be restored next."""
    found: list[tuple[Manifest, Path]] = []
    for file in files.archives(config.backups):
        try:
            one = archive.read_manifest(file)
        except Damaged:
            continue  # no restore can use it
        if one.id not in retired and one.key == manifest.key:
            found.append((one, file))
    return found


def _numbers_given(config: Config) -> dict[str, int]:
    """{tenant: highest writer number} of the database that is going, as far as it can still be read."""
    if not places.has_data(config):
        return {}
    engine = create_engine(config.database_url)
    try:
        with engine.connect() as connection:
            return {row.uid: row.highest for row in connection.execute(_HIGHEST)}
    except DatabaseError:
        return {}  # it is broken, or of another program: the journal and the jump must do
    finally:
        engine.dispose()


_HIGHEST = text(
    "SELECT t.uid AS uid, max(w.writer_no) AS highest FROM tenant t JOIN writer w ON w.tenant_id = t.id "
    "GROUP BY t.uid"
)
