"""A stretch of one writer's ops inside the transaction: each filed once, then the hooks run."""

from collections.abc import Iterable

from flask import current_app

from server.backup import journal
from server.exchange import replaced, rosters
from server.exchange.apply import consider
from server.exchange.clones import Stretch, gives_way, make_way
from server.exchange.filing import Filing
from server.exchange.intake import UNOPENED, WAITS, Incoming
from server.exchange.kinds import AFTER_SETTLE, KINDS
from server.exchange.pens import Pen, write_pens
from server.exchange.plain import filed
from server.exchange.server_ops import Desk
from server.exchange.sheets import Sheet
from sync.feed import Verdict


def file_stretch(filing: Filing, part: Stretch) -> list[Verdict]:
    """Decide about each op of one writer, in her order. What they name is best loaded before."""
    verdicts = [_file_one(filing, part, incoming) for incoming in part.batch]
    if not filing.held:
        return verdicts
    replaced.mark_late(filing, part.pen, part.batch)
    return [_as_it_ended(filing, part.pen, verdict) for verdict in verdicts]


def finish(filing: Filing) -> None:
    """Write what was decided, run the hooks on it, and write what those filed, until nothing is left."""
    _note_office_ops(filing)
    filing.flush()
    desk = Desk(filing)
    while filing.applied or filing.settled:
        applied, settled = filing.applied, filing.settled
        filing.applied, filing.settled = [], []
        for kind, event in applied:
            if kind.after_apply is not None:
                kind.after_apply(desk, event)
        for loss in settled:
            AFTER_SETTLE(desk, loss)
        filing.flush()
    rosters.keep_up(filing.turn, filing.rostered)
    write_pens(filing.session, filing.pens.values())


def _note_office_ops(filing: Filing) -> None:
    """Note in the office journal what is about to be committed from where no copy of it is kept."""
    for pen in [one for one in filing.pens.values() if one.writer.client in journal.CLIENTS]:
        seqs = [seq for writer_no, seq in filing.ops if writer_no == pen.no]
        file = current_app.extensions["kayoi_config"].journal_file
        journal.note_ops(file, filing.tenant_uid, filing.turn.epoch, pen.no, seqs)


def _file_one(filing: Filing, part: Stretch, incoming: Incoming) -> Verdict:
    known = part.stored.get(incoming.seq)
    if known is None:
        if filed(filing, part.pen, incoming):
            return Verdict(incoming.seq, "applied")
        return consider(filing, part.pen, incoming)
    same = known.hash == incoming.hash
    shut = known.reason == UNOPENED
    if (not same or shut) and not incoming.lost and gives_way(known, incoming):
        make_way(filing, part.pen, known, incoming)
        return consider(filing, part.pen, incoming)
    decided = filing.held.get((part.pen.no, incoming.seq))  # by what this push has released
    if known.state != "held" or (decided is not None and decided["state"] == "replaced"):
        return Verdict(incoming.seq, "duplicate")
    if known.reason == WAITS:
        return Verdict(incoming.seq, WAITS)
    if not same or incoming.lost:
        return Verdict(incoming.seq, "quarantined", known.reason)
    incoming.made_as, incoming.held_as = known.made_as, known.reason
    return consider(filing, part.pen, incoming, again=True)  # rights, forms or this server may have changed


def _as_it_ended(filing: Filing, pen: Pen, verdict: Verdict) -> Verdict:
    """An op that was released, or whose correction is there, was not held after all."""
    held = filing.held.get((pen.no, verdict.seq))
    if held is None or held["state"] == "held" or verdict.verdict not in (WAITS, "quarantined"):
        return verdict
    if held["state"] == "replaced":
        return Verdict(verdict.seq, "duplicate")
    fate = filing.ops.get((pen.no, verdict.seq)) or filing.op_changes[(pen.no, verdict.seq)]
    return Verdict(verdict.seq, fate["verdict"])


def load(filing: Filing, batch: Iterable[Incoming]) -> None:
    """Read what the ops name, and what hangs from who moves, in two statements."""
    batch = list(batch)
    filing.load(named(batch))
    ops = [one.op for one in batch if one.op is not None and one.reason is None]
    filing.load_hanging({op.id for op in ops if op.edits and op.kind == "person" and "area" in op.edits})


def named(batch: Iterable[Incoming]) -> set[str]:
    """Ids of every record the ops name."""
    ids: set[str | None] = set()
    for incoming in batch:
        op = incoming.op
        if op is None or incoming.reason is not None:
            continue
        ids.add(op.id)
        if type(op.new) is Sheet:
            ids.update(op.new.refs())
        else:
            ids.update(map(op.values().get, KINDS[op.kind].refs))
    ids.discard(None)
    return ids  # type: ignore[return-value]
