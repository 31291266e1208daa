"""A pen: one writer as push needs it. The only part of exchange that reads and changes writers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from server import clock
from server.db import one_look
from server.devices import service as devices
from server.devices.models import Tablet, Writer
from server.exchange.intake import Incoming
from server.exchange.rights import Rights, rights_of
from server.lean import LeanRow
from server.ready import Ready, among, listed_for
from server.staff.rights import with_grants
from sync import feed
from sync.feed import Ranges
from sync.ids import op_id, split_op_id
from sync.ops import Edit, Op, Signer


@dataclass
class Pen:
    """One writer, its key and its rights, as this transaction has them.

    writer: its row, which `write` puts back; one made in this transaction writes itself.
    """

    tenant_uid: str
    no: int
    writer: Writer | LeanRow
    signer: Signer
    rights: Rights

    @property
    def received(self) -> Ranges:
        """The seqs held, as stored."""
        return feed.parse_ranges(orjson.loads(self.writer.received))

    @property
    def backed_up(self) -> list[list[int]]:
        """The seqs its tablet need not keep a copy of any more."""
        said: list[list[int]] = orjson.loads(self.writer.backed_up)
        return said

    def span_of(self, batch: Sequence[Incoming]) -> tuple[int, int] | None:
        """From before the first op of a batch to its last, when any of this writer is held there."""
        if not batch:
            return None
        low, high = batch[0].seq - 1, batch[-1].seq
        return (low, high) if any(first <= high and last >= low for first, last in self.received) else None

    def next_seq(self) -> int:
        """The seq after the highest received; for writers whose ops the server makes itself."""
        ranges = self.received
        return ranges[-1][1] + 1 if ranges else 1

    def receive(self, seqs: Iterable[int]) -> Ranges:
        """Note that these are held now, and return all that are."""
        now = set(seqs)
        if now and max(now) - min(now) + 1 == len(now):  # nearly always: one run, added as one
            ranges = feed.add((*self.received, (min(now), max(now))), ())
        else:
            ranges = feed.add(self.received, now)
        self.writer.received = orjson.dumps(ranges).decode()
        self.writer.last_seen_at = clock.now()
        return ranges


def pen_of(tenant_uid: str, writer: Writer | LeanRow, rights: Rights | None = None) -> Pen:
    """The pen of a writer."""
    return Pen(
        tenant_uid,
        writer.writer_no,
        writer,
        Signer(devices.mac_key(tenant_uid, writer)),
        rights or rights_of(writer),
    )


def find_pens(
    session: Session, tenant_id: int, tenant_uid: str, rights: Mapping[int, Rights | None]
) -> dict[int, Pen]:
    """The pens of these writer numbers, those that were given to somebody. Inside the transaction.

    rights: by number, None where they have not been read already.
    """
    found = devices.WRITERS.get(session, tenant_id, rights)
    return {no: pen_of(tenant_uid, writer, rights[no]) for no, writer in found.items()}


def write_pens(session: Session, pens: Iterable[Pen]) -> None:
    """Write what has changed of their writers; one made in this transaction writes itself."""
    devices.WRITERS.write(session, [pen.writer for pen in pens if isinstance(pen.writer, LeanRow)])


class Author(NamedTuple):
    """What push must know of a writer before its transaction begins.

    hold: why all it sends is held, when its tablet was reported lost, stolen or given up.
    """

    no: int
    signer: Signer
    rights: Rights
    hold: str | None = None


def find_authors(tenant_id: int, tenant_uid: str, writer_nos: Iterable[int]) -> dict[int, Author]:
    """Whose ops these are, by writer number. One statement, outside any transaction."""
    said: dict[int, list[Any]] = {}
    with one_look() as connection:
        for row in _AUTHORS.run_on(
            connection, tenant=tenant_id, writers=listed_for(connection, writer_nos), today=clock.today()
        ):
            said.setdefault(row.writer_no, []).append(row)
    return {no: _author(tenant_uid, rows) for no, rows in said.items()}


def _author(tenant_uid: str, rows: list[Any]) -> Author:
    writer = rows[0]
    rights = rights_of(writer, [(row.role, row.scope) for row in rows if row.role is not None])
    hold = f"device-{writer.standing}" if writer.standing not in (None, "active") else None
    return Author(writer.writer_no, Signer(devices.mac_key(tenant_uid, writer)), rights, hold)


_WRITER = (
    select(
        Writer.tenant_id,
        Writer.writer_no,
        Writer.staff_id,
        Writer.device_id,
        Writer.scopes_at_contact,
        Writer.sessions,
        Writer.ended_at,
        Tablet.state.label("standing"),
    )
    .outerjoin(Tablet, (Tablet.tenant_id == Writer.tenant_id) & (Tablet.device_id == Writer.device_id))
    .where(Writer.tenant_id == bindparam("tenant"))
)
_AUTHORS = Ready(  # a row for each right she holds today, one without any when she holds none
    {
        name: with_grants(_WRITER.where(wanted), Writer.tenant_id, Writer.staff_id)
        for name, wanted in among(Writer.writer_no, "writers").items()
    }
)


def held_of(tenant_id: int, writer_nos: Iterable[int]) -> dict[int, tuple[list[list[int]], list[list[int]]]]:
    """{writer number: (what is received, what is backed up)} of these writers, those this tenant knows."""
    found = [devices.get_writer(tenant_id, writer_no) for writer_no in writer_nos]
    return {
        writer.writer_no: (orjson.loads(writer.received), orjson.loads(writer.backed_up))
        for writer in found
        if writer is not None
    }


def server_pen(tenant_id: int, tenant_uid: str) -> Pen:
    """The server's own pen; made at its first use. Inside the transaction."""
    return pen_of(tenant_uid, devices.server_writer(tenant_id))


def clone_pen(pen: Pen) -> Pen:
    """A new number for a store that was copied or rolled back. Inside the transaction."""
    old = pen.writer
    owner = devices.Ownership(old.staff_id, old.device_id, old.store_id, old.client)
    writer = devices.issue_writer(old.tenant_id, owner, clone_of=old.writer_no)
    writer.scopes_at_contact = old.scopes_at_contact
    writer.sessions = old.sessions
    writer.ended_at = old.ended_at
    return pen_of(pen.tenant_uid, writer)


def clones_of(pen: Pen) -> list[Pen]:
    """The pens this one's copies were given, oldest first."""
    return [pen_of(pen.tenant_uid, writer) for writer in devices.clones_of(pen.writer.tenant_id, pen.no)]


def as_written_now(op: Op, writer_no: int, made_as: str | None) -> Op:
    """The op with ids of its own moved ops rewritten: made as 12, filed as 57, `12.9` means `57.9`.

    An op has seen only those of its own that came before it: what bears a later number is the other store's.
    Where the copy came first and kept its number, nobody can tell which one that is now: it counts as unseen.
    """
    if made_as is None:
        return _without_later(op, writer_no)
    old_no, first = split_op_id(made_as)

    def renamed(known_as: str) -> str:
        no, seq = split_op_id(known_as)
        return op_id(writer_no, seq) if no == old_no and first <= seq < op.seq else known_as

    edits = op.edits and {
        name: Edit(frozenset(map(renamed, edit.saw)), edit.now) for name, edit in op.edits.items()
    }
    return op._replace(
        edits=edits,
        replaces=op.replaces and renamed(op.replaces),
        copied_from=_renamed_values(op.copied_from, renamed),
    )


def _without_later(op: Op, writer_no: int) -> Op:
    own = f"{writer_no}."

    def is_later(known_as: str) -> bool:
        return known_as.startswith(own) and split_op_id(known_as)[1] >= op.seq

    if not any(is_later(one) for edit in (op.edits or {}).values() for one in edit.saw):
        return op
    edits = {
        name: Edit(frozenset(one for one in edit.saw if not is_later(one)), edit.now)
        for name, edit in (op.edits or {}).items()
    }
    return op._replace(edits=edits)


def _renamed_values(copied: Mapping[str, str] | None, renamed: object) -> Mapping[str, str] | None:
    return copied and {field: renamed(source) for field, source in copied.items()}  # type: ignore[operator]
