"""The op log: every op ever received, its bytes untouched, and the ones that could not be applied yet."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db

HELD_STATES = ("held", "released", "replaced", "erased")


class OpRow(db.Model):
    """One op as it arrived. Append-only; the log is the history of every field and the proof against doubles.

    hash: the MAC the server computed over `body` with the writer's key. body: the op's bytes, never
    re-serialised. kind, record_id: None when the bytes could not be read. verdict: the last one given.
    applied_seq: feed seq at which it was applied, None while held. as_sent: the record then held exactly what
    the editor had seen. made_as: "12.8" when a cloned store made it as writer 12 and everything from seq 8 on
    was moved to this writer.
    """

    __tablename__ = "op"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    writer_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    save: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(22))
    kind: Mapped[str | None] = mapped_column(String(20))
    record_id: Mapped[str | None] = mapped_column(String(36))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    verdict: Mapped[str] = mapped_column(String(12))
    applied_seq: Mapped[int | None] = mapped_column(BigInteger)
    as_sent: Mapped[bool] = mapped_column(Boolean)
    made_as: Mapped[str | None] = mapped_column(String(30))

    __table_args__ = (Index(None, "tenant_id", "record_id", "applied_seq"),)


class HeldOp(db.Model):
    """An op kept aside: quarantined (`reason`), or waiting for a record nobody has created yet (`waits_for`).

    state: held, then released (applied later), replaced (by a corrected op) or erased.
    """

    __tablename__ = "held_op"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    writer_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(String(24))
    waits_for: Mapped[str | None] = mapped_column(String(36))
    state: Mapped[str] = mapped_column(String(10))

    __table_args__ = (
        Index(None, "tenant_id", "waits_for"),
        Index(None, "tenant_id", "state"),
    )
