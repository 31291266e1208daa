"""Sending recorded pushes to a server, and reading what they left there."""

import base64
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.recorded.town import PASSPHRASE, PEOPLE, device_of, store_of

KEPT = ("verdicts", "received", "moved")  # of a reply; the rest is of the moment
SHOWN = ("kind", "scope", "op", "fields", "members")  # of a row


class Replay:
    """A browser a person, signed in in a fixed order: so each gets the writer number she had then."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.browsers: dict[str, FlaskClient] = {}
        self.writers: dict[str, dict[str, Any]] = {}
        for login in PEOPLE:
            self.sign_in(login)

    def sign_in(self, login: str) -> None:
        """Through the door tablets use."""
        browser = self.app.test_client()
        who = {"login": login, "passphrase": PASSPHRASE, "client": "tablet", "app_version": "recorded"}
        place = {"store_id": store_of(login), "device_id": device_of(login)}
        reply = browser.post("/api/v1/session", json=who | place)
        assert reply.status_code == 200, reply.text
        self.browsers[login], self.writers[login] = browser, reply.json["writer"]

    def send(self, login: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        """One recorded request; what is lasting of its reply."""
        reply = self.browsers[login].post("/api/v1/sync/push", data=body, headers=dict(headers))
        assert reply.status_code == 200, reply.text
        return {name: reply.json[name] for name in KEPT if name in reply.json}

    def rows(self) -> dict[str, dict[str, Any]]:
        """Every person's row and what hangs from her, as the coordinator's tablet pulls them."""
        found: dict[str, dict[str, Any]] = {}
        cursor = ""
        while True:
            page = self.browsers["coordinator"].get("/api/v1/sync/pull", query_string={"cursor": cursor}).json
            found |= {row["id"]: {name: row[name] for name in SHOWN} for row in page["rows"]}
            cursor = page["cursor"]
            if not page["more"]:
                return found


def to_text(body: bytes) -> str:
    """A request's bytes in a JSON file."""
    return base64.b64encode(body).decode()


def to_bytes(text: str) -> bytes:
    """The bytes again."""
    return base64.b64decode(text)
