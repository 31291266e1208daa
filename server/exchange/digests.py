"""The digest of each scope's feed: kept with every write, told at the head, compared bucket by bucket."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import orjson
from sqlalchemy import Select, and_, bindparam, func, literal, select, text, union_all
from sqlalchemy.orm import Session

from server.db import Ready
from server.exchange.models import HeldOp
from server.exchange.store import ID_SET
from server.records.models import FeedExtra, Record, ScopeDigest
from server.tenants.models import TenantFeed
from sync import feed
from sync.feed import DIGEST, Digest

Changes = dict[str, list[int]]  # scope -> [rows more, sum to add, highest seq given]


class Standing(NamedTuple):
    """What is kept of one scope.

    last: the highest feed seq of any of its rows or withdrawals. extras: of any of its projections and
    withdrawals.
    """

    digest: Digest
    last: int
    extras: int = 0


class Moment(NamedTuple):
    """What a pull must know first: the feed's epoch and end, what is held aside, and how its scopes stand.

    any_held: True when some op of the tenant is held. scopes: those that ever held anything.
    """

    epoch: str
    last: int
    any_held: bool
    scopes: Mapping[str, Standing]


NOTHING = Standing(Digest(0, 0), 0)


class Counted(Protocol):
    """A row of a feed. counted: where the digests hold it now, (scope, seq); None when they do not."""

    id: str
    scope: str
    seq: int
    counted: tuple[str, int] | None


def note(changed: Iterable[Counted], extras: Mapping[tuple[str, str], int | None]) -> Changes:
    """What these rows change in the digests of the scopes they leave and enter; they count as told.

    extras: {(scope, record id): seq of its withdrawal, None when it is there again}.
    """
    changes: Changes = {}
    for row in changed:
        scope, seq = row.scope, row.seq
        if row.counted is not None:
            take(changes, row.counted[0], row.id, row.counted[1])
        row.counted = (scope, seq)
        put(changes, scope, row.id, seq)
    for (scope, _), withdrawn_seq in extras.items():
        if withdrawn_seq is not None:
            left(changes, scope, withdrawn_seq)
    return changes


def put(changes: Changes, scope: str, record_id: str, seq: int) -> None:
    """One row more in a scope."""
    change = changes.get(scope)
    if change is None:
        change = changes[scope] = [0, 0, 0]
    change[0] += 1
    change[1] += feed.row_hash(record_id, seq)
    if seq > change[2]:
        change[2] = seq


def take(changes: Changes, scope: str, record_id: str, seq: int) -> None:
    """One row less."""
    change = changes.setdefault(scope, [0, 0, 0])
    change[0] -= 1
    change[1] -= feed.row_hash(record_id, seq)


def left(changes: Changes, scope: str, seq: int) -> None:
    """A row was withdrawn from a scope at this seq."""
    change = changes.setdefault(scope, [0, 0, 0])
    change[2] = max(change[2], seq)


def write(session: Session, tenant_id: int, changes: Changes) -> None:
    """Add what changed to what is kept: one statement, a row for each scope touched."""
    values: dict[str, Any] = {"tenant": tenant_id, "whole": DIGEST}
    for at, (scope, (count, total, last)) in enumerate(sorted(changes.items())):
        values |= {f"scope{at}": scope, f"count{at}": count, f"sum{at}": total % DIGEST, f"last{at}": last}
    if changes:
        _adding(len(changes)).run(session, **values)


def moment(session: Session, tenant_id: int, scopes: Iterable[str]) -> Moment:
    """The feed of a tenant at this moment, in one look."""
    look = _MOMENT[session.get_bind().dialect.name]
    rows = look.run(session, tenant=tenant_id, ids=orjson.dumps(list(scopes)).decode()).all()
    standing = {
        row.scope: Standing(Digest(row.count, row.sum), row.last, row.extras or 0)
        for row in rows
        if row.scope is not None
    }
    return Moment(rows[0].epoch, rows[0].end, bool(rows[0].any_held), standing)


def buckets(session: Session, tenant_id: int, scope: str) -> list[Digest]:
    """The 256 digests of a scope, from its rows."""
    parts: list[list[tuple[str, int]]] = [[] for _ in range(feed.BUCKETS)]
    for row in session.execute(_ROWS_OF_SCOPE, {"tenant": tenant_id, "scope": scope}):
        parts[feed.bucket_of(row.id)].append((row.id, row.seq))
    return list(map(feed.digest_of, parts))


def differing(session: Session, tenant_id: int) -> dict[str, tuple[Standing, Standing]]:
    """{scope: (as kept, as its rows say)} where they are not the same."""
    kept = {
        scope: Standing(Digest(count, total), last)
        for scope, count, total, last in session.execute(_ALL, {"tenant": tenant_id})
    }
    rows: dict[str, list[tuple[str, int]]] = {}
    for row in session.execute(_ROWS, {"tenant": tenant_id}):
        rows.setdefault(row.scope, []).append((row.id, row.seq))
    lasts = {scope: max(seq for _, seq in found) for scope, found in rows.items()}
    for row in session.execute(_WITHDRAWN, {"tenant": tenant_id}):
        lasts[row.scope] = max(lasts.get(row.scope, 0), row.last)
    true = {scope: Standing(feed.digest_of(rows.get(scope, [])), last) for scope, last in lasts.items()}
    return {
        scope: (kept.get(scope, NOTHING), true.get(scope, NOTHING))
        for scope in sorted(kept.keys() | true.keys())
        if _is_wrong(kept.get(scope, NOTHING), true.get(scope, NOTHING))
    }


def _is_wrong(kept: Standing, true: Standing) -> bool:
    return kept.digest != true.digest or kept.last < true.last


def put_right(session: Session, tenant_id: int, wrong: Mapping[str, tuple[Standing, Standing]]) -> None:
    """Write what the rows say in the place of what was kept. Inside the tenant's transaction."""
    changes = {
        scope: [true.digest.rows - kept.digest.rows, true.digest.sum - kept.digest.sum, true.last]
        for scope, (kept, true) in wrong.items()
    }
    write(session, tenant_id, changes)


# Rows of the feeds, without their bodies: current rows and projections.
def _rows(where: Any) -> Select[Any]:
    own = select(Record.scope, Record.id, Record.seq).where(*where(Record))
    projected = select(FeedExtra.scope, FeedExtra.record_id, FeedExtra.seq)
    both = union_all(own, projected.where(*where(FeedExtra), FeedExtra.withdrawn.is_(False)))
    return select(both.subquery())


_ROWS = _rows(lambda table: [table.tenant_id == bindparam("tenant")])
_ROWS_OF_SCOPE = _rows(
    lambda table: [table.tenant_id == bindparam("tenant"), table.scope == bindparam("scope")]
)
_WITHDRAWN = (
    select(FeedExtra.scope, func.max(FeedExtra.seq).label("last"))
    .where(FeedExtra.tenant_id == bindparam("tenant"), FeedExtra.withdrawn)
    .group_by(FeedExtra.scope)
)
_ALL = select(ScopeDigest.scope, ScopeDigest.count, ScopeDigest.sum, ScopeDigest.last).where(
    ScopeDigest.tenant_id == bindparam("tenant")
)
_EXTRAS = (
    select(func.max(FeedExtra.seq))
    .where(FeedExtra.tenant_id == ScopeDigest.tenant_id, FeedExtra.scope == ScopeDigest.scope)
    .scalar_subquery()
)
_ANY_HELD = (
    select(literal(1))
    .where(HeldOp.tenant_id == TenantFeed.tenant_id, HeldOp.state == "held")
    .exists()
    .correlate(TenantFeed)
)
_MOMENT = {
    name: Ready(
        select(
            TenantFeed.epoch,
            TenantFeed.last.label("end"),
            _ANY_HELD.label("any_held"),
            ScopeDigest.scope,
            ScopeDigest.count,
            ScopeDigest.sum,
            ScopeDigest.last,
            _EXTRAS.label("extras"),
        )
        .outerjoin(
            ScopeDigest, and_(ScopeDigest.tenant_id == TenantFeed.tenant_id, ScopeDigest.scope.in_(wanted))
        )
        .where(TenantFeed.tenant_id == bindparam("tenant"))
    )
    for name, wanted in ID_SET.items()
}


@lru_cache(maxsize=64)
def _adding(scopes: int) -> Ready:
    rows = ",".join(f"(:tenant, :scope{at}, :count{at}, :sum{at}, :last{at})" for at in range(scopes))
    return Ready(
        text(
            f"INSERT INTO scope_digest (tenant_id, scope, count, sum, last) VALUES {rows}"  # noqa: S608
            " ON CONFLICT (tenant_id, scope) DO UPDATE SET count = scope_digest.count + excluded.count,"
            " sum = (scope_digest.sum + excluded.sum) % :whole,"
            " last = CASE WHEN excluded.last > scope_digest.last THEN excluded.last"
            " ELSE scope_digest.last END"
        )
    )
