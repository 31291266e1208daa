"""New rows to PostgreSQL by COPY: a third of the work of any INSERT, for the client and for the server.

The text form is made column by column, because what a column needs is needed by all its values: nearly always
nothing at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import LargeBinary, String, Table
from sqlalchemy.orm import Session

from server.ready import connection_of, execute

PART = 100
NULL = "\\N"
ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


Values = Mapping[str, Any]


class _Plan(NamedTuple):
    """How the rows of a table are written."""

    sql: str
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    writers: Sequence[Callable[[Sequence[Any]], Sequence[str]]]


def copy_two(
    session: Session, first: Table, rows: Iterable[Values], second: Table, others: Iterable[Values]
) -> None:
    """Add rows that are not there yet to two tables. Every row has every column. Raises DBAPIError.

    While PostgreSQL takes in the rows of the first table, those of the second are made and written here.
    """
    waiting = batched(others)
    written: list[str] = []

    def texts() -> Iterator[str]:
        for part in batched(rows):
            yield text_of(first, part)
            written.extend(text_of(second, other) for other in islice(waiting, 1))

    _send(session, first, texts())
    written.extend(text_of(second, other) for other in waiting)
    _send(session, second, written)


def _send(session: Session, table: Table, texts: Iterable[str]) -> None:
    texts = iter(texts)
    first = next(texts, None)
    if first is None:
        return
    sql = _plan(table).sql

    def send(cursor: Any) -> None:
        with cursor.copy(sql) as out:
            out.write(first)
            for written in texts:
                out.write(written)

    execute(connection_of(session), sql, send)


def batched(rows: Iterable[Values]) -> Iterator[list[Values]]:
    """The rows in small parts: a part is still in the processor's cache when it is written."""
    rows = iter(rows)
    return iter(lambda: list(islice(rows, PART)), [])


def text_of(table: Table, rows: Iterable[Values]) -> str:
    """The rows in COPY's text form."""
    plan = _plan(table)
    columns = zip(*map(plan.pick, rows), strict=True)
    texts = [write(values) for write, values in zip(plan.writers, columns, strict=True)]
    return "\n".join([*map("\t".join, zip(*texts, strict=True)), ""])


@lru_cache(maxsize=32)
def _plan(table: Table) -> _Plan:
    names = [column.name for column in table.columns]
    writers = [_writer(column.type) for column in table.columns]
    return _Plan(f"COPY {table.name} ({', '.join(names)}) FROM STDIN", itemgetter(*names), writers)


def _writer(kind: Any) -> Callable[[Sequence[Any]], Sequence[str]]:
    if isinstance(kind, LargeBinary):
        return _bytes
    return _texts if isinstance(kind, String) else _others


def _others(values: Sequence[Any]) -> list[str]:
    """Numbers, booleans, instants: as Python writes them, PostgreSQL reads them."""
    first = values[0]
    if values.count(first) == len(values):  # of a push, most columns say the same in every row
        return [NULL if first is None else str(first)] * len(values)
    return [NULL if value is None else str(value) for value in values]


def _texts(values: Sequence[str | None]) -> Sequence[str]:
    if None not in values:
        return _escaped(values)  # type: ignore[arg-type]
    there = iter(_escaped([value for value in values if value is not None]))
    return [NULL if value is None else next(there) for value in values]


def _bytes(values: Sequence[bytes]) -> Sequence[str]:
    """Bytes that are UTF-8, as every op's are, in bytea's escape form: themselves, backslashes doubled."""
    texts = [value.decode() for value in values]
    if b"\\" in b"".join(values):
        texts = [text.replace("\\", "\\\\") for text in texts]
    return _escaped(texts)


def _escaped(texts: Sequence[str]) -> Sequence[str]:
    whole = "".join(texts)
    for character, written in ESCAPES:
        if character in whole:
            texts = [text.replace(character, written) for text in texts]
    return texts
