"""Push subscriptions: who can be told on which browser."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import delete, select

from server import clock
from server.config import Config
from server.db import db
from server.notices import hosts
from server.notices.models import PushSubscription
from server.problems import Invalid

NOT_A_SERVICE = "not the address of a known push service"
NOT_A_KEY = "not a key of this kind"


def subscribe(tenant_id: int, staff_id: str, endpoint: str, p256dh: str, auth: str) -> None:
    """Reach this staff member at this endpoint from now on; whoever held it before no longer does."""
    subscription = PushSubscription(
        tenant_id=tenant_id,
        id=_id_of(endpoint),
        staff_id=staff_id,
        endpoint=endpoint,
        p256dh=p256dh,
        auth=auth,
        created_at=clock.now(),
        last_ok_at=None,
    )
    db.session.merge(subscription)


def unsubscribe(tenant_id: int, staff_id: str, endpoint: str) -> None:
    """Stop reaching this staff member at this endpoint; nothing happens when another one holds it."""
    own = (PushSubscription.tenant_id == tenant_id) & (PushSubscription.staff_id == staff_id)
    db.session.execute(delete(PushSubscription).where(own, PushSubscription.id == _id_of(endpoint)))


def of_staff(tenant_id: int, staff_id: str) -> Sequence[PushSubscription]:
    """Every browser on which this staff member can be reached."""
    own = (PushSubscription.tenant_id == tenant_id) & (PushSubscription.staff_id == staff_id)
    return db.session.scalars(select(PushSubscription).where(own).order_by(PushSubscription.id)).all()


def forget(tenant_id: int, ids: Sequence[str]) -> None:
    """Delete subscriptions the push service no longer knows."""
    gone = (PushSubscription.tenant_id == tenant_id) & PushSubscription.id.in_(ids)
    db.session.execute(delete(PushSubscription).where(gone))


def check(config: Config, endpoint: str, p256dh: str, auth: str) -> None:
    """Raise Invalid unless the endpoint is a push service's and the keys are real ones."""
    errors = {}
    if not hosts.is_allowed(endpoint, config.push_loopback):
        errors["endpoint"] = [NOT_A_SERVICE]
    if not _is_point(p256dh):
        errors["keys.p256dh"] = [NOT_A_KEY]
    if len(_decoded(auth)) != 16:
        errors["keys.auth"] = [NOT_A_KEY]
    if errors:
        raise Invalid(errors=errors)


def _id_of(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()


def _is_point(text: str) -> bool:
    """True for an uncompressed point on P-256; any other would make encryption fail at each send."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(text))
    except ValueError:
        return False
    return len(_decoded(text)) == 65


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
