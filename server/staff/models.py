"""Accounts of people who work with Kayoi, what they may do, and where they are signed in."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db

ROLES = ("nurse", "supporter", "coordinator", "auditor")
TENANT_SCOPE = "tenant"


class Staff(db.Model):
    """One person, one account. `login` is unique in its town; where two towns of one server have the same
    one, the login says which town is meant, or the passphrase does.

    once_until: the passphrase was set by a coordinator, is good until then, and must be changed first. totp:
    the sealed secret of the second factor; totp_asked: one not confirmed yet; totp_step: the last step whose
    code was used. recovery: JSON list of hashes.
    """

    __tablename__ = "staff"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    login: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(100))
    job: Mapped[str] = mapped_column(String(100), default="")
    passphrase_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    once_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    totp: Mapped[str | None] = mapped_column(Text)
    totp_asked: Mapped[str | None] = mapped_column(Text)
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    recovery: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        UniqueConstraint("tenant_id", "login"),
    )


class Leaving(db.Model):
    """A colleague left and another goes on with her open steps. moved: JSON list of their record ids."""

    __tablename__ = "leaving"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    staff_id: Mapped[str] = mapped_column(String(36))
    to_staff_id: Mapped[str] = mapped_column(String(36))
    by_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    moved: Mapped[str] = mapped_column(Text)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"]),
        Index(None, "tenant_id", "staff_id"),
    )


class Grant(db.Model):
    """A right: role, where (`area:<id>` or `tenant`), and the days on which it holds (Asia/Tokyo, both
    included).
    """

    __tablename__ = "staff_grant"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    staff_id: Mapped[str] = mapped_column(String(36))
    role: Mapped[str] = mapped_column(String(20))
    scope: Mapped[str] = mapped_column(String(60))
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"]),
        Index(None, "tenant_id", "staff_id"),
    )


class WebSession(db.Model):
    """A signed-in browser. Only the SHA-256 of its 256-bit token is kept.

    noted: JSON `[feed seq, when, scopes]`: the read log already says that everything up to there in these
    scopes is being shown to it, page after page. Only on an enrolled tablet: proved_at, when it last proved
    to hold its key; family, what tokens of one sign-in share; replaces, the token whose successor this is,
    until it is used; spent_at, when a successor was first used.
    """

    __tablename__ = "web_session"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(String(36))
    device_id: Mapped[str | None] = mapped_column(String(36))
    client: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    noted: Mapped[str | None] = mapped_column(Text)
    proved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    family: Mapped[str | None] = mapped_column(String(36))
    replaces: Mapped[str | None] = mapped_column(String(64))
    spent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"]),
        Index("ix_web_session_token_hash", "token_hash", unique=True),
    )


class LoginAttempt(db.Model):
    """Failed logins of one account name or one address; both hashed, since an unknown name may be a mistyped
    passphrase.
    """

    __tablename__ = "login_attempt"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    first_at: Mapped[datetime] = mapped_column(UTCDateTime)
    blocked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ScopeKey(db.Model):
    """The key under which one device keeps the rows of one scope. Sealed: nobody reads it in the database.

    scope: a feed scope, or `device`, under which older versions kept unsent ops. generation: of
    several the highest is in use; it is a time, so that a restored server never gives a number twice.
    """

    __tablename__ = "scope_key"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    device_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    generation: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sealed: Mapped[str] = mapped_column(String(100))

    __table_args__ = (ForeignKeyConstraint(["tenant_id", "device_id"], ["device.tenant_id", "device.id"]),)


class ScopeKeyHolder(db.Model):
    """Who was given a key: when one of them loses the scope, the others get the next generation."""

    __tablename__ = "scope_key_holder"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    device_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    generation: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    staff_id: Mapped[str] = mapped_column(String(36), primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "device_id", "scope", "generation"],
            ["scope_key.tenant_id", "scope_key.device_id", "scope_key.scope", "scope_key.generation"],
        ),
    )
