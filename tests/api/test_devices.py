"""The list of tablets: what each owes, what is missing, its clock and storage, and stores that were lost."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from server import clock
from tests.factories import SignedIn, sign_in
from tests.fakes import FakeClock
from tests.tablet import Tablet, found_masters, new_id, sign

DEVICES = "/api/v1/office/devices"
DAY_S = 86_400


def clock_text(ahead_s: int = 0) -> str:
    """What a device's clock says that is this much ahead of ours."""
    return clock.iso(clock.now() + timedelta(seconds=ahead_s))


def facts(ahead_s: int = 0, **told: Any) -> dict[str, Any]:
    """What a tablet tells of itself with a push."""
    given = {"persisted": True, "free_bytes": 5_000_000_000, "app_version": "0.1.0", "repaired": 0}
    return given | {"clock": clock_text(ahead_s)} | told


@pytest.fixture
def office(app: Flask, fake_clock: FakeClock) -> SignedIn:
    found_masters(app)
    return sign_in(app, "megumi", client="office")


@pytest.fixture
def tablet(app: Flask, office: SignedIn) -> Tablet:
    return Tablet(sign_in(app, "hanako"))


def listed(office: SignedIn) -> list[dict[str, Any]]:
    reply = office.get(DEVICES)
    assert reply.status_code == 200, reply.text
    found: list[dict[str, Any]] = reply.json
    return found


def only(office: SignedIn) -> dict[str, Any]:
    (one,) = listed(office)
    return one


def test_a_push_tells_how_its_tablet_stands(office: SignedIn, tablet: Tablet) -> None:
    tablet.push(tablet.new_person()[1], **facts(ahead_s=720, persisted=False, free_bytes=123))
    one = only(office)
    assert (one["clock_offset_s"], one["persisted"], one["free_bytes"]) == (720, False, 123)
    assert (one["app_version"], one["owed"], one["missing"], one["gap_since"]) == ("0.1.0", 0, 0, None)
    assert one["dates_suspect"] is None
    assert one["who"] == ["佐藤 花子"]


def test_the_office_counts_what_is_owed_as_the_tablet_does(office: SignedIn, tablet: Tablet) -> None:
    """Four ops of two saves are 2件 on the tablet's own screen, so they are in the office."""
    told = facts() | {"store_id": tablet.browser.store_id}
    tablet.page(**told, made_seq=4, drafts_open=0, saves_open=2)
    assert only(office)["owed"] == 2
    assert [one["owed"] for one in office.get("/api/v1/office/morning").json["devices"]] == [2]
    tablet.push(tablet.new_person()[1], **facts(), made_seq=4, saves_open=1)
    assert only(office)["owed"] == 1


def test_a_count_that_cannot_be_never_hides_an_op_that_is_missing(office: SignedIn, tablet: Tablet) -> None:
    told = facts() | {"store_id": tablet.browser.store_id}
    tablet.page(**told, made_seq=2, saves_open=0)
    assert only(office)["owed"] == 1
    tablet.page(**told, made_seq=2, saves_open=9)
    assert only(office)["owed"] == 2
    first, second = tablet.new_person()[1], tablet.new_person()[1]
    tablet.push(first, second, **facts(), saves_open=9)
    assert only(office)["owed"] == 0


def test_a_pull_tells_what_is_owed_since(office: SignedIn, tablet: Tablet, fake_clock: FakeClock) -> None:
    tablet.push(tablet.new_person()[1], **facts())
    told = facts(ahead_s=-30, persisted="false") | {"store_id": tablet.browser.store_id}
    tablet.page(**told, made_seq=4, drafts_open=2)
    one = only(office)
    assert (one["owed"], one["drafts_open"], one["persisted"]) == (3, 2, False)
    fake_clock.advance(minutes=1)
    before = one["last_seen_at"]
    tablet.page(**told | {"clock": clock_text(-30)}, made_seq=4, drafts_open=2)
    assert only(office)["last_seen_at"] == before, "nothing new, and lately heard of: no write"
    fake_clock.advance(minutes=5)
    tablet.page(**told | {"clock": clock_text(-30)}, made_seq=4, drafts_open=2)
    assert only(office)["last_seen_at"] > before


def test_a_client_that_tells_nothing_of_its_device_changes_nothing_of_it(
    office: SignedIn, tablet: Tablet
) -> None:
    tablet.push(tablet.new_person()[1], **facts(ahead_s=720))
    tablet.push(tablet.new_person()[1])
    tablet.page()
    assert (only(office)["clock_offset_s"], only(office)["persisted"]) == (720, True)


@pytest.mark.parametrize(
    "told", ["", "yesterday", "2026-13-45T99:00:00Z", "+012026-11-21T00:00Z", "9999-12-31T23:59:59Z"]
)
def test_no_clock_however_wrong_stops_a_push(office: SignedIn, tablet: Tablet, told: str) -> None:
    reply = tablet.push(tablet.new_person()[1], **facts(clock=told))
    assert [one["verdict"] for one in reply["verdicts"]] == ["applied"]
    assert only(office)["owed"] == 0


def test_a_gap_stops_nothing_and_is_shown_until_it_is_filled(
    office: SignedIn, tablet: Tablet, fake_clock: FakeClock
) -> None:
    first, second, third = (tablet.new_person()[1] for _ in range(3))
    tablet.push(first, third)
    since = only(office)["gap_since"]
    assert since == clock.now_iso()
    assert only(office)["missing"] == 1
    fake_clock.advance(hours=2)
    tablet.push(tablet.new_person()[1])
    assert only(office)["gap_since"] == since, "the same gap is as old as it is"
    tablet.push(second)
    assert (only(office)["gap_since"], only(office)["missing"]) == (None, 0)


def test_a_clock_wrong_by_a_day_puts_the_days_written_meanwhile_in_doubt(
    app: Flask, office: SignedIn, tablet: Tablet, fake_clock: FakeClock
) -> None:
    def push(count: int, ahead_s: int = 0) -> str:
        """Sign in again and push; the moment it arrived."""
        tablet.browser = sign_in(app, "hanako", store=tablet.browser.store_id)
        tablet.push(*(tablet.new_person()[1] for _ in range(count)), **facts(ahead_s))
        return clock.now_iso()

    def suspect() -> Any:
        return only(sign_in(app, "megumi", client="office"))["dates_suspect"]

    good = push(1)
    fake_clock.advance(days=3)
    wrong = push(2, ahead_s=-400 * DAY_S)
    assert suspect() == {"since": good, "until": wrong, "ops": 3}, "whatever came since it was right"
    fake_clock.advance(hours=1)
    right = push(1)
    fake_clock.advance(days=1)
    push(1)
    assert suspect() == {"since": good, "until": right, "ops": 4}, "until it was seen to be right again"


def test_twelve_minutes_are_told_and_put_no_date_in_doubt(office: SignedIn, tablet: Tablet) -> None:
    tablet.push(tablet.new_person()[1], **facts(ahead_s=720))
    assert only(office)["dates_suspect"] is None


def again_on_a_new_store(app: Flask, tablet: Tablet, login: str = "hanako") -> Tablet:
    """The same tablet signs in, its store gone."""
    return Tablet(sign_in(app, login, device_id=tablet.browser.body["device"]["id"]))


def test_a_tablet_that_signs_in_without_the_store_that_owed_is_a_case(
    app: Flask, office: SignedIn, tablet: Tablet
) -> None:
    tablet.push(tablet.new_person()[1], made_seq=6, drafts_open=1)
    fresh = again_on_a_new_store(app, tablet)
    assert fresh.no != tablet.no
    one = only(office)
    (case,) = one["lost_stores"]
    assert (case["owed"], case["drafts_open"], case["owed_now"], case["closed_at"]) == (5, 1, 5, None)
    assert case["who"] == ["佐藤 花子"]
    assert one["owed"] == 0, "the tablet as it is now owes nothing; the case says what the lost store owed"
    again_on_a_new_store(app, tablet)
    assert len(only(office)["lost_stores"]) == 1, "one case a store, and none for the one that owed nothing"


def test_a_store_that_owed_nothing_is_no_case(app: Flask, office: SignedIn, tablet: Tablet) -> None:
    tablet.push(tablet.new_person()[1])
    again_on_a_new_store(app, tablet)
    assert only(office)["lost_stores"] == []


def test_a_colleague_on_the_same_store_is_no_case(app: Flask, office: SignedIn, tablet: Tablet) -> None:
    tablet.push(tablet.new_person()[1], made_seq=6)
    Tablet(
        sign_in(app, "misaki", device_id=tablet.browser.body["device"]["id"], store=tablet.browser.store_id)
    )
    one = only(office)
    assert (one["lost_stores"], one["owed"]) == ([], 5)


def test_a_lost_store_that_is_found_again_settles_its_own_case(
    app: Flask, office: SignedIn, tablet: Tablet
) -> None:
    ops = [tablet.new_person()[1] for _ in range(3)]
    tablet.push(ops[0], made_seq=3)
    again_on_a_new_store(app, tablet)
    tablet.push(*ops)
    (case,) = only(office)["lost_stores"]
    assert (case["owed"], case["owed_now"]) == (2, 0)


def test_a_coordinator_closes_a_case_and_nobody_else_does(
    app: Flask, office: SignedIn, tablet: Tablet
) -> None:
    tablet.push(tablet.new_person()[1], made_seq=6)
    fresh = again_on_a_new_store(app, tablet)
    address = f"/api/v1/office/lost-stores/{tablet.browser.store_id}/close"
    assert fresh.browser.post(address).status_code == 403
    assert sign_in(app, "away-coordinator", client="office").post(address).status_code == 404
    assert office.post(address).status_code == 200
    assert only(office)["lost_stores"][0]["closed_at"] == clock.now_iso()
    assert office.post(f"/api/v1/office/lost-stores/{new_id()}/close").status_code == 404


def test_the_tablets_of_another_town_are_not_listed(app: Flask, office: SignedIn, tablet: Tablet) -> None:
    tablet.push(tablet.new_person()[1])
    assert listed(sign_in(app, "away-coordinator", client="office")) == []
    assert tablet.browser.get(DEVICES).status_code == 403


def test_what_a_copied_store_left_behind_is_not_owed_by_its_new_number(
    office: SignedIn, tablet: Tablet
) -> None:
    first, second = tablet.new_person()[1], tablet.new_person()[1]
    tablet.push(first, second)
    tablet.seq = 1
    other = tablet.new_person()[1]  # the copy goes on from op 1 and makes another op 2
    reply = tablet.push(other)
    moved = reply["moved"]
    tablet.made[2][1] = sign(moved["mac_key"], other[2])
    tablet.no, tablet.writer = (
        moved["to"],
        tablet.writer | {"mac_key": moved["mac_key"], "certificate": moved["certificate"]},
    )
    tablet.push(tablet.new_person()[1])
    one = only(office)
    assert (one["owed"], one["missing"], one["gap_since"]) == (0, 0, None)
