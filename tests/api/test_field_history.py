"""A nurse reads the history of a field on line: of her areas only, noted, and never a protected address."""

import pytest
from flask import Flask
from sqlalchemy import select

from server.audit.models import ReadLog
from server.db import db, read_snapshot
from tests.factories import EAST, SignedIn, sign_in
from tests.fakes import FakeClock
from tests.tablet import Tablet, found_masters, new_id


@pytest.fixture
def hanako(app: Flask, fake_clock: FakeClock) -> Tablet:
    found_masters(app)
    return Tablet(sign_in(app, "hanako"))


def history(browser: SignedIn, record: str, field: str) -> list[tuple[object, str, bool]]:
    reply = browser.get(f"/api/v1/records/{record}/history", query_string={"field": field})
    assert reply.status_code == 200, reply.text
    return [(one["value"], one["staff"], one["in_use"]) for one in reply.json]


def test_every_value_of_a_field_is_told_with_who_gave_it(app: Flask, hanako: Tablet) -> None:
    person, op = hanako.new_person(phone="1")
    hanako.push(op, hanako.edit("person", person, "phone", [hanako.id(1)], "2"))
    misaki = Tablet(sign_in(app, "misaki"))
    misaki.push(misaki.edit("person", person, "phone", [], "3"))
    told = history(misaki.browser, person, "phone")
    assert told == [("1", "佐藤 花子", False), ("2", "佐藤 花子", True), ("3", "田中 美咲", False)]
    with app.app_context(), read_snapshot():
        read = db.session.scalars(select(ReadLog).where(ReadLog.kind == "person")).all()
    assert [one.record_id for one in read] == [person]


def test_what_lies_outside_her_areas_does_not_exist(app: Flask, hanako: Tablet) -> None:
    person, op = hanako.new_person(area=EAST)
    hanako.push(op)
    for login in ("misaki", "away-nurse", "masao"):
        reply = sign_in(app, login).get(f"/api/v1/records/{person}/history")
        assert reply.status_code == 404, login
    assert hanako.browser.get(f"/api/v1/records/{new_id()}/history").status_code == 404


def test_a_protected_address_has_no_history_on_a_tablet(app: Flask, hanako: Tablet) -> None:
    person, op = hanako.new_person(address="本町1-2", phone="1")
    hanako.push(op)
    assert history(hanako.browser, person, "address") == [("本町1-2", "佐藤 花子", True)]
    hanako.push(hanako.edit("person", person, "address_protected", [], True))
    assert history(hanako.browser, person, "address") == []
    everything = hanako.browser.get(f"/api/v1/records/{person}/history")
    assert "本町" not in everything.get_data(as_text=True)
    assert history(hanako.browser, person, "phone") == [("1", "佐藤 花子", True)]
