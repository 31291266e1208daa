"""Whose tablet this is and how it stands; proofs that a tablet holds its key."""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from server import clock, logs
from server.audit import steps
from server.db import db, outside_feed, read_snapshot
from server.devices import codes
from server.devices.models import Tablet
from server.problems_access import DeviceNotEnrolled, DeviceProof, standing
from server.tenants import service as tenants

NONCE_FOR = timedelta(minutes=2)


def get(tenant_id: int, device_id: str | None) -> Tablet | None:
    """What is known of a tablet, None when it is active and not enrolled."""
    return db.session.get(Tablet, (tenant_id, device_id)) if device_id else None


def row_of(tenant_id: int, device_id: str) -> Tablet:
    """The same, made when there is none. Inside a write transaction."""
    found = db.session.get(Tablet, (tenant_id, device_id), with_for_update=True)
    if found is None:
        found = Tablet(tenant_id=tenant_id, device_id=device_id, state="active")
        db.session.add(found)
        db.session.flush()
    return found


def challenge(device_id: str) -> str:
    """A fresh nonce for a tablet to sign, good for two minutes and once; a device nobody enrolled gets one
    that is good for nothing.
    """
    nonce = codes.base64url(secrets.token_bytes(32))
    with outside_feed() as session:
        for tablet in session.scalars(select(Tablet).where(Tablet.device_id == device_id)):
            tablet.nonce_hash, tablet.nonce_at = codes.hash_of(nonce), clock.now()
    return nonce


def admit(tenant_id: int, device_id: str | None, client: str, proof: dict[str, str] | None) -> bool:
    """May somebody sign in on this device? True when it proved its key. Inside a write transaction.

    Raises DeviceNotEnrolled, DeviceProof, or what its standing says. An office browser is no tablet: where
    it names one without proof, it is signed in as any browser.
    """
    tablet = get(tenant_id, device_id)
    if tablet is not None and tablet.state in ("stolen", "retired"):
        raise standing(tablet.state)
    if tablet is None or tablet.public_key is None:
        if client == "tablet" and tenants.is_strict(tenant_id):
            logs.note("device-not-enrolled", tenant=tenant_id)
            raise DeviceNotEnrolled
        return False
    if proof is None and client != "tablet":
        return False
    check_proof(tablet, "session", proof)
    return True


def check_proof(tablet: Tablet, purpose: str, proof: dict[str, str] | None) -> None:
    """Raise DeviceProof unless the tablet signed its latest challenge. A challenge is good once."""
    known, at = tablet.nonce_hash, tablet.nonce_at
    if proof is None or known is None or at is None or tablet.public_key is None:
        raise DeviceProof
    nonce, signature = proof["nonce"], proof["signature"]
    fresh = codes.hash_of(nonce) == known and clock.now() - at <= NONCE_FOR
    said = codes.message(purpose, tablet.device_id, nonce)
    if not fresh or not codes.signed(tablet.public_key, said, signature):
        logs.note("device-proof-failed", tenant=tablet.tenant_id, device=tablet.device_id)
        raise DeviceProof
    tablet.nonce_hash = tablet.nonce_at = None


def proved_by(device_id: str, proof: dict[str, str] | None) -> int:
    """The municipality of a tablet that shows its key to say that it is wiped. Raises DeviceProof."""
    for tablet in db.session.scalars(select(Tablet).where(Tablet.device_id == device_id)):
        check_proof(tablet, "wiped", proof)
        return tablet.tenant_id
    raise DeviceProof


def note_told(tenant_id: int, device_id: str) -> None:
    """Remember when a tablet was first told to wipe itself. Opens its own transaction."""
    with read_snapshot():
        known = get(tenant_id, device_id)
    if known is None or known.told_at is not None:
        return
    with outside_feed():
        tablet = row_of(tenant_id, device_id)
        if tablet.told_at is None and tablet.state != "active":
            tablet.told_at = clock.now()
            steps.note(tenant_id, "device", device_id, "told", None)


def wiped(tenant_id: int, device_id: str) -> bool:
    """The tablet says that it has wiped itself: it must be enrolled anew. False when nobody asked it to.

    Inside a write transaction; saying it again changes nothing.
    """
    tablet = row_of(tenant_id, device_id)
    if tablet.state == "active":
        return False
    if tablet.wiped_at is None:
        tablet.wiped_at, tablet.public_key = clock.now(), None
        steps.note(tenant_id, "device", device_id, "wiped", None)
    return True


def facts(tablet: Tablet | None) -> dict[str, Any]:
    """How a tablet stands, as the office and the tablet itself are told."""
    none = Tablet(state="active")
    said = tablet or none
    return {
        "enrolled_at": clock.iso(said.enrolled_at) if said.enrolled_at and said.public_key else None,
        "owner": said.owner_id,
        "state": said.state,
        "told_at": clock.iso(said.told_at) if said.told_at else None,
        "wiped_at": clock.iso(said.wiped_at) if said.wiped_at else None,
        "trip_ends_on": said.trip_ends_on.isoformat() if said.trip_ends_on else None,
    }
