"""Sealing as a tablet does it: one HPKE context an unlock, its key for everything until the next lock."""

import base64
import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tests.factories import SignedIn


def text_of(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    """The bytes of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Unlock:
    """One unlock of a tablet."""

    def __init__(self, signed_in: SignedIn) -> None:
        told = signed_in.body["sealing"]
        self.store, self.key_id = signed_in.store_id, told["id"]
        self._key = os.urandom(32)
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(told["key"]))
        info = f"kayoi-seal|{signed_in.body['tenant']['uid']}|{self.key_id}".encode()
        suite = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
        self._head = suite.encrypt(self._key, public, info)

    def seal(self, text: str, place: str) -> dict[str, Any]:
        """A text as it travels."""
        iv = os.urandom(12)
        bound = f"{self.store}|{place}|{self.key_id}".encode()
        sealed = AESGCM(self._key).encrypt(iv, text.encode(), bound)
        return {"seal_key_id": self.key_id, "sealed": text_of(self._head + iv + sealed)}

    def op(self, writer_no: int, op: list[Any]) -> list[Any]:
        """An op as a colleague sends it."""
        seq, mac, text = op
        return [seq, mac, self.seal(text, f"op/{writer_no}.{seq}")]


def spoilt(op: list[Any], at: int = -1) -> list[Any]:
    """The same with one bit of the sealed piece turned."""
    seq, mac, said = op
    raw = bytearray(bytes_of(said["sealed"]))
    raw[at] ^= 1
    return [seq, mac, said | {"sealed": text_of(bytes(raw))}]
