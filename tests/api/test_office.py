"""What the coordinator reads: each number opens its list, lists stay in her areas, every look is noted."""

import json

import pytest
from flask import Flask
from sqlalchemy import select

from server.audit.models import ReadLog
from server.db import db, read_snapshot
from tests.factories import EAST
from tests.fakes import FakeClock
from tests.office_day import FIT, FRAIL, Office, open_office, sheet_of
from tests.tablet import SALON, SESSION, new_id


@pytest.fixture
def office(app: Flask, fake_clock: FakeClock) -> Office:
    return open_office(app)


def reads(app: Flask, kind: str) -> list[tuple[str, int]]:
    """(record id, count) of every line of this kind in the read log, except pulls."""
    with app.app_context(), read_snapshot():
        rows = db.session.scalars(select(ReadLog).where(ReadLog.kind == kind))
        return [(row.record_id, row.count) for row in rows]


def test_the_session_shows_who_came_who_checked_them_in_and_what_their_sheets_say(office: Office) -> None:
    page = office.get(f"/sessions/{SESSION}")
    assert (page["on"], page["salon"], page["sheets"], page["flagged"]) == (
        "2026-11-21",
        {"id": SALON, "name": "さくら会"},
        2,
        1,
    )
    assert [one["person"]["name"] for one in page["attendees"]] == ["高橋 清", "髙橋 ハナ"], "in kana order"
    second, first = page["attendees"]
    assert first["person"]["age"] == 85, "born 1941-04-29, looked at on 2026-11-21"
    assert first["attendance"]["by"] == "佐藤 花子"
    (finding,) = first["sheets"][0]["findings"]
    assert (finding["id"], finding["state"], finding["word"]) == ("frailty", "positive", "フレイルの可能性")
    assert finding["counted"] == [f"qmcoo.{item}" for item in FRAIL]
    assert [one["sheets"][0]["flagged"] for one in (first, second)] == [True, False]


def test_sessions_of_a_span_come_with_their_counts(office: Office) -> None:
    (session,) = office.get("/sessions?from=2026-11-21&to=2026-11-21")
    assert (session["attendees"], session["sheets"], session["flagged"]) == (2, 2, 1)
    assert office.get("/sessions?from=2026-11-22") == []
    assert office.get("/sessions") == [session]


def test_every_number_of_the_morning_is_the_length_of_its_list(office: Office) -> None:
    nurse = office.nurse
    overdue = {"person": office.fit, "due_on": "2026-11-20", "way": "phone", "state": "planned"}
    done = overdue | {"state": "done"}
    nurse.push(nurse.op("follow_up", new_id(), new=overdue), nurse.op("follow_up", new_id(), new=done))
    nurse.push(nurse.op("person", new_id(), new={"family_kana": "たかはし"}))
    morning = office.get("/morning")
    assert morning["follow_ups_overdue"] == len(office.get("/follow-ups?to=2026-11-20&state=planned")) == 1
    assert morning["flagged"] == len(office.get("/flagged")) == 1
    assert morning["held"] == len(office.get("/held")) == 1
    assert morning["conflicts"] == len(office.get("/conflicts")) == 0
    assert morning["sessions_today"] == office.get("/sessions?from=2026-11-21&to=2026-11-21")
    assert morning["push"] == {"on": True, "sent": 0, "failed": 0}


def test_the_morning_says_what_each_tablet_owed_when_it_was_last_heard_of(
    office: Office, fake_clock: FakeClock
) -> None:
    fake_clock.advance(hours=2)
    office.nurse.push(made_seq=office.nurse.seq + 3, drafts_open=1)
    (tablet,) = office.get("/morning")["devices"]
    assert (tablet["label"], tablet["staff"], tablet["owed"], tablet["drafts_open"]) == (
        "タブレット1号",
        "佐藤 花子",
        3,
        1,
    )
    assert tablet["last_seen_at"] == "2026-11-21T07:12:33Z"


def test_flagged_persons_are_those_whose_latest_sheet_says_so(office: Office) -> None:
    (flagged,) = office.get("/flagged")
    assert (flagged["person"]["id"], flagged["submission"]["id"]) == (office.frail, office.sheet)
    assert {finding["state"] for finding in flagged["findings"]} == {"positive"}
    better = sheet_of(office.frail, FIT, on="2026-11-22")
    office.nurse.push(office.nurse.op("submission", new_id(), new=better))
    assert office.get("/flagged") == []


@pytest.mark.parametrize(
    "query", ["たかはし", "タカハシ", "ﾀｶﾊｼ", "高橋", "髙橋", "たかはし は", "19410429", "00-1111"]
)
def test_a_name_is_found_however_it_is_typed_and_the_log_keeps_the_count_only(
    app: Flask, office: Office, query: str
) -> None:
    found = office.find(query)
    assert office.frail in [person["id"] for person in found["people"]]
    assert found["total"] == len(found["people"])
    assert reads(app, "search") == [("", found["total"])]
    assert office.find("すずき") == {"total": 0, "people": []}


def test_a_person_opens_with_everything_that_hangs_from_her_and_the_look_is_noted(
    app: Flask, office: Office
) -> None:
    page = office.get(f"/people/{office.frail}")
    assert (page["name"], page["kana"], page["age"]) == ("髙橋 ハナ", "タカハシ ハナ", 85)
    assert page["area"] == {"id": EAST, "name": "東部"}
    assert (page["fields"]["phone"], page["op"], page["members"]) == ("0999-00-1111", "2.1", {})
    assert [(entry["kind"], entry["on"], entry["salon"]) for entry in page["timeline"]] == [
        ("attendance", "2026-11-21", "さくら会"),
        ("submission", "2026-11-21", "さくら会"),
    ]
    assert page["timeline"][1]["sheet"]["flagged"] is True
    assert (office.frail, 0) in reads(app, "person")


def test_a_sheet_opens_with_official_wording_grounds_and_who_entered_it(app: Flask, office: Office) -> None:
    page = office.get(f"/submissions/{office.sheet}")
    assert page["person"]["id"] == office.frail
    assert (page["title"]["ja"], page["answered_by"]) == ("後期高齢者の質問票", "self")
    assert page["entered_by"] == {
        "name": "佐藤 花子",
        "at": "2026-11-21T05:12:33Z",
        "device": "タブレット1号",
    }
    assert page["answers"]["qmcoo.04_chewing"] == 1
    assert page["items"][3]["wording"] == "半年前に比べて固いもの（＊）が食べにくくなりましたか"
    assert page["scores"]["qmcoo12_hori2023"]["lo"] == 4
    assert set(page["risk_items"]) >= {f"qmcoo.{item}" for item in FRAIL}
    assert reads(app, "submission") == [(office.sheet, 0)]


def test_the_history_of_a_field_holds_every_value_ever_given(office: Office) -> None:
    nurse = office.nurse
    nurse.push(nurse.edit("person", office.frail, "phone", ["2.1"], "0999-00-2222", reason="本人から"))
    first, second = office.get(f"/records/{office.frail}/history?field=phone")
    assert (first["value"], first["saw"], first["in_use"]) == ("0999-00-1111", [], False)
    assert (second["value"], second["saw"], second["in_use"]) == ("0999-00-2222", ["2.1"], True)
    assert (second["staff"], second["device"], second["verdict"]) == ("佐藤 花子", "タブレット1号", "applied")
    whole = office.get(f"/records/{office.frail}/history")
    assert {entry["field"] for entry in whole} > {"phone", "born_on", "sex"}


def test_an_op_on_hold_is_shown_with_its_reason_and_its_own_words(office: Office) -> None:
    nurse = office.nurse
    odd = nurse.op("person", office.frail, edits={"sex": {"saw": [], "now": "?"}})
    orphan = nurse.op(
        "membership", new_id(), new={"person": new_id(), "salon": SALON, "from_on": "2026-11-21"}
    )
    nurse.push(odd, orphan)
    held = {one["reason"]: one for one in office.get("/held")}
    assert set(held) == {"invalid-value", "waits"}
    assert (held["invalid-value"]["record"], held["invalid-value"]["staff"]) == (office.frail, "佐藤 花子")
    assert json.loads(held["waits"]["raw"])["kind"] == "membership"


def test_plans_come_in_the_order_of_their_day_with_whose_they_are(office: Office) -> None:
    nurse = office.nurse
    hers = nurse.browser.body["staff"]["id"]
    visit = {
        "person": office.fit,
        "due_on": "2026-11-25",
        "due_time": "13:30",
        "way": "visit",
        "state": "planned",
    }
    call = {
        "person": office.frail,
        "due_on": "2026-11-20",
        "way": "phone",
        "state": "planned",
        "purpose": "体重のこと",
    }
    ops = [
        nurse.op("follow_up", new_id(), new=visit | {"assigned_to": hers}),
        nurse.op("follow_up", new_id(), new=call),
    ]
    nurse.push(*ops)
    late, soon = office.get("/follow-ups")
    assert (late["person"]["id"], late["overdue"], late["purpose"], late["assigned_to"]) == (
        office.frail,
        True,
        "体重のこと",
        None,
    )
    assert (soon["due_time"], soon["overdue"], soon["assigned_to"]) == (
        "13:30",
        False,
        {"id": hers, "name": "佐藤 花子"},
    )
    assert len(office.get("/follow-ups?from=2026-11-21&to=2026-11-30")) == 1
    office.nurse.push(nurse.edit("person", office.frail, "state", [], "deceased"))
    assert office.get("/morning")["follow_ups_overdue"] == 0, "a death stops every step"
