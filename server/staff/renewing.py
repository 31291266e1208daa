"""A tablet's token is renewed every quarter of an hour by its key; a reply lost on the way bricks nothing.

The old token stays good for renewing until its successor is used. One that comes back after that, when its
successor has long been in use, was copied: the whole family ends.
"""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from server import clock, logs
from server.db import outside_feed
from server.devices import tablets
from server.devices.service import new_id
from server.problems import LoginRequired
from server.problems_access import standing
from server.room import if_there_is_room
from server.staff.models import Staff, WebSession

PROOF_FOR = timedelta(minutes=15)
CROSSING = timedelta(seconds=60)  # requests of two windows may cross on their way


def hash_token(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def renew(token: str, proof: dict[str, str], is_over: Any) -> tuple[str, str]:
    """(a fresh token, client) for one that the device's key vouches for. Opens its own transactions.

    is_over: whether a session is too old. Raises LoginRequired, DeviceProof, or what the tablet's standing
    says.
    """
    with outside_feed() as session:
        old = session.scalar(
            select(WebSession).where(WebSession.token_hash == hash_token(token)).with_for_update()
        )
        if old is None or old.device_id is None or old.proved_at is None or _may_not(session, old, is_over):
            raise LoginRequired
        tablet = tablets.row_of(old.tenant_id, old.device_id)
        if tablet.state == "stolen":
            raise standing(tablet.state)
        if tablet.public_key is None:
            raise LoginRequired
        tablets.check_proof(tablet, "renew", proof)
        copied = old.spent_at is not None and clock.now() - old.spent_at > CROSSING
        if not copied:
            return _successor(session, old), old.client
        session.execute(
            delete(WebSession).where(WebSession.tenant_id == old.tenant_id, WebSession.family == old.family)
        )
        logs.note("token-reused", tenant=old.tenant_id, device=old.device_id, staff=old.staff_id)
    raise LoginRequired


def needs_proof(found: Any) -> bool:
    """True when a session on an enrolled tablet must show its key before anything else is answered."""
    if found.proved_at is None:
        return False
    return found.spent_at is not None or clock.now() - found.proved_at > PROOF_FOR


def first_used(tenant_id: int, token_hash: str, replaces: str) -> None:
    """A successor is in use: the token it replaces is spent. Opens its own transaction."""
    with if_there_is_room(), outside_feed() as session:
        ours = WebSession.tenant_id == tenant_id
        session.execute(
            update(WebSession)
            .where(ours, WebSession.token_hash == replaces, WebSession.spent_at.is_(None))
            .values(spent_at=clock.now())
            .execution_options(synchronize_session=False)
        )
        session.execute(
            update(WebSession)
            .where(ours, WebSession.token_hash == token_hash)
            .values(replaces=None)
            .execution_options(synchronize_session=False)
        )
        old = clock.now() - timedelta(days=30)
        session.execute(delete(WebSession).where(ours, WebSession.spent_at < old))


def _successor(session: Session, old: WebSession) -> str:
    token = secrets.token_urlsafe(32)
    old.family = old.family or new_id()
    session.add(
        WebSession(
            tenant_id=old.tenant_id,
            token_hash=hash_token(token),
            staff_id=old.staff_id,
            device_id=old.device_id,
            client=old.client,
            created_at=old.created_at,
            seen_at=clock.now(),
            noted=old.noted,
            proved_at=clock.now(),
            family=old.family,
            replaces=old.token_hash,
        )
    )
    return token


def _may_not(session: Session, old: WebSession, is_over: Any) -> bool:
    staff = session.get_one(Staff, (old.tenant_id, old.staff_id))
    return staff.ended_at is not None or is_over(old, clock.now())
