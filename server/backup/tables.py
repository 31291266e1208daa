"""Tables as lines of JSON, the same from SQLite and from PostgreSQL, and lines back into tables.

A line is one row, its values in the order of the first line, which names the columns. Instants are UTC with
microseconds, bytes are text when they are UTF-8. What a table holds is told by how many rows it has and by
the sum of the hashes of its lines, which is the same in whatever order they come.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Date, DateTime, LargeBinary, MetaData, Table, insert, select, text

# Who is signed in and who mistyped a passphrase: worthless after a restore, so it is never carried along.
LEFT_OUT = {"alembic_version", "web_session", "login_attempt"}
PART = 2_000
SUM_BYTES = 16
_LINE = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z
Line = list[Any]


class Told(NamedTuple):
    """What a table holds, briefly. sum: hex."""

    rows: int
    sum: str


class Tally:
    """Counts and sums lines as they pass."""

    def __init__(self) -> None:
        self.rows = self.sum = 0

    def add(self, line: bytes) -> None:
        """One more line."""
        self.rows += 1
        self.sum += int.from_bytes(blake2b(line, digest_size=SUM_BYTES).digest())

    def told(self) -> Told:
        """What has passed so far."""
        return Told(self.rows, f"{self.sum % 2 ** (8 * SUM_BYTES):032x}")


def tables_of(connection: Connection) -> list[Table]:
    """Every table that a backup carries, as the database itself describes it, parents first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in LEFT_OUT]


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Every row of a table as a line. Inside a snapshot whose instants are in UTC (`in_utc`)."""
    raw = [at for at, one in enumerate(table.columns) if isinstance(one.type, LargeBinary)]
    found = connection.execute(select(table), execution_options={"yield_per": PART})
    for part in found.partitions():
        for row in part:
            values = list(row)
            for at in raw:
                values[at] = _said(values[at])
            yield orjson.dumps(values, option=_LINE)


def in_utc(connection: Connection) -> None:
    """Have PostgreSQL say instants in UTC until this transaction ends; SQLite knows no other."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))


def tell(connection: Connection, table: Table) -> Told:
    """What a table holds."""
    tally = Tally()
    for line in lines_of(connection, table):
        tally.add(line)
    return tally.told()


def load(connection: Connection, table: Table, columns: list[str], lines: Iterable[Line]) -> None:
    """Put rows into an empty table. Inside a transaction. Columns the table lacks raise KeyError."""
    targets = [table.columns[name] for name in columns]
    readers = {at: read for at, one in enumerate(targets) if (read := _reader(one.type, connection))}
    part: list[Line] = []
    for line in lines:
        for at, read in readers.items():
            if line[at] is not None:
                line[at] = read(line[at])
        part.append(line)
        if len(part) == PART:
            _insert(connection, table, columns, part)
            part = []
    if part:
        _insert(connection, table, columns, part)
    _count_on(connection, table)


def _said(value: bytes | None) -> str | list[str] | None:
    if value is None:
        return None
    try:
        return bytes(value).decode()
    except UnicodeDecodeError:
        return [b64encode(value).decode()]


def _meant(value: str | list[str]) -> bytes:
    return value.encode() if isinstance(value, str) else b64decode(value[0])


def _reader(kind: Any, connection: Connection) -> Callable[[Any], Any] | None:
    if isinstance(kind, LargeBinary):
        return _meant
    if isinstance(kind, DateTime):
        return _naive if connection.dialect.name == "sqlite" else datetime.fromisoformat
    return date.fromisoformat if isinstance(kind, Date) else None


def _naive(said: str) -> datetime:
    return datetime.fromisoformat(said).astimezone(UTC).replace(tzinfo=None)


def _insert(connection: Connection, table: Table, columns: list[str], part: list[Line]) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(insert(table), [dict(zip(columns, line, strict=True)) for line in part])
        return
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in columns)
    driver: Any = connection.connection.cursor()
    with driver.copy(f"COPY {quote(table.name)} ({names}) FROM STDIN") as copy:
        for line in part:
            copy.write_row(line)


def _count_on(connection: Connection, table: Table) -> None:
    """Have PostgreSQL number new rows after those just loaded."""
    key = table.autoincrement_column
    if connection.dialect.name != "postgresql" or key is None or key.server_default is None:
        return
    highest = connection.execute(select(key).order_by(key.desc()).limit(1)).scalar()
    if highest is not None:
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, :key), :highest)"),
            {"name": table.name, "key": key.name, "highest": highest},
        )
