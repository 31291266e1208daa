"""The server's push identity (VAPID, RFC 8292): one P-256 key in the data folder, made at first use, 0600."""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from server.config import Config
from server.own_files import made_once


def public_key(config: Config) -> str | None:
    """The key a browser subscribes with (base64url of the uncompressed point), or None when PUSH=off."""
    if not config.push:
        return None
    point = (
        _key(_ensured(config.data))
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def signer(config: Config) -> Vapid02:
    """What pywebpush signs with."""
    return Vapid02(_key(_ensured(config.data)))


def contact(config: Config) -> str:
    """Who the push service may turn to (the JWT's `sub`)."""
    return config.public_url if config.tls else "mailto:operator@kayoi.invalid"


def _ensured(data: Path) -> Path:
    """The key file, made now if missing. Threads and processes may race: the first one's key stays."""
    path = data / "vapid.pem"
    if not path.exists():
        made_once(path, _fresh_pem())
    return path


def _fresh_pem() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@lru_cache(maxsize=4)
def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} does not hold a P-256 key")
    return key
