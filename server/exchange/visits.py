"""What a pull leaves behind: the rights her tablet was given, and what it said of itself."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from server import logs
from server.auth import Current
from server.db import Ready, outside_feed
from server.devices import contact
from server.devices import service as devices
from server.devices.models import Writer


class Asking(NamedTuple):
    """A writer of who asks, on the device she asks from; its JSON as it is stored."""

    writer_no: int
    store_id: str
    scopes_at_contact: str
    received: str
    backed_up: str
    repaired_rows: int


class News(NamedTuple):
    """Writers about which something is worth a write: other scopes, more rows repaired, other facts."""

    scopes: Sequence[int]
    repaired: int | None
    facts: int | None

    def __bool__(self) -> bool:
        return bool(self.scopes) or self.repaired is not None or self.facts is not None


def writers_of(session: Session, who: Current) -> list[Asking]:
    """Her writers on this device, oldest first. Inside a snapshot."""
    rows = _ASKING.run(session, tenant=who.tenant.id, staff=who.staff.id, device=who.session.device_id or "")
    return [Asking(*row) for row in rows]


def news(who: Current, own: Sequence[Asking], query: Mapping[str, Any], *, is_last: bool) -> News:
    """What is new about who asks; facts of the device with the last page of a run only. Inside a snapshot."""
    held = orjson.dumps(list(who.scopes)).decode()
    stale = [writer.writer_no for writer in own if writer.scopes_at_contact != held]
    return News(stale, _repaired(own, query), _facts(who, own, query) if is_last else None)


def note(who: Current, found: News, query: Mapping[str, Any]) -> None:
    """Keep it."""
    with outside_feed():
        for writer_no in sorted({*found.scopes, *filter(None, (found.repaired, found.facts))}):
            writer = devices.get_writer(who.tenant.id, writer_no, lock=True)
            if writer is not None:
                _note(who, writer, found, query)


def _note(who: Current, writer: Writer, found: News, query: Mapping[str, Any]) -> None:
    if writer.writer_no in found.scopes:
        devices.note_scopes(writer, who.scopes)
    if writer.writer_no == found.repaired:
        devices.note_repaired(writer, query["repaired"])
        logs.note("rows-repaired", tenant=who.tenant.id, writer=writer.writer_no, rows=query["repaired"])
    if writer.writer_no == found.facts:
        device = devices.get_device(who.tenant.id, writer.device_id)
        if device is not None:
            contact.note_pulled(writer, device, contact.contact_of(query))


def _repaired(own: Sequence[Asking], query: Mapping[str, Any]) -> int | None:
    """The writer of the store that says it has repaired more rows than it had said before."""
    writers = [writer for writer in own if query["store_id"] in ("", writer.store_id)]
    if not writers or query["repaired"] <= writers[-1].repaired_rows:
        return None
    return writers[-1].writer_no


def _facts(who: Current, own: Sequence[Asking], query: Mapping[str, Any]) -> int | None:
    """The writer of the asking store, when what the query says of its device is worth a write."""
    mine = [writer for writer in own if writer.store_id == query["store_id"]]
    if not query["clock"] or not mine:
        return None
    found = devices.on_device(who.tenant.id, mine[-1].writer_no)
    if found is None or not contact.is_news(*found, contact.contact_of(query)):
        return None
    return mine[-1].writer_no


_ASKING = Ready(
    select(
        Writer.writer_no,
        Writer.store_id,
        Writer.scopes_at_contact,
        Writer.received,
        Writer.backed_up,
        Writer.repaired_rows,
    )
    .where(
        Writer.tenant_id == bindparam("tenant"),
        Writer.staff_id == bindparam("staff"),
        Writer.device_id == bindparam("device"),
    )
    .order_by(Writer.writer_no)
)
