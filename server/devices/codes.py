"""One-time codes and proofs: how they are made, written and compared. Pure."""

import secrets
import unicodedata
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from server.devices.keys import base64url, unbase64url

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TYPED = 10
_ALIKE = str.maketrans("OIL", "011")


def new_secret() -> str:
    """128 random bits for the picture, base64url."""
    return base64url(secrets.token_bytes(16))


def new_typed(length: int = TYPED) -> str:
    """Characters somebody can read aloud: 5 random bits each, none like another."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(length))


def grouped(code: str, size: int = 5) -> str:
    """The code as it is shown: `A1B2C-D3E4F`."""
    return "-".join(code[at : at + size] for at in range(0, len(code), size))


def typed(text: str) -> str:
    """What was meant by what was typed: any case, full width, spaces and lines, O for 0, I and L for 1."""
    said = unicodedata.normalize("NFKC", text).upper()
    return "".join(letter for letter in said if letter.isalnum()).translate(_ALIKE)


def hash_of(secret: str) -> str:
    """SHA-256; enough for secrets of 112 bits and more."""
    return sha256(secret.encode()).hexdigest()


def message(purpose: str, device_id: str, nonce: str) -> bytes:
    """The bytes a tablet signs."""
    return f"kayoi-{purpose}|{device_id}|{nonce}".encode()


def is_key(text: str) -> bool:
    """True for a P-256 point in base64url."""
    try:
        _key(text)
    except ValueError:
        return False
    return True


def signed(public_key: str, said: bytes, signature: str) -> bool:
    """True when this key signed these bytes (ECDSA, SHA-256, r and s side by side as browsers write them)."""
    try:
        raw = unbase64url(signature)
        if len(raw) != 64:
            return False
        pair = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        _key(public_key).verify(pair, said, ECDSA(SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return True


def _key(text: str) -> EllipticCurvePublicKey:
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), unbase64url(text))
