"""Where the office ends: other towns, other areas, odd questions, and what may stand in a log."""

import logging
import sys
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from server.db import transaction
from server.staff import service as staff
from tests.factories import EAST, PASSPHRASE, SOUTH, SignedIn
from tests.fakes import FakeClock
from tests.office_day import Office, open_office
from tests.tablet import SESSION

SignIn = Callable[..., SignedIn]


@pytest.fixture
def office(app: Flask, fake_clock: FakeClock) -> Office:
    return open_office(app)


ADDRESSES = (
    "/people/{frail}",
    "/submissions/{sheet}",
    "/records/{frail}/history",
    "/records/{sheet}/history?field=on",
)


def search(browser: SignedIn, words: str) -> Any:
    return browser.post("/api/v1/office/people/search", json={"q": words}).json


def test_another_municipality_sees_nothing_of_it(office: Office, sign_in: SignIn) -> None:
    away = sign_in("away-coordinator", "office")
    for address in (*ADDRESSES, f"/sessions/{SESSION}"):
        path = address.format(frail=office.frail, sheet=office.sheet)
        assert away.get("/api/v1/office" + path).status_code == 404, path
    for path in ("/flagged", "/conflicts", "/held", "/follow-ups", "/sessions"):
        assert away.get("/api/v1/office" + path).json == [], path
    assert search(away, "たかはし") == {"total": 0, "people": []}
    morning = away.get("/api/v1/office/morning").json
    assert (morning["flagged"], morning["devices"], morning["sessions_today"]) == (0, [], [])


def test_a_coordinator_of_one_area_sees_that_area_only(app: Flask, office: Office, sign_in: SignIn) -> None:
    with app.app_context(), transaction(1):
        made = staff.add(1, "south-only", "南 二子", "企画・調整担当", PASSPHRASE)
        staff.grant(1, made.id, "coordinator", f"area:{SOUTH}")
        staff.grant(1, made.id, "nurse", f"area:{EAST}")
    south = sign_in("south-only", "office")
    for address in ADDRESSES:
        path = address.format(frail=office.frail, sheet=office.sheet)
        assert south.get("/api/v1/office" + path).status_code == 404, path
    assert [one["id"] for one in search(south, "たかはし")["people"]] == [office.fit]
    assert south.get("/api/v1/office/flagged").json == []
    page = south.get(f"/api/v1/office/sessions/{SESSION}").json
    assert [one["person"]["id"] for one in page["attendees"]] == [office.fit]
    assert (page["sheets"], page["flagged"]) == (1, 0)


@pytest.mark.parametrize(
    "path",
    [
        "/people",
        "/people/nobody",
        "/people/00000000-0000-0000-0000-000000000000",
        "/sessions?from=2026-02-30",
        "/sessions?from=yesterday&to=%00",
        "/sessions/%00",
        "/follow-ups?state=lost",
        "/flagged?page=2",
        "/records/00000000-0000-0000-0000-000000000000/history",
    ],
)
def test_bad_questions_get_a_clear_answer(office: Office, path: str) -> None:
    reply = office.browser.get("/api/v1/office" + path)
    assert reply.status_code in (400, 404, 422), reply.text
    assert reply.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "words",
    ["", "あ" * 101, "\x00", "%_'\"", "𠮷", 5, None],
    ids=["none", "long", "nul", "like", "rare", "number", "null"],
)
def test_odd_searches_are_answered_or_refused_by_name(office: Office, words: object) -> None:
    reply = office.browser.post("/api/v1/office/people/search", json={"q": words})
    assert reply.status_code in (200, 400, 422)
    assert reply.status_code == 200 or reply.mimetype == "application/problem+json"


def test_a_day_long_ago_is_a_question_like_any_other(office: Office) -> None:
    assert office.browser.get("/api/v1/office/sessions?from=0001-01-01").status_code == 200


def test_a_sheet_opened_as_a_person_is_not_found(office: Office) -> None:
    assert office.browser.get(f"/api/v1/office/people/{office.sheet}").status_code == 404
    assert office.browser.get(f"/api/v1/office/submissions/{office.frail}").status_code == 404
    assert office.browser.get(f"/api/v1/office/sessions/{office.frail}").status_code == 404


def test_no_name_and_no_answer_reaches_the_log(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = logging.getLogger("kayoi").handlers[0]
    monkeypatch.setattr(handler, "stream", sys.stderr)
    paths = ("/morning", f"/people/{office.frail}", f"/submissions/{office.sheet}")
    office.find("たかはし")
    for path in (*paths, "/flagged", "/held", f"/records/{office.frail}/history"):
        office.get(path)
    written = capsys.readouterr().err
    assert "/api/v1/office/people/<uuid:person_id>" in written
    assert not any(secret in written for secret in ("髙橋", "ハナ", "タカハシ", "たかはし", "0999-00"))
