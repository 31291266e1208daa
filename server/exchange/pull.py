"""Pull: one page of what changed in the scopes a session holds. One snapshot; bodies are sent unread."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from server import clock
from server.exchange import digests, op_log, pages
from server.exchange.digests import Moment
from server.exchange.models import HeldOp
from server.exchange.pages import BODY, OPEN_CONFLICTS, SEQ, TENANT, Asked, Page
from server.exchange.pens import held_of
from server.exchange.visits import Asking
from server.problems import FeedReset, Invalid
from server.records.service import distinct
from sync import feed
from sync.feed import Cursor
from sync.ids import op_id


class Reply(NamedTuple):
    """A page as JSON.

    shown: how many rows it shows; highest: the highest seq among them. end: where the feed ends now. to_come:
    rows of the whole run, this page included, where it was counted. is_last: no page comes after it.
    """

    body: bytes
    shown: int
    highest: int
    end: int
    to_come: int
    is_last: bool


def pull(
    session: Session,
    tenant_id: int,
    scopes: Sequence[str],
    query: Mapping[str, Any],
    own: Sequence[Asking],
) -> Reply:
    """One page of these scopes. own: writers of who asks. Inside a snapshot. Raises FeedReset or Invalid."""
    ordered = in_order(scopes)
    moment = digests.moment(session, tenant_id, ordered)
    asked = read_query(query, moment.epoch, moment.last)
    page = pages.fill(session, tenant_id, ordered, asked, moment.last, moment.scopes)
    pages.leave_out_echoes(session, tenant_id, page, asked)
    total = None
    if page.more and not counts_itself(asked, ordered):
        total = pages.to_come(session, tenant_id, ordered, asked.cursor)
    receipts = _of_writers(session, tenant_id, own, asked.holding, any_held=moment.any_held)
    return composed(tenant_id, scopes, moment, page, receipts, total)


def in_order(scopes: Iterable[str]) -> list[str]:
    """Scopes as they are read. Masters and form versions come first: no page names a form version the device
    has not been given.
    """
    return sorted(scopes, key=lambda scope: (scope != TENANT, scope))


def composed(
    tenant_id: int,
    scopes: Sequence[str],
    moment: Moment,
    page: Page,
    receipts: Mapping[str, Any],
    total: Mapping[str, int] | None,
) -> Reply:
    """The reply. receipts: what is said of writers. total: rows to come by scope, where they were counted."""
    epoch, last, _, standing = moment
    reply = {
        "epoch": epoch,
        "cursor": feed.write_cursor(Cursor(epoch, page.cursor)),
        "head": page.head,
        "scopes": list(scopes),
        "more": page.more,
        "kept": [[part.scope, *kept] for part in page.parts for kept in part.kept],
        "withdrawn": [[part.scope, *gone] for part in page.parts for gone in part.withdrawn],
        "left": {
            part.scope: [len(part.withdrawn), part.to_leave]
            for part in page.parts
            if part.withdrawn or part.to_leave
        },
        "digest": {scope: [*standing.get(scope, digests.NOTHING).digest] for scope in page.head},
        **receipts,
        "server_time": clock.now_iso(),
    }
    if total is not None:
        reply["total"] = total
    shown = sum(len(part.rows) for part in page.parts)
    highest = max((part.rows[-1][SEQ] for part in page.parts if part.rows), default=0)
    body = _with_rows(tenant_id, reply, page)
    return Reply(body, shown, highest, last, sum((total or {}).values()), not page.more)


def bucket_rows(session: Session, tenant_id: int, scope: str, buckets: Sequence[int]) -> tuple[bytes, int]:
    """(the reply as JSON, how many rows it shows): every row of these buckets of a scope, as it stands."""
    rows = pages.in_buckets(session, tenant_id, scope, buckets)
    epoch = digests.moment(session, tenant_id, []).epoch
    return _spliced({"epoch": epoch, "scope": scope}, rows=_bodies(tenant_id, rows)), len(rows)


def read_query(query: Mapping[str, Any], epoch: str, last: int) -> Asked:
    """The query understood. Raises Invalid for what is not a cursor, FeedReset for one of another past."""
    cursor = _cursor(query, "cursor") or Cursor(epoch, {})
    head = _cursor(query, "head") or Cursor(epoch, {})
    if cursor.epoch != epoch or any(seq > last for seq in cursor.scopes.values()):
        raise FeedReset(epoch=epoch)
    positions = head.scopes if head.epoch == epoch else {}
    holding = feed.parse_holding(query["holding"]) or {}
    return Asked(cursor, positions, holding, query["limit"], query["coming"])


def _cursor(query: Mapping[str, Any], name: str) -> Cursor | None:
    if not query[name]:
        return None
    cursor = feed.parse_cursor(query[name])
    if cursor is None:
        raise Invalid(errors={name: ["is not a cursor of this server"]})
    return cursor


def counts_itself(asked: Asked, scopes: Sequence[str]) -> bool:
    """True when the device counts down what it was told before: nothing it asks for is new to it."""
    return asked.coming is not None and all(scope in asked.cursor.scopes for scope in scopes)


def _of_writers(
    session: Session, tenant_id: int, own: Sequence[Asking], named: Iterable[int], *, any_held: bool
) -> dict[str, Any]:
    """Of her writers and of those she names: ops held aside, what is received, what is backed up."""
    of_writers = held_by(own)
    of_writers |= held_of(tenant_id, set(named) - of_writers.keys())
    where = {"tenant": tenant_id, "writers": list(of_writers)}
    held = session.execute(_HELD, where) if of_writers and any_held else ()
    return receipts_of(of_writers, [(op_id(row.writer_no, row.seq), row.reason) for row in held])


def held_by(own: Sequence[Asking]) -> dict[int, tuple[Any, Any]]:
    """{writer number: (what is received, what is backed up)} of who asks."""
    return {
        writer.writer_no: (orjson.loads(writer.received), orjson.loads(writer.backed_up)) for writer in own
    }


def receipts_of(of_writers: Mapping[int, tuple[Any, Any]], held: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """What a page says of writers. held: ops held aside, (id, reason)."""
    return {
        "held": held,
        "received": {str(no): received for no, (received, _) in of_writers.items()},
        "backed_up": {str(no): backed_up for no, (_, backed_up) in of_writers.items()},
    }


def _with_rows(tenant_id: int, reply: Mapping[str, Any], page: Page) -> bytes:
    """The reply with its rows, form versions apart."""
    forms: list[bytes] = []
    rows: list[bytes] = []
    for part in page.parts:
        if part.scope == TENANT:
            forms += [row.body.encode() for row in part.rows if row.kind == "form_version"]
            rows += _bodies(tenant_id, [row for row in part.rows if row.kind != "form_version"])
        else:
            rows += _bodies(tenant_id, part.rows)
    return _spliced(reply, form_versions=forms, rows=rows)


def _bodies(tenant_id: int, rows: Sequence[Any]) -> list[bytes]:
    """Each row as it is stored; one that holds different values with who, when and where from."""
    bodies = [row[BODY] for row in rows]
    if bodies and type(bodies[0]) is str:  # read with all its columns
        bodies = [body.encode() for body in bodies]
    in_conflict = [place for place, row in enumerate(rows) if row[OPEN_CONFLICTS]]
    if in_conflict:
        ops = {place: _different(bodies[place]) for place in in_conflict}
        known = op_log.entries(tenant_id, {op for named in ops.values() for op in named})
        for place, named in ops.items():
            by = {op: known[op].by() for op in named if op in known}
            bodies[place] = b'{"by":' + orjson.dumps(by) + b"," + bodies[place][1:]
    return bodies


def _different(body: bytes) -> list[str]:
    """The ops whose values stand beside others in some field."""
    members = orjson.loads(body)["members"].values()
    return [op for pairs in members if len(distinct(pairs)) > 1 for op, _ in pairs]


def _spliced(reply: Mapping[str, Any], **lists: Sequence[bytes]) -> bytes:
    """A JSON object with lists whose members are JSON already."""
    parts = [orjson.dumps(reply)[:-1]]
    for name, members in lists.items():
        parts += [b',"', name.encode(), b'":[', b",".join(members), b"]"]
    return b"".join([*parts, b"}"])


_HELD = (
    select(HeldOp.writer_no, HeldOp.seq, HeldOp.reason)
    .where(
        HeldOp.tenant_id == bindparam("tenant"),
        HeldOp.state == "held",
        HeldOp.writer_no.in_(bindparam("writers", expanding=True)),
    )
    .order_by(HeldOp.writer_no, HeldOp.seq)
)
