"""Every decision of a town about its forms."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class FormDecision(db.Model):
    """One decision. Rows are added, never changed: what is taken back is taken back by a further one.

    n: 1, 2, 3 … of the town. said: JSON as tablets get it (forms/decisions.py). by_id: None when it came from
    the command line.
    """

    __tablename__ = "form_decision"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    form: Mapped[str] = mapped_column(String(40))
    said: Mapped[str] = mapped_column(Text)
    by_id: Mapped[str | None] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (ForeignKeyConstraint(["tenant_id", "by_id"], ["staff.tenant_id", "staff.id"]),)
