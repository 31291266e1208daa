"""Questionnaires on paper: who is sent one, what is printed, and the sheet that is found by its number."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server.audit.models import ReadLog
from server.db import db, read_snapshot
from server.form_versions import service as form_versions
from server.mailings.numbers import check_digit, is_number, new_number
from tests.factories import EAST, SOUTH, SignedIn
from tests.factories import sign_in as sign_in_at
from tests.fakes import FakeClock
from tests.office_day import FIT, Office, open_office, sheet_of
from tests.tablet import SALON, Tablet, new_id

SignIn = Callable[..., SignedIn]
PAPER = "/api/v1/office/paper"


@pytest.fixture
def office(app: Flask, fake_clock: FakeClock) -> Office:
    with app.app_context():
        form_versions.publish(1)
    return open_office(app)


def printed(office: Office, *persons: str) -> Any:
    body = {"persons": list(persons), "form": "qmcoo", "version": 1}
    reply = office.browser.post(f"{PAPER}/print", json=body)
    assert reply.status_code == 200, reply.text
    return reply.json


def recipients(office: Office, query: str) -> dict[str, str | None]:
    reply = office.browser.get(f"{PAPER}/recipients?{query}")
    assert reply.status_code == 200, reply.text
    return {one["person"]["id"]: one["against"] for one in reply.json}


def file_mailing(nurse: Tablet, sheet: dict[str, Any], **fields: Any) -> None:
    new = {
        "person": sheet["person"]["id"],
        "form": "qmcoo",
        "version": 1,
        "number": sheet["number"],
        "printed_on": "2026-11-21",
    }
    verdicts = nurse.verdicts(nurse.op("mailing", sheet["id"], new=new | fields))
    assert set(verdicts.values()) == {"applied"}


def by_number(browser: SignedIn, number: str) -> Any:
    return browser.post(f"{PAPER}/number", json={"number": number})


def in_state(office: Office, state: str) -> list[str]:
    reply = office.browser.get(f"{PAPER}/mailings?state={state}")
    assert reply.status_code == 200, reply.text
    return [one["fields"]["number"] for one in reply.json]


def test_a_list_says_who_cannot_be_written_to_and_why(office: Office) -> None:
    nurse = office.nurse
    reachable, one = nurse.new_person(address="本町1-2-3", area=EAST)
    hidden, two = nurse.new_person(address="秘密町9", address_protected=True, area=EAST)
    gone, three = nurse.new_person(address="本町4", state="deceased", area=EAST)
    nurse.verdicts(one, two, three)
    found = recipients(office, f"area={EAST}")
    assert found == {
        reachable: None,
        hidden: "protected",
        gone: "stopped",
        office.frail: "no_address",
    }
    assert recipients(office, f"area={SOUTH}") == {office.fit: "no_address"}


def test_a_salons_list_holds_its_members_of_today(office: Office) -> None:
    nurse = office.nurse
    for person, more in ((office.fit, {}), (office.frail, {"to_on": "2026-10-31"})):
        membership = {"person": person, "salon": SALON, "from_on": "2026-04-01"} | more
        nurse.verdicts(nurse.op("membership", new_id(), new=membership))
    assert list(recipients(office, f"salon={SALON}")) == [office.fit]


def test_a_protected_address_is_never_printed_and_nothing_is_for_the_dead(office: Office) -> None:
    nurse = office.nurse
    reachable, one = nurse.new_person(address="本町1-2-3", area=EAST)
    hidden, two = nurse.new_person(address="秘密町9", address_protected=True, area=EAST)
    gone, three = nurse.new_person(address="本町4", state="deceased", area=EAST)
    nurse.verdicts(one, two, three)
    told = printed(office, reachable, hidden, gone, reachable)
    assert "秘密町" not in str(told)
    addresses = {one["person"]["id"]: (one["address"], one["against"]) for one in told["sheets"]}
    assert addresses == {reachable: ("本町1-2-3", None), hidden: (None, "protected")}
    assert [item["wording"] for item in told["definition"]["items"]][2] == "１日３食きちんと食べていますか"
    assert all(is_number(one["number"]) and one["picture"]["path"] for one in told["sheets"])


def test_printing_is_noted_for_each_person_and_lists_by_their_count(app: Flask, office: Office) -> None:
    recipients(office, f"area={EAST}")
    printed(office, office.frail, office.fit)
    with app.app_context(), read_snapshot():
        noted = db.session.execute(select(ReadLog.kind, ReadLog.record_id, ReadLog.count)).all()
    assert ("search", "", 1) in noted
    assert {("print", office.frail, 1), ("print", office.fit, 1)} <= {tuple(one) for one in noted}


def test_a_sheet_is_followed_from_print_to_reply(office: Office) -> None:
    nurse = office.nurse
    (sheet,) = printed(office, office.fit)["sheets"]
    file_mailing(nurse, sheet)
    assert in_state(office, "out") == [sheet["number"]]
    creation = nurse.id(nurse.seq)
    nurse.verdicts(nurse.edit("mailing", sheet["id"], "sent_on", [creation], "2026-11-22"))
    assert (in_state(office, "out"), in_state(office, "sent")) == ([], [sheet["number"]])
    nurse.verdicts(nurse.edit("mailing", sheet["id"], "returned_on", [creation], "2026-11-28"))
    assert in_state(office, "returned") == [sheet["number"]]
    answers = new_id()
    filed = nurse.verdicts(
        nurse.op("submission", answers, new=sheet_of(office.fit, FIT, medium="paper", answered_by="family")),
        nurse.op(
            "mailing",
            sheet["id"],
            edits={
                "replied_on": {"saw": [creation], "now": "2026-12-01"},
                "sheet": {"saw": [creation], "now": answers},
            },
        ),
    )
    assert set(filed.values()) <= {"applied", "merged"}
    assert (in_state(office, "returned"), in_state(office, "replied")) == ([], [sheet["number"]])
    found = by_number(office.browser, sheet["number"]).json
    assert found["sheet"]["id"] == answers
    assert (found["sheet"]["fields"]["medium"], found["sheet"]["fields"]["answered_by"]) == (
        "paper",
        "family",
    )
    history = office.get(f"/records/{sheet['id']}/history?field=returned_on")
    assert [entry["value"] for entry in history] == ["2026-11-28"]


def keyed_in(nurse: Tablet, sheet: dict[str, Any], **checked: str) -> None:
    """The reply of a printed sheet, keyed in by a nurse, and compared where a day is given."""
    answers, mailing = new_id(), nurse.id(nurse.seq)
    edits: dict[str, Any] = {"replied_on": "2026-12-01", "sheet": answers} | checked
    filed = nurse.verdicts(
        nurse.op("submission", answers, new=sheet_of(sheet["person"]["id"], FIT, medium="paper")),
        nurse.op(
            "mailing",
            sheet["id"],
            edits={field: {"saw": [mailing], "now": value} for field, value in edits.items()},
        ),
    )
    assert set(filed.values()) <= {"applied", "merged"}


def test_each_list_has_as_many_rows_as_its_count_says(office: Office) -> None:
    sheets = printed(office, office.fit, office.frail)["sheets"]
    for sheet in sheets:
        file_mailing(office.nurse, sheet)
    keyed_in(office.nurse, sheets[1])
    counts = office.get("/paper/counts")
    assert counts == {"out": 1, "sent": 0, "returned": 0, "replied": 1, "unchecked": 1}
    assert {one: len(in_state(office, one)) for one in counts} == counts


def test_a_reply_says_who_keyed_it_in_and_who_did_so_again(app: Flask, office: Office) -> None:
    (sheet,) = printed(office, office.fit)["sheets"]
    file_mailing(office.nurse, sheet)
    keyed_in(office.nurse, sheet)
    (row,) = office.get("/paper/mailings?state=unchecked")
    assert (row["typed_by"], row["checked_by"]) == ("佐藤 花子", None)
    other = Tablet(sign_in_at(app, "ichiro"))
    (creation,) = {op for op, _ in row["members"]["replied_on"]}
    other.verdicts(other.edit("mailing", sheet["id"], "checked_on", [creation], "2026-12-02"))
    (row,) = office.get("/paper/mailings?state=replied")
    assert (row["typed_by"], row["checked_by"]) == ("佐藤 花子", "鈴木 一郎")
    assert in_state(office, "unchecked") == []


def test_the_sheets_of_a_person_are_told_newest_first_and_only_within_reach(
    office: Office, sign_in: SignIn
) -> None:
    (older,) = printed(office, office.fit)["sheets"]
    (newer,) = printed(office, office.fit)["sheets"]
    file_mailing(office.nurse, older)
    file_mailing(office.nurse, newer, printed_on="2026-11-30")
    told = office.get(f"/paper/people/{office.fit}")
    assert [one["fields"]["number"] for one in told] == [newer["number"], older["number"]]
    assert office.get(f"/paper/people/{office.frail}") == []
    away = sign_in("away-coordinator", "office")
    assert away.get(f"{PAPER}/people/{office.fit}").status_code == 404


def test_persons_chosen_one_by_one_say_what_stands_against_a_letter(office: Office, sign_in: SignIn) -> None:
    gone, one = office.nurse.new_person(address="本町4", state="deceased", area=EAST)
    office.nurse.verdicts(one)
    body = {"persons": [gone, office.fit, office.fit, new_id()]}
    told = office.browser.post(f"{PAPER}/recipients", json=body).json
    assert {each["person"]["id"]: each["against"] for each in told} == {
        gone: "stopped",
        office.fit: "no_address",
    }
    away = sign_in("away-coordinator", "office")
    assert away.post(f"{PAPER}/recipients", json=body).json == []


def test_another_sheet_with_the_same_number_is_no_second_mailing(office: Office) -> None:
    (sheet,) = printed(office, office.fit)["sheets"]
    file_mailing(office.nurse, sheet)
    new = {
        "person": office.fit,
        "form": "qmcoo",
        "version": 1,
        "number": sheet["number"],
        "printed_on": "2026-11-21",
    }
    verdicts = office.nurse.verdicts(office.nurse.op("mailing", new_id(), new=new))
    assert set(verdicts.values()) == {"wrong-id"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("number", "123456789"), ("number", 12), ("printed_on", "2026-02-30"), ("form", "qm coo")],
)
def test_a_mailing_with_a_wrong_field_is_kept_and_not_applied(
    office: Office, field: str, value: object
) -> None:
    (sheet,) = printed(office, office.fit)["sheets"]
    new = {
        "person": office.fit,
        "form": "qmcoo",
        "version": 1,
        "number": sheet["number"],
        "printed_on": "2026-11-21",
    }
    wrong = office.nurse.verdicts(office.nurse.op("mailing", sheet["id"], new=new | {field: value}))
    assert set(wrong.values()) == {"invalid-value"}


def test_a_number_with_a_slip_is_told_apart_from_one_that_is_not_here(
    office: Office, sign_in: SignIn
) -> None:
    (sheet,) = printed(office, office.fit)["sheets"]
    file_mailing(office.nurse, sheet)
    number = sheet["number"]
    slip = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    reply = by_number(office.browser, slip)
    assert (reply.status_code, list(reply.json["errors"])) == (422, ["number"])
    assert by_number(office.browser, new_number()).status_code == 404
    assert by_number(sign_in("away-coordinator", "office"), number).status_code == 404


@pytest.mark.parametrize("query", ["", f"area={EAST}&salon={SALON}", "area=x"])
def test_a_list_needs_an_area_or_a_salon(office: Office, query: str) -> None:
    reply = office.browser.get(f"{PAPER}/recipients?{query}")
    assert (reply.status_code, list(reply.json["errors"])) == (422, ["area"])


def test_a_form_version_the_town_does_not_have_cannot_be_printed(office: Office) -> None:
    body = {"persons": [office.fit], "form": "qmcoo", "version": 99}
    reply = office.browser.post(f"{PAPER}/print", json=body)
    assert (reply.status_code, list(reply.json["errors"])) == (422, ["form"])


def test_the_forms_to_print_are_those_of_the_town_in_their_newest_version(office: Office) -> None:
    told = office.browser.get(f"{PAPER}/choices").json
    found = {one["form"]: one for one in told["forms"]}
    assert (found["qmcoo"]["version"], found["qmcoo"]["items"]) == (1, 15)
    assert [one["name"] for one in told["areas"]] == ["東部", "南部"]
    assert told["salons"] == [{"id": SALON, "name": "さくら会"}]


def test_the_check_digit_finds_every_wrong_digit() -> None:
    assert check_digit("7992739871"[:8]) == check_digit("79927398")
    assert check_digit("7992739871") == "3"  # the example of ISO/IEC 7812
    number = new_number(lambda free: free - 1)
    for at, digit in enumerate(number):
        for other in set("0123456789") - {digit}:
            assert not is_number(number[:at] + other + number[at + 1 :])
