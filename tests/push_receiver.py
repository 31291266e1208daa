"""A push service on this machine: decrypts with http_ece and checks the VAPID token as a real one does.

Stands for the network end of Web Push (RFC 8030, 8188, 8291, 8292). `answers` is what it replies next.
"""

import base64
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

LONGEST_BODY = 4096  # bytes; what the real services accept


@dataclass
class Delivery:
    """One message as the browser would get it."""

    path: str
    headers: dict[str, str]
    payload: dict[str, Any]
    claims: dict[str, Any]
    vapid_key: str


@dataclass
class Browser:
    """A subscribed browser: its key pair, its secret, its endpoint."""

    endpoint: str
    private_key: ec.EllipticCurvePrivateKey
    secret: bytes

    @property
    def subscription(self) -> dict[str, Any]:
        """What `PushSubscription.toJSON()` gives."""
        point = self.private_key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return {
            "endpoint": self.endpoint,
            "keys": {"p256dh": to_base64(point), "auth": to_base64(self.secret)},
        }


@dataclass
class PushReceiver:
    """The service. deliveries: what it accepted. refused: why not the others. answers: what to reply next."""

    url: str
    browsers: dict[str, Browser] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    hold: threading.Event | None = None

    def new_browser(self) -> Browser:
        """Subscribe one more browser."""
        path = "/send/" + secrets.token_urlsafe(12)
        browser = Browser(self.url + path, ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16))
        self.browsers[path] = browser
        return browser

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        """Judge one request; the status and headers to answer."""
        browser = self.browsers.get(path)
        if browser is None:
            return 404, {}
        try:
            delivery = self._open(browser, path, headers, body)
        except (ValueError, KeyError, InvalidSignature) as fault:
            self.refused.append(str(fault))
            return 400, {}
        status, extra = self.answers.pop(0) if self.answers else (201, {})
        if status < 300:
            self.deliveries.append(delivery)
        if self.hold:
            self.hold.wait(10)
        return status, extra

    def _open(self, browser: Browser, path: str, headers: dict[str, str], body: bytes) -> Delivery:
        if len(body) > LONGEST_BODY or headers["content-encoding"] != "aes128gcm":
            raise ValueError("body")
        if not headers["ttl"].isdigit() or len(headers.get("topic", "")) > 32:
            raise ValueError("ttl or topic")
        claims, key = read_vapid(headers["authorization"], self.url)
        plain = http_ece.decrypt(
            body, private_key=browser.private_key, auth_secret=browser.secret, version="aes128gcm"
        )
        return Delivery(path, headers, json.loads(plain), claims, key)


def read_vapid(authorization: str, audience: str) -> tuple[dict[str, Any], str]:
    """Claims and key of a `vapid t=…, k=…` header. Raises ValueError when a real service would refuse."""
    scheme, _, rest = authorization.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, payload, signature = parts["t"].split(".")
    if scheme != "vapid" or json.loads(from_base64(head))["alg"] != "ES256":
        raise ValueError("scheme")
    raw = from_base64(signature)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64(parts["k"]))
    key.verify(encode_dss_signature(r, s), f"{head}.{payload}".encode(), ec.ECDSA(hashes.SHA256()))
    claims = json.loads(from_base64(payload))
    if claims["aud"] != audience or not claims["sub"].startswith(("mailto:", "https:")):
        raise ValueError("aud or sub")
    if not time.time() < claims["exp"] <= time.time() + 24 * 3600:
        raise ValueError("exp")
    return claims, parts["k"]


def to_base64(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    """The bytes of base64url, padded or not."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@contextmanager
def push_receiver() -> Iterator[PushReceiver]:
    """A running push service on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    receiver = PushReceiver(f"http://127.0.0.1:{server.server_address[1]}")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, extra = receiver.take(self.path, headers, body)
            self.send_response(status)
            for name, value in extra.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing to standard error."""

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
