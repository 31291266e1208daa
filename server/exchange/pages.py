"""Filling a page from the feed: what changed in which scope, and what of it the device has already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Integer, LargeBinary, Row, and_, bindparam, cast, func, literal, select
from sqlalchemy.orm import Session

from server.exchange.digests import Standing
from server.exchange.models import OpRow
from server.exchange.store import named_ids
from server.ready import Ready, connection_of
from server.records.models import FeedExtra, Record
from server.staff.rights import ROSTER
from sync import feed
from sync.feed import Cursor, Ranges

TENANT = "tenant"
SEQ, OPEN_CONFLICTS, BODY = 0, 1, 2  # where they stand in every row of a page: by name costs more


class Asked(NamedTuple):
    """What a device says about itself.

    head: its cursor when last at head. holding: its unshown ops. coming: rows it still expects, None when it
    does not count them itself.
    """

    cursor: Cursor
    head: Mapping[str, int]
    holding: Mapping[int, Ranges]
    limit: int
    coming: int | None = None


@dataclass
class Part:
    """What a page brings of one scope. to_leave: rows still to be withdrawn after this page."""

    scope: str
    rows: Sequence[Any]
    withdrawn: list[tuple[str, int]] = field(default_factory=list)
    kept: list[tuple[str, int]] = field(default_factory=list)
    to_leave: int = 0


@dataclass
class Page:
    """A page being filled. cursor: where each scope has been read to; head: those read to their end."""

    cursor: dict[str, int]
    parts: list[Part] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    more: bool = False


def fill(
    session: Session,
    tenant_id: int,
    scopes: Sequence[str],
    asked: Asked,
    last: int,
    standing: Mapping[str, Standing],
) -> Page:
    """Scope after scope up to the limit. last, standing: of this snapshot; nothing below them is missing."""
    page, room = Page({}), asked.limit
    for scope in scopes:
        position = asked.cursor.scopes.get(scope, 0)
        if scope not in standing or standing[scope].last <= position:
            page.cursor[scope] = last
            page.head.append(scope)
        elif room == 0:
            page.cursor[scope], page.more = position, True
        else:
            has_extras = standing[scope].extras > position
            plain = scope != TENANT and not has_extras and not asked.holding
            reading = Reading(scope, position, room, last, has_extras, plain)
            room -= _fill_scope(session, tenant_id, page, reading)
    return page


class Reading(NamedTuple):
    """One scope to be read from a position on, up to so many rows.

    last: the feed's end. has_extras: whether a projection or a withdrawal comes after the position. plain:
    nothing need be known of a row but its line.
    """

    scope: str
    position: int
    room: int
    last: int
    has_extras: bool
    plain: bool


def _fill_scope(session: Session, tenant_id: int, page: Page, reading: Reading) -> int:
    """Add what changed in one scope; answers how many rows that is."""
    scope, position, room, last, has_extras, plain = reading
    where = {"tenant": tenant_id, "scope": scope, "after": position, "limit": room + 1}
    rows = _PLAIN.raw(connection_of(session), **where) if plain else _CHANGES.run(session, **where).all()
    extras = _EXTRAS.run(session, **where).all() if has_extras else ()
    if not extras:
        page.parts.append(Part(scope, rows[:room]))
        found = len(rows)
        end = rows[room - 1][SEQ] if found > room else last
    else:
        both = sorted([*rows, *extras], key=itemgetter(0))[: room + 1]
        found = len(both)
        end = both[room - 1].seq if found > room else last
        here = both[:room]
        withdrawn = [(row.id, row.seq) for row in here if row.withdrawn]
        part = Part(scope, [row for row in here if not row.withdrawn], withdrawn)
        if found > room:
            part.to_leave = session.execute(_TO_LEAVE, where | {"after": end}).scalar_one()
        page.parts.append(part)
    page.cursor[scope] = end
    if found > room:
        page.more = True
    else:
        page.head.append(scope)
    return min(found, room)


def leave_out_echoes(session: Session, tenant_id: int, page: Page, asked: Asked) -> None:
    """Take out the rows every change of which, since the device's last head, is an op that it holds."""
    if not asked.holding:
        return
    candidates = [
        (part.scope, row) for part in page.parts for row in part.rows if _may_be_echo(part, row, asked)
    ]
    if not candidates:
        return
    since = min(asked.head.get(scope, 0) for scope, _ in candidates)
    ids, parameter = named_ids(session, {row.id for _, row in candidates})
    changes: dict[str, list[Row[Any]]] = {}
    wanted = _CHANGED_BY.where(OpRow.record_id.in_(ids))
    for change in session.execute(wanted, {"tenant": tenant_id, "since": since, **parameter}):
        changes.setdefault(change.record_id, []).append(change)
    for part in page.parts:
        echoes = {
            row.id: row.seq
            for scope, row in candidates
            if scope == part.scope and _is_echo(scope, changes.get(row.id, []), asked)
        }
        part.kept = list(echoes.items())
        part.rows = [row for row in part.rows if row.id not in echoes]


def _may_be_echo(part: Part, row: Row[Any], asked: Asked) -> bool:
    """Not a form version, not a projection, and nothing but ops has changed it since."""
    if row.kind == "form_version" or part.scope.startswith(ROSTER):
        return False
    return bool(row.restamped_seq <= asked.head.get(part.scope, 0))


def _is_echo(scope: str, changes: Sequence[Row[Any]], asked: Asked) -> bool:
    later = [change for change in changes if change.applied_seq > asked.head.get(scope, 0)]
    return bool(later) and all(
        change.as_sent and feed.holds(asked.holding.get(change.writer_no, ()), change.seq) for change in later
    )


def to_come(session: Session, tenant_id: int, scopes: Sequence[str], cursor: Cursor) -> dict[str, int]:
    """Rows still to come per scope, this page included: for a progress bar."""
    totals = {}
    for scope in scopes:
        where = {"tenant": tenant_id, "scope": scope, "after": cursor.scopes.get(scope, 0)}
        totals[scope] = sum(session.execute(count, where).scalar_one() for count in _COUNTS)
    return totals


def in_buckets(session: Session, tenant_id: int, scope: str, buckets: Sequence[int]) -> list[Row[Any]]:
    """Every row of some parts of a scope, as it stands."""
    where = {"tenant": tenant_id, "scope": scope, "buckets": [f"{bucket:02x}" for bucket in buckets]}
    return [row for query in _IN_BUCKETS for row in session.execute(query, where)]


def _of_scope(table: Any) -> Any:
    return and_(table.tenant_id == bindparam("tenant"), table.scope == bindparam("scope"))


def _after(table: Any) -> Any:
    return and_(_of_scope(table), table.seq > bindparam("after"))


# Two queries, not one: a union would be sorted as a whole before its first row is read.
_PLAIN = Ready(
    {
        name: select(Record.seq, Record.open_conflicts, body)
        .where(_after(Record))
        .order_by(Record.seq)
        .limit(bindparam("limit"))
        for name, body in (("sqlite", cast(Record.body, LargeBinary)), ("postgresql", Record.body))
    }
)
_ROW = select(Record.seq, Record.open_conflicts, Record.body, Record.kind, Record.id, Record.restamped_seq)
_CHANGES = Ready(
    _ROW.add_columns(literal(0).label("withdrawn"))
    .where(_after(Record))
    .order_by(Record.seq)
    .limit(bindparam("limit"))
)
_PROJECTION = select(
    FeedExtra.seq,
    literal(0).label("open_conflicts"),
    FeedExtra.body,
    FeedExtra.kind,
    FeedExtra.record_id.label("id"),
    literal(0).label("restamped_seq"),
)
_EXTRAS = Ready(
    _PROJECTION.add_columns(cast(FeedExtra.withdrawn, Integer).label("withdrawn"))
    .where(_after(FeedExtra))
    .order_by(FeedExtra.seq)
    .limit(bindparam("limit"))
)
_COUNTS = [select(func.count()).select_from(table).where(_after(table)) for table in (Record, FeedExtra)]
_TO_LEAVE = _COUNTS[1].where(FeedExtra.withdrawn)
_CHANGED_BY = select(OpRow.record_id, OpRow.writer_no, OpRow.seq, OpRow.applied_seq, OpRow.as_sent).where(
    OpRow.tenant_id == bindparam("tenant"), OpRow.applied_seq > bindparam("since")
)


def _of_buckets(table: Any, record_id: Any) -> Any:
    bucket = func.substr(record_id, 25, 2)
    return and_(_of_scope(table), bucket.in_(bindparam("buckets", expanding=True)))


_IN_BUCKETS = (
    _ROW.where(_of_buckets(Record, Record.id)),
    _PROJECTION.where(_of_buckets(FeedExtra, FeedExtra.record_id), FeedExtra.withdrawn.is_(False)),
)
