"""Devices and writers: the same store and person get the same writer again, so numbering goes on."""

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from flask import current_app
from sqlalchemy import func, select

from server import clock
from server.db import db
from server.devices import keys
from server.devices.keys import CertificateFacts
from server.devices.models import Device, Writer
from server.lean import LeanTable
from server.tenants import service as tenants

SESSIONS = 20  # how many a writer remembers: work of older ones has long been sent

LABELS = {
    "tablet": "タブレット{}号",
    "office": "パソコン{}号",
    "import": "取り込み{}",
    "server": "サーバー{}",
}


@dataclass(frozen=True)
class Ownership:
    """Who holds the pen on which device. staff_id is None for the server itself."""

    staff_id: str | None
    device_id: str
    store_id: str
    client: str


def new_id() -> str:
    """A random id for staff, grants and devices (they are not records and never travel in ops)."""
    return str(uuid.uuid4())


def enrol(tenant_id: int, device_id: str | None, client: str, app_version: str) -> Device:
    """The device that says it has this id, or a new one with the next number. Inside a transaction."""
    device = db.session.get(Device, (tenant_id, device_id)) if device_id else None
    if device is None:
        device = Device(
            tenant_id=tenant_id,
            id=new_id(),
            label=_next_label(tenant_id, client),
            client=client,
            created_at=clock.now(),
        )
        db.session.add(device)
    device.app_version = app_version
    device.last_seen_at = clock.now()
    db.session.flush()
    return device


def device_of_store(tenant_id: int, store_id: str) -> str | None:
    """The device on which this store was first used: a tablet whose first login reply was lost is not
    enrolled twice.
    """
    return db.session.scalar(
        select(Writer.device_id)
        .where(Writer.tenant_id == tenant_id, Writer.store_id == store_id)
        .order_by(Writer.writer_no)
        .limit(1)
    )


def get_device(tenant_id: int, device_id: str | None) -> Device | None:
    """The device, or None."""
    return db.session.get(Device, (tenant_id, device_id)) if device_id else None


def note_scopes(writer: Writer, scopes: tuple[str, ...]) -> None:
    """Remember the rights its person held at this contact; ops made until the next one are judged by them
    too.
    """
    writer.scopes_at_contact = orjson.dumps(list(scopes)).decode()
    writer.last_seen_at = clock.now()


def note_session(writer: Writer, session_id: str) -> None:
    """Remember that its person was made ready to work at this session; ops of it are judged by that too."""
    others = [known for known in orjson.loads(writer.sessions) if known != session_id]
    writer.sessions = orjson.dumps([*others, session_id][-SESSIONS:]).decode()


def note_repaired(writer: Writer, rows: int) -> None:
    """Remember how many rows its store has had to repair in all."""
    writer.repaired_rows, writer.repaired_at = max(writer.repaired_rows, rows), clock.now()


def writer_for(tenant_id: int, owner: Ownership) -> Writer:
    """The writer of this person on this store: the one she had, otherwise a new number. Inside a
    transaction.

    Never a number given to one copy of the store: another copy may be asking, and the one that goes on under
    it knows it already.
    """
    known = db.session.scalar(
        select(Writer)
        .where(Writer.tenant_id == tenant_id, Writer.store_id == owner.store_id, Writer.clone_of.is_(None))
        .where(Writer.staff_id == owner.staff_id, Writer.ended_at.is_(None))
        .order_by(Writer.writer_no.desc())
        .limit(1)
    )
    return known or issue_writer(tenant_id, owner)


def issue_writer(tenant_id: int, owner: Ownership, clone_of: int | None = None) -> Writer:
    """A writer with the next number. Inside `transaction(tenant_id)`, whose counter makes the number
    unique.
    """
    highest = db.session.scalar(select(func.max(Writer.writer_no)).where(Writer.tenant_id == tenant_id))
    writer_no = max(highest or 0, tenants.writers_from(tenant_id)) + 1
    return _add_writer(tenant_id, writer_no, owner, clone_of)


def readmit(
    tenant_id: int, facts: CertificateFacts, store_id: str, made_as: int | None = None
) -> Writer | None:
    """A writer that a restored server forgot, proved by its certificate. None when the number is someone
    else's now. made_as: under which number a copied store made what it sends, if it says so.

    Inside a transaction.
    """
    known = get_writer(tenant_id, facts.writer_no)
    staff_id = facts.staff or None
    if known is not None:
        return known if (known.staff_id, known.device_id) == (staff_id, facts.device) else None
    _readmit_device(tenant_id, facts)
    owner = Ownership(staff_id, facts.device, store_id, facts.client)
    origin = None if made_as in (None, facts.writer_no) else get_writer(tenant_id, made_as or 0)
    is_hers = origin is not None and (origin.staff_id, origin.device_id) == (staff_id, facts.device)
    return _add_writer(tenant_id, facts.writer_no, owner, made_as if is_hers else None)


def get_writer(tenant_id: int, writer_no: int, *, lock: bool = False) -> Writer | None:
    """The writer of this number, or None. lock: keep others from changing it until this transaction ends."""
    return db.session.get(Writer, (tenant_id, writer_no), with_for_update=lock or None)


WRITERS = LeanTable(Writer.__table__)  # type: ignore[arg-type]
"""Writers as every push reads and writes them, inside its transaction."""


def server_writer(tenant_id: int) -> Writer:
    """The server's own pen in this tenant (published forms, notices); made at its first use. Inside a
    transaction.
    """
    known = db.session.scalar(
        select(Writer)
        .where(Writer.tenant_id == tenant_id, Writer.client == "server", Writer.ended_at.is_(None))
        .order_by(Writer.writer_no)
        .limit(1)
    )
    if known is not None:
        return known
    device = enrol(tenant_id, None, "server", "")
    return issue_writer(tenant_id, Ownership(None, device.id, device.id, "server"))


def clones_of(tenant_id: int, writer_no: int) -> list[Writer]:
    """The writers given to copies of this one's store, oldest first."""
    found = db.session.scalars(
        select(Writer)
        .where(Writer.tenant_id == tenant_id, Writer.clone_of == writer_no)
        .order_by(Writer.writer_no)
    )
    return list(found)


def mac_key(tenant_uid: str, writer: Writer) -> bytes:
    """The key with which this writer signs ops."""
    return keys.mac_key(_key_file(), tenant_uid, writer.writer_no, writer.staff_id or "", writer.device_id)


def is_signed(tenant_uid: str, writer: Writer, text: str, mac: str) -> bool:
    """True when this writer's key signed the text, as it signs ops."""
    own = hmac.new(mac_key(tenant_uid, writer), text.encode(), hashlib.sha256).digest()[:16]
    return mac.isascii() and hmac.compare_digest(keys.base64url(own), mac)


def purpose_key(tenant_uid: str, purpose: str) -> bytes:
    """A key of this tenant for something that is no writer, e.g. hashes of what must not be kept."""
    return keys.purpose_key(_key_file(), tenant_uid, purpose)


def certificate(tenant_uid: str, writer: Writer) -> str:
    """The signed statement that this number is this person's on this device."""
    facts = CertificateFacts(
        tenant=tenant_uid,
        writer_no=writer.writer_no,
        staff=writer.staff_id or "",
        device=writer.device_id,
        client=writer.client,
        issued_at=clock.iso(writer.created_at),
    )
    return keys.certificate(_key_file(), facts)


def read_certificate(tenant_uid: str, text: str) -> CertificateFacts | None:
    """What a writer certificate proves, or None when this tenant's key did not sign it."""
    return keys.read_certificate(_key_file(), tenant_uid, text)


def writer_reply(tenant_uid: str, writer: Writer) -> dict[str, Any]:
    """The writer as the wire says it; `save` and `received` let a browser go on numbering."""
    return {
        "writer_no": writer.writer_no,
        "mac_key": keys.base64url(mac_key(tenant_uid, writer)),
        "certificate": certificate(tenant_uid, writer),
        "save": writer.save,
        "received": orjson.loads(writer.received),
    }


def labels(tenant_id: int, device_ids: list[str]) -> dict[str, str]:
    """Device labels by id."""
    rows = db.session.execute(
        select(Device.id, Device.label).where(Device.tenant_id == tenant_id, Device.id.in_(device_ids))
    )
    return {device_id: label for device_id, label in rows}


def _add_writer(tenant_id: int, writer_no: int, owner: Ownership, clone_of: int | None) -> Writer:
    now = clock.now()
    writer = Writer(
        tenant_id=tenant_id,
        writer_no=writer_no,
        staff_id=owner.staff_id,
        device_id=owner.device_id,
        store_id=owner.store_id,
        client=owner.client,
        received="[]",
        made_seq=0,
        save=0,
        drafts_open=0,
        scopes_at_contact="[]",
        sessions="[]",
        clone_of=clone_of,
        created_at=now,
        last_seen_at=now,
    )
    db.session.add(writer)
    db.session.flush()
    return writer


def _readmit_device(tenant_id: int, facts: CertificateFacts) -> None:
    if db.session.get(Device, (tenant_id, facts.device)) is not None:
        return
    now = clock.now()
    label = _next_label(tenant_id, facts.client)
    db.session.add(
        Device(
            tenant_id=tenant_id,
            id=facts.device,
            label=label,
            client=facts.client,
            app_version="",
            created_at=now,
            last_seen_at=now,
        )
    )
    db.session.flush()


def _next_label(tenant_id: int, client: str) -> str:
    count = db.session.scalar(
        select(func.count()).select_from(Device).where(Device.tenant_id == tenant_id, Device.client == client)
    )
    return LABELS[client].format((count or 0) + 1)


def _key_file() -> Path:
    return current_app.extensions["kayoi_config"].master_key_file
