"""Push: ops in, verdicts out. Everything that can be known is known before the transaction begins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import InterfaceError, OperationalError

from server import clock, logs
from server.db import read_snapshot, transaction
from server.devices import service as devices
from server.exchange.clones import Stretch, readdress, stretches
from server.exchange.filing import Filing
from server.exchange.intake import Incoming, read_batch
from server.exchange.pens import Pen, find_pen
from server.exchange.rights import Rights
from server.exchange.stretch import file_stretch, finish
from server.problems import Problem, WriterUnknown
from sync import feed
from sync.feed import Ranges, Verdict
from sync.ids import op_id

NO_BACKUPS_YET: list[list[int]] = []


@dataclass
class Push:
    """One push on its way: who pushes for whom, and what has been decided so far."""

    tenant_id: int
    tenant_uid: str
    carrier_id: str
    envelope: Mapping[str, Any]
    rights: Rights | None = None
    epoch: str = ""
    verdicts: list[Verdict] = field(default_factory=list)
    received: dict[int, Ranges] = field(default_factory=dict)
    moved: tuple[Pen, int] | None = None
    missing: int = 0


def push(tenant_id: int, tenant_uid: str, carrier_id: str, envelope: Mapping[str, Any]) -> dict[str, Any]:
    """File the ops of an envelope once each and say what became of every one. Raises WriterUnknown."""
    job = Push(tenant_id, tenant_uid, carrier_id, envelope)
    pen = _known_pen(job)
    batch = read_batch(tenant_uid, pen.signer, envelope["ops"])
    for incoming in batch:
        incoming.made_as = envelope.get("made_as")
    job.rights = pen.rights
    _file(job, batch, envelope["prev_hash"])
    if job.missing:
        logs.note("seq-gap", tenant=tenant_id, writer=pen.no, missing=job.missing)
    return _reply(job)


def _known_pen(job: Push) -> Pen:
    """The pen the envelope names. A restored server takes back a writer whose certificate proves it."""
    writer_no = job.envelope["writer_no"]
    with read_snapshot():
        pen = find_pen(job.tenant_id, job.tenant_uid, writer_no)
    if pen is not None:
        return pen
    facts = devices.read_certificate(job.tenant_uid, job.envelope.get("writer_cert") or "")
    if facts is None or facts.writer_no != writer_no:
        raise WriterUnknown
    with transaction(job.tenant_id):
        if devices.readmit(job.tenant_id, facts, str(job.envelope["store_id"])) is None:
            raise WriterUnknown
    logs.note("writer-readmitted", tenant=job.tenant_id, writer=writer_no)
    return _known_pen(job)


def _file(job: Push, batch: list[Incoming], prev_hash: str | None) -> None:
    """File a batch in one transaction. One that crashes is halved until one op is left, which is held."""
    try:
        _file_once(job, batch, prev_hash)
    except (Problem, OperationalError, InterfaceError):
        raise  # the device sends it again
    except Exception as error:
        logs.crash(error)
        if len(batch) > 1:
            half = len(batch) // 2
            _file(job, batch[:half], prev_hash)
            _file(job, batch[half:], batch[half - 1].hash)
        elif batch and batch[0].reason != "server-error":
            batch[0].reason = "server-error"
            _file(job, batch, prev_hash)
        else:
            raise


def _file_once(job: Push, batch: list[Incoming], prev_hash: str | None) -> None:
    with transaction(job.tenant_id) as turn:
        filing = Filing(turn, job.tenant_uid)
        pen = filing.pen(job.envelope["writer_no"], job.rights)
        missing = feed.count(feed.gaps(pen.received))
        parts = _parts(job, filing, pen, prev_hash, batch)
        verdicts = [verdict for part in parts for verdict in file_stretch(filing, part)]
        received = {part.pen.no: part.pen.receive(incoming.seq for incoming in part.batch) for part in parts}
        _note_owed(job, pen, missing)
        finish(filing)
    job.epoch = turn.epoch
    job.verdicts += verdicts
    job.received |= {pen.no: pen.received} | received
    if parts[-1].pen is not pen and job.moved is None:
        job.moved = (parts[-1].pen, parts[-1].batch[0].seq)


def _parts(
    job: Push, filing: Filing, pen: Pen, prev_hash: str | None, batch: list[Incoming]
) -> list[Stretch]:
    """Whose ops these are. Once part of a push has moved to another number, the rest of it follows."""
    if not batch:
        return [Stretch(pen, [], {})]
    if job.moved is None:
        return stretches(filing, pen, prev_hash, batch)
    clone, first_seq = filing.pen(job.moved[0].no), job.moved[1]
    return stretches(filing, clone, None, readdress(batch, clone, op_id(pen.no, first_seq)))


def _note_owed(job: Push, pen: Pen, missing: int) -> None:
    """What the device says it still owes, for the coordinator; and how many more seqs are missing below."""
    writer, envelope = pen.writer, job.envelope
    writer.made_seq = max(writer.made_seq, envelope["made_seq"])
    writer.drafts_open = envelope["drafts_open"]
    writer.last_seen_at = clock.now()
    job.missing += max(0, feed.count(feed.gaps(pen.received)) - missing)


def _reply(job: Push) -> dict[str, Any]:
    received = {str(no): [list(span) for span in ranges] for no, ranges in job.received.items()}
    reply = {
        "epoch": job.epoch,
        "received": received,
        "backed_up": {no: NO_BACKUPS_YET for no in received},
        "verdicts": feed.verdict_ranges(job.verdicts),
        "server_time": clock.now_iso(),
    }
    # A key is for its owner only, whoever carries her tablet.
    if job.moved is not None and job.moved[0].rights.staff_id == job.carrier_id:
        reply["moved"] = _moved(job, *job.moved)
    return reply


def _moved(job: Push, pen: Pen, first_seq: int) -> dict[str, Any]:
    given = devices.writer_reply(job.tenant_uid, pen.writer)
    return {
        "from": job.envelope["writer_no"],
        "to": pen.no,
        "mac_key": given["mac_key"],
        "certificate": given["certificate"],
        "first_seq": first_seq,
    }
