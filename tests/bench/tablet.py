"""A tablet that only speaks HTTP: signs in, files submissions, pushes, pulls. All it makes is synthetic."""

import base64
import gzip
import hashlib
import hmac
import json
import uuid
from typing import Any

import requests

from tests.browser.live import PASSPHRASE

CREATED_AT = "2026-11-21T01:00:00Z"


class BenchTablet:
    """One signed-in writer; ops are numbered from 1 as on a real device."""

    def __init__(self, url: str, login: str = "sato") -> None:
        self.url, self.http = url, requests.Session()
        self.http.headers.update({"Origin": url, "Accept-Encoding": "gzip"})
        self.store_id = str(uuid.uuid4())
        self.signed_in = self._sign_in(login)
        writer = self.signed_in["writer"]
        self.writer_no, self.certificate = writer["writer_no"], writer["certificate"]
        self.key = base64.urlsafe_b64decode(writer["mac_key"] + "=" * (-len(writer["mac_key"]) % 4))
        self.seq, self.last_mac = 0, ""
        self.cursor: str | None = None

    def _sign_in(self, login: str) -> dict[str, Any]:
        who = {"login": login, "passphrase": PASSPHRASE}
        body = {**who, "store_id": self.store_id, "client": "tablet", "app_version": "bench"}
        return self._checked(self.http.post(f"{self.url}/api/v1/session", json=body))

    def op(self, kind: str, record: str, **rest: Any) -> list[Any]:
        """The next op as it travels: [seq, mac, text]."""
        self.seq += 1
        fields = {
            "seq": self.seq,
            "save": self.seq,
            "kind": kind,
            "id": record,
            "made_at": CREATED_AT,
            **rest,
        }
        text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        digest = hmac.new(self.key, text.encode(), hashlib.sha256).digest()[:16]
        return [self.seq, base64.urlsafe_b64encode(digest).decode().rstrip("="), text]

    def push_body(self, ops: list[list[Any]]) -> bytes:
        envelope = {
            "protocol": 1,
            "store_id": self.store_id,
            "writer_no": self.writer_no,
            "writer_cert": self.certificate,
            "made_seq": self.seq,
            "drafts_open": 0,
            "prev_hash": self.last_mac,
            "ops": ops,
        }
        self.last_mac = ops[-1][1]
        return gzip.compress(json.dumps(envelope, ensure_ascii=False).encode(), 1)

    def post_push(self, body: bytes) -> requests.Response:
        """Push, and the reply as it is."""
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        return self.http.post(f"{self.url}/api/v1/sync/push", data=body, headers=headers)

    def push(self, body: bytes) -> dict[str, Any]:
        """Push; the reply must be 200."""
        return self._checked(self.post_push(body))

    def pull(self) -> dict[str, Any]:
        params = {"cursor": self.cursor, "head": self.cursor} if self.cursor else {}
        reply = self._checked(self.http.get(f"{self.url}/api/v1/sync/pull", params=params))
        self.cursor = reply["cursor"]
        return reply

    def pull_to_head(self) -> list[dict[str, Any]]:
        """Every row of every scope, page after page."""
        rows: list[dict[str, Any]] = []
        while True:
            page = self.pull()
            rows += page["form_versions"] + page["rows"]
            if not page["more"]:
                return rows

    def _checked(self, reply: requests.Response) -> dict[str, Any]:
        if reply.status_code != 200:
            raise RuntimeError(f"{reply.status_code} {reply.text[:300]}")
        return dict(reply.json())
