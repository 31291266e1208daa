"""SQL of the exchange, in bulk: a push is a handful of statements however many ops it carries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    Row,
    Text,
    TextClause,
    and_,
    bindparam,
    cast,
    column,
    delete,
    func,
    literal_column,
    select,
    text,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from server.exchange import bulk
from server.exchange.models import HeldOp, OpRow
from server.ready import Ready, among, connection_of, listed
from server.records.models import FeedExtra, Record

Values = dict[str, Any]
OpKey = tuple[int, int]  # writer_no, seq

# A list of ids travels as one JSON parameter: thousands of parameters would cost more than the query.
ID_SET = {
    "sqlite": text("SELECT value FROM json_each(:ids)"),
    "postgresql": text("SELECT jsonb_array_elements_text(CAST(:ids AS jsonb))"),
}
_RECORD = select(
    Record.id,
    Record.kind,
    Record.scope,
    Record.seq,
    Record.restamped_seq,
    Record.person_id,
    Record.open_conflicts,
    Record.body,
    Record.pending,
    Record.own,
).where(Record.tenant_id == bindparam("tenant"))
_JOINED_TO = _RECORD.where(Record.person_id == bindparam("person"), Record.kind == "person")
_HANGING = Ready({name: _RECORD.where(wanted) for name, wanted in among(Record.person_id, "persons").items()})
_RECORDS = Ready({name: _RECORD.where(wanted) for name, wanted in among(Record.id, "ids").items()})
_LOGGED = select(
    OpRow.writer_no,
    OpRow.seq,
    OpRow.hash,
    OpRow.verdict,
    OpRow.record_id,
    OpRow.body,
    OpRow.made_as,
    HeldOp.reason,
    HeldOp.waits_for,
    HeldOp.state,
).outerjoin(
    HeldOp,
    and_(
        HeldOp.tenant_id == OpRow.tenant_id,
        HeldOp.writer_no == OpRow.writer_no,
        HeldOp.seq == OpRow.seq,
    ),
)
_STORED = Ready(
    _LOGGED.where(
        OpRow.tenant_id == bindparam("tenant"),
        OpRow.writer_no == bindparam("writer"),
        OpRow.seq.between(bindparam("low"), bindparam("high")),
    )
)
_SPANS = (
    func.json_to_recordset(cast(bindparam("spans", type_=Text()), postgresql.JSON()))
    .table_valued(*(column(name, BigInteger()) for name in ("writer", "low", "high")))
    .render_derived("span", with_types=True)
)
_OF_SPAN = (  # OFFSET 0: looked up for each span; the planner would rather read the whole log
    _LOGGED.where(
        OpRow.tenant_id == bindparam("tenant"),
        OpRow.writer_no == _SPANS.c.writer,
        OpRow.seq.between(_SPANS.c.low, _SPANS.c.high),
    )
    .offset(literal_column("0"))
    .lateral("logged")
)
_STORED_IN = Ready(select(*_OF_SPAN.c).select_from(_SPANS.join(_OF_SPAN, true())))  # PostgreSQL only
_AWAITED = Ready(
    select(HeldOp.waits_for)
    .where(HeldOp.tenant_id == bindparam("tenant"), HeldOp.state == "held", HeldOp.waits_for.is_not(None))
    .distinct()
)
_WAITING = (
    select(OpRow.writer_no, OpRow.seq, OpRow.hash, OpRow.body, OpRow.made_as, HeldOp.reason)
    .join(
        HeldOp,
        and_(
            HeldOp.tenant_id == OpRow.tenant_id,
            HeldOp.writer_no == OpRow.writer_no,
            HeldOp.seq == OpRow.seq,
        ),
    )
    .where(
        HeldOp.tenant_id == bindparam("tenant"),
        HeldOp.waits_for == bindparam("record"),
        HeldOp.state == "held",
    )
    .order_by(OpRow.writer_no, OpRow.seq)
)
_LEFT = select(FeedExtra.record_id, FeedExtra.scope).where(
    FeedExtra.tenant_id == bindparam("tenant"),
    FeedExtra.record_id == bindparam("record"),
    FeedExtra.withdrawn,
)
_THIS_OP = and_(
    OpRow.tenant_id == bindparam("t"), OpRow.writer_no == bindparam("w"), OpRow.seq == bindparam("s")
)
_THIS_HELD = and_(
    HeldOp.tenant_id == bindparam("t"), HeldOp.writer_no == bindparam("w"), HeldOp.seq == bindparam("s")
)


def named_ids(session: Session, ids: Collection[str]) -> tuple[TextClause, dict[str, str]]:
    """A subquery that yields these ids, and its parameter."""
    return ID_SET[connection_of(session).dialect.name], {"ids": orjson.dumps(list(ids)).decode()}


def records(session: Session, tenant_id: int, ids: Collection[str]) -> Sequence[Row[Any]]:
    """The current rows that exist among these ids."""
    if not ids:
        return []
    return _RECORDS.run(session, tenant=tenant_id, ids=listed(session, ids)).all()


def records_of_persons(session: Session, tenant_id: int, persons: Collection[str]) -> Sequence[Row[Any]]:
    """The current rows that hang from these persons."""
    if not persons:
        return []
    return _HANGING.run(session, tenant=tenant_id, persons=listed(session, persons)).all()


def records_joined_to(session: Session, tenant_id: int, person_id: str) -> Sequence[Row[Any]]:
    """The persons whose record has been joined to this one."""
    return session.execute(_JOINED_TO, {"tenant": tenant_id, "person": person_id}).all()


def applied_seqs(session: Session, tenant_id: int, keys: Collection[OpKey]) -> dict[str, int]:
    """When each of these ops was applied: {op id: feed seq}."""
    if not keys:
        return {}
    which = and_(OpRow.tenant_id == tenant_id, tuple_(OpRow.writer_no, OpRow.seq).in_(sorted(keys)))
    rows = session.execute(select(OpRow.writer_no, OpRow.seq, OpRow.applied_seq).where(which))
    return {f"{row.writer_no}.{row.seq}": row.applied_seq or 0 for row in rows}


def stored_ops(session: Session, tenant_id: int, writer_no: int, low: int, high: int) -> dict[int, Row[Any]]:
    """What is held of one writer between two seqs, with why it is held aside, if it is."""
    found = _STORED.run(session, tenant=tenant_id, writer=writer_no, low=low, high=high)
    return {row.seq: row for row in found}


def stored_in(
    session: Session, tenant_id: int, spans: Mapping[int, tuple[int, int]]
) -> dict[int, dict[int, Row[Any]]]:
    """The same of several writers: {writer_no: (low, high)} -> {writer_no: {seq: what is held}}."""
    if connection_of(session).dialect.name != "postgresql":
        return {no: stored_ops(session, tenant_id, no, *span) for no, span in spans.items()}
    found: dict[int, dict[int, Row[Any]]] = {no: {} for no in spans}
    if spans:
        said = [{"writer": no, "low": low, "high": high} for no, (low, high) in spans.items()]
        for row in _STORED_IN.run(session, tenant=tenant_id, spans=orjson.dumps(said).decode()):
            found[row.writer_no][row.seq] = row
    return found


def awaited(session: Session, tenant_id: int) -> set[str]:
    """Ids of the records some held op waits for."""
    return set(_AWAITED.run(session, tenant=tenant_id).scalars())


def waiting_for(session: Session, tenant_id: int, record_id: str) -> Sequence[Row[Any]]:
    """The ops that wait for a record, in the order their writers made them."""
    return session.execute(_WAITING, {"tenant": tenant_id, "record": record_id}).all()


def scopes_left(session: Session, tenant_id: int, record_id: str) -> list[str]:
    """The scopes a record has been withdrawn from."""
    return [row.scope for row in session.execute(_LEFT, {"tenant": tenant_id, "record": record_id})]


def insert(session: Session, ops: Iterable[Values], records: Iterable[Values]) -> None:
    """Append to the op log, and write current rows that did not exist."""
    bulk.insert_two(session, OpRow.__table__, ops, Record.__table__, records)


def update_ops(session: Session, tenant_id: int, changes: Iterable[tuple[OpKey, Values]]) -> None:
    """Note what became of ops that were held until now."""
    for (writer_no, seq), values in changes:
        where = {"t": tenant_id, "w": writer_no, "s": seq}
        session.execute(update(OpRow.__table__).where(_THIS_OP).values(**values), where)


def delete_op(session: Session, tenant_id: int, writer_no: int, seq: int) -> None:
    """Take an unproven op off a number that its true owner has now used; it has been filed under another."""
    where = {"t": tenant_id, "w": writer_no, "s": seq}
    session.execute(delete(OpRow.__table__).where(_THIS_OP), where)
    session.execute(delete(HeldOp.__table__).where(_THIS_HELD), where)


def upsert_held(session: Session, rows: list[Values]) -> None:
    """Write ops held aside, or what became of them."""
    bulk.upsert(session, HeldOp.__table__, rows)


def upsert_records(session: Session, rows: list[Values]) -> None:
    """Write current rows, in the place of what they were."""
    bulk.upsert(session, Record.__table__, rows)


def write_extras(session: Session, tenant_id: int, extras: Mapping[tuple[str, str], int | None]) -> None:
    """Write (scope, record id) -> seq of its withdrawal; None when the record is in the scope again."""
    row = {"tenant_id": tenant_id, "withdrawn": True, "kind": None, "body": None}
    gone = [
        row | {"scope": scope, "record_id": record_id, "seq": seq}
        for (scope, record_id), seq in extras.items()
        if seq is not None
    ]
    back = [
        {"t": tenant_id, "s": scope, "r": record_id}
        for (scope, record_id), seq in extras.items()
        if seq is None
    ]
    bulk.upsert(session, FeedExtra.__table__, gone)
    if back:
        session.execute(_DELETE_EXTRA, back)


_DELETE_EXTRA = text("DELETE FROM feed_extra WHERE tenant_id = :t AND scope = :s AND record_id = :r")
