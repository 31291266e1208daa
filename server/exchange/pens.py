"""A pen: one writer as push needs it. The only part of exchange that reads and changes writers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson

from server import clock
from server.devices import service as devices
from server.devices.models import Writer
from server.exchange.rights import Rights, rights_of
from sync import feed
from sync.feed import Ranges
from sync.ids import op_id, split_op_id
from sync.ops import Edit, Op, Signer


@dataclass
class Pen:
    """One writer, its key and its rights, read outside or inside the transaction."""

    tenant_uid: str
    no: int
    writer: Writer
    signer: Signer
    rights: Rights

    @property
    def received(self) -> Ranges:
        """The seqs held, as stored."""
        return feed.parse_ranges(orjson.loads(self.writer.received))

    def next_seq(self) -> int:
        """The seq after the highest received; for writers whose ops the server makes itself."""
        ranges = self.received
        return ranges[-1][1] + 1 if ranges else 1

    def receive(self, seqs: Iterable[int]) -> Ranges:
        """Note that these are held now, and return all that are."""
        ranges = feed.add(self.received, seqs)
        self.writer.received = orjson.dumps(ranges).decode()
        self.writer.last_seen_at = clock.now()
        return ranges


def pen_of(tenant_uid: str, writer: Writer, rights: Rights | None = None) -> Pen:
    """The pen of a writer."""
    return Pen(
        tenant_uid,
        writer.writer_no,
        writer,
        Signer(devices.mac_key(tenant_uid, writer)),
        rights or rights_of(writer),
    )


def find_pen(tenant_id: int, tenant_uid: str, writer_no: int, rights: Rights | None = None) -> Pen | None:
    """The pen of a writer number, None when nobody was given it. Reads the writer afresh."""
    writer = devices.get_writer(tenant_id, writer_no)
    return None if writer is None else pen_of(tenant_uid, writer, rights)


def received_of(tenant_id: int, writer_nos: Iterable[int]) -> dict[int, list[list[int]]]:
    """What is held of each of these writers, those this tenant knows."""
    found = [devices.get_writer(tenant_id, writer_no) for writer_no in writer_nos]
    return {writer.writer_no: orjson.loads(writer.received) for writer in found if writer is not None}


def server_pen(tenant_id: int, tenant_uid: str) -> Pen:
    """The server's own pen; made at its first use. Inside the transaction."""
    return pen_of(tenant_uid, devices.server_writer(tenant_id))


def clone_pen(pen: Pen) -> Pen:
    """A new number for a store that was copied or rolled back. Inside the transaction."""
    old = pen.writer
    owner = devices.Ownership(old.staff_id, old.device_id, old.store_id, old.client)
    writer = devices.issue_writer(old.tenant_id, owner, clone_of=old.writer_no)
    writer.scopes_at_contact = old.scopes_at_contact
    writer.ended_at = old.ended_at
    return pen_of(pen.tenant_uid, writer)


def clones_of(pen: Pen) -> list[Pen]:
    """The pens this one's copies were given, oldest first."""
    return [pen_of(pen.tenant_uid, writer) for writer in devices.clones_of(pen.writer.tenant_id, pen.no)]


def as_written_now(op: Op, writer_no: int, made_as: str | None) -> Op:
    """The op with ids of its own moved ops rewritten: made as 12, filed as 57, `12.9` means `57.9`."""
    if made_as is None:
        return op
    old_no, first = split_op_id(made_as)

    def renamed(known_as: str) -> str:
        no, seq = split_op_id(known_as)
        return op_id(writer_no, seq) if no == old_no and seq >= first else known_as

    edits = op.edits and {
        name: Edit(frozenset(map(renamed, edit.saw)), edit.now) for name, edit in op.edits.items()
    }
    return op._replace(
        edits=edits,
        replaces=op.replaces and renamed(op.replaces),
        copied_from=_renamed_values(op.copied_from, renamed),
    )


def _renamed_values(copied: Mapping[str, str] | None, renamed: object) -> Mapping[str, str] | None:
    return copied and {field: renamed(source) for field, source in copied.items()}  # type: ignore[operator]
