"""Under which keys a person is looked up as somebody else's double, and which pairs were found.

Worked out from the records (duplicates.py); nothing here is the only place where something stands.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class PersonKey(db.Model):
    """One of the keys of `matching.blocks` under which a person is kept."""

    __tablename__ = "person_key"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(36), primary_key=True)

    __table_args__ = (Index(None, "tenant_id", "person_id"),)


class PersonPair(db.Model):
    """Two records that may be of one person; one_id is the smaller id.

    reasons: codes of `matching.REASONS` with blanks between; "" when only 「あとで決める」 says so.
    """

    __tablename__ = "person_pair"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    one_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    other_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    reasons: Mapped[str] = mapped_column(Text)
    found_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (Index(None, "tenant_id", "other_id"),)


class PeopleCompared(db.Model):
    """Up to which feed seq the persons of a tenant have been compared; no row: none yet."""

    __tablename__ = "people_compared"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
