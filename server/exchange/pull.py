"""Pull: one page of what changed in the scopes a session holds. One snapshot; bodies are sent unread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Row, and_, bindparam, func, literal, null, select, text, union_all
from sqlalchemy.orm import Session

from server import clock
from server.exchange import op_log
from server.exchange.models import HeldOp, OpRow
from server.exchange.pens import received_of
from server.exchange.store import named_ids
from server.problems import FeedReset, Invalid
from server.records.models import FeedExtra, Record
from server.records.service import distinct
from server.tenants.models import TenantFeed
from sync import feed
from sync.feed import Cursor, Ranges
from sync.ids import op_id

TENANT = "tenant"


class Asked(NamedTuple):
    """What a device says about itself. head: its cursor when last at head; holding: its unshown ops."""

    cursor: Cursor
    head: Mapping[str, int]
    holding: Mapping[int, Ranges]
    limit: int


@dataclass
class Page:
    """A page being filled."""

    cursor: dict[str, int]
    rows: list[Row[Any]] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    more: bool = False


def pull(
    session: Session,
    tenant_id: int,
    scopes: Sequence[str],
    query: Mapping[str, Any],
    own_writers: Sequence[int],
) -> tuple[bytes, int]:
    """(the reply as JSON, how many rows it shows). Inside a snapshot. Raises FeedReset or Invalid."""
    epoch, last = session.execute(_FEED, {"tenant": tenant_id}).one()
    asked = read_query(query, epoch, last)
    # Masters and form versions come first: no page names a form version the device has not been given.
    ordered = sorted(scopes, key=lambda scope: (scope != TENANT, scope))
    page = _fill(session, tenant_id, ordered, asked, last)
    kept = _echoes(session, tenant_id, page, asked)
    named = sorted({*asked.holding, *own_writers})
    received = received_of(tenant_id, named)
    shown = [row for row in page.rows if not row.withdrawn and (row.scope, row.id) not in kept]
    by = _who(session, tenant_id, shown)
    reply = {
        "epoch": epoch,
        "cursor": feed.write_cursor(Cursor(epoch, page.cursor)),
        "head": page.head,
        "scopes": list(scopes),
        "more": page.more,
        "form_versions": [_row(row, by) for row in shown if row.kind == "form_version"],
        "rows": [_row(row, by) for row in shown if row.kind != "form_version"],
        "kept": [[row.scope, row.id, row.seq] for row in page.rows if (row.scope, row.id) in kept],
        "withdrawn": [[row.scope, row.id, row.seq] for row in page.rows if row.withdrawn],
        "held": _held(session, tenant_id, named),
        "received": {str(no): ranges for no, ranges in received.items()},
        "backed_up": {str(no): [] for no in received},
        "server_time": clock.now_iso(),
    }
    if page.more:
        reply["total"] = _totals(session, tenant_id, ordered, asked.cursor)
    return orjson.dumps(reply), len(shown)


def read_query(query: Mapping[str, Any], epoch: str, last: int) -> Asked:
    """The query understood. Raises Invalid for what is not a cursor, FeedReset for one of another past."""
    cursor = _cursor(query, "cursor") or Cursor(epoch, {})
    head = _cursor(query, "head") or Cursor(epoch, {})
    if cursor.epoch != epoch or any(seq > last for seq in cursor.scopes.values()):
        raise FeedReset(epoch=epoch)
    positions = head.scopes if head.epoch == epoch else {}
    return Asked(cursor, positions, feed.parse_holding(query["holding"]) or {}, query["limit"])


def _cursor(query: Mapping[str, Any], name: str) -> Cursor | None:
    if not query[name]:
        return None
    cursor = feed.parse_cursor(query[name])
    if cursor is None:
        raise Invalid(errors={name: ["is not a cursor of this server"]})
    return cursor


def _fill(session: Session, tenant_id: int, scopes: Sequence[str], asked: Asked, last: int) -> Page:
    """Scope after scope up to the limit. `last` is of the same snapshot: nothing below it is missing."""
    page = Page({})
    for scope in scopes:
        position = asked.cursor.scopes.get(scope, 0)
        room = asked.limit - len(page.rows)
        found: Sequence[Row[Any]] = ()
        if position < last:
            where = {"tenant": tenant_id, "scope": scope, "after": position, "limit": room + 1}
            found = session.execute(_CHANGES, where).all()
        page.rows += found[:room]
        if len(found) <= room:
            page.cursor[scope] = last
            page.head.append(scope)
        else:
            page.more = True
            page.cursor[scope] = found[room - 1].seq if room else position
    return page


def _echoes(session: Session, tenant_id: int, page: Page, asked: Asked) -> set[tuple[str, str]]:
    """Rows every change of which, since the device's last head, is an op it holds, applied as it was sent."""
    if not asked.holding:
        return set()
    candidates = [
        row
        for row in page.rows
        if not row.withdrawn
        and row.kind != "form_version"
        and row.restamped_seq <= asked.head.get(row.scope, 0)
    ]
    if not candidates:
        return set()
    since = min(asked.head.get(row.scope, 0) for row in candidates)
    ids, parameter = named_ids(session, {row.id for row in candidates})
    changes: dict[str, list[Row[Any]]] = {}
    wanted = _CHANGED_BY.where(OpRow.record_id.in_(ids))
    for change in session.execute(wanted, {"tenant": tenant_id, "since": since, **parameter}):
        changes.setdefault(change.record_id, []).append(change)
    return {(row.scope, row.id) for row in candidates if _is_echo(row, changes.get(row.id, []), asked)}


def _is_echo(row: Row[Any], changes: Sequence[Row[Any]], asked: Asked) -> bool:
    later = [change for change in changes if change.applied_seq > asked.head.get(row.scope, 0)]
    return bool(later) and all(
        change.as_sent and feed.holds(asked.holding.get(change.writer_no, ()), change.seq) for change in later
    )


def _who(session: Session, tenant_id: int, rows: Sequence[Row[Any]]) -> dict[str, dict[str, Any]]:
    """{record id: {op id: who, when, where from}} for the fields of these rows that hold different values."""
    wanted: dict[str, list[str]] = {}
    for row in rows:
        if row.open_conflicts:
            members = orjson.loads(row.body)["members"].values()
            wanted[row.id] = [op for pairs in members if len(distinct(pairs)) > 1 for op, _ in pairs]
    if not wanted:
        return {}
    known = op_log.entries(tenant_id, {op for ops in wanted.values() for op in ops})
    return {record_id: {op: known[op].by() for op in ops if op in known} for record_id, ops in wanted.items()}


def _row(row: Row[Any], by: Mapping[str, dict[str, Any]]) -> orjson.Fragment:
    """The row as the wire says it: what the feed knows, then the stored body as it is."""
    start = f'{{"scope":"{row.scope}","seq":{row.seq},"kind":"{row.kind}","id":"{row.id}",'
    if row.id in by:
        start += f'"by":{orjson.dumps(by[row.id]).decode()},'
    return orjson.Fragment(start + row.body[1:])


def _held(session: Session, tenant_id: int, writers: Sequence[int]) -> list[list[str]]:
    if not writers:
        return []
    rows = session.execute(_HELD, {"tenant": tenant_id, "writers": list(writers)})
    return [[op_id(row.writer_no, row.seq), row.reason] for row in rows]


def _totals(session: Session, tenant_id: int, scopes: Sequence[str], cursor: Cursor) -> dict[str, int]:
    """Rows still to come per scope, this page included: for a progress bar."""
    totals = {}
    for scope in scopes:
        where = {"tenant": tenant_id, "scope": scope, "after": cursor.scopes.get(scope, 0)}
        totals[scope] = sum(session.execute(count, where).scalar_one() for count in _COUNTS)
    return totals


_FEED = select(TenantFeed.epoch, TenantFeed.last).where(TenantFeed.tenant_id == bindparam("tenant"))


def _of_scope(table: Any) -> Any:
    return and_(
        table.tenant_id == bindparam("tenant"),
        table.scope == bindparam("scope"),
        table.seq > bindparam("after"),
    )


_CHANGES = (
    union_all(
        select(
            Record.scope,
            Record.seq,
            Record.kind,
            Record.id,
            Record.body,
            Record.restamped_seq,
            Record.open_conflicts,
            literal(0).label("withdrawn"),
        ).where(_of_scope(Record)),
        select(
            FeedExtra.scope,
            FeedExtra.seq,
            null(),
            FeedExtra.record_id,
            null(),
            literal(0),
            literal(0),
            literal(1),
        ).where(_of_scope(FeedExtra), FeedExtra.withdrawn),
    )
    .order_by(text("seq"))
    .limit(bindparam("limit"))
)
_COUNTS = [select(func.count()).select_from(table).where(_of_scope(table)) for table in (Record, FeedExtra)]
_CHANGED_BY = select(OpRow.record_id, OpRow.writer_no, OpRow.seq, OpRow.applied_seq, OpRow.as_sent).where(
    OpRow.tenant_id == bindparam("tenant"), OpRow.applied_seq > bindparam("since")
)
_HELD = (
    select(HeldOp.writer_no, HeldOp.seq, HeldOp.reason)
    .where(
        HeldOp.tenant_id == bindparam("tenant"),
        HeldOp.state == "held",
        HeldOp.writer_no.in_(bindparam("writers", expanding=True)),
    )
    .order_by(HeldOp.writer_no, HeldOp.seq)
)
