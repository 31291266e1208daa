"""Ops on hold, considered once more: a right was given, a form published or the server renewed since."""

from collections.abc import Sequence

from server.auth import TenantFacts
from server.db import transaction
from server.exchange import store
from server.exchange.apply import consider
from server.exchange.filing import Filing
from server.exchange.intake import NOT_PROVEN, WAITS, Incoming, understand
from server.exchange.stretch import finish
from sync.feed import Verdict
from sync.ids import split_op_id

FINAL = frozenset({WAITS, "lost", *NOT_PROVEN})  # no rule of ours that could have changed since


def again(tenant: TenantFacts, op_ids: Sequence[str]) -> list[Verdict]:
    """Apply those of these held ops against which nothing stands any more, each by its own writer's rights.

    Opens its own transaction. What is not held, waits for a record or was never proved hers stays as it is.
    """
    with transaction(tenant.id) as turn:
        filing = Filing(turn, tenant.uid)
        verdicts = [verdict for one in op_ids if (verdict := _again(filing, one)) is not None]
        finish(filing)
    return verdicts


def _again(filing: Filing, op: str) -> Verdict | None:
    writer_no, seq = split_op_id(op)
    known = store.stored_ops(filing.session, filing.tenant_id, writer_no, seq, seq).get(seq)
    if known is None or known.state != "held" or known.reason in FINAL:
        return None
    incoming = Incoming(seq, known.hash, known.body, made_as=known.made_as, held_as=known.reason)
    understand(filing.tenant_uid, incoming)
    return consider(filing, filing.pen(writer_no), incoming, again=True)
