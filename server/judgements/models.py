"""What a sheet came to when it was judged again."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class Judgement(db.Model):
    """One further result of one sheet. Rows are added, never changed: the result of the sheet itself stays.

    submission_id: the sheet's record. version: of its form, by which it was judged. said: JSON, what judged
    it (form, version, hash, engine, criteria, facts) and what it came to; no answers. run_id: the run that
    brought it, None when a coordinator judged this one sheet.
    """

    __tablename__ = "judgement"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    submission_id: Mapped[str] = mapped_column(String(36))
    version: Mapped[int] = mapped_column(Integer)
    said: Mapped[str] = mapped_column(Text)
    by_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    run_id: Mapped[str | None] = mapped_column(String(36))

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "by_id"], ["staff.tenant_id", "staff.id"]),
        Index(None, "tenant_id", "submission_id", "at"),
        Index(None, "tenant_id", "run_id", "id"),
    )


class JudgingRun(db.Model):
    """Judging the sheets of a period again: what was asked, how far it has come, what would differ.

    asked: JSON {form, version, since, until, areas, facts}. state: counting, counted, judging, done,
    cancelled. reached: "<day> <id>" of the last sheet looked at in this state. looked_at, differing: sheets,
    as counted; kept: further results it has brought. lines: JSON list of what changes into what, with n.
    """

    __tablename__ = "judging_run"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    asked: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    reached: Mapped[str] = mapped_column(String(47), default="")
    looked_at: Mapped[int] = mapped_column(default=0)
    differing: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    lines: Mapped[str] = mapped_column(Text, default="[]")
    by_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "by_id"], ["staff.tenant_id", "staff.id"]),
        Index(None, "tenant_id", "at"),
    )
