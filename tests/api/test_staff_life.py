"""Accounts from the first day to the last: rights, passphrases good once, leaving, coming back."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.staff import passphrases
from tests.factories import PASSPHRASE, SOUTH, SignedIn, sign_in, sign_in_body, store_id
from tests.fakes import FakeClock, Lines
from tests.tablet import Tablet, found_masters, new_id
from tests.tablet_key import API

STAFF = f"{API}/office/staff"
OWN_WORDS = "ゆうやけこやけで日が暮れて"


@pytest.fixture
def office(app: Flask, fake_clock: FakeClock) -> SignedIn:
    found_masters(app)
    return sign_in(app, "megumi", client="office")


def slug(reply: TestResponse) -> str:
    return str(reply.json["type"]).removeprefix("/problems/")


def log_in(app: Flask, login: str, passphrase: str, client: str = "tablet") -> TestResponse:
    body = sign_in_body(login, store_id(), client) | {"passphrase": passphrase}
    return app.test_client().post(f"{API}/session", json=body)


def id_of(office: SignedIn, login: str) -> str:
    return next(str(one["id"]) for one in office.get(STAFF).json if one["login"] == login)


def add(office: SignedIn, login: str, role: str = "nurse", **more: Any) -> dict[str, Any]:
    reply = office.post(STAFF, json={"login": login, "name": "新人 一子", "role": role} | more)
    assert reply.status_code == 201, reply.text
    made: dict[str, Any] = reply.json
    return made


def steps(office: SignedIn, staff_id: str) -> list[str]:
    return [one["what"] for one in office.get(f"{STAFF}/{staff_id}").json["steps"]][::-1]


def browser(app: Flask, login: str, passphrase: str) -> SignedIn:
    client, store = app.test_client(), store_id()
    reply = client.post(f"{API}/session", json=sign_in_body(login, store) | {"passphrase": passphrase})
    assert reply.status_code == 200, reply.text
    return SignedIn(client, store, reply.json)


def test_a_new_account_begins_with_a_passphrase_that_is_good_once(app: Flask, office: SignedIn) -> None:
    made = add(office, "shinjin", scope=f"area:{SOUTH}")
    once = made["passphrase"]
    assert len(once.replace("-", "")) == 16
    nurse = browser(app, "shinjin", once)
    assert nurse.body["hold"] == "passphrase-change"
    assert nurse.body["grants"] == [{"role": "nurse", "scope": f"area:{SOUTH}"}]
    refused = nurse.get(f"{API}/sync/pull")
    assert (refused.status_code, slug(refused)) == (403, "passphrase-change")
    changed = nurse.post(f"{API}/session/passphrase", json={"passphrase": once, "new": OWN_WORDS})
    assert changed.status_code == 204
    assert nurse.get(f"{API}/sync/pull").status_code == 200
    assert log_in(app, "shinjin", once).status_code == 401
    assert log_in(app, "shinjin", OWN_WORDS).status_code == 200
    assert steps(office, made["id"]) == ["added", "granted", "passphrase"]


def test_a_passphrase_that_is_good_once_is_over_after_a_day(
    app: Flask, office: SignedIn, fake_clock: FakeClock
) -> None:
    made = add(office, "shinjin")
    fake_clock.advance(hours=24)
    assert log_in(app, "shinjin", made["passphrase"]).status_code == 200
    fake_clock.advance(seconds=1)
    assert slug(log_in(app, "shinjin", made["passphrase"])) == "login-failed"


def test_who_forgot_hers_gets_one_that_is_good_once_and_every_session_ends(
    app: Flask, office: SignedIn
) -> None:
    nurse = sign_in(app, "hanako")
    reset = office.post(f"{STAFF}/{nurse.body['staff']['id']}/passphrase").json
    assert nurse.get(f"{API}/session").status_code == 401
    assert slug(log_in(app, "hanako", PASSPHRASE)) == "login-failed"
    again = browser(app, "hanako", reset["passphrase"])
    body = {"passphrase": reset["passphrase"], "new": OWN_WORDS}
    assert again.post(f"{API}/session/passphrase", json=body).status_code == 204
    assert log_in(app, "hanako", OWN_WORDS).status_code == 200


def test_unsent_work_survives_a_forgotten_passphrase(app: Flask, office: SignedIn) -> None:
    pen = Tablet(sign_in(app, "hanako"))
    made = pen.new_person()[1]
    once = office.post(f"{STAFF}/{pen.browser.body['staff']['id']}/passphrase").json["passphrase"]
    client = pen.browser.client
    body = sign_in_body("hanako", pen.browser.store_id) | {"passphrase": once}
    reply = client.post(f"{API}/session", json=body)
    assert reply.json["writer"]["writer_no"] == pen.no
    assert pen.post([made]).status_code == 403
    change = {"passphrase": once, "new": OWN_WORDS}
    assert client.post(f"{API}/session/passphrase", json=change).status_code == 204
    assert pen.verdicts(made) == {1: "applied"}


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("elevenchars", "length"),
        ("x" * 201, "length"),
        ("password1234", "common"),
        ("qwertyuiop12", "common"),
        ("aaaaaaaaaaaaaaa", "common"),
        ("hanakohanako", "common"),
        ("kayoi-town-by-the-sea", None),
        ("さくらさくら弥生の空は", None),
        ("correct horse battery staple", None),
        ("ALLUPPERCASENODIGITS", None),
    ],
)
def test_length_and_what_is_guessed_first_decide_and_no_rule_of_characters(
    app: Flask, office: SignedIn, new: str, why: str | None
) -> None:
    nurse = sign_in(app, "hanako")
    new = new if len(new) != 11 or why == "length" else new + "は"
    reply = nurse.post(f"{API}/session/passphrase", json={"passphrase": PASSPHRASE, "new": new})
    assert reply.status_code == (204 if why is None else 422), reply.text
    if why:
        assert reply.json["errors"] == {"passphrase": [why]}


def test_a_changed_passphrase_ends_her_other_sessions_and_needs_the_old_one(
    app: Flask, office: SignedIn
) -> None:
    one, other = sign_in(app, "hanako"), sign_in(app, "hanako")
    wrong = one.post(f"{API}/session/passphrase", json={"passphrase": "not this one", "new": OWN_WORDS})
    assert (wrong.status_code, slug(wrong)) == (401, "login-failed")
    assert one.post(
        f"{API}/session/passphrase", json={"passphrase": PASSPHRASE, "new": OWN_WORDS}
    ).status_code
    assert one.get(f"{API}/session").status_code == 200
    assert other.get(f"{API}/session").status_code == 401


def test_guessing_the_old_passphrase_at_the_change_meets_the_same_pause(app: Flask, office: SignedIn) -> None:
    nurse = sign_in(app, "hanako")
    body = {"passphrase": "wrong", "new": OWN_WORDS}
    seen = [slug(nurse.post(f"{API}/session/passphrase", json=body)) for _ in range(6)]
    assert seen == ["login-failed"] * 5 + ["login-wait"]
    assert slug(log_in(app, "hanako", PASSPHRASE)) == "login-wait", "one counter for every door"


def test_rights_are_given_and_taken_and_hold_at_once(app: Flask, office: SignedIn) -> None:
    misaki = sign_in(app, "misaki")
    who = misaki.body["staff"]["id"]
    given = office.post(f"{STAFF}/{who}/grants", json={"role": "coordinator"})
    assert given.status_code == 201
    assert misaki.get(f"{API}/office/devices").status_code == 200
    grant = next(one for one in given.json["grants"] if one["role"] == "coordinator")
    assert office.post(f"{STAFF}/{who}/grants/{grant['id']}/end").status_code == 200
    assert misaki.get(f"{API}/office/devices").status_code == 403
    assert steps(office, who) == ["granted", "taken"]


def test_a_right_may_be_for_some_days_and_for_an_area_that_exists(app: Flask, office: SignedIn) -> None:
    who = id_of(office, "misaki")
    day = {"from_on": "2026-12-01", "to_on": "2026-12-02"}
    assert office.post(f"{STAFF}/{who}/grants", json={"role": "auditor"} | day).status_code == 201
    for scope in ("area:018f0000-0000-7000-8000-0000000000ff", "planet", "roster:x"):
        assert office.post(f"{STAFF}/{who}/grants", json={"role": "nurse", "scope": scope}).status_code == 422


def test_somebody_always_coordinates_the_municipality(app: Flask, office: SignedIn) -> None:
    me = office.body["staff"]["id"]
    grant = office.get(f"{STAFF}/{me}").json["grants"][0]
    refused = office.post(f"{STAFF}/{me}/grants/{grant['id']}/end")
    assert (refused.status_code, slug(refused)) == (409, "last-coordinator")
    other = id_of(office, "misaki")
    assert slug(office.post(f"{STAFF}/{me}/leave", json={"to": other})) == "last-coordinator"
    assert office.get(f"{API}/session").status_code == 200
    office.post(f"{STAFF}/{other}/grants", json={"role": "coordinator"})
    assert office.post(f"{STAFF}/{me}/grants/{grant['id']}/end").status_code == 200


def test_a_coordinator_of_one_area_does_not_manage_accounts(app: Flask, office: SignedIn) -> None:
    made = add(office, "minami", role="coordinator", scope=f"area:{SOUTH}")
    minami = browser(app, "minami", made["passphrase"])
    minami.post(f"{API}/session/passphrase", json={"passphrase": made["passphrase"], "new": OWN_WORDS})
    assert minami.get(STAFF).status_code == 200
    refused = [
        minami.post(STAFF, json={"login": "x", "name": "x", "role": "coordinator"}),
        minami.post(f"{STAFF}/{made['id']}/grants", json={"role": "coordinator"}),
        minami.post(f"{STAFF}/{id_of(office, 'hanako')}/passphrase"),
        minami.post(f"{STAFF}/{id_of(office, 'hanako')}/leave", json={"to": made["id"]}),
    ]
    assert {(one.status_code, slug(one)) for one in refused} == {(404, "not-found")}


def plan(pen: Tablet, person: str, **fields: Any) -> str:
    """A visit planned by this tablet."""
    record = new_id()
    new = {"person": person, "due_on": "2026-11-25", "way": "visit", "state": "planned"} | fields
    assert pen.verdicts(pen.op("follow_up", record, new=new)) == {pen.seq: "applied"}
    return record


def holder(office: SignedIn, record: str) -> str | None:
    plans = {one["id"]: one for one in office.get(f"{API}/office/follow-ups").json}
    who = plans[record]["assigned_to"]
    return who["name"] if who else None


def test_her_open_steps_go_to_a_named_colleague_as_ops_and_come_back(app: Flask, office: SignedIn) -> None:
    pen = Tablet(sign_in(app, "hanako"))
    me, other = pen.browser.body["staff"]["id"], id_of(office, "misaki")
    person, made = pen.new_person()
    pen.push(made)
    mine = plan(pen, person)
    assigned = plan(pen, person, assigned_to=me)
    done = plan(pen, person, assigned_to=me, state="done")
    hers = plan(pen, person, assigned_to=other)
    assert office.get(f"{STAFF}/{me}").json["open_steps"] == 2
    left = office.post(f"{STAFF}/{me}/leave", json={"to": other})
    assert (left.status_code, left.json) == (200, {"moved": 2})
    assert {holder(office, one) for one in (mine, assigned, hers)} == {"田中 美咲"}
    told = office.get(f"{API}/office/records/{assigned}/history?field=assigned_to").json
    assert [
        (one["staff"]["name"] if isinstance(one["staff"], dict) else one["staff"], one["named"])
        for one in told
    ][1:] == [("山口 恵", "田中 美咲")]
    assert pen.browser.get(f"{API}/session").status_code == 401
    assert slug(log_in(app, "hanako", PASSPHRASE)) == "login-failed"
    misaki = Tablet(sign_in(app, "misaki"))
    assert misaki.everything()[mine]["fields"]["assigned_to"] == other
    assert misaki.everything()[done]["fields"]["assigned_to"] == me, "what is done stays hers"
    back = office.post(f"{STAFF}/{me}/return")
    assert (back.status_code, back.json) == (200, {"moved": 2})
    assert (holder(office, mine), holder(office, assigned)) == (None, "佐藤 花子")
    assert log_in(app, "hanako", PASSPHRASE).status_code == 200
    assert steps(office, me) == ["left", "came-back"]
    assert office.post(f"{STAFF}/{me}/return").status_code == 404


def test_what_a_colleague_did_with_a_step_meanwhile_is_not_undone(app: Flask, office: SignedIn) -> None:
    pen, other = Tablet(sign_in(app, "hanako")), Tablet(sign_in(app, "misaki"))
    person, made = pen.new_person()
    pen.push(made)
    step = plan(pen, person)
    me, to = pen.browser.body["staff"]["id"], other.browser.body["staff"]["id"]
    office.post(f"{STAFF}/{me}/leave", json={"to": to})
    saw = other.everything()[step]["op"]
    other.push(other.edit("follow_up", step, "state", [saw], "done"))
    assert office.post(f"{STAFF}/{me}/return").json == {"moved": 0}


def test_what_she_wrote_before_she_left_still_counts(app: Flask, office: SignedIn) -> None:
    pen = Tablet(sign_in(app, "hanako"))
    made = pen.new_person()[1]
    me = pen.browser.body["staff"]["id"]
    office.post(f"{STAFF}/{me}/leave", json={"to": id_of(office, "misaki")})
    pen.browser = SignedIn(sign_in(app, "misaki").client, pen.browser.store_id, pen.browser.body)
    assert pen.verdicts(made) == {1: "applied"}


def test_nobody_goes_on_who_is_not_there(app: Flask, office: SignedIn) -> None:
    me = id_of(office, "hanako")
    for to in (me, "018f0000-0000-4000-8000-0000000000ff"):
        assert office.post(f"{STAFF}/{me}/leave", json={"to": to}).status_code == 422
    assert log_in(app, "hanako", PASSPHRASE).status_code == 200


def test_no_passphrase_stands_in_the_log(app: Flask, office: SignedIn, lines: Lines) -> None:
    made = add(office, "shinjin")
    log_in(app, "shinjin", made["passphrase"])
    assert made["passphrase"] not in " ".join(lines.written)
    assert passphrases.SHORTEST == 12


def test_a_passphrase_never_grows_too_old(app: Flask, office: SignedIn, fake_clock: FakeClock) -> None:
    fake_clock.advance(days=5 * 365)
    reply = log_in(app, "hanako", PASSPHRASE)
    assert (reply.status_code, reply.json["hold"]) == (200, None)


def test_a_passphrase_is_kept_as_argon2id_with_46_mib() -> None:
    assert passphrases.hash_passphrase(OWN_WORDS).startswith("$argon2id$v=19$m=47104,t=1,p=1$")
