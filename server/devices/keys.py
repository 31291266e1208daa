"""Keys: one master key file, from it a key per tenant, from that a key per writer, one for certificates,
and the pairs to which tablets seal unsent work.

The server stores no writer's key: it derives it again. The master key is 32 random bytes in a file of mode
0600 beside the database, never in it; losing it means that tablets must sign in again before their unsent
work is believed.
"""

import base64
import hashlib
import hmac
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.config import ConfigError
from server.own_files import made_once

MASTER_KEY_BYTES = 32
_COUNTED_FROM = datetime(2026, 1, 1, tzinfo=UTC)
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True)
class CertificateFacts:
    """What a writer certificate proves: this server once gave this number to this person on this device."""

    tenant: str
    writer_no: int
    staff: str
    device: str
    client: str
    issued_at: str


def create_master_key(path: Path) -> None:
    """Write a new master key, unless there is one. Durable before it returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        made_once(path, os.urandom(MASTER_KEY_BYTES))


@lru_cache(maxsize=4)
def master_key(path: Path) -> bytes:
    """The master key. Raises ConfigError, in one line, when the file is missing, short or readable by
    others.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigError(f"{path} must be readable by its owner only (chmod 600)")
        key = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError(
            f"{path} is missing: restore it from your key backup, or run `kayoi migrate` first"
        ) from None
    if len(key) != MASTER_KEY_BYTES:
        raise ConfigError(f"{path} is damaged: it must hold exactly {MASTER_KEY_BYTES} bytes")
    return key


def seconds_so_far(now: datetime) -> int:
    """A number for the next generation of a key, higher than any that was given before now."""
    return int((now - _COUNTED_FROM).total_seconds())


def fingerprint(path: Path) -> str:
    """What tells one master key from another without saying anything of it, 16 hex digits."""
    return fingerprint_of(master_key(path))


def fingerprint_of(key: bytes) -> str:
    """The fingerprint of these bytes."""
    return _derive(key, "kayoi-key-fingerprint").hex()[:16]


@lru_cache(maxsize=256)
def tenant_key(path: Path, tenant_uid: str) -> bytes:
    """The tenant's key, 32 bytes."""
    return _derive(master_key(path), f"kayoi-tenant|{tenant_uid}")


@lru_cache(maxsize=4096)
def mac_key(path: Path, tenant_uid: str, writer_no: int, staff_id: str, device_id: str) -> bytes:
    """The key with which this writer signs ops, 32 bytes. staff_id is "" for the server's own writer."""
    return _derive(tenant_key(path, tenant_uid), f"kayoi-writer|{writer_no}|{staff_id}|{device_id}")


@lru_cache(maxsize=256)
def purpose_key(path: Path, tenant_uid: str, purpose: str) -> bytes:
    """A key for one other purpose inside a tenant, 32 bytes."""
    return _derive(tenant_key(path, tenant_uid), f"kayoi-purpose|{purpose}")


@lru_cache(maxsize=256)
def sealing_key(path: Path, tenant_uid: str, key_id: int) -> ec.EllipticCurvePrivateKey:
    """The pair to which tablets of the tenant seal what only the server may open."""
    wide = _derive(tenant_key(path, tenant_uid), f"kayoi-sealing|{key_id}", 48)
    return ec.derive_private_key(int.from_bytes(wide) % (P256_ORDER - 1) + 1, ec.SECP256R1())


def certificate(path: Path, facts: CertificateFacts) -> str:
    """The certificate a device shows when a restored server does not know its writer."""
    body = orjson.dumps(asdict(facts))
    return f"{base64url(body)}.{base64url(_sign(path, facts.tenant, body))}"


def read_certificate(path: Path, tenant_uid: str, text: str) -> CertificateFacts | None:
    """What a certificate of this tenant says, or None when it is not ours."""
    try:
        body_part, _, mac_part = text.partition(".")
        body, mac = unbase64url(body_part), unbase64url(mac_part)
        if not hmac.compare_digest(_sign(path, tenant_uid, body), mac):
            return None
        facts = CertificateFacts(**orjson.loads(body))
    except (ValueError, TypeError):
        return None
    return facts if facts.tenant == tenant_uid else None


def base64url(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unbase64url(text: str) -> bytes:
    """The bytes of base64url without padding. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _sign(path: Path, tenant_uid: str, body: bytes) -> bytes:
    key = _derive(tenant_key(path, tenant_uid), "kayoi-writer-certificate")
    return hmac.new(key, body, hashlib.sha256).digest()


def _derive(key: bytes, info: str, length: int = 32) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info.encode()).derive(key)
