"""Lost, stolen, given up: what becomes of unsent work, what the tablet is told, and every step kept."""

from typing import Any

import pytest
from flask import Flask

from tests.factories import SignedIn, sign_in
from tests.fakes import FakeClock, Lines
from tests.tablet import Tablet, found_masters
from tests.tablet_key import API, Key, enrolled, new_code

WHO = "山口 恵"


@pytest.fixture
def office(app: Flask, fake_clock: FakeClock) -> SignedIn:
    found_masters(app)
    return sign_in(app, "megumi", client="office")


@pytest.fixture
def key(app: Flask, office: SignedIn) -> Key:
    return enrolled(app, office, label="南部の1号")


@pytest.fixture
def pen(key: Key) -> Tablet:
    return Tablet(key.signed_in("hanako"))


def say(office: SignedIn, device: str, state: str, **more: Any) -> Any:
    return office.post(f"{API}/office/devices/{device}/standing", json={"state": state} | more)


def told(office: SignedIn, device: str) -> dict[str, Any]:
    found: dict[str, Any] = office.get(f"{API}/office/devices/{device}").json
    return found


def steps(office: SignedIn, device: str) -> list[str]:
    """What was done about a tablet, oldest first."""
    return [one["what"] for one in told(office, device)["steps"]][::-1]


def slug(reply: Any) -> str:
    return str(reply.json["type"]).removeprefix("/problems/")


def held(office: SignedIn) -> list[str]:
    return [one["op"] for one in office.get(f"{API}/office/held").json]


def wiped(key: Key, **proof: Any) -> Any:
    return key.client.post(f"{API}/device/wiped", json={"device_id": key.device} | proof)


def test_what_is_owed_is_known_before_anything_is_said(office: SignedIn, key: Key, pen: Tablet) -> None:
    first, *_ = [pen.new_person()[1] for _ in range(3)]
    pen.push(first, drafts_open=2)
    one = told(office, key.device)
    assert (one["owed"], one["drafts_open"], one["state"]) == (2, 2, "active")
    assert one["enrolled_at"] == "2026-11-21T05:12:33Z"


def test_a_lost_tablet_sends_what_it_has_into_quarantine_then_wipes_itself(
    office: SignedIn, key: Key, pen: Tablet
) -> None:
    made, late = pen.new_person()[1], pen.new_person()[1]
    pen.push(made)
    assert say(office, key.device, "lost").json["state"] == "lost"
    for path in ("/sync/pull", "/session", "/sync/digest?scope=tenant"):
        refused = pen.browser.get(API + path)
        assert (refused.status_code, slug(refused)) == (403, "device-lost"), path
        assert refused.json["action"] == "wipe-after-push"
    assert pen.verdicts(late) == {2: "device-lost"}
    assert pen.verdicts(late) == {2: "device-lost"}, "sending it again changes nothing"
    assert held(office) == [pen.id(2)]
    reply = wiped(key)
    assert reply.status_code == 204
    assert '"storage"' in reply.headers["Clear-Site-Data"]
    assert slug(pen.browser.get(f"{API}/session")) == "login-required"
    assert steps(office, key.device) == ["enrolled", "lost", "told", "wiped"]
    assert told(office, key.device)["wiped_at"] == "2026-11-21T05:12:33Z"


def test_what_a_lost_tablet_sent_goes_in_when_the_coordinator_says_so(
    office: SignedIn, key: Key, pen: Tablet
) -> None:
    person, made = pen.new_person()
    say(office, key.device, "lost")
    pen.push(made)
    assert office.get(f"{API}/office/people/{person}").status_code == 404
    again = office.post(f"{API}/office/held/again", json={"ops": [pen.id(1)]})
    assert again.json == {"released": 1}
    assert office.get(f"{API}/office/people/{person}").status_code == 200
    assert pen.verdicts(made) == {1: "duplicate"}


def test_a_lost_tablet_that_is_found_goes_on_and_nothing_was_lost(
    office: SignedIn, key: Key, pen: Tablet
) -> None:
    say(office, key.device, "lost")
    made = pen.new_person()[1]
    pen.push(made)
    assert say(office, key.device, "active").json["state"] == "active"
    assert pen.browser.get(f"{API}/session").status_code == 200
    assert pen.verdicts(made) == {1: "applied"}
    assert steps(office, key.device) == ["enrolled", "lost", "found"]
    by = {one["what"]: one["by"] for one in told(office, key.device)["steps"]}
    assert by == {"enrolled": WHO, "lost": WHO, "found": WHO}


def test_a_stolen_tablets_tokens_are_worthless_at_once(office: SignedIn, key: Key, pen: Tablet) -> None:
    say(office, key.device, "stolen")
    for method, path in (("GET", "/sync/pull"), ("POST", "/sync/push"), ("GET", "/session")):
        refused = key.client.open(
            API + path, method=method, json=pen.envelope([]) if method == "POST" else None
        )
        assert (refused.status_code, slug(refused), refused.json["action"]) == (403, "device-stolen", "wipe")
    assert slug(key.renew()) == "device-stolen"
    assert slug(key.sign_in("hanako")) == "device-stolen"


def test_what_comes_from_a_stolen_tablet_later_is_kept_aside_whoever_carries_it(
    app: Flask, office: SignedIn, key: Key, pen: Tablet
) -> None:
    made = pen.new_person()[1]
    say(office, key.device, "stolen")
    pen.browser = SignedIn(sign_in(app, "misaki").client, pen.browser.store_id, pen.browser.body)
    assert pen.verdicts(made) == {1: "device-stolen"}
    assert held(office) == [pen.id(1)]


@pytest.mark.parametrize("by_key", [False, True])
def test_a_stolen_tablet_says_that_it_is_wiped_by_session_or_by_key(
    office: SignedIn, key: Key, pen: Tablet, by_key: bool
) -> None:
    say(office, key.device, "stolen")
    pen.browser.get(f"{API}/session")
    if by_key:
        key.client.delete_cookie("kayoi")
        assert slug(wiped(key)) == "device-proof"
    assert wiped(key, **({"proof": key.proof("wiped")} if by_key else {})).status_code == 204
    assert steps(office, key.device) == ["enrolled", "stolen", "told", "wiped"]


def test_nobody_else_can_say_that_a_tablet_is_wiped(
    app: Flask, office: SignedIn, key: Key, pen: Tablet
) -> None:
    say(office, key.device, "lost")
    stranger = sign_in(app, "misaki")
    assert slug(stranger.post(f"{API}/device/wiped", json={"device_id": key.device})) == "device-proof"
    assert told(office, key.device)["wiped_at"] is None


def test_a_tablet_nobody_asked_does_not_become_wiped(office: SignedIn, key: Key, pen: Tablet) -> None:
    assert slug(wiped(key)) == "not-found"
    assert pen.browser.get(f"{API}/session").status_code == 200


def test_a_tablet_is_given_up_only_when_it_owes_nothing_or_its_file_is_kept(
    office: SignedIn, key: Key, pen: Tablet
) -> None:
    first, second = pen.new_person()[1], pen.new_person()[1]
    pen.push(first, drafts_open=1)
    refused = say(office, key.device, "retired")
    assert (refused.status_code, slug(refused)) == (409, "device-owes")
    assert (refused.json["owed"], refused.json["drafts_open"]) == (1, 1)
    assert say(office, key.device, "retired", escrowed=True).status_code == 200
    assert told(office, key.device)["steps"][0]["detail"] == {"owed": 1, "drafts": 1, "escrowed": 1}
    assert say(office, key.device, "active").status_code == 200
    pen.push(second, drafts_open=0)
    assert say(office, key.device, "retired").status_code == 200
    assert slug(pen.browser.get(f"{API}/sync/pull")) == "device-retired"
    assert slug(key.sign_in("hanako")) == "device-retired"


def test_a_wiped_tablet_is_not_found_again_but_may_be_enrolled_again(
    app: Flask, office: SignedIn, key: Key, pen: Tablet
) -> None:
    say(office, key.device, "lost")
    assert wiped(key).status_code == 204
    refused = say(office, key.device, "active")
    assert (refused.status_code, slug(refused)) == (409, "device-state")
    again = Key(app)
    assert again.enrol(new_code(office, device_id=key.device)).json["device"]["id"] == key.device
    again.signed_in("hanako")
    assert told(office, key.device)["state"] == "active"
    assert told(office, key.device)["wiped_at"] is None


def test_a_tablet_without_a_key_is_told_to_wipe_itself_too(app: Flask, office: SignedIn) -> None:
    pen = Tablet(sign_in(app, "hanako"))
    device = pen.browser.body["device"]["id"]
    say(office, device, "lost")
    assert slug(pen.browser.get(f"{API}/sync/pull")) == "device-lost"
    assert pen.browser.post(f"{API}/device/wiped", json={"device_id": device}).status_code == 204


def test_name_owner_and_trip_are_kept_with_who_said_so(office: SignedIn, key: Key, pen: Tablet) -> None:
    me = pen.browser.body["staff"]["id"]
    said = {"label": "離島用", "owner": me, "trip_ends_on": "2026-12-20"}
    one = office.post(f"{API}/office/devices/{key.device}", json=said).json
    assert (one["label"], one["owner_name"], one["trip_ends_on"]) == ("離島用", "佐藤 花子", "2026-12-20")
    assert steps(office, key.device) == ["enrolled", "renamed", "owner", "trip"]
    assert pen.browser.get(f"{API}/session").json["device"]["trip_ends_on"] == "2026-12-20"
    assert office.post(f"{API}/office/devices/{key.device}", json=said).json == one, "nothing new, no step"
    wrong = {"owner": "018f0000-0000-4000-8000-0000000000ff"}
    assert office.post(f"{API}/office/devices/{key.device}", json=wrong).status_code == 422


def test_the_towns_tablets_are_not_another_towns(app: Flask, office: SignedIn, key: Key) -> None:
    away = sign_in(app, "away-coordinator", client="office")
    assert away.get(f"{API}/office/devices/{key.device}").status_code == 404
    assert say(away, key.device, "lost").status_code == 404
    assert away.post(f"{API}/office/enrolments", json={"device_id": key.device}).status_code == 404
    assert told(office, key.device)["state"] == "active"


def test_two_colleagues_of_one_tablet_are_both_held_and_a_second_tablet_works_on(
    app: Flask, office: SignedIn, key: Key, pen: Tablet
) -> None:
    other = Tablet(sign_in(app, "ichiro"))
    colleague = Tablet(key.signed_in("misaki"))
    say(office, key.device, "lost")
    assert colleague.verdicts(colleague.new_person()[1]) == {1: "device-lost"}
    assert other.verdicts(other.new_person()[1]) == {1: "applied"}


def test_what_is_done_to_a_tablet_is_logged_by_opaque_ids(app: Flask, office: SignedIn, lines: Lines) -> None:
    key = enrolled(app, office, label="南部の1号")
    key.signed_in("hanako")
    say(office, key.device, "lost")
    assert slug(key.client.get(f"{API}/session")) == "device-lost"
    wiped(key)
    told = "\n".join(lines.written)
    for event in ("enrolled", "lost", "told", "wiped"):
        assert f'"event":"device-{event}"' in told
    assert key.device in told
    assert "南部の1号" not in told
