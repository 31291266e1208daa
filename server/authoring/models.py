"""The forms a municipality makes itself, and every step each of their versions has taken."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class FormEdition(db.Model):
    """One version of a form of the town's own, from the first draft on; never deleted.

    state: draft, test, published, retired, recalled, dropped. origin: spreadsheet or measures. definition:
    the published JSON, fixed from the beginning. notes: JSON, what of the file was left out or changed.
    """

    __tablename__ = "form_edition"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    form: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10))
    origin: Mapped[str] = mapped_column(String(12))
    definition: Mapped[str] = mapped_column(Text)
    notes: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        Index(None, "tenant_id", "form", "version", unique=True),
    )


class FormStep(db.Model):
    """One step of one version: made, test, publish, retire, recall, drop. n: 1, 2, 3 … of this version.

    reason: why it was recalled, in the words of who did it.
    """

    __tablename__ = "form_step"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    edition_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "edition_id"], ["form_edition.tenant_id", "form_edition.id"]),
        ForeignKeyConstraint(["tenant_id", "by_id"], ["staff.tenant_id", "staff.id"]),
    )
