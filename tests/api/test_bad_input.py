"""The poison list at every door: each body at every endpoint that takes one, each value in every question."""

import gzip
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import text

from server.db import db, read_snapshot
from tests.factories import SignedIn, sign_in_body, store_id
from tests.tablet import MADE_AT, SALON, Tablet, found_masters, new_id

SignIn = Callable[..., SignedIn]
DOORS = [
    ("POST", "/api/v1/session"),
    ("POST", "/api/v1/sync/push"),
    ("POST", "/api/v1/audit"),
    ("POST", "/api/v1/push-subscriptions"),
    ("DELETE", "/api/v1/push-subscriptions"),
    ("POST", "/api/v1/writers"),
    ("POST", "/api/v1/office/people/search"),
    ("POST", "/api/v1/office/imports/sources"),
]
BOMB = gzip.compress(b'{"login":"' + b"0" * (64 * 1024 * 1024) + b'"}')
BODIES: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 400, "bad-body"),
    "100,000 brackets": (b"[" * 100_000, 400, "bad-body"),
    "17 levels": (b'{"a":' * 17 + b"1" + b"}" * 17, 400, "bad-body"),
    "a list": (b"[]", 400, "bad-body"),
    "null": (b"null", 400, "bad-body"),
    "NaN": (b'{"login":NaN}', 400, "bad-body"),
    "infinity": (b'{"login":1e999}', 400, "bad-body"),
    "2^70": (b'{"login":1180591620717411303424}', 400, "bad-body"),
    "5,000 digits": (b'{"login":' + b"9" * 5_000 + b"}", 400, "bad-body"),
    "a lone surrogate": (b'{"login":"\\ud800"}', 400, "bad-body"),
    "NUL": (b'{"login":"\\u0000"}', 400, "bad-body"),
    "NUL in a name": (b'{"lo\\u0000gin":"x"}', 400, "bad-body"),
    "no UTF-8": (b'{"login":"\xff"}', 400, "bad-body"),
    "an unknown field": (b'{"nobody":"x"}', 422, "invalid"),
    "9 MiB": (b'{"login":"' + b"a" * (9 * 1024 * 1024) + b'"}', 413, "body-too-large"),
}


@pytest.fixture
def staff(app: Flask, sign_in: SignIn) -> dict[str, SignedIn]:
    app.testing = False  # a crash is answered as it would be, with 500
    found_masters(app)
    return {login: sign_in(login, "office") for login in ("megumi", "makoto")} | {"hanako": sign_in("hanako")}


def who(staff: dict[str, SignedIn], path: str) -> SignedIn:
    """Whoever may use this address."""
    return staff["megumi" if path.endswith(("/writers", "/search", "/sources")) else "hanako"]


def stored(app: Flask) -> list[tuple[str, int]]:
    """How many rows every table has."""
    with app.app_context(), read_snapshot() as session:
        names = sorted(table.name for table in db.metadata.sorted_tables)
        return [(one, session.scalar(text(f"SELECT count(*) FROM {one}"))) for one in names]


def test_a_poison_body_is_one_clear_problem_at_every_door_and_stores_nothing(
    app: Flask, staff: dict[str, SignedIn]
) -> None:
    before = stored(app)
    for method, path in DOORS:
        for name, (body, status, slug) in BODIES.items():
            reply = who(staff, path).client.open(path, method=method, data=body)
            assert (name, reply.status_code, reply.json["type"]) == (name, status, f"/problems/{slug}"), path
            assert reply.mimetype == "application/problem+json"
    assert stored(app) == before


def test_a_bomb_and_an_unknown_packing_are_stopped_at_every_door(
    app: Flask, staff: dict[str, SignedIn]
) -> None:
    for method, path in DOORS:
        packings = ((BOMB, "gzip", 413), (BOMB[:999], "gzip", 400), (b"{}", "br", 415), (b"x", "gzip", 400))
        for body, encoding, status in packings:
            reply = who(staff, path).client.open(
                path, method=method, data=body, headers={"Content-Encoding": encoding}
            )
            assert (path, encoding, reply.status_code) == (path, encoding, status)


WRONG = [None, True, 0, -1, 1.5, 2**31, 2**53, "", "x", "x" * 5_000, "昭和64年2月", [], {}, [[]], {"a": 1}]


def test_every_member_of_every_body_refuses_wrong_types_or_bears_them(
    app: Flask, staff: dict[str, SignedIn]
) -> None:
    tablet = Tablet(staff["hanako"])
    own = {"store_id": tablet.browser.store_id, "writer_no": tablet.no}
    subscription = {"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": "BA", "auth": "AA"}}
    good: dict[str, dict[str, Any]] = {
        "/api/v1/session": sign_in_body("nobody", store_id()),
        "/api/v1/sync/push": tablet.envelope([]),
        "/api/v1/audit": own | {"reads": [[1, "person", SALON, MADE_AT, 0]]},
        "/api/v1/push-subscriptions": subscription,
        "/api/v1/writers": {"store_id": store_id(), "client": "office"},
        "/api/v1/office/people/search": {"q": "たかはし"},
        "/api/v1/office/imports/sources": {
            "name": "住民記録",
            "key": "register_no",
            "columns": {"register_no": "番号", "kana": "カナ"},
            "digits": 10,
            "whole": True,
        },
    }
    for path, body in good.items():
        for member, value in ((member, value) for member in body for value in WRONG):
            if (path, member, value) == ("/api/v1/session", "login", "x"):
                continue  # a login like any other
            reply = who(staff, path).post(path, json=body | {member: value})
            assert reply.status_code in (200, 400, 401, 409, 422, 429), (path, member, value, reply.text)
    for member, value in ((member, value) for member in range(5) for value in WRONG):
        read: list[Any] = [1, "person", SALON, MADE_AT, 0]
        read[member] = value
        assert staff["hanako"].post("/api/v1/audit", json=own | {"reads": [read]}).status_code in (200, 422)


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59Z", "2026-01-01T00:00:00+99:00", "昭和64年2月", 5]
)
def test_a_look_at_an_impossible_time_is_refused_and_the_log_still_opens(
    staff: dict[str, SignedIn], at: Any
) -> None:
    tablet = staff["hanako"]
    body = {"store_id": tablet.store_id, "writer_no": tablet.writer["writer_no"]}
    reply = tablet.post("/api/v1/audit", json=body | {"reads": [[1, "person", SALON, at]]})
    assert (reply.status_code, reply.json["type"]) == (422, "/problems/invalid")
    assert staff["makoto"].get("/api/v1/office/reads").status_code == 200


VALUES = [b"", b"\x00", b"1~\x00", b"\xff", b"\xed\xa0\x80", b"-1", b"1e9", b"NaN", b"%00", b"{}"]
VALUES += [b"9" * 400, b"[" * 4_000, b"2147483648:1", b"1:9999999999", b"99999999999~x", SALON.encode()]
VALUES += ["昭和64年2月".encode(), b"2026-02-30", b"9999-12-31", b"0001-01-01", b"'; DROP TABLE op; --"]
QUESTIONS = {
    "/api/v1/sync/pull": ("cursor", "head", "holding", "limit", "scope"),
    "/api/v1/office/sessions": ("from", "to"),
    "/api/v1/office/flagged": ("from", "to"),
    "/api/v1/office/follow-ups": ("from", "to", "state"),
    f"/api/v1/office/records/{SALON}/history": ("field",),
    "/api/v1/office/reads": ("before", "limit", "staff", "record"),
    "/api/v1/session": ("x",),
}


def test_a_poison_value_in_a_question_is_a_clear_problem_or_an_answer(staff: dict[str, SignedIn]) -> None:
    for path, names in QUESTIONS.items():
        login = "makoto" if path.endswith("reads") else "megumi" if "office" in path else "hanako"
        for name, value in ((name, value) for name in names for value in VALUES):
            reply = staff[login].get(f"{path}?{name}={quote(value)}")
            assert reply.status_code in (200, 400, 409, 422), (path, name, value, reply.text)
            assert reply.status_code == 200 or reply.mimetype == "application/problem+json"


def test_a_poison_value_in_an_address_is_not_found(staff: dict[str, SignedIn]) -> None:
    for place in ("people", "sessions", "submissions"):
        for value in VALUES:
            reply = staff["megumi"].get(f"/api/v1/office/{place}/{quote(value, safe='')}")
            assert reply.status_code == 404 or not value, (place, value)


def test_an_op_that_names_numbers_nobody_can_have_is_kept_aside(
    app: Flask, staff: dict[str, SignedIn]
) -> None:
    tablet = Tablet(staff["hanako"])
    person_id, op = tablet.new_person()
    tablet.push(op)
    for beyond in ("2147483648.1", "1.2147483648", "9999999999.9999999999"):
        odd = [
            tablet.edit("person", person_id, "phone", [beyond], "1"),
            tablet.edit("person", person_id, "phone", [], "2", replaces=beyond),
            tablet.edit("person", person_id, "phone", [], "3", copied_from={"phone": beyond}),
        ]
        assert set(tablet.verdicts(*odd).values()) == {"unreadable"}, beyond
    assert len(json.dumps(staff["megumi"].get("/api/v1/office/held").json)) > 100


def test_a_held_op_that_names_an_impossible_person_does_not_shut_the_office(
    staff: dict[str, SignedIn],
) -> None:
    tablet = Tablet(staff["hanako"])
    for odd in ("\x00", "x" * 5_000, {}, ["a"], 2**70, None):
        plan = {"person": odd, "due_on": "2026-11-21", "way": "visit", "state": "planned"}
        assert tablet.verdicts(tablet.op("follow_up", new_id(), new=plan)) == {tablet.seq: "invalid-value"}
    assert len(staff["megumi"].get("/api/v1/office/held").json) == 6
    assert staff["megumi"].get("/api/v1/office/morning").json["held"] == 6


def test_the_history_shows_what_was_refused_whatever_it_is(staff: dict[str, SignedIn]) -> None:
    tablet = Tablet(staff["hanako"])
    person_id, op = tablet.new_person()
    tablet.push(op)
    odd = ("\x00", "\ud800", 2**70, -(2**64), 1e300, {"a": [2**63]}, [[]], "x" * 5_000)
    tablet.push(*(tablet.edit("person", person_id, "phone", [], value) for value in odd))
    page = staff["megumi"].get(f"/api/v1/office/records/{person_id}/history?field=phone")
    assert page.status_code == 200, page.text
    assert len(staff["megumi"].get("/api/v1/office/held").json) == len(odd)
    assert staff["megumi"].get(f"/api/v1/office/people/{person_id}").status_code == 200
