"""The second factor of an account: a code from an app, or one of eight recovery codes on paper.

The secret is sealed with a key that is not in the database. A code is good once; recovery codes have 120
random bits, so a plain hash keeps them.
"""

import os
import secrets
import unicodedata

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server import clock, logs
from server.audit import steps
from server.devices import codes
from server.devices import service as devices
from server.devices.keys import base64url, unbase64url
from server.problems import Invalid
from server.problems_access import SecondFactor
from server.staff import totp
from server.staff.models import Staff
from server.tenants import service as tenants

RECOVERY_CODES, RECOVERY_LENGTH = 8, 24
PURPOSE = "totp"
ISSUER = "かよい"


def check(staff: Staff, said: str | None) -> None:
    """Raise SecondFactor unless this is a code of the account that was not used yet. Inside a transaction."""
    typed = _plain(said or "")
    if staff.totp is None or not typed:
        raise SecondFactor
    step = totp.matching_step(_open(staff, staff.totp), typed, clock.now().timestamp(), staff.totp_step)
    if step is not None:
        staff.totp_step = step
        return
    left: list[str] = orjson.loads(staff.recovery)
    used = codes.hash_of(codes.typed(typed))
    if used not in left:
        logs.note("second-factor-failed", tenant=staff.tenant_id, staff=staff.id)
        raise SecondFactor
    staff.recovery = orjson.dumps([one for one in left if one != used]).decode()
    steps.note(staff.tenant_id, "staff", staff.id, "recovery-used", staff.id, left=len(left) - 1)


def begin(staff: Staff) -> str:
    """A new secret, not in use before its first code is confirmed; the link for the app. Inside a write
    transaction.
    """
    secret = secrets.token_bytes(totp.BYTES)
    staff.totp_asked = _seal(staff, secret)
    return totp.link(secret, staff.login, ISSUER)


def confirm(staff: Staff, said: str) -> list[str]:
    """Put the new secret to use when its code is right; the recovery codes, shown once. Raises Invalid.

    Inside a write transaction.
    """
    sealed = staff.totp_asked
    secret = _open(staff, sealed) if sealed else b""
    step = totp.matching_step(secret, _plain(said), clock.now().timestamp(), None) if sealed else None
    if step is None:
        raise Invalid(errors={"code": ["not the code of this moment"]})
    staff.totp, staff.totp_asked, staff.totp_step = sealed, None, step
    given = [codes.new_typed(RECOVERY_LENGTH) for _ in range(RECOVERY_CODES)]
    staff.recovery = orjson.dumps([codes.hash_of(one) for one in given]).decode()
    steps.note(staff.tenant_id, "staff", staff.id, "second-factor", staff.id)
    return [codes.grouped(one, 4) for one in given]


def reset(staff: Staff, by_id: str) -> None:
    """Forget the second factor: she sets up a new one at her next login. Inside a write transaction."""
    staff.totp = staff.totp_asked = staff.totp_step = None
    staff.recovery = "[]"
    steps.note(staff.tenant_id, "staff", staff.id, "second-factor-reset", by_id)


def _plain(said: str) -> str:
    return "".join(unicodedata.normalize("NFKC", said).split())


def _seal(staff: Staff, secret: bytes) -> str:
    nonce = os.urandom(12)
    return base64url(nonce + AESGCM(_key(staff)).encrypt(nonce, secret, staff.id.encode()))


def _open(staff: Staff, sealed: str) -> bytes:
    raw = unbase64url(sealed)
    try:
        return AESGCM(_key(staff)).decrypt(raw[:12], raw[12:], staff.id.encode())
    except InvalidTag:
        raise SecondFactor from None  # another master key: a coordinator resets it


def _key(staff: Staff) -> bytes:
    return devices.purpose_key(tenants.get(staff.tenant_id).uid, PURPOSE)
