"""The log tells an operator what happened and nobody who anybody is."""

import json
from collections.abc import Callable

from flask import Flask
from sqlalchemy import text

from server import logs
from server.auth import permission
from server.db import db, outside_feed
from tests.factories import SignedIn, sign_in_body, store_id
from tests.fakes import Lines

CANARY = "鷽替カナリア"
SignIn = Callable[..., SignedIn]


def _add_crashing_views(app: Flask) -> None:
    @app.post("/api/v1/crash/<word>")
    @permission("public")
    def crash(word: str) -> str:
        raise ValueError(f"cannot read {word} {CANARY}")

    @app.post("/api/v1/database-crash")
    @permission("public")
    def database_crash() -> str:
        with outside_feed() as session:
            session.execute(text("INSERT INTO tenant (uid) VALUES (:uid)"), {"uid": CANARY})
        return ""

    @app.after_request
    def late(response):  # type: ignore[no-untyped-def]
        if response.headers.get("X-Late"):
            raise RuntimeError(CANARY)
        return response


def test_no_name_query_body_or_error_text_is_ever_logged(app: Flask, sign_in: SignIn, lines: Lines) -> None:
    _add_crashing_views(app)
    app.testing = False
    megumi = sign_in("megumi", "office")
    megumi.post("/api/v1/office/people/search", json={"q": CANARY})
    megumi.get(f"/api/v1/office/people/{CANARY}")
    megumi.get(f"/api/v1/{CANARY}?name={CANARY}", headers={"User-Agent": "x", "Referer": "http://localhost/"})
    megumi.post(f"/api/v1/crash/{CANARY}", json={"family": CANARY})
    megumi.post("/api/v1/database-crash", json={"family": CANARY})
    megumi.post("/api/v1/session", json=sign_in_body(CANARY, store_id()) | {"passphrase": CANARY})
    megumi.post("/api/v1/session", data='{"login":"' + CANARY)
    written = "\n".join(lines.written)
    assert len(lines.written) >= 9
    assert written.count('"event":"crash"') == 2
    assert CANARY not in written
    assert CANARY.encode("unicode_escape").decode() not in written
    assert "山口" not in written


def test_each_line_is_one_json_object_with_opaque_ids(sign_in: SignIn, lines: Lines) -> None:
    hanako = sign_in("hanako")
    lines.written.clear()
    hanako.get("/api/v1/session?x=1")
    (line,) = (json.loads(entry) for entry in lines.written)
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/v1/session", 200)
    assert line["staff"] == hanako.body["staff"]["id"]
    assert line["tenant"] == 1
    assert line["ms"] >= 0


def test_a_crash_names_its_type_and_place(app: Flask, lines: Lines) -> None:
    _add_crashing_views(app)
    app.testing = False
    app.test_client().post("/api/v1/crash/x")
    crash = next(json.loads(entry) for entry in lines.written if '"crash"' in entry)
    assert crash["error"] == "ValueError"
    assert crash["frames"][-1].startswith("api/test_logs.py:")


def test_failed_logins_are_logged_without_the_login(app: Flask, lines: Lines) -> None:
    app.test_client().post("/api/v1/session", json=sign_in_body("nobody", store_id()))
    events = [json.loads(entry)["event"] for entry in lines.written]
    assert events == ["login-failed", "request"]


def test_database_errors_hide_their_parameters(app: Flask) -> None:
    with app.app_context():
        assert db.engine.hide_parameters
    assert logs.logger.propagate is False
