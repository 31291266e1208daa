"""Reminders: one row a follow-up, derived from it in the transaction that changed it."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKeyConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db

WAITING, SENDING, SENT = "waiting", "sending", "sent"
CANCELLED, EXPIRED, FAILED = "cancelled", "expired", "failed"


class Reminder(db.Model):  # type: ignore[name-defined, misc]
    """When one staff member is to be told of one follow-up. `dedupe_key` names the telling: a moved
    follow-up gets a new one, so the same telling is never queued twice."""

    __tablename__ = "reminder"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    follow_up_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str | None] = mapped_column(String(36))
    staff_id: Mapped[str] = mapped_column(String(36))
    due_on: Mapped[date] = mapped_column(Date)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    dedupe_key: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        UniqueConstraint("tenant_id", "dedupe_key"),
        Index(None, "tenant_id", "state", "next_try_at"),
        Index(None, "tenant_id", "staff_id", "due_on"),
    )
