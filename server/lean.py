"""Rows of every push without the session's bookkeeping: read by key, several at once; changed; written."""

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import Table, Text, and_, bindparam, cast, column, func, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from server.ready import Ready, among, connection_of, listed


class LeanRow:
    """One row; its columns are attributes."""

    __slots__ = ("changed", "values")

    def __init__(self, values: dict[str, Any]) -> None:
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "changed", set())

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        if self.values[name] != value:
            self.values[name] = value
            self.changed.add(name)


class LeanTable:
    """A table whose rows are read and written so, inside a transaction that others wait for.

    Its key is the tenant and one more column.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._tenant, self._key = table.primary_key
        ours = select(*table.columns).where(self._tenant == bindparam("tenant"))
        self._read = Ready({name: ours.where(one) for name, one in among(self._key, "keys").items()})
        self._one: dict[tuple[str, ...], Ready] = {}  # by the columns they change
        self._all: dict[tuple[str, ...], Ready] = {}

    def get(self, session: Session, tenant_id: int, keys: Iterable[Any]) -> dict[Any, LeanRow]:
        """Those of these rows that exist, by key."""
        rows = self._read.run(session, tenant=tenant_id, keys=listed(session, keys))
        return {getattr(row, self._key.name): LeanRow(row._asdict()) for row in rows}

    def write(self, session: Session, rows: Iterable[LeanRow]) -> None:
        """Write what has changed of these rows."""
        changed = [row for row in rows if row.changed]
        if not changed:
            return
        names = tuple(sorted(set().union(*(row.changed for row in changed))))
        if connection_of(session).dialect.name == "postgresql":
            self._write_all(session, names, changed)
        else:
            for row in changed:
                self._write_one(session, names, row)
        for row in changed:
            row.changed.clear()

    def _write_one(self, session: Session, names: tuple[str, ...], row: LeanRow) -> None:
        if names not in self._one:
            this = and_(self._tenant == bindparam("tenant"), self._key == bindparam("key"))
            new = {name: bindparam(f"new_{name}", type_=self._table.c[name].type) for name in names}
            self._one[names] = Ready(update(self._table).where(this).values(new))
        now = {f"new_{name}": row.values[name] for name in names}
        which = {"tenant": row.values[self._tenant.name], "key": row.values[self._key.name]}
        self._one[names].run(session, **now, **which)

    def _write_all(self, session: Session, names: tuple[str, ...], rows: list[LeanRow]) -> None:
        keys = (self._tenant.name, self._key.name)
        if names not in self._all:
            typed = (column(name, self._table.c[name].type) for name in (*keys, *names))
            sent = func.json_to_recordset(cast(bindparam("rows", type_=Text()), postgresql.JSON()))
            now = sent.table_valued(*typed).render_derived("now", with_types=True)
            this = and_(*(self._table.c[name] == now.c[name] for name in keys))
            new = {name: now.c[name] for name in names}
            self._all[names] = Ready(update(self._table).where(this).values(new))
        said = [{name: row.values[name] for name in (*keys, *names)} for row in rows]
        self._all[names].run(session, rows=orjson.dumps(said).decode())
