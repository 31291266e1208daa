"""A store that was copied or rolled back: the same op id comes with other bytes, or on another past.

From the first op that does not fit, the push is filed under a new writer number, flagged `clone_of`; sent
again, it is found there. Nothing is thrown away and nothing that was held is overwritten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from server.exchange import store
from server.exchange.filing import Filing
from server.exchange.intake import NOT_PROVEN, UNOPENED, Incoming
from server.exchange.pens import Pen, clone_pen, clones_of
from sync.ids import op_id

GIVES_WAY = frozenset({"lost", *NOT_PROVEN})  # held under a number whose true op may still come


class Stretch(NamedTuple):
    """Part of a push and the writer it is filed under. stored: what the log holds of that writer there."""

    pen: Pen
    batch: list[Incoming]
    stored: Mapping[int, Any]


def stretches(filing: Filing, pen: Pen, prev_hash: str | None, batch: list[Incoming]) -> list[Stretch]:
    """The push in parts, nearly always one. prev_hash: as the device says it, None: not said."""
    stored = _stored_around(filing, pen, batch)
    misfit = first_misfit(stored, prev_hash, batch)
    found = None
    for at in range(len(batch)):
        if at == misfit or _is_loose(stored, batch, at):
            found = _found_again(filing, pen, prev_hash if at == 0 else None, batch[at])
        if at == misfit or found is not None:
            break
    else:
        return [Stretch(pen, batch, stored)]
    clone, made_as = found or (clone_pen(pen), None)
    filing.pens[clone.no] = clone
    moved = readdress(batch[at:], clone, made_as or op_id(pen.no, batch[at].seq))
    rest = stretches(filing, clone, None, moved)
    return [Stretch(pen, batch[:at], stored), *rest] if at else rest


def _is_loose(stored: Mapping[int, Any], batch: Sequence[Incoming], index: int) -> bool:
    """An op that nothing ties to this writer: what came before it is neither in the push nor, for its first
    op, here to be compared. A copy may have filed it.
    """
    seq = batch[index].seq
    tied = batch[index - 1].seq == seq - 1 if index > 0 else seq - 1 in stored
    return seq > 1 and seq not in stored and not tied


def readdress(batch: Sequence[Incoming], clone: Pen, made_as: str) -> list[Incoming]:
    """The ops as this pen's. The originals stay: a transaction that fails is tried again in halves."""
    return [
        replace(incoming, hash=clone.signer.mac(incoming.body), made_as=incoming.made_as or made_as)
        for incoming in batch
    ]


def first_misfit(stored: Mapping[int, Any], prev_hash: str | None, batch: Sequence[Incoming]) -> int | None:
    """Index of the first op that cannot be this writer's, given what is stored; None when all fit."""
    before = stored.get(batch[0].seq - 1)
    other_past = prev_hash is not None and before is not None and _differs(before, prev_hash)
    for index, incoming in enumerate(batch):
        known = stored.get(incoming.seq)
        if known is None:
            if other_past:
                return index
        elif known.hash != incoming.hash and not incoming.lost and not gives_way(known, incoming):
            return index
    return None


def gives_way(known: Any, incoming: Incoming) -> bool:
    """True when what the log holds under this number was never the writer's own op, and this one is."""
    return incoming.proven and known.state == "held" and known.reason in GIVES_WAY


def make_way(filing: Filing, pen: Pen, known: Any, incoming: Incoming) -> None:
    """Move an unproven op off a number that its true owner uses now. A mere `lost` mark is replaced, and so
    is what could not be opened and has now come in the clear.
    """
    if known.reason in NOT_PROVEN and not (known.reason == UNOPENED and known.hash == incoming.hash):
        elsewhere = clone_pen(pen)
        row = {"tenant_id": filing.tenant_id, "writer_no": elsewhere.no, "seq": known.seq}
        op = row | {
            "save": 0,
            "hash": elsewhere.signer.mac(known.body),
            "kind": None,
            "record_id": known.record_id,
        }
        fate = {"verdict": "quarantined", "applied_seq": None, "as_sent": False, "made_as": None}
        filing.ops[(elsewhere.no, known.seq)] = op | {"body": known.body, "received_at": filing.now} | fate
        held = {"reason": known.reason, "waits_for": None, "state": "held"}
        filing.held[(elsewhere.no, known.seq)] = row | held
        elsewhere.receive([known.seq])
    store.delete_op(filing.session, filing.tenant_id, pen.no, known.seq)


def _differs(before: Any, prev_hash: str) -> bool:
    return before.hash != prev_hash and before.reason not in GIVES_WAY


def _stored_around(filing: Filing, pen: Pen, batch: Sequence[Incoming]) -> dict[int, Any]:
    span = pen.span_of(batch)
    if span is None:
        return {}
    known = filing.stored.get(pen.no)
    return store.stored_ops(filing.session, filing.tenant_id, pen.no, *span) if known is None else known


def _found_again(
    filing: Filing, pen: Pen, prev_hash: str | None, first: Incoming
) -> tuple[Pen, str | None] | None:
    """The number this copy was given before, and from which op on: there is this op, or the one before it."""
    for clone in clones_of(pen):
        held = store.stored_ops(filing.session, filing.tenant_id, clone.no, first.seq - 1, first.seq)
        same, before = held.get(first.seq), held.get(first.seq - 1)
        if same is not None and same.hash == clone.signer.mac(first.body):
            return clone, same.made_as
        if prev_hash and before is not None and pen.signer.mac(before.body) == prev_hash:
            return clone, before.made_as
    return None
