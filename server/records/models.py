"""Current rows and the feed: one row per record, carrying the feed seq of its last change."""

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db


class Record(db.Model):
    """One record as it stands. The feed of a scope is its rows by `seq`, together with FeedExtra.

    body: the JSON a tablet pulls, `{"scope", "seq", "kind", "id", "op": creating op, "fields": {field: value
    in use}, "members": {field: [[op, value]]}}`, stored as text so that a pull sends it unread. pending: JSON
    `{field: [op ids superseded before they arrived]}`, None when there are none, which is nearly always.
    own: what ops are merged into, in the form of body, when a tablet is shown something else (merged
    persons, protected addresses: docs/records.md); None when it is the body, which is nearly always. pending
    belongs to it. restamped_seq: the last seq given for another reason than an op of its own (its person
    moved).
    open_conflicts: fields holding more than one distinct value.
    person_id, session_id, salon_id, on_date: copied out of the fields so that they can be looked up.
    """

    __tablename__ = "record"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    scope: Mapped[str] = mapped_column(String(60))
    seq: Mapped[int] = mapped_column(BigInteger)
    restamped_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    person_id: Mapped[str | None] = mapped_column(String(36))
    session_id: Mapped[str | None] = mapped_column(String(36))
    salon_id: Mapped[str | None] = mapped_column(String(36))
    on_date: Mapped[str | None] = mapped_column(String(10))
    open_conflicts: Mapped[int] = mapped_column(Integer, default=0)
    body: Mapped[str] = mapped_column(Text)
    pending: Mapped[str | None] = mapped_column(Text)
    own: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index(None, "tenant_id", "scope", "seq"),
        Index(None, "tenant_id", "person_id"),
        Index(None, "tenant_id", "session_id"),
        Index(None, "tenant_id", "kind", "on_date"),
        Index(
            "ix_record_salon",
            "tenant_id",
            "salon_id",
            sqlite_where=db.text("salon_id IS NOT NULL"),
            postgresql_where=db.text("salon_id IS NOT NULL"),
        ),
        Index(
            "ix_record_open_conflicts",
            "tenant_id",
            sqlite_where=db.text("open_conflicts > 0"),
            postgresql_where=db.text("open_conflicts > 0"),
        ),
    )


class FeedExtra(db.Model):
    """What a scope's feed says besides current rows: `withdrawn`, this record left the scope at `seq`.

    kind, body: the second projection of a record, for a scope that may see only part of it (rosters); None
    when withdrawn.
    """

    __tablename__ = "feed_extra"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    withdrawn: Mapped[bool]
    kind: Mapped[str | None] = mapped_column(String(20))
    body: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index(None, "tenant_id", "scope", "seq"),)


class ScopeDigest(db.Model):
    """How many rows a scope's feed shows and the sum of their hashes (sync/feed.py); no row: none.

    Kept in the transaction of every write, so that a page can say what a tablet must hold at its end. last:
    the highest seq of any row or withdrawal of the scope; whoever is there already need not look further.
    """

    __tablename__ = "scope_digest"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    sum: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)
