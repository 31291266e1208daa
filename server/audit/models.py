"""The read log (opening a person or a sheet, searching, printing) and what was done to tablets and accounts.

Append-only.
"""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class ReadLog(db.Model):
    """One look at personal data.

    id: `<writer_no>.<n>` for what a tablet noted (so a repeated push changes nothing), random for the
    server's own notes. record_id: "" for a search. count: how many persons a search or a list showed. at:
    when, as the tablet's clock said; received_at: when the server learned of it. place: tablet or office.
    sealed: of kind `unopened`, a note that came sealed and that this server cannot open.
    """

    __tablename__ = "read_log"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    staff_id: Mapped[str] = mapped_column(String(36))
    device_id: Mapped[str | None] = mapped_column(String(36))
    place: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[str] = mapped_column(String(36))
    count: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sealed: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"]),
        Index(None, "tenant_id", "received_at", "id"),
        Index(None, "tenant_id", "record_id"),
    )


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
