"""What other parts of the server may ask of the exchange: push, pull, and filing ops in the server's name."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import orjson

from server.auth import Current, TenantFacts
from server.db import db, one_look, read_snapshot, transaction
from server.exchange import digests, lines, reads, rosters, visits
from server.exchange import pull as pulling
from server.exchange import push as pushing
from server.exchange.clones import Stretch
from server.exchange.filing import Filing
from server.exchange.glance import Glance, glance
from server.exchange.kinds import TENANT
from server.exchange.server_ops import draft, number
from server.exchange.stretch import file_stretch, finish, load
from server.problems import NotFound, ProtocolUnknown
from server.records import service as records
from server.room import if_there_is_room
from server.staff.rights import ROSTER
from server.tenants import service as tenants
from sync import feed
from sync.feed import Verdict

PROTOCOL = 1
BATCH = 1_000


def push(tenant: TenantFacts, carrier_id: str, envelope: Mapping[str, Any]) -> dict[str, Any]:
    """File the ops a device sends. carrier_id: who is signed in; each op is judged by its own writer.

    Opens its own transactions. Raises ProtocolUnknown, WriterUnknown.
    """
    if envelope["protocol"] != PROTOCOL:
        raise ProtocolUnknown
    return pushing.push(tenant.id, tenant.uid, carrier_id, envelope)


def push_from_file(tenant: TenantFacts, carrier_id: str, envelope: Mapping[str, Any]) -> list[Verdict]:
    """The same for ops out of a file, brought by anybody; what became of each. Raises WriterUnknown."""
    reply = pushing.push(tenant.id, tenant.uid, carrier_id, envelope, from_file=True)
    return [
        Verdict(seq, run["verdict"], run.get("reason"))
        for run in reply["verdicts"]
        for seq in range(run["from"], run["to"] + 1)
    ]


def pull(who: Current, query: Mapping[str, Any]) -> bytes:
    """One page as JSON of the scopes she holds; the read log says so first. Raises FeedReset, Invalid."""
    _open_rosters(who)
    with one_look() as connection:
        seen = glance(connection, who, query)
    page, own = seen or _in_a_snapshot(who, query)
    news = visits.news(who, own, query, is_last=page.is_last)
    if news:
        with if_there_is_room():
            visits.note(who, news, query)
    if page.shown:
        reads.note_page(who, page, query["coming"])
        if not query["cursor"]:
            reads.tell_download(who, page)
    return page.body


def _in_a_snapshot(who: Current, query: Mapping[str, Any]) -> Glance:
    with read_snapshot() as session:
        own = visits.writers_of(session.connection(), who)
        return Glance(pulling.pull(session, who.tenant.id, who.scopes, query, own), own)


def scope_digest(who: Current, scope: str) -> dict[str, Any]:
    """The digests of the 256 parts of a scope she holds. Raises NotFound."""
    _check_held(who, scope)
    with read_snapshot() as session:
        epoch = tenants.epoch(who.tenant.id)
        return {
            "epoch": epoch,
            "scope": scope,
            "buckets": [[*sums] for sums in digests.buckets(session, who.tenant.id, scope)],
        }


def scope_rows(who: Current, scope: str, buckets: str) -> tuple[bytes, int]:
    """(the rows of some parts of a scope she holds as JSON, how many). Raises NotFound."""
    _check_held(who, scope)
    with read_snapshot() as session:
        return pulling.bucket_rows(session, who.tenant.id, scope, feed.parse_buckets(buckets) or [])


def roster_rows(tenant_id: int, session_id: str, areas: Collection[str]) -> list[dict[str, Any]]:
    """The roster of a session as tablets keep it, without whom and what is found outside these areas.

    Inside a snapshot or a transaction. Its rows stand in no feed: their seq is 0.
    """
    listed = dict(rosters.listed(db.session(), tenant_id, session_id))
    views = records.get_many(tenant_id, listed)
    scope = f"{ROSTER}{session_id}"
    return [
        orjson.loads(lines.line(scope, 0, row.kind, record_id, row.body))
        for record_id, row in sorted(listed.items())
        if views[record_id].scope == TENANT or views[record_id].scope in areas
    ]


def check_digests(tenant_id: int, repair: bool) -> list[str]:
    """The scopes whose digest is not what their rows say. repair: write what the rows say."""
    if not repair:
        with read_snapshot() as session:
            return list(digests.differing(session, tenant_id))
    with transaction(tenant_id) as turn:
        wrong = digests.differing(turn.session, tenant_id)
        digests.put_right(turn.session, tenant_id, wrong)
    return list(wrong)


def file_ops(
    tenant: TenantFacts, drafts: Sequence[Mapping[str, Any]], writer_no: int | None = None
) -> list[Verdict]:
    """File ops in the server's name (or as an import's writer), 1,000 to a transaction.

    drafts: kind, id, new or edits, and any optional member of an op, e.g. form_version, made_at. What is
    wrong with one is told by its verdict, as to a tablet.
    """
    checked = [draft(tenant.uid, members) for members in drafts]
    verdicts: list[Verdict] = []
    for at in range(0, len(checked), BATCH):
        with transaction(tenant.id) as turn:
            filing = Filing(turn, tenant.uid)
            pen = filing.servers_own() if writer_no is None else filing.pen(writer_no)
            batch = number(pen, checked[at : at + BATCH])
            load(filing, batch)
            verdicts += file_stretch(filing, Stretch(pen, batch, {}))
            finish(filing)
    return verdicts


def _check_held(who: Current, scope: str) -> None:
    if scope not in who.scopes:
        raise NotFound


def _open_rosters(who: Current) -> None:
    """Make the rosters she was granted that nobody has asked for yet."""
    if not any(scope.startswith(ROSTER) for scope in who.scopes):
        return
    with read_snapshot() as session:
        missing = rosters.missing(session, who.tenant.id, who.scopes)
    if missing:
        with transaction(who.tenant.id) as turn:
            rosters.open_missing(turn, missing)
