"""Devices (tablets, PCs) and writers (one staff member on one device: who signs ops, and how far we hold
them).
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db

CLIENTS = ("tablet", "office", "import", "server")


class Device(db.Model):
    """An enrolled tablet or PC. The first online login enrols it."""

    __tablename__ = "device"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    label: Mapped[str] = mapped_column(String(60))
    client: Mapped[str] = mapped_column(String(10))
    app_version: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),)


class Writer(db.Model):
    """One staff member on one store of one device. `received` never shrinks: it is the proof against doubles.

    received, reads_received: JSON list of inclusive seq ranges, `[[1,40],[42,45]]`, of ops and of read-log
    entries. made_seq, drafts_open: what the device said it owed at last contact. scopes_at_contact: JSON
    list, the rights it then held. staff_id is None for the server's own writer.
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
    made_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    save: Mapped[int] = mapped_column(BigInteger, default=0)
    drafts_open: Mapped[int] = mapped_column(Integer, default=0)
    scopes_at_contact: Mapped[str] = mapped_column(Text, default="[]")
    clone_of: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "device_id"], ["device.tenant_id", "device.id"]),
        Index(None, "tenant_id", "store_id"),
        Index(None, "tenant_id", "staff_id"),
    )
