"""What a tablet has sealed to the server itself: anybody may carry it here, nobody on the way can open it.

An unlock on a tablet makes one random AES-256-GCM key and one HPKE context (RFC 9180, base mode: P-256,
HKDF-SHA256, AES-256-GCM) that seals it to this server's public key. Everything until the next lock is sealed
with that key. Each piece carries the context's 113 bytes itself, so no damaged piece costs another one:
enc (65), the sealed key (48), IV (12), AES-GCM. Bound to `<store>|<place>|<key id>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app
from sqlalchemy import func, select

from server import clock
from server.db import db
from server.devices import keys
from server.devices.models import SealingKey

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
HEAD_BYTES, IV_BYTES = 113, 12
HIGHEST = 2**31 - 1
FIRST = 1  # there is always one; `kayoi rotate-sealing-key` begins others
MEMBERS = frozenset({"seal_key_id", "sealed"})


class Sealed(NamedTuple):
    """A sealed piece as it travels: the number of the key, and the piece in base64url."""

    key_id: int
    text: str

    def wire(self) -> dict[str, Any]:
        """As it travels."""
        return {"seal_key_id": self.key_id, "sealed": self.text}


class NotOpened(Exception):
    """Sealed to another key, put in another's place, or damaged."""


def sealed_of(value: Any, most: int) -> Sealed | None:
    """What travels as `{"seal_key_id", "sealed"}`; None when it is not that, or longer than `most`."""
    if type(value) is not dict or value.keys() != MEMBERS:
        return None
    key_id, text = value["seal_key_id"], value["sealed"]
    if type(key_id) is not int or not FIRST <= key_id <= HIGHEST or type(text) is not str or len(text) > most:
        return None
    return Sealed(key_id, text)


def current(tenant_id: int, tenant_uid: str) -> dict[str, Any]:
    """The key to which tablets seal from now on: its number and its public half."""
    newest = db.session.scalar(select(func.max(SealingKey.id)).where(SealingKey.tenant_id == tenant_id))
    key_id = newest or FIRST
    public = _private(tenant_uid, key_id).public_key()
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"id": key_id, "key": keys.base64url(point)}


def rotate(tenant_id: int) -> int:
    """Begin the next key and return its number; the ones before go on opening. Inside a transaction."""
    known = db.session.scalar(select(func.max(SealingKey.id)).where(SealingKey.tenant_id == tenant_id))
    key_id = max((known or FIRST) + 1, keys.seconds_so_far(clock.now()))
    db.session.add(SealingKey(tenant_id=tenant_id, id=key_id, begun_at=clock.now()))
    db.session.flush()
    return key_id


@dataclass
class Opener:
    """Opens what one store has sealed. Pieces of one unlock share their key, which is opened once."""

    tenant_uid: str
    store_id: str

    def __post_init__(self) -> None:
        self._ciphers: dict[tuple[int, bytes], AESGCM] = {}

    def open(self, sealed: Sealed, place: str) -> str:
        """The text. place: e.g. `op/12.8`. Raises NotOpened."""
        try:
            raw = keys.unbase64url(sealed.text)
            head, iv, rest = raw[:HEAD_BYTES], raw[HEAD_BYTES:][:IV_BYTES], raw[HEAD_BYTES + IV_BYTES :]
            bound = f"{self.store_id}|{place}|{sealed.key_id}".encode()
            return self._cipher(sealed.key_id, head).decrypt(iv, rest, bound).decode()
        except (ValueError, InvalidTag) as error:
            raise NotOpened from error

    def _cipher(self, key_id: int, head: bytes) -> AESGCM:
        known = self._ciphers.get((key_id, head))
        if known is None:
            private = _private(self.tenant_uid, key_id)
            known = AESGCM(SUITE.decrypt(head, private, _info(self.tenant_uid, key_id)))
            self._ciphers[(key_id, head)] = known
        return known


def _info(tenant_uid: str, key_id: int) -> bytes:
    return f"kayoi-seal|{tenant_uid}|{key_id}".encode()


def _private(tenant_uid: str, key_id: int) -> ec.EllipticCurvePrivateKey:
    return keys.sealing_key(current_app.extensions["kayoi_config"].master_key_file, tenant_uid, key_id)
