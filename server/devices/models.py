"""Devices (tablets, PCs), writers (one staff member on one device: who signs ops, and how far we hold them),
and tablets as things somebody owns: enrolled with a key, lost, stolen, given up.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db

STANDINGS = ("active", "lost", "stolen", "retired")
CLIENTS = ("tablet", "office", "import", "server")


class Device(db.Model):
    """An enrolled tablet or PC. The first online login enrols it.

    clock_offset_s: how far its clock was ahead of ours at last contact. clock_right_at: when it was last seen
    to be right. clock_wrong_since, clock_wrong_until: in between it was wrong by more than half a day, so
    days written on it are in doubt.
    persisted: whether its browser has promised to keep what is stored; None: it cannot say.
    """

    __tablename__ = "device"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    label: Mapped[str] = mapped_column(String(60))
    client: Mapped[str] = mapped_column(String(10))
    app_version: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    clock_offset_s: Mapped[int | None] = mapped_column(Integer)
    clock_right_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    clock_wrong_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    clock_wrong_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    persisted: Mapped[bool | None] = mapped_column(Boolean)
    free_bytes: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),)


class Writer(db.Model):
    """One staff member on one store of one device. `received` never shrinks: it is the proof against doubles.

    received, reads_received: JSON list of inclusive seq ranges, `[[1,40],[42,45]]`, of ops and of read-log
    entries; backed_up: of the ops that every backup a restore may use holds. made_seq, drafts_open: what the
    device said it owed at last contact; saves_open: the same as things saved (件), the number its screen
    shows, None where it does not tell. scopes_at_contact: JSON
    list, the rights it then held. sessions: JSON list, the latest last: those a nurse made it ready for on a
    tablet of the day, where a supporter has no contact of her own. staff_id is None for the server's own
    writer. repaired_rows: rows the store has had to repair since it began, as it said; repaired_at: when that
    number last rose. gap_since: since when a seq below the highest received has been missing.
    """

    __tablename__ = "writer"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    writer_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    staff_id: Mapped[str | None] = mapped_column(String(36))
    device_id: Mapped[str] = mapped_column(String(36))
    client: Mapped[str] = mapped_column(String(10))
    store_id: Mapped[str] = mapped_column(String(36))
    received: Mapped[str] = mapped_column(Text, default="[]")
    reads_received: Mapped[str] = mapped_column(Text, default="[]")
    backed_up: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    made_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    save: Mapped[int] = mapped_column(BigInteger, default=0)
    saves_open: Mapped[int | None] = mapped_column(Integer)
    drafts_open: Mapped[int] = mapped_column(Integer, default=0)
    scopes_at_contact: Mapped[str] = mapped_column(Text, default="[]")
    sessions: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    repaired_rows: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    repaired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    gap_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    clone_of: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "device_id"], ["device.tenant_id", "device.id"]),
        Index(None, "tenant_id", "store_id"),
        Index(None, "tenant_id", "staff_id"),
    )


class LostStore(db.Model):
    """A tablet signed in without the store it had, which still owed something when it was last heard of.

    owed: things saved there (件) that had not arrived. The case is closed by a coordinator, or has
    settled itself when the store is heard of again and owes nothing.
    """

    __tablename__ = "lost_store"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    store_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(36))
    owed: Mapped[int] = mapped_column(BigInteger)
    drafts_open: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by: Mapped[str | None] = mapped_column(String(36))

    __table_args__ = (ForeignKeyConstraint(["tenant_id", "device_id"], ["device.tenant_id", "device.id"]),)


class Tablet(db.Model):
    """What is known of a device beyond its contacts; a device without a row here is active and not enrolled.

    public_key: P-256 point, base64url, None while not enrolled. nonce_hash: SHA-256 of the challenge it was
    last given. told_at: when it was first told to wipe itself. trip_ends_on: last day of a trip without
    contact, from which its lease counts.
    """

    __tablename__ = "tablet"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    device_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    public_key: Mapped[str | None] = mapped_column(String(100))
    enrolled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    owner_id: Mapped[str | None] = mapped_column(String(36))
    state: Mapped[str] = mapped_column(String(10), default="active")
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    wiped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    trip_ends_on: Mapped[date | None] = mapped_column(Date)
    nonce_hash: Mapped[str | None] = mapped_column(String(64))
    nonce_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "device_id"], ["device.tenant_id", "device.id"]),
        Index(None, "device_id"),
    )


class SealingKey(db.Model):
    """A key pair to which tablets seal what is not sent yet, begun after the first one; the newest is in use.

    Only that it exists is kept: both halves are derived from the master key (see keys.py), so that a server
    restored from an older backup opens what was sealed since.
    """

    __tablename__ = "sealing_key"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    begun_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),)


class Enrolment(db.Model):
    """A one-time code for a tablet. Only hashes: of the 128 bits in the picture, and of the typed characters.

    misses: wrong typed codes while this one was open; after five only the picture works. device_id: the
    tablet it is for, when that one is enrolled again. key: the public key that used it.
    """

    __tablename__ = "enrolment"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    typed_hash: Mapped[str] = mapped_column(String(200))
    misses: Mapped[int] = mapped_column(default=0)
    device_id: Mapped[str | None] = mapped_column(String(36))
    label: Mapped[str] = mapped_column(String(60), default="")
    made_by: Mapped[str] = mapped_column(String(36))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    used_by: Mapped[str | None] = mapped_column(String(36))

    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),)
