"""Statements of every push and pull: their SQL is made once and given to the driver as it is.

SQLAlchemy makes the SQL, knows the types and tells what went wrong; its own execution of a small statement
costs several times what the statement does.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import orjson
from psycopg.types.string import ByteaBinaryLoader
from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Process = Callable[[Any], Any]


class Rows(list[Any]):
    """What a statement found; each row has its columns by name."""

    def all(self) -> "Rows":
        """Every row."""
        return self

    def one_or_none(self) -> Any:
        """The one row there can be."""
        return self[0] if self else None

    def scalars(self) -> list[Any]:
        """The first column."""
        return [row[0] for row in self]


class _Made(NamedTuple):
    """A statement in one database's SQL. order: of positional parameters, None when they have names.

    binds, results: what makes values of the driver's, and the other way round, where they differ.
    """

    sql: str
    order: tuple[str, ...] | None
    constants: Mapping[str, Any]
    binds: tuple[tuple[str, Process], ...]
    results: tuple[tuple[int, Process], ...]


class Ready:
    """A statement that is ready to be executed; what the session has not written yet it does not see.

    statement: the same for both databases, or one for each dialect's name.
    """

    def __init__(self, statement: Executable | Mapping[str, Executable]) -> None:
        self._statement = statement
        self._made: dict[str, _Made] = {}
        self._row: Callable[[tuple[Any, ...]], Any] | None = None

    def run(self, session: Session, **values: Any) -> Rows:
        """Execute it inside the session's transaction."""
        return self.run_on(connection_of(session), **values)

    def raw(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """The rows without names; PostgreSQL's texts as the bytes they are sent on as, which costs half."""
        made, parameters = self._prepared(connection, values)
        options = {}
        if connection.dialect.name == "postgresql":
            options["binary"] = True

        def fetch(cursor: Any) -> list[tuple[Any, ...]]:
            if options:
                cursor.adapters.register_loader("text", ByteaBinaryLoader)
            cursor.execute(made.sql, parameters, **options)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

        return execute(connection, made.sql, fetch)  # type: ignore[no-any-return]

    def run_on(self, connection: Connection, **values: Any) -> Rows:
        """Execute it on a connection. Raises DBAPIError as SQLAlchemy does."""
        made, parameters = self._prepared(connection, values)
        rows = execute(connection, made.sql, lambda cursor: self._fetch(cursor, made.sql, parameters))
        return rows if not made.results else self._processed(rows, made)

    def _prepared(self, connection: Connection, values: Mapping[str, Any]) -> tuple[_Made, Any]:
        """The statement in this database's SQL, and its parameters as the driver wants them."""
        made = self._made.get(connection.dialect.name)
        if made is None:
            made = self._made[connection.dialect.name] = _make(self._statement, connection.dialect)
        given = {**made.constants, **values}
        for name, process in made.binds:
            given[name] = process(given[name])
        return made, given if made.order is None else tuple([given[name] for name in made.order])

    def _fetch(self, cursor: Any, sql: str, parameters: Any) -> Rows:
        cursor.execute(sql, parameters)
        if self._row is None:
            if cursor.description is None:
                return Rows()
            self._row = namedtuple("Row", [column[0] for column in cursor.description], rename=True)._make
        return Rows(map(self._row, cursor.fetchall()))

    def _processed(self, rows: Rows, made: _Made) -> Rows:
        changed = [list(row) for row in rows]
        for row in changed:
            for index, process in made.results:
                row[index] = process(row[index])
        return Rows(map(self._row, changed))  # type: ignore[arg-type]


def connection_of(session: Session) -> Connection:
    """The connection of the session's transaction; asking the session itself costs as much as a statement."""
    known: Connection | None = session.info.get("connection")
    return session.connection() if known is None else known


def execute(connection: Connection, sql: str, work: Callable[[Any], Any]) -> Any:
    """Do something with a cursor of the driver's, heard and told of as any statement is."""
    dialect, pooled = connection.dialect, connection.connection
    cursor = pooled.cursor()
    try:
        for listener in connection.dispatch.before_cursor_execute:
            listener(connection, cursor, sql, None, None, False)
        return work(cursor)
    except dialect.loaded_dbapi.Error as error:
        lost = dialect.is_disconnect(error, pooled, cursor)
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(  # type: ignore[misc]
            sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, connection_invalidated=lost
        ) from None
    finally:
        cursor.close()


def among(column: ColumnElement[Any], parameter: str) -> dict[str, ColumnElement[bool]]:
    """The condition that a column holds one of the values of a parameter, which `listed` makes; by dialect.

    One parameter, however many values: thousands of them cost more than the query. No value holds a comma.
    """
    value = bindparam(parameter, type_=Text())
    array = cast(func.string_to_array(value, ","), postgresql.ARRAY(column.type))
    values = select(literal_column("value")).select_from(func.json_each(value))
    return {"postgresql": column == func.any(array), "sqlite": column.in_(values)}


def listed(session: Session, values: Iterable[Any]) -> str:
    """Values as `among` wants them."""
    return listed_for(connection_of(session), values)


def listed_for(connection: Connection, values: Iterable[Any]) -> str:
    """The same on a connection without a session."""
    if connection.dialect.name == "postgresql":
        return ",".join(map(str, values))
    return orjson.dumps(list(values)).decode()


def _make(statement: Any, dialect: Dialect) -> _Made:
    if isinstance(statement, Mapping):
        statement = statement[dialect.name]
    compiled = statement.compile(dialect=dialect)
    kinds = {name: bound.type.dialect_impl(dialect) for name, bound in compiled.binds.items()}
    binds = ((name, kind.bind_processor(dialect)) for name, kind in kinds.items())
    columns = getattr(statement, "selected_columns", None) or getattr(statement, "exported_columns", ())
    results = (
        (index, column.type.dialect_impl(dialect).result_processor(dialect, None))
        for index, column in enumerate(columns)
    )
    return _Made(
        str(compiled),
        tuple(compiled.positiontup) if compiled.positional else None,
        compiled.params,
        tuple((name, process) for name, process in binds if process is not None),
        tuple((index, process) for index, process in results if process is not None),
    )
