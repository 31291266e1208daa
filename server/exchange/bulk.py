"""Many rows in one statement: the SQL is SQLAlchemy's, compiled once; the driver gets the values as they are.

SQLAlchemy's own executemany prepares every value of every row again, which costs more than the insert itself.
SQLite takes the rows one by one inside this process. PostgreSQL takes them all at once, so that a push is one
message to it however many rows it has: new rows by COPY, others as one JSON parameter.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Dialect, LargeBinary, Table, Text, bindparam, column, func, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.exchange.copying import copy_two
from server.ready import connection_of, execute

Values = Mapping[str, Any]
_UTF8 = literal_column("'UTF8'")
_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Statement(NamedTuple):
    """sql: in the driver's own placeholders. order: the columns of a row; None when all rows are one JSON."""

    sql: str
    order: tuple[str, ...] | None


def insert_two(
    session: Session, first: Table, rows: Iterable[Values], second: Table, others: Iterable[Values]
) -> None:
    """Add rows that are not there yet to two tables; each is made when it is needed.

    Every row has every column; instants go through `instant`.
    """
    if connection_of(session).dialect.name == "postgresql":
        copy_two(session, first, rows, second, others)
    else:
        _run(session, first, rows, replace=False)
        _run(session, second, others, replace=False)


def upsert(session: Session, table: Table, rows: Sequence[Values]) -> None:
    """Add rows, or put them in the place of those with the same key."""
    if rows:
        _run(session, table, rows, replace=True)


def instant(session: Session, at: datetime) -> Any:
    """An instant as this driver stores it."""
    from server.db import UTCDateTime

    dialect = connection_of(session).dialect
    prepare = UTCDateTime().dialect_impl(dialect).bind_processor(dialect)
    return prepare(at) if prepare else at


def _run(session: Session, table: Table, rows: Iterable[Values], *, replace: bool) -> None:
    connection = connection_of(session)
    sql, order = _statement(connection.dialect, table, replace)
    if order is None:
        execute(connection, sql, lambda cursor: cursor.execute(sql, {"rows": _json(list(rows))}))
    else:
        execute(connection, sql, lambda cursor: cursor.executemany(sql, map(itemgetter(*order), rows)))


def _json(rows: Sequence[Values]) -> str:
    return orjson.dumps(rows, default=bytes.decode).decode()  # bytes are ops, and those are UTF-8


@lru_cache(maxsize=32)
def _statement(dialect: Dialect, table: Table, replace: bool) -> Statement:
    add: Any = _INSERT[dialect.name](table)
    if dialect.name == "postgresql":
        add = add.from_select(table.columns.keys(), _rows_of_json(table))
    if replace:
        key = [column.name for column in table.primary_key]
        others = {
            column.name: add.excluded[column.name] for column in table.columns if column.name not in key
        }
        add = add.on_conflict_do_update(index_elements=key, set_=others)
    compiled = add.compile(dialect=dialect)
    return Statement(str(compiled), tuple(compiled.positiontup) if compiled.positional else None)


def _rows_of_json(table: Table) -> Any:
    """SELECT of the rows in the JSON parameter `rows`, `[{column: value, …}, …]`, with the table's types."""
    raw = {one.name for one in table.columns if isinstance(one.type, LargeBinary)}
    typed = [column(one.name, Text() if one.name in raw else one.type) for one in table.columns]
    parameter = bindparam("rows", type_=postgresql.JSON())
    rows = func.json_to_recordset(parameter).table_valued(*typed).render_derived("rows", with_types=True)
    return select(*(func.convert_to(one, _UTF8) if one.name in raw else one for one in rows.c))
