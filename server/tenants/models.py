"""A tenant is a municipality; its feed counter numbers every change its tablets will pull."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class Tenant(db.Model):
    """One municipality. `id` is the short key of all tables, `uid` the public id and the namespace of natural
    keys.

    strict: only enrolled tablets sign in, and coordinators with a second factor. Always so with real data.
    office_name, office_phone: whom a resident may ask; they stand on what is printed for her, "" until said.
    """

    __tablename__ = "tenant"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    demo: Mapped[bool]
    strict: Mapped[bool] = mapped_column(default=False, server_default=false())
    office_name: Mapped[str] = mapped_column(String(100), default="", server_default="")
    office_phone: Mapped[str] = mapped_column(String(30), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class TenantFeed(db.Model):
    """The counter taken first by every write. `epoch` changes when the server is restored from a backup.

    writers_from: no new writer gets this number or a lower one; a restore raises it past any ever issued.
    """

    __tablename__ = "tenant_feed"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(36))
    last: Mapped[int] = mapped_column(BigInteger, default=0)
    writers_from: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
