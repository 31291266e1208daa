"""A pull in one statement, for which nobody need say BEGIN: PostgreSQL, and a tablet that merely goes on.

Each statement more is a wait for the database, and a pull of a few changes is little else. What the statement
does not answer (masters, withdrawals, projections, values side by side, ops held aside, echoes to be left
out, rows still to be counted) is read by pull.py in a snapshot of its own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, text

from server.auth import Current
from server.exchange import pull as pulling
from server.exchange.digests import Moment, Standing
from server.exchange.pages import BODY, OPEN_CONFLICTS, SEQ, TENANT, Page, Part
from server.exchange.pull import Reply
from server.exchange.visits import Asking
from server.ready import Ready
from sync import feed
from sync.feed import Digest

Row = tuple[int, int, bytes, int]  # seq, open conflicts, body, at: which of the scopes; -1: how all stands
AT = 3


class Glance(NamedTuple):
    """A page, and the writers of who asked."""

    reply: Reply
    own: list[Asking]


def glance(connection: Connection, who: Current, query: Mapping[str, Any]) -> Glance | None:
    """One page of the scopes she holds; None when that takes more. Raises FeedReset, Invalid."""
    cursor = feed.parse_cursor(query["cursor"])
    if connection.dialect.name != "postgresql" or cursor is None or query["holding"]:
        return None
    scopes = pulling.in_order(who.scopes)
    after = [{"at": at, "scope": one, "after": cursor.scopes.get(one, 0)} for at, one in enumerate(scopes)]
    asking = {"tenant": who.tenant.id, "staff": who.staff.id, "device": who.session.device_id or ""}
    rows = _GLANCE.raw(connection, asked=orjson.dumps(after).decode(), room=query["limit"], **asking)
    rows.sort(key=itemgetter(AT, SEQ))  # as they nearly always come
    said = orjson.loads(rows[0][BODY])
    moment = _moment(said)
    asked = pulling.read_query(query, moment.epoch, moment.last)
    conflicts = any(map(itemgetter(OPEN_CONFLICTS), rows))
    if moment.any_held or conflicts or any(_needs_more(one) for one in said["scopes"]):
        return None
    found = {scopes[at]: list(part) for at, part in groupby(rows[1:], itemgetter(AT))}
    page = _page(said["scopes"], found, moment.last, query["limit"])
    if page.more and not pulling.counts_itself(asked, scopes):
        return None
    own = [_writer(one) for one in said["writers"] or ()]
    receipts = pulling.receipts_of(pulling.held_by(own), [])
    return Glance(pulling.composed(who.tenant.id, who.scopes, moment, page, receipts, None), own)


def _moment(said: Mapping[str, Any]) -> Moment:
    standing = {
        one["scope"]: Standing(Digest(one["count"], one["sum"]), one["last"], one["extras"])
        for one in said["scopes"]
        if one["count"] is not None
    }
    return Moment(said["epoch"], said["last"], said["any_held"], standing)


def _needs_more(one: Mapping[str, Any]) -> bool:
    """True for news of a scope that are not just rows."""
    return bool(one["extras"] > one["after"] or (one["scope"] == TENANT and one["last"] > one["after"]))


def _page(scopes: Sequence[Mapping[str, Any]], found: Mapping[str, list[Row]], last: int, room: int) -> Page:
    """The rows found, up to where each scope was read; see `before` in the statement."""
    page = Page({})
    for one in scopes:
        scope, rows, limit = one["scope"], found.get(one["scope"], []), room - one["before"]
        read_to_end = one["last"] <= one["after"] or (limit >= 0 and len(rows) <= limit)
        rows = rows if read_to_end else rows[: max(limit, 0)]
        if rows:
            page.parts.append(Part(scope, rows))
        if read_to_end:
            page.cursor[scope] = last
            page.head.append(scope)
        else:
            page.cursor[scope], page.more = rows[-1][SEQ] if rows else one["after"], True
    return page


def _writer(said: Mapping[str, Any]) -> Asking:
    seen, ended = said["last_seen_at"], said["ended_at"]
    at = {"last_seen_at": datetime.fromisoformat(seen), "ended_at": ended and datetime.fromisoformat(ended)}
    return Asking(**{**said, **at})


# before: how many rows the scopes before it can have at most, so that all together fit into a page
_GLANCE = Ready(
    text("""
WITH asked AS (
  SELECT * FROM json_to_recordset(CAST(:asked AS json)) AS one(at int, scope text, after bigint)
), standing AS MATERIALIZED (
  SELECT asked.at, asked.scope, asked.after, digest.count, digest.sum, coalesce(digest.last, 0) AS last,
    coalesce((SELECT max(extra.seq) FROM feed_extra AS extra
      WHERE extra.tenant_id = :tenant AND extra.scope = asked.scope), 0) AS extras,
    CAST(coalesce(sum(least(digest.count, greatest(digest.last - asked.after, 0)))
      OVER (ORDER BY asked.at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS bigint) AS before
  FROM asked LEFT JOIN scope_digest AS digest
    ON digest.tenant_id = :tenant AND digest.scope = asked.scope
)
SELECT CAST(0 AS bigint) AS seq, 0 AS open_conflicts, CAST(json_build_object(
  'epoch', feed.epoch,
  'last', feed.last,
  'any_held', EXISTS (SELECT 1 FROM held_op WHERE held_op.tenant_id = :tenant AND held_op.state = 'held'),
  'scopes', (SELECT json_agg(standing ORDER BY standing.at) FROM standing),
  'writers', (SELECT json_agg(own ORDER BY own.writer_no) FROM (
    SELECT writer.writer_no, writer.store_id, writer.scopes_at_contact, writer.received, writer.backed_up,
      writer.repaired_rows, writer.made_seq, writer.drafts_open, writer.saves_open, writer.last_seen_at,
      writer.ended_at, device.persisted, device.app_version, device.clock_offset_s
    FROM writer JOIN device ON device.tenant_id = writer.tenant_id AND device.id = writer.device_id
    WHERE writer.tenant_id = :tenant AND writer.staff_id = :staff AND writer.device_id = :device) AS own)
  ) AS text) AS body, -1 AS at
FROM tenant_feed AS feed WHERE feed.tenant_id = :tenant
UNION ALL
SELECT news.seq, news.open_conflicts, news.body, standing.at
FROM standing CROSS JOIN LATERAL (
  SELECT record.seq, record.open_conflicts, record.body FROM record
  WHERE record.tenant_id = :tenant AND record.scope = standing.scope AND record.seq > standing.after
    AND standing.last > standing.after AND standing.extras <= standing.after AND standing.scope <> 'tenant'
  ORDER BY record.seq LIMIT greatest(:room + 1 - standing.before, 0)
) AS news
""")
)
