"""Two towns on one server: the same login in both, a cookie for each, and never the one for the other."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from server.db import transaction
from server.staff import passphrases
from server.staff import service as staff
from tests.factories import AWAY_UID, HOME_UID, PASSPHRASE, add_staff, sign_in, sign_in_body, store_id
from tests.tablet_key import API, Key, new_code

OTHER = "kayoi-away-2026"


def namesake(app: Flask, passphrase: str | None = None) -> str:
    """A nurse of the other town whose login is hanako, too."""
    with app.app_context():
        given = passphrases.hash_passphrase(passphrase) if passphrase else None
        with transaction(2):
            made = add_staff(2, "hanako", "隣町 花子", "保健師")
            staff.grant(2, made.id, "nurse")
            if given:
                made.passphrase_hash = given
            return made.id


def login(client: FlaskClient, town: str | None = None, passphrase: str = PASSPHRASE, **more: Any) -> Any:
    body = sign_in_body("hanako", store_id(), **more) | {"passphrase": passphrase}
    return client.post("/api/v1/session", json=body, headers={"Kayoi-Town": town} if town else {})


def who(client: FlaskClient, town: str) -> Any:
    return client.get("/api/v1/session", headers={"Kayoi-Town": town})


def test_anybody_may_read_whose_server_it_is(client: FlaskClient) -> None:
    towns = client.get("/api/v1/towns").json
    assert towns == [
        {"uid": HOME_UID, "name": "かよい町", "demo": True},
        {"uid": AWAY_UID, "name": "となり町", "demo": True},
    ]


def test_two_towns_may_have_the_same_login_and_the_passphrase_says_whose(
    app: Flask, client: FlaskClient
) -> None:
    namesake(app, OTHER)
    assert login(client).json["tenant"]["uid"] == HOME_UID
    assert login(client, passphrase=OTHER).json["tenant"]["uid"] == AWAY_UID
    assert login(client, passphrase="neither of both").status_code == 401


def test_where_the_passphrase_is_the_same_too_she_is_asked_and_nobody_else_learns_of_it(
    app: Flask, client: FlaskClient
) -> None:
    namesake(app)
    asked = login(client)
    assert (asked.status_code, asked.json["type"]) == (409, "/problems/town-needed")
    assert [town["name"] for town in asked.json["towns"]] == ["かよい町", "となり町"]
    assert client.get_cookie("kayoi") is None
    wrong = login(client, passphrase="guessed something")
    assert (wrong.status_code, wrong.json["type"]) == (401, "/problems/login-failed")
    assert "towns" not in wrong.json
    for town in (HOME_UID, AWAY_UID):
        assert login(client, town).json["tenant"]["uid"] == town


def test_a_login_for_one_town_never_opens_the_other(app: Flask, client: FlaskClient) -> None:
    namesake(app, OTHER)
    assert login(client, HOME_UID, OTHER).status_code == 401
    assert login(client, AWAY_UID).status_code == 401
    bad = login(client, "かよい町".encode().decode("latin-1"))
    assert (bad.status_code, bad.json["errors"]) == (422, {"Kayoi-Town": ["not the id of a town"]})


def test_who_knows_one_passphrase_cannot_wipe_away_guesses_at_the_other(
    app: Flask, client: FlaskClient
) -> None:
    namesake(app, OTHER)
    for _ in range(4):
        assert login(client, HOME_UID, "guessed something").status_code == 401
    assert login(client, AWAY_UID, OTHER).status_code == 200
    assert login(client, HOME_UID, "guessed something").status_code == 429
    assert login(client, HOME_UID).status_code == 429


def test_one_browser_is_signed_in_in_both_towns_and_each_page_is_answered_for_its_own(
    app: Flask, client: FlaskClient
) -> None:
    theirs = namesake(app, OTHER)
    hers = login(client, HOME_UID).json["staff"]["id"]
    assert login(client, AWAY_UID, OTHER).json["staff"]["id"] == theirs
    assert who(client, HOME_UID).json["staff"]["id"] == hers
    assert who(client, AWAY_UID).json["staff"]["id"] == theirs
    assert client.get("/api/v1/session").status_code == 401, "a page that names no town is offered neither"
    gone = client.delete("/api/v1/session", headers={"Kayoi-Town": HOME_UID})
    assert gone.status_code == 204
    assert who(client, HOME_UID).status_code == 401
    assert who(client, AWAY_UID).status_code == 200


def test_the_cookie_of_one_town_says_nothing_under_the_name_of_the_other(
    app: Flask, client: FlaskClient
) -> None:
    login(client, HOME_UID)
    token = client.get_cookie(f"kayoi-{HOME_UID}")
    assert token is not None
    client.set_cookie(f"kayoi-{AWAY_UID}", token.value)
    assert who(client, AWAY_UID).status_code == 401
    assert who(client, HOME_UID).status_code == 200


def test_a_tablet_of_the_time_before_stays_signed_in_and_the_other_town_does_not_end_that(
    app: Flask, client: FlaskClient
) -> None:
    namesake(app, OTHER)
    login(client)  # as the app of the time before: the plain cookie
    assert client.get_cookie("kayoi") is not None
    assert who(client, HOME_UID).status_code == 200
    assert who(client, AWAY_UID).status_code == 401
    login(client, AWAY_UID, OTHER)
    client.delete("/api/v1/session", headers={"Kayoi-Town": AWAY_UID})
    assert who(client, HOME_UID).status_code == 200
    client.delete("/api/v1/session", headers={"Kayoi-Town": HOME_UID})
    assert client.get_cookie("kayoi") is None


def test_a_link_to_a_file_says_its_town_in_the_address(client: FlaskClient) -> None:
    login(client, HOME_UID)
    assert client.get(f"/api/v1/session?town={HOME_UID}").status_code == 200
    assert client.get(f"/api/v1/session?town={AWAY_UID}").status_code == 401


def test_wiping_one_towns_store_leaves_the_browser_what_other_towns_have_there(
    app: Flask, client: FlaskClient
) -> None:
    device = login(client, HOME_UID).json["device"]["id"]
    megumi = app.test_client()
    body = sign_in_body("megumi", store_id(), "office")
    megumi.post("/api/v1/session", json=body)
    path = f"/api/v1/office/devices/{device}/standing"
    assert megumi.post(path, json={"state": "stolen"}).status_code == 200
    told = client.post(
        "/api/v1/device/wiped",
        json={"device_id": device, "alone": False},
        headers={"Kayoi-Town": HOME_UID},
    )
    assert told.status_code == 204
    assert "Clear-Site-Data" not in told.headers
    assert client.get_cookie(f"kayoi-{HOME_UID}") is None


def test_a_code_of_another_town_is_not_used_up_in_the_wrong_ones_window(app: Flask) -> None:
    home, away = (sign_in(app, login, "office") for login in ("megumi", "away-coordinator"))
    key, code = Key(app), new_code(away)
    body = {"public_key": key.public, "secret": code["link"].partition("#")[2]}
    body["signature"] = key.sign(f"kayoi-enrol|{key.public}|{body['secret']}")
    wrong = key.client.post(f"{API}/device/enrol", json=body, headers={"Kayoi-Town": HOME_UID})
    assert (wrong.status_code, wrong.json["type"]) == (409, "/problems/other-town")
    assert wrong.json["towns"] == [{"uid": AWAY_UID, "name": "となり町"}]
    right = key.client.post(f"{API}/device/enrol", json=body, headers={"Kayoi-Town": AWAY_UID})
    assert (right.status_code, right.json["town"]) == (201, "となり町")
    assert home.get(f"{API}/office/devices").json != away.get(f"{API}/office/devices").json
