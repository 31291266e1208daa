"""Which backups a restore may use, what each holds of every writer, and the restores there have been."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, ForeignKeyConstraint, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class Backup(db.Model):
    """One backup that was read back and found whole; of the whole server. `name` is its file's name.

    retired_at: since when no restore may use it. Until then tablets keep their copies of what it lacks.
    """

    __tablename__ = "backup"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    taken_at: Mapped[datetime] = mapped_column(UTCDateTime)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class BackupCover(db.Model):
    """What a backup holds of one tenant's writers. received: JSON `{writer_no: [[from, to], …]}`."""

    __tablename__ = "backup_cover"

    backup_id: Mapped[str] = mapped_column(ForeignKey("backup.id"), primary_key=True)
    tenant_uid: Mapped[str] = mapped_column(String(36), primary_key=True)
    received: Mapped[str] = mapped_column(Text)


class Restore(db.Model):
    """One restore as a tenant knows it.

    office_ops: JSON `[[writer_no, first seq, last seq, instant], …]`, what office and imports had filed after
    the backup. listed: False when the office journal was lost too, so that nobody can know.
    """

    __tablename__ = "restore"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    backup_id: Mapped[str] = mapped_column(String(36))
    taken_at: Mapped[datetime] = mapped_column(UTCDateTime)
    restored_at: Mapped[datetime] = mapped_column(UTCDateTime)
    listed: Mapped[bool] = mapped_column(Boolean)
    office_ops: Mapped[str] = mapped_column(Text)

    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),)
