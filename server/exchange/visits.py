"""What a pull leaves behind: the rights her tablet was given, and what it said of itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, bindparam, select

from server import logs
from server.auth import Current
from server.db import Ready, outside_feed
from server.devices import contact
from server.devices import service as devices
from server.devices.models import Device, Writer


class Asking(NamedTuple):
    """A writer of who asks, with what is known of the device she asks from; JSON as it is stored."""

    writer_no: int
    store_id: str
    scopes_at_contact: str
    received: str
    backed_up: str
    repaired_rows: int
    made_seq: int
    drafts_open: int
    saves_open: int | None
    last_seen_at: datetime
    ended_at: datetime | None
    persisted: bool | None
    app_version: str
    clock_offset_s: int | None


class News(NamedTuple):
    """Writers about which something is worth a write: other scopes, more rows repaired, other facts."""

    scopes: Sequence[int]
    repaired: int | None
    facts: int | None

    def __bool__(self) -> bool:
        return bool(self.scopes) or self.repaired is not None or self.facts is not None


def writers_of(connection: Connection, who: Current) -> list[Asking]:
    """Her writers on this device, oldest first."""
    asking = {"tenant": who.tenant.id, "staff": who.staff.id, "device": who.session.device_id or ""}
    rows = _ASKING.run_on(connection, **asking)
    return [Asking(*row) for row in rows]


def news(who: Current, own: Sequence[Asking], query: Mapping[str, Any], *, is_last: bool) -> News:
    """What is new about who asks; facts of the device with the last page of a run only."""
    held = orjson.dumps(list(who.scopes)).decode()
    stale = [writer.writer_no for writer in own if writer.scopes_at_contact != held]
    return News(stale, _repaired(own, query), _facts(own, query) if is_last else None)


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


def _facts(own: Sequence[Asking], query: Mapping[str, Any]) -> int | None:
    """The writer of the asking store, when what the query says of its device is worth a write."""
    mine = [writer for writer in own if writer.store_id == query["store_id"]]
    if not query["clock"] or not mine or mine[-1].ended_at is not None:
        return None
    return mine[-1].writer_no if contact.is_news(mine[-1], contact.contact_of(query)) else None


_ASKING = Ready(
    select(
        Writer.writer_no,
        Writer.store_id,
        Writer.scopes_at_contact,
        Writer.received,
        Writer.backed_up,
        Writer.repaired_rows,
        Writer.made_seq,
        Writer.drafts_open,
        Writer.saves_open,
        Writer.last_seen_at,
        Writer.ended_at,
        Device.persisted,
        Device.app_version,
        Device.clock_offset_s,
    )
    .join(Device, (Device.tenant_id == Writer.tenant_id) & (Device.id == Writer.device_id))
    .where(
        Writer.tenant_id == bindparam("tenant"),
        Writer.staff_id == bindparam("staff"),
        Writer.device_id == bindparam("device"),
    )
    .order_by(Writer.writer_no)
)
