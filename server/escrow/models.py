"""Drafts that came in an escrow file; its ops are in the op log like all others."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class EscrowDraft(db.Model):
    """Answers under way as they were when the file was made; every version that came is kept.

    hash: SHA-256 of body, hex. body: the draft as JSON, or what could not be opened as it came. reason: why
    it is not offered to its author (`unopened`, `unproven-author`), None when it is.
    """

    __tablename__ = "escrow_draft"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    writer_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    draft_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str | None] = mapped_column(String(36))
    device_id: Mapped[str] = mapped_column(String(36))
    reason: Mapped[str | None] = mapped_column(String(24))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),)
