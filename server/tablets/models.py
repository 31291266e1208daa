"""Enrolled tablets with their public key and standing, one-time codes, and the history of both."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db

STANDINGS = ("active", "lost", "stolen", "retired")


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


class AdminStep(db.Model):
    """One thing done to a tablet or an account, never changed. by_id: the person, None for the tablet itself.

    detail: JSON of counts, days and ids; no name.
    """

    __tablename__ = "admin_step"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    about: Mapped[str] = mapped_column(String(10))
    about_id: Mapped[str] = mapped_column(String(36))
    what: Mapped[str] = mapped_column(String(30))
    by_id: Mapped[str | None] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    n: Mapped[int]
    detail: Mapped[str] = mapped_column(Text, default="{}")

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        Index(None, "tenant_id", "about_id", "n"),
    )
