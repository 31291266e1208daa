"""Many rows in one statement: the SQL is SQLAlchemy's, compiled once; the driver gets the values as they are.

SQLAlchemy's own executemany prepares every value of every row again, which costs more than the insert itself.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Values = Mapping[str, Any]
_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Statement(NamedTuple):
    """sql: in the driver's own placeholders. order: column names where those are positional."""

    sql: str
    order: tuple[str, ...] | None


def insert(session: Session, table: Table, rows: Sequence[Values]) -> None:
    """Add rows. Every row has every column; instants go through `instant`."""
    _run(session, table, rows, replace=False)


def upsert(session: Session, table: Table, rows: Sequence[Values]) -> None:
    """Add rows, or put them in the place of those with the same key."""
    _run(session, table, rows, replace=True)


def instant(session: Session, at: datetime) -> Any:
    """An instant as this driver stores it."""
    from server.db import UTCDateTime

    dialect = session.get_bind().dialect
    prepare = UTCDateTime().dialect_impl(dialect).bind_processor(dialect)
    return prepare(at) if prepare else at


def _run(session: Session, table: Table, rows: Sequence[Values], *, replace: bool) -> None:
    if not rows:
        return
    statement = _statement(session.get_bind().dialect, table, replace)
    values: Sequence[Any] = rows
    if statement.order is not None:
        values = list(map(itemgetter(*statement.order), rows))
    session.connection().exec_driver_sql(statement.sql, list(values))


@lru_cache(maxsize=32)
def _statement(dialect: Dialect, table: Table, replace: bool) -> Statement:
    add: Any = _INSERT[dialect.name](table)
    if replace:
        key = [column.name for column in table.primary_key]
        others = {
            column.name: add.excluded[column.name] for column in table.columns if column.name not in key
        }
        add = add.on_conflict_do_update(index_elements=key, set_=others)
    compiled = add.compile(dialect=dialect)
    return Statement(str(compiled), tuple(compiled.positiontup) if compiled.positional else None)
