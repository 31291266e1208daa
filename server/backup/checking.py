"""Reading a backup back: it is loaded into a scratch database, and what stands there is compared."""

from __future__ import annotations

from pathlib import Path

import orjson
from flask import Flask
from sqlalchemy import text

from server import migrate
from server.backup import archive, places, tables
from server.backup.archive import Damaged, Manifest, TenantPart
from server.config import Config, ConfigError
from server.db import db, outside_feed, read_snapshot


def read_back(config: Config, file: Path) -> Manifest:
    """The manifest of a backup that has been found whole. Raises Damaged naming what is not."""
    with places.scratch(config) as place:
        return fill(place, file)


def fill(place: Flask, file: Path) -> Manifest:
    """Load a backup into an empty place, at the schema it was written at, and compare. Raises Damaged."""
    manifest = archive.read_manifest(file)
    known = migrate.revisions()
    if manifest.revision not in known:
        raise ConfigError(
            f"{file.name} was written by a newer Kayoi ({manifest.app_version}): install that one"
        )
    migrate.upgrade(place, manifest.revision)
    with place.app_context():
        _load(manifest, file)
        wrong = differences(manifest)
    if wrong:
        raise Damaged(f"{file.name}: what was read back differs in {', '.join(wrong)}")
    return manifest


def _load(manifest: Manifest, file: Path) -> None:
    with archive.opened(file) as opened, outside_feed() as session:
        connection = session.connection()
        for table in tables.tables_of(connection):
            if table.name not in manifest.tables:
                raise Damaged(f"{file.name} lacks the table {table.name}")
            columns, rows = archive.rows(opened, table.name)
            tables.load(connection, table, columns, rows)


def differences(manifest: Manifest) -> list[str]:
    """The names of what does not stand as the manifest says; empty when everything does."""
    wrong = []
    with read_snapshot() as session:
        connection = session.connection()
        tables.in_utc(connection)
        found = {table.name: tables.tell(connection, table) for table in tables.tables_of(connection)}
        wrong += sorted(
            name
            for name in found.keys() | manifest.tables.keys()
            if found.get(name) != manifest.tables.get(name)
        )
        if tenants_now() != manifest.tenants:
            wrong.append("what was received")
        if connection.dialect.name == "sqlite":
            wrong += [f"the database itself: {said}" for said in _integrity()]
    return wrong


def tenants_now() -> dict[str, TenantPart]:
    """Every tenant with its epoch and what has been received. Inside a snapshot."""
    parts = {row.uid: TenantPart(row.id, row.epoch, {}) for row in db.session.execute(_TENANTS)}
    by_id = {part.id: part for part in parts.values()}
    for row in db.session.execute(_WRITERS):
        by_id[row.tenant_id].received[str(row.writer_no)] = orjson.loads(row.received)
    return parts


def _integrity() -> list[str]:
    said = [row[0] for row in db.session.execute(text("PRAGMA integrity_check"))]
    orphans = [f"{row[0]} has an orphan" for row in db.session.execute(text("PRAGMA foreign_key_check"))]
    return [one for one in said if one != "ok"] + orphans


# By their names only, so that they can be asked at every schema there has been.
_TENANTS = text(
    "SELECT t.id, t.uid, f.epoch FROM tenant t JOIN tenant_feed f ON f.tenant_id = t.id ORDER BY t.id"
)
_WRITERS = text("SELECT tenant_id, writer_no, received FROM writer ORDER BY tenant_id, writer_no")
