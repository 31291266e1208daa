"""A place for a database that is not the live one: a scratch file, or the next database beside the old one.

On SQLite it is a file, on PostgreSQL a schema of the same database, so that no right to create databases is
needed. Putting it in the place of the live one keeps the old one aside and is one step: whatever kills it,
the server finds the old database or the new one.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, create_engine, inspect, make_url, text
from sqlalchemy.exc import OperationalError

from server.backup import files
from server.config import Config, ConfigError
from server.db import db, init_app
from server.own_files import sync_folder

NEXT_SCHEMA = "kayoi_restoring"


@contextmanager
def scratch(config: Config) -> Iterator[Flask]:
    """An empty SQLite database that is gone afterwards, readable by its owner only."""
    folder = Path(tempfile.mkdtemp(prefix=files.SCRATCH, dir=files.own_folder(config.backups)))
    app = bare_app(config, f"sqlite:///{folder / 'scratch.db'}", folder / "scratch.db")
    try:
        yield app
    finally:
        close(app)
        shutil.rmtree(folder)


@contextmanager
def beside_live(config: Config) -> Iterator[Flask]:
    """An empty database beside the live one, which `put_in_place` can make the live one; else it is gone."""
    app = _beside_file(config, config.sqlite_file) if config.sqlite_file else _beside_schema(config)
    try:
        yield app
    finally:
        close(app)
        _drop_next(config)


def put_in_place(config: Config, app: Flask, stamp: str) -> str | None:
    """Make the database of `beside_live` the live one. Returns where the old one is kept, if any."""
    close(app)
    if config.sqlite_file:
        return _swap_files(config.sqlite_file, stamp)
    with create_engine(config.database_url).begin() as connection:
        return _swap_schemas(connection, stamp)


def bare_app(config: Config, url: str, file: Path | None) -> Flask:
    """An app that knows this database and nothing else."""
    app = Flask("kayoi-place", static_folder=None, root_path=str(config.data))
    app.extensions["kayoi_config"] = config
    init_app(app, url, file)
    return app


def close(app: Flask) -> None:
    """Close the app's connections to its database."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def has_data(config: Config) -> bool:
    """True when there is a database with tables, or a file that may be one."""
    if config.sqlite_file:
        return config.sqlite_file.exists() and config.sqlite_file.stat().st_size > 0
    engine = create_engine(config.database_url)
    try:
        with engine.connect() as connection:
            return bool(inspect(connection).get_table_names())
    finally:
        engine.dispose()


def refuse_while_used(config: Config) -> None:
    """Raise ConfigError when something else is connected to the PostgreSQL database as Kayoi."""
    if config.sqlite_file:
        return
    engine = create_engine(config.database_url)
    try:
        with engine.connect() as connection:
            others = connection.execute(_OTHERS).scalar()
    finally:
        engine.dispose()
    if others:
        raise ConfigError("Kayoi is still connected to the database: stop the server and its workers first")


_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'kayoi'"
)


def _numbered(name: str) -> Iterator[str]:
    """The name, and what it is called when that is taken."""
    yield name
    yield from (f"{name}_{number}" for number in count(2))


# --- SQLite ------------------------------------------------------------------------------------


def _next_file(live: Path) -> Path:
    return live.with_name(live.name + ".restoring")


def _beside_file(config: Config, live: Path) -> Flask:
    files.own_folder(live.parent)
    _remove(_next_file(live))
    os.close(os.open(_next_file(live), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return bare_app(config, f"sqlite:///{_next_file(live)}", _next_file(live))


def _swap_files(live: Path, stamp: str) -> str | None:
    """The old file keeps its content under another name; the live name always has a whole database."""
    names = _numbered(f"{live.name}.before-{stamp}")
    fresh, kept = _next_file(live), next(one for name in names if not (one := live.with_name(name)).exists())
    _one_file(fresh)
    had_one = live.exists()
    if had_one:
        _one_file(live)
        os.link(live, kept)
        for end in ("-wal", "-shm"):  # only there when the old one could not be read
            log = live.with_name(live.name + end)
            if log.exists():
                log.rename(kept.with_name(kept.name + end))
    fresh.replace(live)
    sync_folder(live.parent)
    return str(kept) if had_one else None


def _one_file(file: Path) -> None:
    """Move what is in the write-ahead log into the file itself, if the file can be read."""
    try:
        connection = sqlite3.connect(file)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return  # a broken database is kept as it is, with its log


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm", ".lock"):
        file.with_name(file.name + end).unlink(missing_ok=True)


# --- PostgreSQL --------------------------------------------------------------------------------


def _beside_schema(config: Config) -> Flask:
    _drop_next(config)
    engine = create_engine(config.database_url)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {NEXT_SCHEMA}"))
    except OperationalError:
        raise ConfigError("the database does not answer: check DATABASE_URL") from None
    finally:
        engine.dispose()
    url = make_url(config.database_url).update_query_dict({"options": f"-csearch_path={NEXT_SCHEMA}"})
    return bare_app(config, url.render_as_string(hide_password=False), None)


def _drop_next(config: Config) -> None:
    if config.sqlite_file:
        _remove(_next_file(config.sqlite_file))
        return
    engine = create_engine(config.database_url)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {NEXT_SCHEMA} CASCADE"))
    finally:
        engine.dispose()


def _swap_schemas(connection: Connection, stamp: str) -> str | None:
    """In one transaction: the old tables move to a schema of their own, the new ones to where they were."""
    live = connection.execute(text("SELECT current_schema()")).scalar_one()
    quote = connection.dialect.identifier_preparer.quote
    taken = inspect(connection).get_schema_names()
    kept = next(name for name in _numbered(f"kayoi_before_{stamp.lower()}") if name not in taken)
    old = inspect(connection).get_table_names()
    if old:
        connection.execute(text(f"CREATE SCHEMA {kept}"))
    for table in old:
        connection.execute(text(f"ALTER TABLE {quote(live)}.{quote(table)} SET SCHEMA {kept}"))
    for table in inspect(connection).get_table_names(schema=NEXT_SCHEMA):
        connection.execute(text(f"ALTER TABLE {NEXT_SCHEMA}.{quote(table)} SET SCHEMA {quote(live)}"))
    return f"schema {kept}" if old else None
