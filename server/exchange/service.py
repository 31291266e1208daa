"""What other parts of the server may ask of the exchange: push, pull, and filing ops in the server's name."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from server.auth import Current, TenantFacts
from server.db import outside_feed, read_snapshot, transaction
from server.devices import service as devices
from server.exchange import pull as pulling
from server.exchange import push as pushing
from server.exchange.clones import Stretch
from server.exchange.filing import Filing
from server.exchange.server_ops import draft, number
from server.exchange.stretch import file_stretch, finish
from server.problems import ProtocolUnknown
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


def pull(who: Current, query: Mapping[str, Any]) -> tuple[bytes, int]:
    """(one page as JSON, how many rows it shows) of the scopes she holds. Raises FeedReset, Invalid."""
    with read_snapshot() as session:
        own = devices.writers_on(who.tenant.id, who.staff.id, who.session.device_id)
        numbers = [writer.writer_no for writer in own]
        reply = pulling.pull(session, who.tenant.id, who.scopes, query, numbers)
        stale = [
            writer.writer_no for writer in own if orjson.loads(writer.scopes_at_contact) != list(who.scopes)
        ]
    if stale:
        _note_contact(who, stale)
    return reply


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
            verdicts += file_stretch(filing, Stretch(pen, batch, {}))
            finish(filing)
    return verdicts


def _note_contact(who: Current, writer_nos: Sequence[int]) -> None:
    """Remember the rights her tablets hold from this contact on."""
    with outside_feed():
        for writer_no in writer_nos:
            writer = devices.get_writer(who.tenant.id, writer_no, lock=True)
            if writer is not None:
                devices.note_scopes(writer, who.scopes)
