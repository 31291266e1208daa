"""Push: ops in, verdicts out. Everything that can be known is known before the transaction begins."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from server import clock, logs
from server.db import transaction
from server.devices import service as devices
from server.devices.contact import note_pushed
from server.exchange.clones import Stretch, readdress, stretches
from server.exchange.filing import Filing
from server.exchange.intake import Incoming, read_batch
from server.exchange.line import Line
from server.exchange.pens import Author, Pen, find_authors
from server.exchange.sealed import opened
from server.exchange.stretch import file_stretch, finish, load
from server.problems import Problem, WriterUnknown
from sync import feed
from sync.feed import Ranges, Verdict
from sync.ids import op_id, split_op_id

TRANSIENT = (Problem, OperationalError, InterfaceError, OSError)  # nothing was filed: send it again
TOGETHER = 1_000  # ops that are filed in one transaction when they come from several tablets


@dataclass(eq=False)
class Push:
    """One push on its way: who pushes for whom, and what has been decided so far. See line.py.

    from_file: carried here in a file, so it says nothing of how the device stands now.
    """

    tenant_id: int
    tenant_uid: str
    carrier_id: str
    envelope: Mapping[str, Any]
    from_file: bool = False
    epoch: str = ""
    verdicts: list[Verdict] = field(default_factory=list)
    received: dict[int, Ranges] = field(default_factory=dict)
    backed_up: dict[int, list[list[int]]] = field(default_factory=dict)
    moved: tuple[int, str] | None = None
    moved_reply: dict[str, Any] | None = None
    missing: int = 0
    error: BaseException | None = None

    @property
    def key(self) -> int:
        """Its writer."""
        return int(self.envelope["writer_no"])

    @property
    def weight(self) -> int:
        """How many ops it brings."""
        return len(self.envelope["ops"])


class Part(NamedTuple):
    """Ops of one push that are filed in one transaction; nearly always all of it."""

    job: Push
    author: Author
    batch: list[Incoming]
    prev_hash: str | None


class Outcome(NamedTuple):
    """What became of a part. missing: seqs that are missing now and were not before."""

    pen: Pen
    stretches: list[Stretch]
    verdicts: list[Verdict]
    received: dict[int, Ranges]
    missing: int


class NotTogether(Exception):
    """A copied store among several pushes: each is filed alone."""


def push(
    tenant_id: int,
    tenant_uid: str,
    carrier_id: str,
    envelope: Mapping[str, Any],
    *,
    from_file: bool = False,
) -> dict[str, Any]:
    """File the ops of an envelope once each and say what became of every one. Raises WriterUnknown."""
    job = Push(tenant_id, tenant_uid, carrier_id, envelope, from_file)
    _lines[tenant_id].wait(job)
    if job.missing:
        logs.note("seq-gap", tenant=tenant_id, writer=job.key, missing=job.missing)
    return _reply(job)


def _readmitted(job: Push) -> Author:
    """A restored server takes back a writer whose certificate proves it. Raises WriterUnknown."""
    writer_no = job.key
    facts = devices.read_certificate(job.tenant_uid, job.envelope.get("writer_cert") or "")
    if facts is None or facts.writer_no != writer_no:
        raise WriterUnknown
    made_as = job.envelope.get("made_as")
    origin = split_op_id(made_as)[0] if made_as else None
    with transaction(job.tenant_id):
        if devices.readmit(job.tenant_id, facts, str(job.envelope["store_id"]), origin) is None:
            raise WriterUnknown
    logs.note("writer-readmitted", tenant=job.tenant_id, writer=writer_no, staff=facts.staff)
    return find_authors(job.tenant_id, job.tenant_uid, [writer_no])[writer_no]


def _file_all(jobs: Sequence[Push]) -> None:
    """File pushes of different writers of one tenant: together, or each alone when that does not go."""
    parts = _parts(jobs)
    if len(parts) > 1:
        try:
            _file_once(parts)
            return
        except TRANSIENT:
            raise
        except NotTogether:
            pass
        except Exception as error:  # noqa: BLE001 - whose it is shows when each is filed alone
            logs.crash(error)
    for part in parts:
        try:
            _file(part)
        except Exception as error:  # noqa: BLE001 - hers alone: raised where she waits
            part.job.error = error


_lines: dict[int, Line[Push]] = defaultdict(lambda: Line(_file_all, TOGETHER))


def _parts(jobs: Sequence[Push]) -> list[Part]:
    """What is to be filed, read. A push whose writer nobody was given is told so."""
    first = jobs[0]
    authors = find_authors(first.tenant_id, first.tenant_uid, [job.key for job in jobs])
    parts = []
    for job in jobs:
        try:
            author = authors.get(job.key) or _readmitted(job)
        except Problem as problem:
            job.error = problem
        else:
            parts.append(Part(job, author, _read(job, author), job.envelope["prev_hash"]))
    return parts


def _read(job: Push, author: Author) -> list[Incoming]:
    batch = read_batch(job.tenant_uid, author.signer, opened(job.tenant_uid, job.envelope))
    if job.envelope.get("made_as") is not None:
        for incoming in batch:
            incoming.made_as = job.envelope["made_as"]
    if author.hold is not None:
        for incoming in batch:  # kept with its bytes; a coordinator looks at it before it counts
            incoming.reason, incoming.waits_for = incoming.reason or author.hold, None
    return batch


def _file(part: Part) -> None:
    """File a part in one transaction. One that crashes is halved until one op is left, which is held."""
    job, author, batch, prev_hash = part
    try:
        _file_once([part])
    except TRANSIENT:
        raise  # the device sends it again
    except Exception as error:
        logs.crash(error)
        if len(batch) > 1:
            half = len(batch) // 2
            _file(Part(job, author, batch[:half], prev_hash))
            _file(Part(job, author, batch[half:], batch[half - 1].hash))
        elif batch and batch[0].reason != "server-error":
            batch[0].reason = "server-error"
            _file(part)
        else:
            raise


def _file_once(parts: Sequence[Part]) -> None:
    first = parts[0].job
    with transaction(first.tenant_id) as turn:
        filing = Filing(turn, first.tenant_uid)
        filing.load_pens({part.job.key: part.author.rights for part in parts})
        filing.load_log({part.job.key: part.batch for part in parts})
        load(filing, chain.from_iterable(part.batch for part in parts))
        outcomes = [_decide(filing, part, alone=len(parts) == 1) for part in parts]
        finish(filing)
    for part, outcome in zip(parts, outcomes, strict=True):
        _note(part.job, outcome, turn.epoch)


def _decide(filing: Filing, part: Part, *, alone: bool) -> Outcome:
    job, _, batch, prev_hash = part
    pen = filing.pen(job.key)
    missing, seen_at = feed.count(feed.gaps(pen.received)), pen.writer.last_seen_at
    stretched = _stretches(job, filing, pen, prev_hash, batch)
    if not alone and [one.pen for one in stretched] != [pen]:
        raise NotTogether
    verdicts = [verdict for one in stretched for verdict in file_stretch(filing, one)]
    received = {one.pen.no: one.pen.receive(incoming.seq for incoming in one.batch) for one in stretched}
    if job.from_file:
        pen.writer.last_seen_at = seen_at
        pen.writer.made_seq = max(pen.writer.made_seq, job.envelope["made_seq"])
    else:
        _note_owed(filing.session, job, pen)
    missing = max(0, feed.count(feed.gaps(pen.received)) - missing)
    return Outcome(pen, stretched, verdicts, {pen.no: pen.received} | received, missing)


def _note(job: Push, outcome: Outcome, epoch: str) -> None:
    """What has been committed is what the device is told."""
    last = outcome.stretches[-1]
    job.epoch = epoch
    job.backed_up |= {one.no: one.backed_up for one in (outcome.pen, *(one.pen for one in outcome.stretches))}
    job.verdicts += outcome.verdicts
    job.received |= outcome.received
    job.missing += outcome.missing
    if last.pen is not outcome.pen and job.moved is None:
        job.moved = (last.pen.no, last.batch[0].made_as or op_id(outcome.pen.no, last.batch[0].seq))
        # A key is for its owner only, whoever carries her tablet.
        if last.pen.rights.staff_id == job.carrier_id:
            job.moved_reply = _moved(job, last.pen, last.batch[0])


def _stretches(
    job: Push, filing: Filing, pen: Pen, prev_hash: str | None, batch: list[Incoming]
) -> list[Stretch]:
    """Whose ops these are. Once part of a push has moved to another number, the rest of it follows."""
    if not batch:
        return [Stretch(pen, [], {})]
    if job.moved is None:
        return stretches(filing, pen, prev_hash, batch)
    clone, made_as = filing.pen(job.moved[0]), job.moved[1]
    return stretches(filing, clone, None, readdress(batch, clone, made_as))


def _note_owed(session: Session, job: Push, pen: Pen) -> None:
    """What the device says it still owes, for the coordinator."""
    writer, envelope = pen.writer, job.envelope
    writer.made_seq = max(writer.made_seq, envelope["made_seq"])
    writer.drafts_open = envelope["drafts_open"]
    writer.last_seen_at = clock.now()
    note_pushed(session, writer, envelope, pen.received)


def _reply(job: Push) -> dict[str, Any]:
    received = {str(no): [list(span) for span in ranges] for no, ranges in job.received.items()}
    reply = {
        "epoch": job.epoch,
        "received": received,
        "backed_up": {str(no): job.backed_up[no] for no in job.received},
        "verdicts": feed.verdict_ranges(job.verdicts),
        "server_time": clock.now_iso(),
    }
    if job.moved_reply is not None:
        reply["moved"] = job.moved_reply
    return reply


def _moved(job: Push, pen: Pen, first: Incoming) -> dict[str, Any]:
    """Whose number it is from which op on; some of them a colleague may have carried here before."""
    began = split_op_id(first.made_as) if first.made_as is not None else (0, 0)
    first_seq = began[1] if began[0] == job.envelope["writer_no"] else first.seq
    given = devices.writer_reply(job.tenant_uid, pen.writer)
    return {
        "from": job.envelope["writer_no"],
        "to": pen.no,
        "mac_key": given["mac_key"],
        "certificate": given["certificate"],
        "first_seq": first_seq,
    }
