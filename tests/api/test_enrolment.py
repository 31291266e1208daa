"""Enrolment: a code shown once, a key that never leaves the tablet, and tokens bound to it."""

import pytest
from flask import Flask
from sqlalchemy import text

from server.db import db, outside_feed, read_snapshot
from server.devices.models import Enrolment, Tablet
from server.staff.models import WebSession
from server.tenants import service as tenants
from tests.factories import SignedIn, sign_in
from tests.fakes import FakeClock, Lines
from tests.tablet import Tablet as Pen
from tests.tablet import found_masters
from tests.tablet_key import API, Key, be_strict, enrolled, new_code


@pytest.fixture
def office(app: Flask, fake_clock: FakeClock) -> SignedIn:
    found_masters(app)
    return sign_in(app, "megumi", client="office")


def slug(reply: object) -> str:
    """What a refusal is called."""
    return str(reply.json["type"]).removeprefix("/problems/")  # type: ignore[attr-defined]


def test_a_code_is_128_random_bits_behind_the_hash_of_a_link(office: SignedIn) -> None:
    code, other = new_code(office), new_code(office)
    link, _, secret = code["link"].partition("#")
    assert link == "http://localhost/enrol"
    assert len(secret) == 22
    assert secret != other["link"].partition("#")[2]
    assert len(code["typed"].replace("-", "")) == 10
    assert code["picture"]["size"] >= 21
    assert code["picture"]["path"].startswith("M")


def test_the_database_and_the_log_hold_no_code(app: Flask, office: SignedIn, lines: Lines) -> None:
    code = new_code(office)
    secret, typed = code["link"].partition("#")[2], code["typed"].replace("-", "")
    assert Key(app).enrol(code).status_code == 201
    with app.app_context(), read_snapshot():
        held = " ".join(str(row) for row in db.session.execute(text("SELECT * FROM enrolment")))
        assert db.session.query(Enrolment).one().typed_hash.startswith("$argon2id$")
    for kept in (held, " ".join(lines.written)):
        assert secret not in kept
        assert typed not in kept


@pytest.mark.parametrize("by_typing", [False, True])
def test_a_tablet_enrols_and_signs_in_by_its_key(app: Flask, office: SignedIn, by_typing: bool) -> None:
    key, code = Key(app), new_code(office, label="南部の1号")
    be_strict(app)
    reply = key.enrol(code, by_typing=by_typing)
    assert (reply.status_code, reply.json["town"]) == (201, "かよい町")
    who = key.signed_in("hanako").body
    assert who["device"] == {"id": key.device, "label": "南部の1号", "enrolled": True, "trip_ends_on": None}
    assert who["writer"]["writer_no"] >= 1


def test_typed_codes_forgive_what_people_type(app: Flask, office: SignedIn) -> None:
    code = new_code(office)
    key = Key(app)
    said = code["typed"].lower().replace("0", "o").replace("1", "l").replace("-", " ")
    typed = code["typed"].replace("-", "")
    body = {"typed": said, "public_key": key.public}
    body["signature"] = key.sign(f"kayoi-enrol|{key.public}|{typed}")
    assert key.client.post(f"{API}/device/enrol", json=body).status_code == 201


def test_a_code_works_once_and_a_lost_reply_may_be_asked_for_again(app: Flask, office: SignedIn) -> None:
    code = new_code(office)
    first, other = Key(app), Key(app)
    assert first.enrol(code).status_code == 201
    again = first.enrol(code)
    assert (again.status_code, again.json["device"]["id"]) == (201, first.device)
    refused = other.enrol(code)
    assert (refused.status_code, slug(refused)) == (409, "enrolment-unusable")
    assert office.get(f"{API}/office/enrolments/{code['id']}").json == {"state": "used"}


def test_a_code_is_over_after_ten_minutes(app: Flask, office: SignedIn, fake_clock: FakeClock) -> None:
    code = new_code(office)
    fake_clock.advance(minutes=10)
    assert office.get(f"{API}/office/enrolments/{code['id']}").json == {"state": "open"}
    fake_clock.advance(seconds=1)
    assert [slug(Key(app).enrol(code, by_typing=typed)) for typed in (False, True)] == [
        "enrolment-unusable"
    ] * 2
    assert office.get(f"{API}/office/enrolments/{code['id']}").json == {"state": "over"}


def test_five_wrong_typed_codes_close_typing_and_leave_the_picture(app: Flask, office: SignedIn) -> None:
    code = new_code(office)
    wrong = code | {"typed": "ZZZZZ-ZZZZZ"}
    for _ in range(5):
        assert slug(Key(app).enrol(wrong, by_typing=True)) == "enrolment-unusable"
    assert slug(Key(app).enrol(code, by_typing=True)) == "enrolment-unusable"
    assert Key(app).enrol(code).status_code == 201


def test_guessing_codes_from_one_address_meets_a_pause(
    app: Flask, office: SignedIn, fake_clock: FakeClock
) -> None:
    key = Key(app)
    body = {"secret": "A" * 22, "public_key": key.public, "signature": key.sign("x")}
    place = {"REMOTE_ADDR": "203.0.113.9"}
    seen = [key.client.post(f"{API}/device/enrol", json=body, environ_base=place) for _ in range(51)]
    assert {slug(one) for one in seen[:50]} == {"enrolment-unusable"}
    assert slug(seen[50]) == "login-wait"


def test_a_key_that_did_not_sign_the_request_is_not_enrolled(app: Flask, office: SignedIn) -> None:
    code, key, other = new_code(office), Key(app), Key(app)
    assert key.enrol(code, signature=other.sign("anything")).status_code == 422
    assert key.enrol(code, public_key="AAAA").status_code == 422
    assert key.enrol(code).status_code == 201, "a refused request has not used the code up"


def test_where_enrolment_is_asked_for_an_unknown_tablet_may_not_sign_in(app: Flask, office: SignedIn) -> None:
    stranger = Key(app)
    assert stranger.sign_in("hanako").status_code == 200, "a demonstration stays simple"
    be_strict(app)
    refused = Key(app).sign_in("hanako")
    assert (refused.status_code, slug(refused)) == (403, "device-not-enrolled")
    assert stranger.sign_in("hanako").status_code == 403, "also one that was there before"


def test_an_enrolled_tablet_must_show_its_key_every_time(
    app: Flask, office: SignedIn, fake_clock: FakeClock
) -> None:
    key, thief = enrolled(app, office), Key(app)
    thief.device = key.device
    assert slug(thief.sign_in("hanako")) == "device-proof", "another key"
    proof = key.proof("session")
    assert key.sign_in("hanako", proof).status_code == 200
    assert slug(key.sign_in("hanako", proof)) == "device-proof", "a challenge is good once"
    assert slug(key.sign_in("hanako", key.proof("renew"))) == "device-proof", "signed for something else"
    old = key.proof("session")
    fake_clock.advance(minutes=2, seconds=1)
    assert slug(key.sign_in("hanako", old)) == "device-proof", "two minutes"
    body_without = key.client.post(
        f"{API}/session",
        json={"login": "hanako", "passphrase": "kayoi-test-2026", "store_id": key.store, "client": "tablet"}
        | {"device_id": key.device},
    )
    assert slug(body_without) == "device-proof", "no proof at all"


def test_a_challenge_says_nothing_of_who_is_enrolled(app: Flask, office: SignedIn) -> None:
    stranger = Key(app)
    stranger.device = "018f0000-0000-4000-8000-0000000000d9"
    reply = stranger.client.post(f"{API}/device/challenge", json={"device_id": stranger.device})
    assert (reply.status_code, len(reply.json["nonce"])) == (200, 43)


def test_a_token_without_its_key_ends_after_a_quarter_of_an_hour(
    app: Flask, office: SignedIn, fake_clock: FakeClock
) -> None:
    key = enrolled(app, office)
    key.signed_in("hanako")
    fake_clock.advance(minutes=15)
    assert key.client.get(f"{API}/session").status_code == 200
    fake_clock.advance(seconds=1)
    refused = key.client.get(f"{API}/session")
    assert (refused.status_code, slug(refused)) == (401, "device-proof")
    assert (
        slug(key.client.post(f"{API}/session/renew", json={"nonce": "x", "signature": "x"})) == "device-proof"
    )
    assert key.renew().status_code == 204
    assert key.client.get(f"{API}/session").status_code == 200


def test_a_renewal_whose_reply_is_lost_leaves_the_old_token_good(
    app: Flask, office: SignedIn, fake_clock: FakeClock
) -> None:
    key = enrolled(app, office)
    key.signed_in("hanako")
    fake_clock.advance(hours=3)
    old = key.cookie()
    for _ in range(3):
        assert key.renew().status_code == 204
        key.client.set_cookie("kayoi", old)  # the reply never came
        fake_clock.advance(minutes=20)
    assert key.renew().status_code == 204
    assert key.client.get(f"{API}/session").status_code == 200


def test_an_old_token_that_comes_back_when_its_successor_is_in_use_ends_them_all(
    app: Flask, office: SignedIn, fake_clock: FakeClock
) -> None:
    key = enrolled(app, office)
    key.signed_in("hanako")
    fake_clock.advance(hours=1)
    old = key.cookie()
    assert key.renew().status_code == 204
    assert key.client.get(f"{API}/session").status_code == 200
    new = key.cookie()
    fake_clock.advance(minutes=5)
    key.client.set_cookie("kayoi", old)
    assert slug(key.client.get(f"{API}/session")) == "device-proof"
    assert slug(key.renew()) == "login-required"
    key.client.set_cookie("kayoi", new)
    assert slug(key.client.get(f"{API}/session")) == "login-required"


def test_renewing_does_not_make_a_session_last_for_ever(
    app: Flask, office: SignedIn, fake_clock: FakeClock
) -> None:
    key = enrolled(app, office)
    key.signed_in("hanako")
    for _ in range(8):
        fake_clock.advance(days=49)
        assert key.renew().status_code == 204
        assert key.client.get(f"{API}/session").status_code == 200
    fake_clock.advance(days=9)
    assert slug(key.renew()) == "login-required", "400 days in all"


def test_after_months_away_one_unlock_on_line_goes_on_where_it_was(
    app: Flask, office: SignedIn, fake_clock: FakeClock
) -> None:
    key = enrolled(app, office)
    be_strict(app)
    pen = Pen(key.signed_in("hanako"))
    made = pen.new_person()[1]
    fake_clock.advance(days=200)
    assert slug(pen.post([made])) == "login-required"
    assert slug(key.renew()) == "login-required"
    pen.browser = key.signed_in("hanako")
    assert pen.browser.writer["writer_no"] == pen.no
    assert pen.verdicts(made) == {1: "applied"}


def test_a_token_is_256_bits_and_kept_as_a_hash_only(app: Flask, office: SignedIn) -> None:
    key = enrolled(app, office)
    key.signed_in("hanako")
    assert len(key.cookie()) == 43
    with app.app_context(), read_snapshot():
        assert key.cookie() not in {one.token_hash for one in db.session.query(WebSession)}
        assert db.session.query(Tablet).one().public_key == key.public


def test_a_tablet_that_was_here_before_keeps_its_number_when_it_is_enrolled(
    app: Flask, office: SignedIn
) -> None:
    key = Key(app)
    before = key.signed_in("hanako").body["device"]["id"]
    assert key.enrol(new_code(office), device_id=before).json["device"]["id"] == before
    other = Key(app)
    assert other.enrol(new_code(office), device_id=before).json["device"]["id"] != before, "not hers to take"


def test_a_tablet_that_lost_its_key_is_enrolled_again_by_a_code_for_it(app: Flask, office: SignedIn) -> None:
    key, again = enrolled(app, office), Key(app)
    code = new_code(office, device_id=key.device)
    be_strict(app)
    key.signed_in("hanako")
    assert again.enrol(code).json["device"]["id"] == key.device
    again.signed_in("hanako")
    assert slug(key.sign_in("hanako")) == "device-proof"


def test_an_office_browser_needs_no_enrolment_and_is_never_taken_for_a_tablet(
    app: Flask, office: SignedIn
) -> None:
    key = enrolled(app, office)
    browser = sign_in(app, "megumi", client="office", device_id=key.device)
    assert browser.body["device"]["id"] != key.device


def test_with_real_data_enrolment_is_asked_for_whatever_was_said(app: Flask, office: SignedIn) -> None:
    with app.app_context():
        assert not tenants.is_strict(1), "a demonstration begins without"
        with outside_feed() as session:
            session.execute(text("UPDATE tenant SET demo = :no WHERE id = 1"), {"no": False})
            tenants.set_strict(1, False)
        assert tenants.is_strict(1)
