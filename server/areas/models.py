"""One reorganisation of areas: what was asked, what moves, how far it has come."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class Reorganisation(db.Model):
    """asked: JSON as it was asked for. target: the area all moves to; made: it was made for this.

    moves: JSON list of [kind, record id, area it was in], in the order they move. done: how many of them have
    been looked at in this state; moved: how many of them moved. closed: JSON list of areas it closed.
    renamed: what the target was called before, None where its name stayed. given: JSON list of
    [staff id, grant id]. state: moving, done, undoing, undone.
    """

    __tablename__ = "reorganisation"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    by_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    asked: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(String(36))
    made: Mapped[bool]
    moves: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    done: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    closed: Mapped[str] = mapped_column(Text, default="[]")
    renamed: Mapped[str | None] = mapped_column(String(100))
    given: Mapped[str] = mapped_column(Text, default="[]")

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "by_id"], ["staff.tenant_id", "staff.id"]),
        Index(None, "tenant_id", "at"),
    )
