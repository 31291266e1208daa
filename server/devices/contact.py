"""What a device says of itself at each contact, and what that means for whoever looks after it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.db import db
from server.devices.models import Device, LostStore, Writer
from server.lean import LeanTable
from sync import feed
from sync.feed import Ranges

STEADY_S = 30  # a clock that moved less has not moved
IN_DOUBT_S = 12 * 3_600  # a clock this wrong writes the wrong day
LARGEST_S = 2**31 - 1
SEEN_EVERY = timedelta(minutes=5)
_CLOCK = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


class Contact(NamedTuple):
    """One contact. None: the device did not say. offset_s: how far its clock is ahead of ours."""

    store_id: str | None
    made_seq: int | None
    drafts_open: int | None
    saves_open: int | None
    persisted: bool | None
    free_bytes: int | None
    app_version: str | None
    offset_s: int | None


def contact_of(said: Mapping[str, Any]) -> Contact:
    """What a push or a pull says of its device. Nothing said here ever refuses the push it came with."""
    return Contact(
        str(said["store_id"]) if said.get("store_id") else None,
        said.get("made_seq"),
        said.get("drafts_open"),
        said.get("saves_open"),
        said.get("persisted"),
        said.get("free_bytes"),
        said.get("app_version"),
        offset_s(said.get("clock")),
    )


def offset_s(device_clock: str | None) -> int | None:
    """Seconds by which a device's clock is ahead of ours, None when it says no moment there is."""
    if device_clock is None or not _CLOCK.fullmatch(device_clock):
        return None
    try:
        told = datetime.fromisoformat(device_clock).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    ahead = round((told - clock.now()).total_seconds())
    return max(-LARGEST_S, min(LARGEST_S, ahead))


def note_pushed(session: Session, writer: Any, said: Mapping[str, Any], received: Ranges) -> None:
    """Keep what a push said of its device, and whether something is missing below what it brought. Inside its
    transaction; `received`: all that is held of this writer now.
    """
    gap = bool(_gaps(writer, received))
    if gap != (writer.gap_since is not None):
        writer.gap_since = clock.now() if gap else None
    contact = contact_of(said)
    if contact.saves_open is not None:
        writer.saves_open = contact.saves_open
    if contact.offset_s is None and contact.app_version is None:
        return  # a client that tells nothing of its device
    found = _DEVICES.get(session, writer.tenant_id, [writer.device_id])
    for device in found.values():
        _note(device, contact)  # type: ignore[arg-type]
    _DEVICES.write(session, found.values())


_DEVICES = LeanTable(Device.__table__)  # type: ignore[arg-type]


class Known(Protocol):
    """What is known of a writer and its device. See Writer and Device."""

    @property
    def made_seq(self) -> int: ...
    @property
    def drafts_open(self) -> int: ...
    @property
    def saves_open(self) -> int | None: ...
    @property
    def last_seen_at(self) -> datetime: ...
    @property
    def persisted(self) -> bool | None: ...
    @property
    def app_version(self) -> str: ...
    @property
    def clock_offset_s(self) -> int | None: ...


def is_news(known: Known, contact: Contact) -> bool:
    """True when a pull tells something worth a write."""
    if clock.now() - known.last_seen_at >= SEEN_EVERY:
        return True
    owes = (contact.made_seq or 0) > known.made_seq or contact.drafts_open not in (None, known.drafts_open)
    owes = owes or contact.saves_open not in (None, known.saves_open or 0)
    return owes or _differs(known, contact)


def note_pulled(writer: Writer, device: Device, contact: Contact) -> None:
    """Keep what a pull said: of the device, and what its writer still owes."""
    writer.made_seq = max(writer.made_seq, contact.made_seq or 0)
    if contact.drafts_open is not None:
        writer.drafts_open = contact.drafts_open
    if contact.saves_open is not None:
        writer.saves_open = contact.saves_open
    writer.last_seen_at = clock.now()
    _note(device, contact)


def note_new_store(tenant_id: int, device_id: str, store_id: str) -> list[LostStore]:
    """A device signs in on a store it never had: each former store that still owed something is a case.

    Inside a transaction, before the store gets a writer.
    """
    writers = db.session.scalars(
        select(Writer).where(
            Writer.tenant_id == tenant_id, Writer.device_id == device_id, Writer.client == "tablet"
        )
    ).all()
    former: dict[str, list[Writer]] = {}
    for writer in writers:
        former.setdefault(writer.store_id, []).append(writer)
    if store_id in former:
        return []
    return [case for one, made in former.items() if (case := _lost(tenant_id, device_id, one, made))]


def owed(writer: Writer) -> int:
    """Ops its device said it had made and that have not arrived."""
    held = _held(writer)
    return max(0, writer.made_seq - (_first(writer, held) - 1) - feed.count(held))


def owed_saves(writer: Writer) -> int:
    """Things saved there (件) that have not arrived, as its screen counts them; ops where it does not tell.

    Whatever it tells: 0 only when every op has arrived.
    """
    ops = owed(writer)
    told = ops if writer.saves_open is None else writer.saves_open
    return min(ops, max(1, told))


def missing(writer: Writer) -> int:
    """Ops below the highest received that have not arrived."""
    return feed.count(_gaps(writer, _held(writer)))


def _held(writer: Writer) -> Ranges:
    return feed.parse_ranges(orjson.loads(writer.received))


def _first(writer: Writer, held: Ranges) -> int:
    """The first seq this number stands for: a copied store goes on under a new one in the middle."""
    return held[0][0] if held and writer.clone_of is not None else 1


def _gaps(writer: Writer, held: Ranges) -> Ranges:
    first = _first(writer, held)
    return tuple(gap for gap in feed.gaps(held) if gap[0] >= first)


def _lost(tenant_id: int, device_id: str, store_id: str, writers: list[Writer]) -> LostStore | None:
    owing, drafts = sum(map(owed_saves, writers)), max(writer.drafts_open for writer in writers)
    known = db.session.get(LostStore, (tenant_id, store_id))
    if known is not None or not (owing or drafts):
        return None
    case = LostStore(
        tenant_id=tenant_id,
        store_id=store_id,
        device_id=device_id,
        owed=owing,
        drafts_open=drafts,
        opened_at=clock.now(),
    )
    db.session.add(case)
    return case


def _differs(known: Known, contact: Contact) -> bool:
    told = ((contact.persisted, known.persisted), (contact.app_version, known.app_version))
    differs = any(new not in (None, old) for new, old in told)
    return differs or _moved(known.clock_offset_s, contact.offset_s)


def _moved(was: int | None, offset: int | None) -> bool:
    return offset is not None and (was is None or abs(offset - was) > STEADY_S)


def _note(device: Device, contact: Contact) -> None:
    if contact.persisted is not None:
        device.persisted = contact.persisted
    if contact.free_bytes is not None:
        device.free_bytes = contact.free_bytes
    if contact.app_version is not None:
        device.app_version = contact.app_version[:40]
    if contact.offset_s is not None:
        _note_clock(device, contact.offset_s)
    device.last_seen_at = clock.now()


def _note_clock(device: Device, offset: int) -> None:
    """A clock wrong by half a day makes doubtful what was written since it was last seen to be right."""
    was_wrong = abs(device.clock_offset_s or 0) > IN_DOUBT_S
    is_wrong = abs(offset) > IN_DOUBT_S
    if is_wrong or was_wrong:
        right_at = device.clock_right_at or device.created_at
        device.clock_wrong_since = device.clock_wrong_since or right_at
        device.clock_wrong_until = clock.now()
    if not is_wrong:
        device.clock_right_at = clock.now()
    if _moved(device.clock_offset_s, offset):
        device.clock_offset_s = offset
