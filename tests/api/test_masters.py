"""Masters (areas, salons, sessions) are read by the whole town and written by who holds their area."""

from typing import Any

import pytest
from flask import Flask

from server.db import transaction
from server.staff import service as staff
from sync.ids import natural_id
from tests.factories import EAST, HOME_UID, PASSPHRASE, SOUTH, SignedIn, sign_in, store_id
from tests.fakes import FakeClock
from tests.tablet import SALON, SESSION, Tablet, file_ops, found_masters, new_id

NORTH = "018f0000-0000-7000-8000-0000000000a9"
EASTERN = "018f0000-0000-7000-8000-0000000000a2"
EASTERN_SESSION = natural_id(HOME_UID, "session", f"{EASTERN}:2026-11-21:1")
EVERYWHERE, OF_SOUTH, NURSE_OF_SOUTH = "megumi", "minami", "misaki"


@pytest.fixture(autouse=True)
def town(app: Flask, fake_clock: FakeClock) -> None:
    """Two areas with a salon and a session each, and somebody who coordinates the southern one only."""
    found_masters(app)
    east = [
        {"kind": "salon", "id": EASTERN, "new": {"name": "うめ会", "area": EAST}},
        {"kind": "session", "id": EASTERN_SESSION, "new": {"salon": EASTERN, "on": "2026-11-21", "n": 1}},
    ]
    assert {one.verdict for one in file_ops(app, east)} == {"applied"}
    with app.app_context(), transaction(1):
        made = staff.add(1, OF_SOUTH, "南 二子", "企画・調整担当", PASSPHRASE)
        staff.grant(1, made.id, "coordinator", f"area:{SOUTH}")


def pen(app: Flask, login: str) -> Tablet:
    """A nurse's tablet, or the office browser of a coordinator."""
    if login == NURSE_OF_SOUTH:
        return Tablet(sign_in(app, login))
    browser = sign_in(app, login, "office")
    asked = {"store_id": browser.store_id or store_id(), "client": "office"}
    reply = browser.post("/api/v1/writers", json=asked)
    assert reply.status_code == 201, reply.text
    return Tablet(SignedIn(browser.client, browser.store_id, browser.body | {"writer": reply.json["writer"]}))


def wants(kind: str, area: str) -> list[dict[str, Any]]:
    """What somebody may want to change of the masters of an area, and what she may want to add."""
    salon, session = (SALON, SESSION) if area == SOUTH else (EASTERN, EASTERN_SESSION)
    name = {"edits": {"name": {"saw": [], "now": "新しい名前"}}}
    later = natural_id(HOME_UID, "session", f"{salon}:2026-11-28:1")
    return {
        "area": [{"id": area} | name],
        "salon": [{"id": salon} | name, {"id": new_id(), "new": {"name": "会", "area": area}}],
        "session": [
            {"id": session, "edits": {"state": {"saw": [], "now": "closed"}}},
            {"id": later, "new": {"salon": salon, "on": "2026-11-28", "n": 1}},
        ],
    }[kind]


MAY = {
    EVERYWHERE: {(kind, area) for kind in ("area", "salon", "session") for area in (SOUTH, EAST)},
    OF_SOUTH: {(kind, SOUTH) for kind in ("area", "salon", "session")},
    NURSE_OF_SOUTH: {("session", SOUTH)},
}


@pytest.mark.parametrize("area", [SOUTH, EAST])
@pytest.mark.parametrize("kind", ["area", "salon", "session"])
@pytest.mark.parametrize("login", list(MAY))
def test_a_master_is_written_by_who_holds_its_area(app: Flask, login: str, kind: str, area: str) -> None:
    by = pen(app, login)
    ops = [by.op(kind, want.pop("id"), **want) for want in wants(kind, area)]
    verdicts = by.push(*ops)["verdicts"]
    if (kind, area) in MAY[login]:
        assert not [one for one in verdicts if one["verdict"] == "quarantined"]
    else:
        assert {(one["verdict"], one.get("reason")) for one in verdicts} == {("quarantined", "not-allowed")}


def test_a_salon_is_not_moved_into_an_area_or_out_of_it_by_who_holds_one_of_them(app: Flask) -> None:
    by = pen(app, OF_SOUTH)
    into = by.edit("salon", SALON, "area", [], EAST)
    out = by.edit("salon", EASTERN, "area", [], SOUTH)
    founded = by.op("area", NORTH, new={"name": "北部"})
    verdicts = by.push(into, out, founded)["verdicts"]
    assert [(one["from"], one["to"], one["reason"]) for one in verdicts] == [(1, 3, "not-allowed")]


def test_two_answers_about_a_master_are_listed_for_those_who_may_settle_them(app: Flask) -> None:
    everywhere = pen(app, EVERYWHERE)
    for salon in (SALON, EASTERN):
        assert everywhere.push(everywhere.edit("salon", salon, "name", [], "別の名前"))
    listed = {}
    for login in (EVERYWHERE, OF_SOUTH):
        found = sign_in(app, login, "office").get("/api/v1/office/conflicts").json
        listed[login] = {one["record"]["id"] for one in found}
    assert listed == {EVERYWHERE: {SALON, EASTERN}, OF_SOUTH: {SALON}}
