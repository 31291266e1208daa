"""The second factor of coordinators: asked for, good once, kept sealed, replaced by paper codes."""

from base64 import b32decode
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from server import clock
from server.db import db, read_snapshot
from server.staff import totp
from tests.factories import PASSPHRASE, SignedIn, sign_in, sign_in_body, store_id
from tests.fakes import FakeClock, Lines
from tests.tablet import found_masters
from tests.tablet_key import API, be_strict, enrolled

OWN = f"{API}/session/second-factor"


@pytest.fixture
def office(app: Flask, fake_clock: FakeClock) -> SignedIn:
    found_masters(app)
    return sign_in(app, "megumi", client="office")


def slug(reply: TestResponse) -> str:
    return str(reply.json["type"]).removeprefix("/problems/")


def code_now(secret: bytes, steps: int = 0) -> str:
    return totp.code(secret, totp.step_at(clock.now().timestamp()) + steps)


def set_up(who: SignedIn) -> tuple[bytes, list[str]]:
    """(secret, recovery codes) of a fresh second factor."""
    begun = who.post(OWN, json={"passphrase": PASSPHRASE})
    assert begun.status_code == 200, begun.text
    secret = b32decode(parse_qs(urlsplit(begun.json["link"]).query)["secret"][0])
    done = who.post(f"{OWN}/confirm", json={"code": code_now(secret)})
    assert done.status_code == 200, done.text
    return secret, done.json["recovery"]


def log_in(app: Flask, code: str | None = None, login: str = "megumi") -> TestResponse:
    body: dict[str, Any] = sign_in_body(login, store_id(), "office") | {"code": code}
    return app.test_client().post(f"{API}/session", json=body)


def test_once_set_up_a_login_needs_the_code_of_the_moment(
    app: Flask, office: SignedIn, fake_clock: FakeClock
) -> None:
    assert log_in(app).status_code == 200, "optional in a demonstration"
    secret, _ = set_up(office)
    assert slug(log_in(app)) == "second-factor"
    fake_clock.advance(seconds=30)
    code = code_now(secret)
    assert log_in(app, f" {code[:3]} {code[3:]} ").status_code == 200
    assert slug(log_in(app, code)) == "second-factor", "good once"
    fake_clock.advance(seconds=90)
    assert slug(log_in(app, code_now(secret, -2))) == "second-factor", "too old"


def test_the_code_that_confirmed_it_is_used_up(app: Flask, office: SignedIn) -> None:
    secret, _ = set_up(office)
    assert slug(log_in(app, code_now(secret))) == "second-factor"


def test_a_secret_that_was_not_confirmed_is_not_asked_for(app: Flask, office: SignedIn) -> None:
    office.post(OWN, json={"passphrase": PASSPHRASE})
    assert log_in(app).status_code == 200
    assert office.post(f"{OWN}/confirm", json={"code": "000000"}).status_code == 422


def test_guessing_codes_with_the_right_passphrase_meets_the_same_pause(
    app: Flask, office: SignedIn, fake_clock: FakeClock
) -> None:
    secret, _ = set_up(office)
    fake_clock.advance(minutes=1)
    seen = [slug(log_in(app, "000000")) for _ in range(6)]
    assert seen == ["second-factor"] * 5 + ["login-wait"]
    fake_clock.advance(seconds=59)
    assert slug(log_in(app, code_now(secret))) == "login-wait"
    fake_clock.advance(seconds=1)
    assert log_in(app, code_now(secret)).status_code == 200


def test_recovery_codes_are_eight_good_once_each(app: Flask, office: SignedIn) -> None:
    _, recovery = set_up(office)
    assert len(recovery) == 8
    assert len(recovery[0].replace("-", "")) == 24
    assert log_in(app, recovery[0].lower()).status_code == 200
    assert slug(log_in(app, recovery[0])) == "second-factor"
    assert log_in(app, recovery[1]).status_code == 200


def test_neither_secret_nor_recovery_codes_can_be_read_from_the_database_or_the_log(
    app: Flask, office: SignedIn, lines: Lines
) -> None:
    secret, recovery = set_up(office)
    with app.app_context(), read_snapshot():
        held = " ".join(str(row) for row in db.session.execute(text("SELECT totp, recovery FROM staff")))
    for kept in (held, " ".join(lines.written)):
        assert secret.hex() not in kept
        assert totp.link(secret, "", "").partition("secret=")[2][:32] not in kept
        assert recovery[0].replace("-", "") not in kept


def test_where_it_is_asked_for_a_coordinator_without_one_can_only_set_it_up(
    app: Flask, office: SignedIn, fake_clock: FakeClock
) -> None:
    be_strict(app)
    refused = office.get(f"{API}/office/devices")
    assert (refused.status_code, slug(refused)) == (403, "second-factor-needed")
    fresh = log_in(app)
    assert fresh.json["hold"] == "second-factor-needed"
    set_up(office)
    assert office.get(f"{API}/office/devices").status_code == 200


def test_where_it_is_asked_for_nurses_have_their_tablet_and_coordinators_on_tablets_too(
    app: Flask, office: SignedIn
) -> None:
    key = enrolled(app, office)
    be_strict(app)
    assert key.signed_in("hanako").body["hold"] is None
    assert key.signed_in("megumi").body["hold"] is None, "the tablet's key is her second factor"
    assert log_in(app, login="makoto").json["hold"] is None


def test_an_enrolled_tablet_does_not_ask_for_a_code_as_well(app: Flask, office: SignedIn) -> None:
    set_up(office)
    assert enrolled(app, office).sign_in("megumi").status_code == 200


def test_setting_it_up_needs_the_passphrase(office: SignedIn) -> None:
    refused = office.post(OWN, json={"passphrase": "something else 2026"})
    assert (refused.status_code, slug(refused)) == (401, "login-failed")


def test_a_lost_telephone_is_forgotten_by_another_coordinator(app: Flask, office: SignedIn) -> None:
    me = office.body["staff"]["id"]
    set_up(office)
    reply = office.post(f"{API}/office/staff/{me}/second-factor/reset")
    assert reply.status_code == 204
    assert log_in(app).status_code == 200
    again = sign_in(app, "megumi", client="office")
    told = [one["what"] for one in again.get(f"{API}/office/staff/{me}").json["steps"]]
    assert told == ["second-factor-reset", "second-factor"]
