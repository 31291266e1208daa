"""Signing in and out: cookies, writers that come back, sessions that end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from server import clock, create_app
from server.config import Config
from server.db import outside_feed, transaction
from server.devices import keys
from server.staff import service as staff
from server.staff.models import Staff
from tests.conftest import close
from tests.factories import EAST, HOME_UID, SOUTH, SignedIn, sign_in_body, store_id
from tests.fakes import FakeClock

SignIn = Callable[..., SignedIn]


def test_a_nurse_learns_who_she_is_what_she_holds_and_gets_her_writer(sign_in: SignIn) -> None:
    body = sign_in("misaki").body
    assert body["staff"]["name"] == "田中 美咲"
    assert body["tenant"] == {"uid": HOME_UID, "name": "かよい町", "demo": True}
    assert body["roles"] == ["nurse"]
    assert body["grants"] == [{"role": "nurse", "scope": f"area:{SOUTH}"}]
    assert body["scopes"] == sorted([f"area:{SOUTH}", f"staff:{body['staff']['id']}", "tenant"])
    assert body["device"]["label"] == "タブレット1号"
    assert body["writer"]["save"] == 0
    assert body["writer"]["received"] == []
    assert body["epoch"]
    assert body["server_time"].endswith("Z")


def test_scopes_follow_the_role(sign_in: SignIn) -> None:
    hanako, masao, makoto = (sign_in(login).body for login in ("hanako", "masao", "makoto"))
    assert {f"area:{EAST}", f"area:{SOUTH}", "tenant"} < set(hanako["scopes"])
    assert masao["scopes"] == [f"staff:{masao['staff']['id']}"]
    assert makoto["scopes"] == []
    assert makoto["writer"] is None


def test_the_same_store_and_person_get_the_same_writer_again(sign_in: SignIn) -> None:
    store = store_id()
    first, again = sign_in("hanako", store=store), sign_in("hanako", store=store)
    assert again.writer == first.writer
    assert again.body["device"] == first.body["device"]


def test_another_person_on_the_same_tablet_gets_her_own_writer_on_the_same_device(sign_in: SignIn) -> None:
    store = store_id()
    hanako, misaki = sign_in("hanako", store=store), sign_in("misaki", store=store)
    assert misaki.writer["writer_no"] != hanako.writer["writer_no"]
    assert misaki.writer["mac_key"] != hanako.writer["mac_key"]
    assert misaki.body["device"] == hanako.body["device"]


def test_a_new_store_gets_a_new_writer_and_a_known_device_keeps_its_name(app: Flask, sign_in: SignIn) -> None:
    first = sign_in("hanako")
    body = sign_in_body("hanako", store_id(), device_id=first.body["device"]["id"])
    again = app.test_client().post("/api/v1/session", json=body).json
    assert again["device"] == first.body["device"]
    assert again["writer"]["writer_no"] == first.writer["writer_no"] + 1


def test_a_device_id_of_another_town_is_not_taken_over(sign_in: SignIn, app: Flask) -> None:
    theirs = sign_in("away-nurse").body["device"]["id"]
    body = sign_in_body("hanako", store_id(), device_id=theirs)
    reply = app.test_client().post("/api/v1/session", json=body).json
    assert reply["device"]["id"] != theirs


def test_the_writer_key_and_certificate_are_the_ones_the_server_derives(
    sign_in: SignIn, config: Config
) -> None:
    body = sign_in("hanako").body
    writer, staff_id, device_id = body["writer"], body["staff"]["id"], body["device"]["id"]
    key = keys.mac_key(config.master_key_file, HOME_UID, writer["writer_no"], staff_id, device_id)
    assert writer["mac_key"] == keys.base64url(key)
    facts = keys.read_certificate(config.master_key_file, HOME_UID, writer["certificate"])
    assert facts is not None
    assert (facts.writer_no, facts.staff, facts.device) == (writer["writer_no"], staff_id, device_id)
    assert keys.read_certificate(config.master_key_file, SOUTH, writer["certificate"]) is None
    assert keys.read_certificate(config.master_key_file, HOME_UID, "x" + writer["certificate"]) is None


def test_get_session_says_the_same_without_the_key(sign_in: SignIn) -> None:
    hanako = sign_in("hanako")
    again = hanako.get("/api/v1/session").json
    assert again["writer"] is None
    assert {name: again[name] for name in ("staff", "scopes", "device")} == {
        name: hanako.body[name] for name in ("staff", "scopes", "device")
    }


def test_an_office_browser_gets_a_writer_per_tab(sign_in: SignIn) -> None:
    megumi = sign_in("megumi", "office")
    assert megumi.body["writer"] is None
    tab, other = store_id(), store_id()
    first, again, second = (
        megumi.post("/api/v1/writers", json={"store_id": store, "client": "office"})
        for store in (tab, tab, other)
    )
    assert first.status_code == 201
    assert first.json == again.json
    assert second.json["writer"]["writer_no"] != first.json["writer"]["writer_no"]


def test_signing_out_ends_the_session_at_once_and_twice_is_no_error(sign_in: SignIn) -> None:
    hanako = sign_in("hanako")
    cookie = hanako.client.get_cookie("kayoi")
    assert cookie is not None
    assert hanako.client.delete("/api/v1/session").status_code == 204
    assert hanako.client.get_cookie("kayoi") is None
    hanako.client.set_cookie("kayoi", cookie.value)
    assert hanako.get("/api/v1/session").status_code == 401
    assert hanako.client.delete("/api/v1/session").status_code == 204


def test_a_sign_out_that_comes_late_ends_nobody_elses_session(sign_in: SignIn) -> None:
    hanako, ichiro = sign_in("hanako"), sign_in("ichiro")
    hers, his = hanako.body["staff"]["id"], ichiro.body["staff"]["id"]
    assert ichiro.client.delete(f"/api/v1/session?of={hers}").status_code == 204
    assert ichiro.get("/api/v1/session").status_code == 200
    assert ichiro.client.delete(f"/api/v1/session?of={his}").status_code == 204
    assert ichiro.get("/api/v1/session").status_code == 401
    assert ichiro.client.get_cookie("kayoi") is not None, "the next one's cookie may already be there"
    refused = hanako.client.delete("/api/v1/session?of=x")
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["of"])
    assert hanako.get("/api/v1/session").status_code == 200


def test_signing_in_again_in_the_same_browser_ends_the_session_before(sign_in: SignIn) -> None:
    hanako = sign_in("hanako")
    old = hanako.client.get_cookie("kayoi")
    assert old is not None
    assert hanako.post("/api/v1/session", json=sign_in_body("misaki", hanako.store_id)).status_code == 200
    thief = hanako.client.application.test_client()
    thief.set_cookie("kayoi", old.value)
    assert thief.get("/api/v1/session").status_code == 401


@pytest.mark.parametrize(
    ("login", "client", "idle"),
    [("hanako", "tablet", timedelta(days=90)), ("megumi", "office", timedelta(hours=2))],
)
def test_a_session_ends_after_its_idle_time_and_not_before(
    sign_in: SignIn, fake_clock: FakeClock, login: str, client: str, idle: timedelta
) -> None:
    browser = sign_in(login, client)
    fake_clock.now += idle - timedelta(minutes=1)
    assert browser.get("/api/v1/session").status_code == 200
    fake_clock.now += idle - timedelta(minutes=1)
    assert browser.get("/api/v1/session").status_code == 200
    fake_clock.now += idle + timedelta(minutes=6)
    assert browser.get("/api/v1/session").status_code == 401


def test_a_closed_account_is_out_at_once(app: Flask, sign_in: SignIn) -> None:
    hanako = sign_in("hanako")
    with app.app_context(), transaction(1):
        staff.end(1, hanako.body["staff"]["id"])
    assert hanako.get("/api/v1/session").status_code == 401
    again = app.test_client().post("/api/v1/session", json=sign_in_body("hanako", store_id()))
    assert again.status_code == 401


def test_a_session_opened_while_the_account_was_being_closed_is_worth_nothing(
    app: Flask, sign_in: SignIn
) -> None:
    hanako = sign_in("hanako")
    with app.app_context(), outside_feed() as session:
        closed = update(Staff).where(Staff.tenant_id == 1, Staff.id == hanako.body["staff"]["id"])
        session.execute(closed.values(ended_at=clock.now()))
    assert hanako.get("/api/v1/session").status_code == 401


def test_a_grant_holds_on_its_days_only(app: Flask, sign_in: SignIn, fake_clock: FakeClock) -> None:
    with app.app_context(), transaction(1):
        made = staff.add(1, "helper", "応援 太郎", "看護師", "kayoi-test-2026")
        day = fake_clock.now.date() + timedelta(days=1)
        staff.grant(1, made.id, "nurse", f"area:{EAST}", from_on=day, to_on=day)
    body = sign_in_body("helper", store_id())
    codes = []
    for _ in range(3):
        codes.append(app.test_client().post("/api/v1/session", json=body).status_code)
        fake_clock.advance(days=1)
    assert codes == [403, 200, 403]


def _login_cookie(config: Config, client: str, base_url: str) -> str:
    app = create_app(config)
    try:
        browser = app.test_client()
        body = sign_in_body("hanako", store_id(), client)
        response = browser.post("/api/v1/session", json=body, base_url=base_url)
        assert response.status_code == 200, response.text
        return str(response.headers["Set-Cookie"])
    finally:
        close(app)


def test_the_cookie_on_tls_is_host_bound_secure_and_out_of_reach_of_scripts(config: Config) -> None:
    with_tls = Config(
        data=config.data, database_url=config.database_url, public_url="https://kayoi.example.jp"
    )
    cookie = _login_cookie(with_tls, "tablet", "https://kayoi.example.jp")
    assert cookie.startswith("__Host-kayoi=")
    flags = {part.strip() for part in cookie.split(";")[1:]}
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict", "Max-Age=34560000"} <= flags
    assert not any(flag.startswith("Domain") for flag in flags)


def test_the_cookie_on_loopback_has_a_plain_name_and_an_office_cookie_ends_with_the_browser(
    config: Config,
) -> None:
    cookie = _login_cookie(config, "office", "http://127.0.0.1:8000")
    assert cookie.startswith("kayoi=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Secure" not in cookie
    assert "Max-Age" not in cookie


@pytest.mark.parametrize(
    "change",
    [
        {"login": 5},
        {"login": ""},
        {"passphrase": None},
        {"passphrase": "x" * 1001},
        {"store_id": "not-a-uuid"},
        {"client": "fridge"},
        {"device_id": "1; DROP TABLE staff"},
        {"admin": True},
    ],
)
def test_a_login_of_the_wrong_shape_is_refused_by_field(client: FlaskClient, change: dict[str, Any]) -> None:
    response = client.post("/api/v1/session", json=sign_in_body("hanako", store_id()) | change)
    assert response.status_code == 422
    assert response.json["type"] == "/problems/invalid"
    assert list(response.json["errors"]) == list(change)
