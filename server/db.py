"""The database: one extension, UTC instants, and the transactions every write and read goes through.

`transaction(tenant_id)` is the only way to change what tablets will pull: its first statement takes the
tenant's feed counter, so merges are serial and feed numbers appear in commit order. Validate before you open
it.
"""

import fcntl
import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from server.ready import Ready

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS = 10_000
PING_AFTER_S = 1.0  # a connection that rested longer is asked whether it still stands
WRITES = {"kayoi_writes": True}


class Base(DeclarativeBase):
    """Base of every table; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "autoflush": True})


class UTCDateTime(TypeDecorator[datetime]):
    """An instant that is aware on both databases (SQLite forgets the zone) and refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored; use server.clock.now()")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class UnknownTenant(LookupError):
    """No tenant has this number; a programming error, never a request's."""


@dataclass
class Turn:
    """The tenant's turn to write: nobody else merges or numbers rows of this tenant until it ends."""

    tenant_id: int
    epoch: str
    last: int
    session: Session

    def next_seq(self) -> int:
        """The next feed number; consecutive, stored when the transaction ends."""
        self.last += 1
        return self.last


@contextmanager
def transaction(tenant_id: int) -> Iterator[Turn]:
    """One write of one tenant: counter first, commit at the end, roll back on any exception."""
    with outside_feed() as session:
        row = _TAKE_COUNTER.run(session, tenant_id=tenant_id).one_or_none()
        if row is None:
            raise UnknownTenant(tenant_id)
        turn = Turn(tenant_id, row.epoch, row.last, session)
        yield turn
        if turn.last != row.last:
            _KEEP_COUNTER.run(session, tenant_id=tenant_id, last=turn.last)


_TAKE_COUNTER = Ready(
    text("UPDATE tenant_feed SET last = last WHERE tenant_id = :tenant_id RETURNING epoch, last")
)
_KEEP_COUNTER = Ready(text("UPDATE tenant_feed SET last = :last WHERE tenant_id = :tenant_id"))


@contextmanager
def outside_feed() -> Iterator[Session]:
    """One write of things no tablet pulls: sessions, login counters, the read log."""
    session = db.session()
    _start(session)
    with _writer_queue():
        session.info["connection"] = session.connection(execution_options=WRITES)
        session.info["writing"] = True
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.clear()


@contextmanager
def read_snapshot() -> Iterator[Session]:
    """Reads that all see the same moment. Inside a write transaction: that transaction's own view."""
    session = db.session()
    if session.info.get("writing"):
        yield session
        return
    _start(session)
    options: dict[str, Any] = {}
    if db.engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    session.info["connection"] = session.connection(execution_options=options)
    try:
        yield session
        session.commit()  # nothing was written; what was loaded stays readable
    finally:
        session.info.clear()
        session.rollback()


@contextmanager
def one_look() -> Iterator[Connection]:
    """For one statement that only reads: it sees one moment anyway, so there is no session and no BEGIN."""
    session = db.session()
    if session.info.get("writing"):
        yield session.connection()
        return
    with _alone().connect() as connection:
        yield connection


def _alone() -> Engine:
    """The engine whose statements are their own transactions; SQLite's are, when nobody says BEGIN."""
    if db.engine.dialect.name != "postgresql":
        return db.engine
    engine: Engine | None = current_app.extensions.get("kayoi_alone")
    if engine is None:
        engine = db.engine.execution_options(isolation_level="AUTOCOMMIT")
        current_app.extensions["kayoi_alone"] = engine
    return engine


@contextmanager
def one_write() -> Iterator[Connection]:
    """For one statement that writes what no tablet pulls; where that is enough, it is its own transaction."""
    if db.engine.dialect.name == "postgresql":
        with _alone().connect() as connection:
            yield connection
    else:
        with outside_feed() as session:
            yield session.connection()


def _start(session: Session) -> None:
    """End the reads done so far, so that what follows sees one fresh moment."""
    if session.info.get("writing"):
        raise RuntimeError(
            "a write transaction is already open: services never open one, routes open one only"
        )
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("rows were changed outside a write transaction")
    session.rollback()
    session.expire_all()


def _refuse_stray_writes(session: Session, *_: Any) -> None:
    if not session.info.get("writing"):
        raise RuntimeError("rows may only be written inside transaction(tenant_id) or outside_feed()")


event.listen(db.session, "before_flush", _refuse_stray_writes)


def insert_new(table: Any, values: dict[str, Any] | list[dict[str, Any]] | None = None) -> Any:
    """An INSERT that leaves a row alone when its key (or another unique value) is already there.

    values: None when the rows are given as it is executed.
    """
    if values is None:
        return _insert_new(table, db.engine.dialect.name)
    return INSERT[db.engine.dialect.name](table).values(values).on_conflict_do_nothing()


INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


@cache
def _insert_new(table: Any, dialect: str) -> Any:
    return INSERT[dialect](table).on_conflict_do_nothing()


# SQLite: one writer at a time, in the order they came.

_process_lock = threading.Lock()


@contextmanager
def _writer_queue() -> Iterator[None]:
    """A fair queue of writers on SQLite: its own busy handler can starve one for seconds (measured)."""
    lock_file: Path | None = current_app.extensions["kayoi_write_lock"]
    if lock_file is None:
        yield
        return
    with _process_lock, lock_file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself: _on_begin does
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    # 16 MB: pages that change with every push are copied less often
    cursor.execute("PRAGMA wal_autocheckpoint = 4000")
    # 16 MB: a push fits in it; pages that do not are written out and read again before the commit
    cursor.execute("PRAGMA cache_size = -16000")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("kayoi_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _on_checkin(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["rested_from"] = time.monotonic()


def _on_checkout(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """As the pool's own ping, but not for a connection that answered a moment ago."""
    if time.monotonic() - record.info.get("rested_from", math.inf) > PING_AFTER_S:
        try:
            connection.execute("SELECT 1")
            connection.rollback()
        except psycopg.Error as error:
            raise DisconnectionError from error  # the pool tries again with a new connection


def prepare_postgresql(engine: Engine) -> None:
    """Make a PostgreSQL engine survive a database that was restarted."""
    event.listen(engine, "checkin", _on_checkin)
    event.listen(engine, "checkout", _on_checkout)


def prepare_sqlite(engine: Engine) -> None:
    """Make an SQLite engine durable (WAL, synchronous=FULL) and able to say BEGIN IMMEDIATE."""
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def init_app(app: Flask, database_url: str, sqlite_file: Path | None) -> None:
    """Tie the database to the app; nothing is opened yet."""
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(sqlite_file)
    app.extensions["kayoi_write_lock"] = (
        sqlite_file.with_name(sqlite_file.name + ".lock") if sqlite_file else None
    )
    db.init_app(app)
    with app.app_context():
        (prepare_sqlite if sqlite_file else prepare_postgresql)(db.engine)


def _engine_options(sqlite_file: Path | None) -> dict[str, Any]:
    common: dict[str, Any] = {"hide_parameters": True}  # an error's text must not carry a name or an answer
    # last in, first out: a few connections stay warm, with their statements prepared and their pages read
    common["pool_use_lifo"] = True
    if sqlite_file:
        return common
    return common | {"pool_size": 10, "connect_args": {"application_name": "kayoi"}}
