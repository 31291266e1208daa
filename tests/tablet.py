"""A tablet for the tests: makes op bytes once, signs them, and speaks push and pull over HTTP."""

import base64
import hashlib
import hmac
import json
import os
import time
from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from server.auth import TenantFacts
from server.exchange import service as exchange
from sync.feed import Verdict
from sync.ids import natural_id, uuid7
from tests.factories import EAST, HOME_UID, SOUTH, SignedIn

MADE_AT = "2026-11-21T05:12:33Z"
HOME = TenantFacts(1, HOME_UID, "かよい町", True)
SALON = "018f0000-0000-7000-8000-0000000000a1"
SESSION = natural_id(HOME_UID, "session", f"{SALON}:2026-11-21:1")
ANSWERS = {f"a.qmcoo.{item}": 1 for item in ("01_health", "02_satisfaction", "03_meals")}


def new_id() -> str:
    """A free record id, as tablets make them."""
    return uuid7(time.time_ns() // 1_000_000, os.urandom(10))


def person(**fields: Any) -> dict[str, Any]:
    """The fields of a person of the southern area."""
    given = {
        "family_kana": "タカハシ",
        "given_kana": "ハナ",
        "born_on": "1941-04-29",
        "sex": "female",
        "area": SOUTH,
    }
    return given | fields


def submission(person_id: str, **fields: Any) -> dict[str, Any]:
    """The fields of an answer sheet."""
    head = {"person": person_id, "form": "qmcoo", "version": 1, "on": "2026-11-21", "answered_by": "self"}
    return head | ANSWERS | fields


def found_masters(app: Flask) -> None:
    """Two areas, a salon and today's session, filed by the server itself."""
    drafts = [
        {"kind": "area", "id": EAST, "new": {"name": "東部", "number": 1}},
        {"kind": "area", "id": SOUTH, "new": {"name": "南部", "number": 2}},
        {"kind": "salon", "id": SALON, "new": {"name": "さくら会", "area": SOUTH, "weekday": 5}},
        {
            "kind": "session",
            "id": SESSION,
            "new": {"salon": SALON, "on": "2026-11-21", "n": 1, "state": "open"},
        },
    ]
    assert {verdict.verdict for verdict in file_ops(app, drafts)} == {"applied"}


def file_ops(app: Flask, drafts: list[dict[str, Any]]) -> list[Verdict]:
    """Ops of the server's own writer."""
    with app.app_context():
        return exchange.file_ops(HOME, drafts)


def sign(key: str, text: str) -> str:
    """The MAC of an op's text."""
    raw = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    digest = hmac.new(raw, text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


class Tablet:
    """One signed-in writer. `op` makes an op, `push` sends any, `pull` reads to the head."""

    def __init__(self, signed_in: SignedIn) -> None:
        self.browser = signed_in
        self.writer = dict(signed_in.writer)
        self.no: int = self.writer["writer_no"]
        self.seq = 0
        self.made: dict[int, list[Any]] = {}
        self.cursor = ""

    def id(self, seq: int) -> str:
        """The id of one of its ops."""
        return f"{self.no}.{seq}"

    def op(self, kind: str, record_id: str, **members: Any) -> list[Any]:
        """The next op: pass new={…} or edits={…}."""
        common = {"kind": kind, "id": record_id, "made_at": MADE_AT}
        if kind == "submission":
            common["form_version"] = "qmcoo/1"
        return self.raw(json.dumps({"seq": self.seq + 1, "save": self.seq + 1} | common | members))

    def raw(self, text: str) -> list[Any]:
        """The next op with exactly this text."""
        self.seq += 1
        self.made[self.seq] = [self.seq, sign(self.writer["mac_key"], text), text]
        return self.made[self.seq]

    def new_person(self, **fields: Any) -> tuple[str, list[Any]]:
        """(id, op) of a new person."""
        person_id = new_id()
        return person_id, self.op("person", person_id, new=person(**fields))

    def edit(
        self, kind: str, record_id: str, field: str, saw: list[str], now: Any, **members: Any
    ) -> list[Any]:
        """An edit of one field."""
        return self.op(kind, record_id, edits={field: {"saw": saw, "now": now}}, **members)

    def envelope(self, ops: list[list[Any]], **changes: Any) -> dict[str, Any]:
        """What travels around the ops."""
        before = self.made.get(ops[0][0] - 1) if ops else None
        return {
            "protocol": 1,
            "store_id": self.browser.store_id,
            "writer_no": self.no,
            "writer_cert": self.writer["certificate"],
            "made_seq": self.seq,
            "drafts_open": 0,
            "prev_hash": before[1] if before else "",
            "ops": ops,
        } | changes

    def post(self, ops: list[list[Any]], **changes: Any) -> TestResponse:
        """Push and return the reply as it is."""
        return self.browser.post("/api/v1/sync/push", json=self.envelope(ops, **changes))

    def push(self, *ops: list[Any], **changes: Any) -> dict[str, Any]:
        """Push; the reply must be 200."""
        reply = self.post(list(ops), **changes)
        assert reply.status_code == 200, reply.text
        body: dict[str, Any] = reply.json
        return body

    def verdicts(self, *ops: list[Any], **changes: Any) -> dict[int, str]:
        """Push; {seq: verdict or, when quarantined, its reason}."""
        return each(self.push(*ops, **changes))

    def page(self, **query: Any) -> dict[str, Any]:
        """One pull."""
        reply = self.browser.get("/api/v1/sync/pull", query_string=query)
        assert reply.status_code == 200, reply.text
        body: dict[str, Any] = reply.json
        return body

    def pull(self, **query: Any) -> dict[str, dict[str, Any]]:
        """Everything from where it was to the head: {record id: row}."""
        rows: dict[str, dict[str, Any]] = {}
        while True:
            page = self.page(cursor=self.cursor, **query)
            self.cursor = page["cursor"]
            rows |= {row["id"]: row for row in page["form_versions"] + page["rows"]}
            if not page["more"]:
                return rows

    def everything(self) -> dict[str, dict[str, Any]]:
        """Every row its scopes hold, as a new tablet would pull them."""
        self.cursor = ""
        return self.pull()


def each(reply: Mapping[str, Any]) -> dict[int, str]:
    """{seq: verdict, or the reason when quarantined} of a push reply."""
    return {
        seq: run.get("reason", run["verdict"])
        for run in reply["verdicts"]
        for seq in range(run["from"], run["to"] + 1)
    }


class Helper(Tablet):
    """A supporter's pen on the nurse's tablet: she signs, whoever is on line carries."""

    def __init__(self, nurse: Tablet, given: dict[str, Any]) -> None:
        body = nurse.browser.body | {"writer": given["writer"]}
        super().__init__(SignedIn(nurse.browser.client, nurse.browser.store_id, body))

    def checks_in(self, person_id: str, session: str = SESSION) -> list[Any]:
        came = natural_id(HOME_UID, "attendance", f"{session}:{person_id}")
        new = {"person": person_id, "session": session, "at": "2026-11-21T05:00:00Z", "state": "present"}
        return self.op("attendance", came, new=new)
