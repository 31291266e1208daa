"""What a sheet came to when it was judged again."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class Judgement(db.Model):
    """One further result of one sheet. Rows are added, never changed: the result of the sheet itself stays.

    submission_id: the sheet's record. version: of its form, by which it was judged. said: JSON, what judged
    it (form, version, hash, engine, criteria) and what it came to; no answers.
    """

    __tablename__ = "judgement"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    submission_id: Mapped[str] = mapped_column(String(36))
    version: Mapped[int] = mapped_column(Integer)
    said: Mapped[str] = mapped_column(Text)
    by_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "by_id"], ["staff.tenant_id", "staff.id"]),
        Index(None, "tenant_id", "submission_id", "at"),
    )
