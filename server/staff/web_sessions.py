"""Signed-in browsers: an opaque 256-bit token in a cookie, its SHA-256 here. Ending one ends it at once.

A tablet stays signed in over a long trip (90 days without contact, 400 days in all); an office browser does
not (2 hours, 12 hours). docs/settings.md gives the reasons.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from flask import Response
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from server import clock
from server.auth import Current, SessionFacts, StaffFacts, TenantFacts
from server.config import Config
from server.db import db, outside_feed, read_snapshot
from server.staff import rights
from server.staff.models import Staff, WebSession
from server.tenants.models import Tenant

LIFETIMES = {  # client: (idle, absolute)
    "tablet": (timedelta(days=90), timedelta(days=400)),
    "office": (timedelta(hours=2), timedelta(hours=12)),
}
SEEN_EVERY = timedelta(minutes=5)  # how stale seen_at may get: not every request should write


def cookie_name(config: Config) -> str:
    """`__Host-kayoi` on TLS; plain `kayoi` on this machine's loopback, where browsers refuse `__Host-`."""
    return "__Host-kayoi" if config.tls else "kayoi"


def start(session: Session, tenant_id: int, staff_id: str, device_id: str, client: str) -> str:
    """Open a session inside the given transaction and return its token, which is stored nowhere."""
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
        )
    )
    return token


def resume(token: str | None) -> Current | None:
    """Who a cookie's token belongs to, or None when it is missing, ended or too old. Notes that she was
    seen.
    """
    if not token:
        return None
    with read_snapshot():
        current = find(token)
    if current and clock.now() - current.session.seen_at > SEEN_EVERY:
        _touch(current)
    return current


def find(token: str) -> Current | None:
    """Who holds this token now. Inside a snapshot."""
    found = db.session.execute(_LOOKUP.where(WebSession.token_hash == _hash(token))).one_or_none()
    if found is None or _too_old(found.WebSession, clock.now()):
        return None
    return _facts(*found)


def end(token: str) -> None:
    """End one session at once."""
    with outside_feed() as session:
        session.execute(delete(WebSession).where(WebSession.token_hash == _hash(token)))


def end_all_of(session: Session, tenant_id: int, staff_id: str) -> None:
    """End every session of a person (account ended, passphrase changed), inside the given transaction."""
    session.execute(
        delete(WebSession).where(WebSession.tenant_id == tenant_id, WebSession.staff_id == staff_id)
    )


def set_cookie(response: Response, token: str, client: str, config: Config) -> None:
    """Give the browser its token; only a tablet's survives closing the browser."""
    response.set_cookie(
        cookie_name(config),
        token,
        max_age=LIFETIMES["tablet"][1] if client == "tablet" else None,
        secure=config.tls,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def clear_cookie(response: Response, config: Config) -> None:
    """Take the token away again."""
    response.delete_cookie(cookie_name(config), secure=config.tls, httponly=True, samesite="Strict", path="/")


_LOOKUP = (
    select(WebSession, Staff, Tenant)
    .join(Staff, (Staff.tenant_id == WebSession.tenant_id) & (Staff.id == WebSession.staff_id))
    .join(Tenant, Tenant.id == WebSession.tenant_id)
    .where(Staff.ended_at.is_(None), Tenant.demo)  # real data waits until tablets encrypt what they store
)


def _facts(web_session: WebSession, staff: Staff, tenant: Tenant) -> Current:
    grants = rights.grants_today(tenant.id, staff.id)
    return Current(
        staff=StaffFacts(staff.id, staff.name, staff.job),
        tenant=TenantFacts(tenant.id, tenant.uid, tenant.name, tenant.demo),
        grants=grants,
        scopes=rights.scopes(tenant.id, staff.id, grants),
        session=SessionFacts(
            web_session.token_hash, web_session.device_id, web_session.client, web_session.seen_at
        ),
    )


def _too_old(found: WebSession, now: datetime) -> bool:
    idle, absolute = LIFETIMES[found.client]
    return now - found.seen_at > idle or now - found.created_at > absolute


def _touch(current: Current) -> None:
    with outside_feed() as session:
        session.execute(
            update(WebSession)
            .where(
                WebSession.tenant_id == current.tenant.id, WebSession.token_hash == current.session.token_hash
            )
            .values(seen_at=clock.now())
        )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
