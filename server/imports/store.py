"""SQL of imports: rows in bulk, and the little queries around a run. Nothing here opens a transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, and_, bindparam, delete, exists, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.db import db
from server.imports.models import ImportLine, ImportRun, ImportSource, ImportValue

Json = dict[str, Any]
PART = 1_000
OPEN = ("new", "changed", "remember", "question")
"""Outcomes that applying writes, a question once it is answered."""

_COMPARED = ("outcome", "person_id", "fields", "hidden", "cells", "notes", "changes", "candidates")
_LINE, _VALUE = ImportLine.__table__, ImportValue.__table__
_SET_LINE = (
    update(_LINE)
    .where(
        _LINE.c.tenant_id == bindparam("t"), _LINE.c.run_id == bindparam("r"), _LINE.c.n == bindparam("at")
    )
    .values({name: bindparam(f"to_{name}") for name in _COMPARED})
)
_SET_FATE = (
    update(_LINE)
    .where(
        _LINE.c.tenant_id == bindparam("t"), _LINE.c.run_id == bindparam("r"), _LINE.c.n == bindparam("at")
    )
    .values(
        fate=bindparam("to_fate"), person_id=bindparam("to_person_id"), fields=None, hidden=None, cells=None
    )
)


def sources(tenant_id: int) -> list[ImportSource]:
    """Every source, by name."""
    wanted = select(ImportSource).where(ImportSource.tenant_id == tenant_id).order_by(ImportSource.name)
    return list(db.session.scalars(wanted))


def source(tenant_id: int, source_id: str, *, lock: bool = False) -> ImportSource | None:
    """One source."""
    return db.session.get(ImportSource, (tenant_id, source_id), with_for_update=lock or None)


def source_named(tenant_id: int, name: str) -> ImportSource | None:
    """The source of this name."""
    wanted = select(ImportSource).where(ImportSource.tenant_id == tenant_id, ImportSource.name == name)
    return db.session.scalar(wanted)


def run(tenant_id: int, run_id: str, *, lock: bool = False) -> ImportRun | None:
    """One run. lock: read afresh, and keep others from changing it until this transaction ends."""
    return db.session.get(
        ImportRun, (tenant_id, run_id), with_for_update=lock or None, populate_existing=lock
    )


def runs(tenant_id: int, limit: int) -> list[ImportRun]:
    """The newest runs first."""
    wanted = select(ImportRun).where(ImportRun.tenant_id == tenant_id)
    return list(db.session.scalars(wanted.order_by(ImportRun.created_at.desc(), ImportRun.id).limit(limit)))


def insert_lines(session: Session, lines: Sequence[Json]) -> None:
    """Add the rows of a file.

    PostgreSQL must be told at once that a run has many rows: not knowing it, it looks at all of them for
    every single one (measured: 4,000 rows compared in 17 s, not 1 s).
    """
    for at in range(0, len(lines), PART):
        session.execute(_LINE.insert(), lines[at : at + PART])
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE import_line"))


def lines(
    tenant_id: int,
    run_id: str,
    outcomes: Collection[str],
    after: int = 0,
    limit: int = 100,
    *,
    undone: bool = False,
) -> Sequence[Row[Any]]:
    """Rows of a run in the order of the file. undone: only those that applying would take up now."""
    wanted = select(*_LINE.c).where(
        _LINE.c.tenant_id == tenant_id,
        _LINE.c.run_id == run_id,
        _LINE.c.outcome.in_(tuple(outcomes)),
        _LINE.c.n > after,
    )
    if undone:
        answered = or_(_LINE.c.outcome != "question", _LINE.c.answer.is_not(None))
        wanted = wanted.where(_LINE.c.fate.is_(None), answered)
    return db.session.execute(wanted.order_by(_LINE.c.n).limit(limit)).all()


def lines_at(tenant_id: int, run_id: str, ns: Sequence[int]) -> Sequence[Row[Any]]:
    """The questions among these rows."""
    wanted = select(_LINE.c.n, _LINE.c.candidates).where(
        _LINE.c.tenant_id == tenant_id,
        _LINE.c.run_id == run_id,
        _LINE.c.outcome == "question",
        _LINE.c.n.in_(tuple(ns)),
    )
    return db.session.execute(wanted).all()


def noted_lines(tenant_id: int, run_id: str, after: int, limit: int) -> Sequence[Row[Any]]:
    """Rows that are taken, though something was noticed in them."""
    wanted = select(*_LINE.c).where(
        _LINE.c.tenant_id == tenant_id,
        _LINE.c.run_id == run_id,
        _LINE.c.notes.is_not(None),
        _LINE.c.outcome.not_in(("rejected", "repeated")),
        _LINE.c.n > after,
    )
    return db.session.execute(wanted.order_by(_LINE.c.n).limit(limit)).all()


def all_lines(tenant_id: int, run_id: str, outcome: str) -> Iterator[Row[Any]]:
    """Every row of one outcome, in the order of the file."""
    after = 0
    while part := lines(tenant_id, run_id, [outcome], after, PART):
        yield from part
        after = part[-1].n


def set_lines(session: Session, tenant_id: int, run_id: str, changed: Sequence[Json]) -> None:
    """Write what comparing found: rows with n, outcome, person_id, fields, hidden, notes, changes, …"""
    rows = [{"t": tenant_id, "r": run_id, "at": line["n"]} | _to(line) for line in changed]
    for at in range(0, len(rows), PART):
        session.execute(_SET_LINE, rows[at : at + PART])


def set_fates(session: Session, tenant_id: int, run_id: str, fates: Sequence[tuple[int, str, str]]) -> None:
    """Write what became of rows, (n, fate, person id), and forget what they said."""
    rows = [
        {"t": tenant_id, "r": run_id, "at": n, "to_fate": fate, "to_person_id": person_id}
        for n, fate, person_id in fates
    ]
    if rows:
        session.execute(_SET_FATE, rows)


def compare_again(session: Session, tenant_id: int, run_id: str) -> None:
    """Rows that were compared with an older state of the source wait to be compared again."""
    again = update(_LINE).where(
        _LINE.c.tenant_id == tenant_id,
        _LINE.c.run_id == run_id,
        _LINE.c.outcome.in_((*OPEN, "unchanged")),
    )
    session.execute(again.values(outcome="todo"))


def set_answers(
    session: Session, tenant_id: int, run_id: str, answer: Any, ns: Collection[int] | None = None
) -> int:
    """Answer open questions; answer may be an SQL expression. ns: which rows; all when None."""
    wanted = update(_LINE).where(
        _LINE.c.tenant_id == tenant_id,
        _LINE.c.run_id == run_id,
        _LINE.c.outcome == "question",
        _LINE.c.fate.is_(None),
    )
    if ns is not None:
        wanted = wanted.where(_LINE.c.n.in_(tuple(ns)))
    return int(session.execute(wanted.values(answer=answer)).rowcount)


def count_outcomes(tenant_id: int, run_id: str) -> list[tuple[str, str | None, bool, int]]:
    """(outcome, fate, answered, how many) of a run's rows."""
    answered = _LINE.c.answer.is_not(None)
    wanted = (
        select(_LINE.c.outcome, _LINE.c.fate, answered, func.count())
        .where(_LINE.c.tenant_id == tenant_id, _LINE.c.run_id == run_id)
        .group_by(_LINE.c.outcome, _LINE.c.fate, answered)
    )
    return [(outcome, fate, bool(said), count) for outcome, fate, said, count in db.session.execute(wanted)]


def count_changes(tenant_id: int, run_id: str) -> list[tuple[str, list[str], int]]:
    """(outcome, changes, how many) of a run's rows."""
    wanted = (
        select(_LINE.c.outcome, _LINE.c.changes, func.count())
        .where(_LINE.c.tenant_id == tenant_id, _LINE.c.run_id == run_id, _LINE.c.changes.is_not(None))
        .group_by(_LINE.c.outcome, _LINE.c.changes)
    )
    return [(outcome, orjson.loads(changes), count) for outcome, changes, count in db.session.execute(wanted)]


def count_noted(tenant_id: int, run_id: str) -> int:
    """How many rows are taken though something was noticed."""
    wanted = (
        select(func.count())
        .select_from(_LINE)
        .where(_LINE.c.tenant_id == tenant_id, _LINE.c.run_id == run_id, _LINE.c.notes.is_not(None))
        .where(_LINE.c.outcome.not_in(("rejected", "repeated")))
    )
    return int(db.session.scalar(wanted) or 0)


def forget_done(session: Session, tenant_id: int, run_id: str) -> None:
    """Delete the rows that need nobody any more: what was written, and what is as it was."""
    needless = or_(_LINE.c.fate.is_not(None), _LINE.c.outcome.in_(("unchanged", "repeated")))
    session.execute(delete(_LINE).where(_LINE.c.tenant_id == tenant_id, _LINE.c.run_id == run_id, needless))


def forget_lines(session: Session, tenant_id: int, run_id: str) -> None:
    """Delete every row of a run."""
    session.execute(delete(_LINE).where(_LINE.c.tenant_id == tenant_id, _LINE.c.run_id == run_id))


def values(tenant_id: int, source_id: str, keys: Sequence[str]) -> dict[str, Row[Any]]:
    """What the source said last about these persons, by key."""
    found: dict[str, Row[Any]] = {}
    for at in range(0, len(keys), PART):
        wanted = select(_VALUE.c.key, _VALUE.c.person_id, _VALUE.c.given).where(
            _VALUE.c.tenant_id == tenant_id,
            _VALUE.c.source_id == source_id,
            _VALUE.c.key.in_(tuple(keys[at : at + PART])),
        )
        found |= {row.key: row for row in db.session.execute(wanted)}
    return found


def put_values(session: Session, rows: Sequence[Json]) -> None:
    """Write what a source said; what it said before about the same persons gives way."""
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    add: Any = dialect.insert(_VALUE)
    later = {name: add.excluded[name] for name in ("person_id", "given", "run_id")}
    session.execute(
        add.on_conflict_do_update(index_elements=["tenant_id", "source_id", "key"], set_=later), rows
    )


def note_seen(session: Session, tenant_id: int, source_id: str, run_id: str) -> None:
    """Every person the run names, refused rows too, has been seen in it."""
    named = select(_LINE.c.key).where(
        _LINE.c.tenant_id == tenant_id, _LINE.c.run_id == run_id, _LINE.c.key.is_not(None)
    )
    seen = update(_VALUE).where(
        _VALUE.c.tenant_id == tenant_id, _VALUE.c.source_id == source_id, _VALUE.c.key.in_(named)
    )
    session.execute(seen.values(run_id=run_id))


def _missing(run: ImportRun) -> Any:
    """Persons the source named before and this run does not."""
    of_source = (_VALUE.c.tenant_id == run.tenant_id, _VALUE.c.source_id == run.source_id)
    if run.applied_at is not None:
        return and_(*of_source, _VALUE.c.run_id != run.id)
    named = exists().where(
        _LINE.c.tenant_id == run.tenant_id, _LINE.c.run_id == run.id, _LINE.c.key == _VALUE.c.key
    )
    return and_(*of_source, ~named)


def count_missing(run: ImportRun) -> int:
    """How many persons the source named before and this run does not."""
    return int(db.session.scalar(select(func.count()).select_from(_VALUE).where(_missing(run))) or 0)


def missing(run: ImportRun, after: str, limit: int) -> Sequence[Row[Any]]:
    """(key, person_id) of them, by key."""
    wanted = select(_VALUE.c.key, _VALUE.c.person_id).where(_missing(run), _VALUE.c.key > after)
    return db.session.execute(wanted.order_by(_VALUE.c.key).limit(limit)).all()


def begun_runs(tenant_id: int) -> list[tuple[str, str]]:
    """(run, who pressed) of runs that are being applied."""
    wanted = select(ImportRun.id, ImportRun.applied_by).where(
        ImportRun.tenant_id == tenant_id, ImportRun.state == "applying"
    )
    return [(run_id, staff_id) for run_id, staff_id in db.session.execute(wanted)]


def old_runs(tenant_id: int, before: datetime) -> list[str]:
    """Runs not closed yet that began before an instant."""
    wanted = select(ImportRun.id).where(
        ImportRun.tenant_id == tenant_id, ImportRun.closed_at.is_(None), ImportRun.created_at < before
    )
    return list(db.session.scalars(wanted))


def _to(line: Json) -> Json:
    return {f"to_{name}": line[name] for name in _COMPARED}
