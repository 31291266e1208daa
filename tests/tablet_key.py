"""A tablet's key for the tests: enrols, signs challenges, as the browser's WebCrypto does."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.devices.keys import base64url
from tests.factories import SignedIn, sign_in_body, store_id

API = "/api/v1"


class Key:
    """One browser with a key that cannot leave it. device: its id once enrolled."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.store = store_id()
        self.device = ""

    @property
    def public(self) -> str:
        """The point, base64url."""
        return base64url(self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def sign(self, text: str) -> str:
        """r and s side by side."""
        r, s = decode_dss_signature(self._key.sign(text.encode(), ec.ECDSA(SHA256())))
        return base64url(r.to_bytes(32) + s.to_bytes(32))

    def enrol(self, code: dict[str, Any], *, by_typing: bool = False, **more: Any) -> TestResponse:
        """Enrol with the code a coordinator was shown."""
        secret = "" if by_typing else code["link"].partition("#")[2]
        typed = code["typed"] if by_typing else ""
        plain = typed.replace("-", "").upper()
        body = {
            "secret": secret,
            "typed": typed,
            "public_key": self.public,
            "signature": self.sign(f"kayoi-enrol|{self.public}|{secret or plain}"),
        }
        reply = self.client.post(f"{API}/device/enrol", json=body | more)
        if reply.status_code == 201:
            self.device = reply.json["device"]["id"]
        return reply

    def proof(self, purpose: str) -> dict[str, str]:
        """A signed challenge."""
        nonce = self.client.post(f"{API}/device/challenge", json={"device_id": self.device}).json["nonce"]
        return {"nonce": nonce, "signature": self.sign(f"kayoi-{purpose}|{self.device}|{nonce}")}

    def sign_in(self, login: str, proof: dict[str, str] | None = None, **more: Any) -> TestResponse:
        """Sign in as a tablet does; proof: something else than the right one."""
        body = sign_in_body(login, self.store, device_id=self.device or None)
        body["proof"] = proof or (self.proof("session") if self.device else None)
        return self.client.post(f"{API}/session", json=body | more)

    def signed_in(self, login: str) -> SignedIn:
        """The same, successful."""
        reply = self.sign_in(login)
        assert reply.status_code == 200, reply.text
        return SignedIn(self.client, self.store, reply.json)

    def renew(self) -> TestResponse:
        """A fresh token."""
        return self.client.post(f"{API}/session/renew", json=self.proof("renew"))

    def cookie(self) -> str:
        """The token the browser holds."""
        found = self.client.get_cookie("kayoi")
        assert found is not None
        return found.value


def new_code(office: SignedIn, **asked: Any) -> dict[str, Any]:
    """What a coordinator is shown."""
    reply = office.post(f"{API}/office/enrolments", json=asked)
    assert reply.status_code == 201, reply.text
    code: dict[str, Any] = reply.json
    return code


def enrolled(app: Flask, office: SignedIn, **asked: Any) -> Key:
    """A browser that has been enrolled."""
    key = Key(app)
    assert key.enrol(new_code(office, **asked)).status_code == 201
    return key


def be_strict(app: Flask, tenant_id: int = 1) -> None:
    """Only enrolled tablets, second factors for coordinators."""
    from server.db import outside_feed
    from server.tenants import service as tenants

    with app.app_context(), outside_feed():
        tenants.set_strict(tenant_id, True)
