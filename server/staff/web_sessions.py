"""Signed-in browsers: an opaque 256-bit token in a cookie, its SHA-256 here. Ending one ends it at once.

A tablet stays signed in over a long trip (90 days without contact, 400 days in all); an office browser does
not (2 hours, 12 hours). docs/settings.md gives the reasons.
"""

import secrets
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update
from sqlalchemy.orm import Session

from server import clock
from server.auth import Current, SessionFacts, StaffFacts, TenantFacts
from server.db import db, one_look, outside_feed, read_snapshot
from server.devices.models import Tablet
from server.ready import Ready
from server.room import if_there_is_room
from server.staff import renewing, rights
from server.staff.models import TENANT_SCOPE, Staff, WebSession
from server.tenants.models import Tenant

LIFETIMES = {  # client: (idle, absolute)
    "tablet": (timedelta(days=90), timedelta(days=400)),
    "office": (timedelta(hours=2), timedelta(hours=12)),
}
SEEN_EVERY = timedelta(minutes=5)  # how stale seen_at may get: not every request should write


def start(
    session: Session, tenant_id: int, staff_id: str, device_id: str, client: str, proved: bool = False
) -> str:
    """Open a session inside the given transaction and return its token, which is stored nowhere.

    proved: the device showed its key, and must go on showing it (see renewing.py).
    """
    token = secrets.token_urlsafe(32)
    now = clock.now()
    session.add(
        WebSession(
            tenant_id=tenant_id,
            token_hash=_hash(token),
            staff_id=staff_id,
            device_id=device_id,
            client=client,
            created_at=now,
            seen_at=now,
            proved_at=now if proved else None,
        )
    )
    return token


def resume(token: str | None) -> Current | None:
    """Who a cookie's token belongs to, or None when it is missing, ended or too old. Notes that she was
    seen.
    """
    if not token:
        return None
    with one_look() as connection:
        rows = _look_up(connection, token)
    everywhere = any(row.scope == TENANT_SCOPE for row in rows)  # who holds the town: its areas are read too
    with read_snapshot() if everywhere else nullcontext():
        current = _facts(rows)
    if current and clock.now() - current.session.seen_at > SEEN_EVERY:
        _touch(current)
    if rows and rows[0].replaces is not None and current and current.session.hold is None:
        renewing.first_used(rows[0].tenant_id, rows[0].token_hash, rows[0].replaces)
    return current


def of_town(token: str, uid: str) -> bool:
    """True for a token of this town, ended or not."""
    found = select(Tenant.uid).join(WebSession, WebSession.tenant_id == Tenant.id)
    with read_snapshot() as session:
        return session.scalar(found.where(WebSession.token_hash == _hash(token))) == uid


def renew(token: str, proof: dict[str, str]) -> tuple[str, str]:
    """(a fresh token, client) for a tablet that shows its key. See renewing.py."""
    return renewing.renew(token, proof, _too_old)


def find(token: str) -> Current | None:
    """Who holds this token now. Inside a snapshot."""
    return _facts(_look_up(db.session.connection(), token))


def _look_up(connection: Connection, token: str) -> Sequence[Row[Any]]:
    return _LOOKUP.run_on(connection, token_hash=_hash(token), today=clock.today())


def keep_noted(current: Current, noted: str) -> None:
    """Remember what the read log says is being shown to this session. Inside a transaction."""
    db.session.execute(
        update(WebSession)
        .where(*_this(current))
        .values(noted=noted)
        .execution_options(synchronize_session=False)
    )


def end(token: str, staff_id: str | None = None) -> None:
    """End one session at once. staff_id: only when it is this person's."""
    ended = delete(WebSession).where(WebSession.token_hash == _hash(token))
    with outside_feed() as session:
        session.execute(ended if staff_id is None else ended.where(WebSession.staff_id == staff_id))


def end_all_of(session: Session, tenant_id: int, staff_id: str, but: str = "") -> None:
    """End every session of a person (account ended, passphrase changed), inside the given transaction.

    but: the hash of the token with which she asks for it.
    """
    hers = (WebSession.tenant_id == tenant_id, WebSession.staff_id == staff_id)
    session.execute(delete(WebSession).where(*hers, WebSession.token_hash != but))


def end_all_on(session: Session, tenant_id: int, device_id: str) -> None:
    """End every session on a device, inside the given transaction."""
    session.execute(
        delete(WebSession).where(WebSession.tenant_id == tenant_id, WebSession.device_id == device_id)
    )


_LOOKUP = Ready(
    rights.with_grants(
        select(
            WebSession.tenant_id,
            WebSession.token_hash,
            WebSession.device_id,
            WebSession.client,
            WebSession.created_at,
            WebSession.seen_at,
            WebSession.noted,
            WebSession.proved_at,
            WebSession.replaces,
            WebSession.spent_at,
            Tablet.state.label("standing"),
            Staff.id.label("staff_id"),
            Staff.name,
            Staff.job,
            Tenant.uid,
            Tenant.name.label("tenant_name"),
            Tenant.demo,
            Tenant.strict,
            Staff.once_until,
            Staff.totp,
        )
        .join(Staff, (Staff.tenant_id == WebSession.tenant_id) & (Staff.id == WebSession.staff_id))
        .join(Tenant, Tenant.id == WebSession.tenant_id)
        .outerjoin(
            Tablet,
            (Tablet.tenant_id == WebSession.tenant_id) & (Tablet.device_id == WebSession.device_id),
        )
        .where(WebSession.token_hash == bindparam("token_hash"))
        .where(Staff.ended_at.is_(None)),
        Staff.tenant_id,
        Staff.id,
    )
)


def _facts(rows: Sequence[Row[Any]]) -> Current | None:
    if not rows or _too_old(rows[0], clock.now()):
        return None
    found = rows[0]
    grants = tuple((row.role, row.scope) for row in rows if row.role is not None)
    return Current(
        staff=StaffFacts(found.staff_id, found.name, found.job),
        tenant=TenantFacts(found.tenant_id, found.uid, found.tenant_name, found.demo),
        grants=grants,
        scopes=rights.scopes(found.tenant_id, found.staff_id, grants),
        session=SessionFacts(
            found.token_hash, found.device_id, found.client, found.seen_at, found.noted, _hold(found, grants)
        ),
    )


def _hold(found: Row[Any], grants: rights.Grants) -> str | None:
    """Why most of what this session asks for is not answered now, None when nothing stands against it."""
    if found.standing not in (None, "active"):
        return f"device-{found.standing}"
    if renewing.needs_proof(found):
        return "device-proof"
    if found.once_until is not None:
        return "passphrase-change"
    strict = found.strict or not found.demo
    if strict and found.totp is None and found.proved_at is None and _coordinates(grants):
        return "second-factor-needed"
    return None


def _coordinates(grants: rights.Grants) -> bool:
    return any(role == "coordinator" for role, _ in grants)


def holds(row: WebSession) -> bool:
    """True while this session is answered, or can be renewed by its tablet."""
    return not _too_old(row, clock.now())


def _too_old(found: Row[Any] | WebSession, now: datetime) -> bool:
    idle, absolute = LIFETIMES[found.client]
    return now - found.seen_at > idle or now - found.created_at > absolute


def _touch(current: Current) -> None:
    with if_there_is_room(), outside_feed() as session:
        session.execute(update(WebSession).where(*_this(current)).values(seen_at=clock.now()))


def _this(current: Current) -> tuple[Any, Any]:
    return WebSession.tenant_id == current.tenant.id, WebSession.token_hash == current.session.token_hash


_hash = renewing.hash_token
