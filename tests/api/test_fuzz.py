"""Random JSON and random questions at every endpoint: a clear problem or a verdict, never a crash."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.factories import SignedIn, sign_in, sign_in_body, store_id
from tests.fakes import FakeClock, Lines
from tests.tablet import MADE_AT, SALON, SESSION, Tablet, found_masters, new_id, person, submission

BOUNDED = settings(
    max_examples=200,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_VALUES = [None, True, -1, 0, 2**31, 2**53 + 1, 2**70, 1e300, -0.5, [], {}, [[]], {"": {}}]
_TEXTS = ["", "\x00", "\ud800", "x" * 5_000, "昭和64年2月30日", "2026-02-30", "ｱ", "\u202e", "%00", SALON]
_LIMITS = ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59Z", "9999999999.1", "1.9999999999"]
ODD = st.sampled_from([*_VALUES, *_TEXTS, *_LIMITS]).map(deepcopy)
ANY = ODD | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside a JSON value, itself included."""
    yield path
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield from places(value[key], (*path, key))


@st.composite
def spoiled(draw: Callable[..., Any], good: Any) -> Any:
    """A good JSON value with up to two of its parts replaced, taken out or added to, mostly inner ones."""
    value = deepcopy(good)
    for _ in range(draw(st.integers(0, 2))):
        ways = list(places(value))
        inner = [way for way in ways if len(way) > 1]
        path = draw(st.sampled_from(inner if inner and draw(st.integers(0, 3)) else ways))
        if not path:
            if not isinstance(value, dict) or not draw(st.booleans()):
                return draw(ANY)
            value[draw(st.text(max_size=8))] = draw(ANY)
            continue
        inside = value
        for key in path[:-1]:
            inside = inside[key]
        if isinstance(inside, dict) and draw(st.booleans()) and draw(st.booleans()):
            del inside[path[-1]]
        else:
            inside[path[-1]] = draw(ANY)
    return value


def send(who: SignedIn, method: str, path: str, body: Any) -> TestResponse:
    """The reply to a body, whatever it is; what JSON cannot say is sent as Python writes it."""
    text = json.dumps(body).encode("utf-8", "surrogatepass")
    return who.client.open(path, method=method, data=text, content_type="application/json")


def assert_clear(reply: TestResponse, about: object) -> None:
    assert reply.status_code < 500, (about, reply.text)
    assert reply.status_code < 400 or reply.mimetype == "application/problem+json", about


@pytest.fixture
def hanako(app: Flask, sign_in: Callable[..., SignedIn], fake_clock: FakeClock) -> Tablet:
    app.testing = False  # a crash is answered as it would be, with 500
    found_masters(app)
    return Tablet(sign_in("hanako"))


def test_a_spoiled_body_is_a_clear_problem_at_every_endpoint(
    hanako: Tablet, app: Flask, lines: Lines
) -> None:
    _, op = hanako.new_person()
    one = {"store_id": hanako.browser.store_id, "writer_no": hanako.no}
    subscription = {"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": "BA", "auth": "AA"}}
    visitor, office = SignedIn(app.test_client(), store_id()), sign_in(app, "megumi", "office")
    ways: list[tuple[SignedIn, str, str, Any]] = [
        (hanako.browser, "POST", "/api/v1/sync/push", hanako.envelope([op])),
        (hanako.browser, "POST", "/api/v1/audit", one | {"reads": [[1, "person", SALON, MADE_AT, 0]]}),
        (hanako.browser, "POST", "/api/v1/push-subscriptions", subscription),
        (hanako.browser, "DELETE", "/api/v1/push-subscriptions", subscription),
        (hanako.browser, "POST", "/api/v1/writers", {"store_id": store_id(), "client": "office"}),
        (office, "POST", "/api/v1/office/people/search", {"q": "たかはし"}),
        (visitor, "POST", "/api/v1/session", sign_in_body("", store_id()) | {"login": "nobody"}),
    ]
    bodies = [way[3] for way in ways]

    @BOUNDED
    @given(st.sampled_from(range(len(ways))).flatmap(lambda n: st.tuples(st.just(n), spoiled(bodies[n]))))
    def try_one(case: tuple[int, Any]) -> None:
        number, body = case
        if ways[number][2] == "/api/v1/session" and isinstance(body, dict) and body.get("login") == "nobody":
            body.pop("passphrase", None)  # guesses would begin a pause, and argon2 takes its time
        assert_clear(send(*ways[number][:3], body), (ways[number][2], body))

    try_one()
    assert not [line for line in lines.written if '"crash"' in line]


def test_a_spoiled_op_is_applied_or_kept_aside_and_every_page_still_opens(
    app: Flask, hanako: Tablet, sign_in: Callable[..., SignedIn], lines: Lines
) -> None:
    known, op = hanako.new_person(phone="1")
    hanako.push(op)
    plan = {"person": known, "due_on": "2026-11-21", "way": "visit", "state": "planned"}
    head = {"save": 1, "made_at": MADE_AT}
    good = [
        head | {"kind": "person", "id": new_id(), "new": person(phone="2", state="active")},
        head | {"kind": "person", "id": known, "edits": {"phone": {"saw": ["1.1"], "now": "3"}}},
        head | {"kind": "follow_up", "id": new_id(), "new": plan | {"due_time": "09:30"}},
        head | {"kind": "session", "id": SESSION, "edits": {"state": {"saw": [], "now": "open"}}},
        head
        | {"kind": "submission", "id": new_id(), "new": submission(known, session=SESSION)}
        | {"form_version": "qmcoo/1", "replaces": "1.2", "copied_from": {"on": "1.1"}, "reason": "x"},
    ]
    verdicts: set[str] = set()

    @BOUNDED
    @given(st.lists(st.sampled_from(good).flatmap(spoiled), min_size=1, max_size=3))
    def try_some(spoiled_ops: list[Any]) -> None:
        before, ops = hanako.seq, []
        for body in spoiled_ops:
            if isinstance(body, dict):
                body.setdefault("seq", hanako.seq + 1)
            ops.append(hanako.raw(json.dumps(body, ensure_ascii=False)))
        reply = send(hanako.browser, "POST", "/api/v1/sync/push", hanako.envelope(ops))
        assert_clear(reply, spoiled_ops)
        if reply.status_code != 200:
            hanako.seq = before
            return
        runs = reply.json["verdicts"]
        assert sum(run["to"] - run["from"] + 1 for run in runs) == len(ops)
        verdicts.update(run.get("reason", run["verdict"]) for run in runs)

    try_some()
    assert {"applied", "invalid-value", "unreadable"} <= verdicts
    assert "server-error" not in verdicts
    assert not [line for line in lines.written if '"crash"' in line]
    office = sign_in("megumi", "office")
    for path in ("morning", f"people/{known}", "conflicts", "held", "follow-ups", "flagged"):
        assert office.get("/api/v1/office/" + path).status_code == 200, path
    assert office.get(f"/api/v1/office/records/{known}/history").status_code == 200
    assert hanako.everything()


def test_a_spoiled_question_is_a_clear_problem(
    hanako: Tablet, sign_in: Callable[..., SignedIn], lines: Lines
) -> None:
    office, auditor = sign_in("megumi", "office"), sign_in("makoto", "office")
    ways = [
        (hanako.browser, "/api/v1/sync/pull", ("cursor", "head", "holding", "limit")),
        (auditor, "/api/v1/office/reads", ("before", "limit", "staff", "record")),
        (office, "/api/v1/office/follow-ups", ("from", "to", "state")),
        (office, "/api/v1/office/flagged", ("from", "to")),
        (office, "/api/v1/office/sessions", ("from", "to")),
        (office, f"/api/v1/office/records/{SALON}/history", ("field",)),
    ]
    holding = st.from_regex(r"\A[0-9]{1,10}:[0-9]{1,10}(-[0-9]{1,10})?;?\Z")
    mark = st.from_regex(r"\A[0-9]{1,12}~.{0,8}\Z")
    odd = ODD.map(str) | holding | mark | st.dates().map(str) | st.binary(max_size=8) | st.text(max_size=12)
    cursor = hanako.page()["cursor"]
    odd |= st.sampled_from([cursor, cursor[:-1], cursor + "A", "W10", "bnVsbA", "[" * 3_000])

    @BOUNDED
    @given(st.sampled_from(ways), st.lists(odd, min_size=4, max_size=4))
    def try_one(way: tuple[SignedIn, str, tuple[str, ...]], values: list[str | bytes]) -> None:
        who, path, names = way
        raw = [one if isinstance(one, bytes) else one.encode("utf-8", "surrogatepass") for one in values]
        query = "&".join(f"{name}={quote(value)}" for name, value in zip(names, raw, strict=False) if value)
        assert_clear(who.get(f"{path}?{query}"), f"{path}?{query}")

    try_one()
    assert not [line for line in lines.written if '"crash"' in line]
