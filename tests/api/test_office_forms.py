"""Sheets of any form in the office: one says nothing about another's form, and what must not wait is seen."""

from random import Random
from typing import Any

import pytest
from flask import Flask

import forms
from forms.publish import publish
from forms.reader import read
from forms.reading import read_text
from server.db import read_snapshot
from server.records import service as records
from server.submissions import service as submissions
from tests.fakes import FakeClock
from tests.office_day import FIT, Office, open_office, sheet_of
from tests.rule_makers import good_answer
from tests.sample_forms import FULL
from tests.tablet import SESSION, new_id
from tests.unit.test_forms_definition import CHOICES


@pytest.fixture
def office(app: Flask, fake_clock: FakeClock) -> Office:
    return open_office(app)


def file(office: Office, person: str, form: str, answers: dict[str, Any], **fields: Any) -> str:
    """File a sheet of a form; its id."""
    sheet = new_id()
    said = {f"a.{form}.{item}": value for item, value in answers.items()}
    new = {"person": person, "form": form, "version": 1, "on": "2026-11-22", "answered_by": "self"}
    op = office.nurse.op("submission", sheet, new=new | said | fields, form_version=f"{form}/1")
    assert set(office.nurse.verdicts(op).values()) == {"applied"}
    return sheet


def test_a_visit_note_takes_nobody_off_the_list_of_the_flagged(office: Office) -> None:
    file(office, office.frail, "home_visit", {"means": 1, "met": [1], "signs": [0], "seen": "元気"})
    (flagged,) = office.get("/flagged")
    assert (flagged["submission"]["id"], flagged["submission"]["form"]) == (office.sheet, "qmcoo")
    better = sheet_of(office.frail, FIT, on="2026-11-22")
    office.nurse.push(office.nurse.op("submission", new_id(), new=better))
    assert office.get("/flagged") == []


def test_somebody_whom_two_forms_flag_is_one_row_with_what_both_say(office: Office) -> None:
    dentures = file(office, office.frail, "ofi8", {"hard_food": 1, "choking": 1}, session=SESSION)
    (flagged,) = office.get("/flagged")
    assert flagged["submission"]["id"] == dentures, "the newest of them"
    assert {"frailty", "risk"} <= {finding["id"] for finding in flagged["findings"]}
    session = office.get(f"/sessions/{SESSION}")
    assert (session["sheets"], session["flagged"]) == (3, 1), "one person, with two such sheets"


def test_what_must_not_wait_is_on_the_list_and_on_the_sheet_with_what_to_do(office: Office) -> None:
    note = file(office, office.fit, "home_visit", {"means": 1, "met": [1], "signs": [4]})
    row = next(one for one in office.get("/flagged") if one["person"]["id"] == office.fit)
    assert [flag["id"] for flag in row["submission"]["red_flags"]] == ["suicidal"]
    (flag,) = office.get(f"/submissions/{note}")["red_flags"]
    assert (flag["level"], flag["provisional"]) == ("emergency", True)
    assert "保健師" in flag["action"]
    file(office, office.fit, "oral", {"rsst": 2})
    first = office.get("/flagged")[0]
    assert first["submission"]["id"] == note, "what must not wait stands first, whatever came later"
    assert "rsst_low" in {finding["id"] for finding in first["findings"]}
    quiet = file(office, office.fit, "home_visit", {"means": 1, "met": [1], "signs": [0]}, on="2026-11-23")
    assert office.get(f"/submissions/{quiet}")["red_flags"] == []
    rows = {one["person"]["id"]: one["submission"]["red_flags"] for one in office.get("/flagged")}
    assert rows == {office.frail: [], office.fit: []}


def test_a_sheet_says_its_classes_and_its_measurements(office: Office) -> None:
    checklist = {"12_height": 150.0, "12_weight": 41.6, "01_bus": 1, "02_shopping": 1, "03_bank": 1}
    page = office.get(f"/submissions/{file(office, office.fit, 'kcl', checklist)}")
    (grading,) = page["gradings"]
    assert (grading["state"], grading["possible"]) == ("undetermined", ["frail", "prefrail"])
    assert grading["word"] == "判定不能"
    (bmi,) = [measure for measure in page["measures"] if measure["id"] == "bmi"]
    assert (bmi["title"], bmi["value"], bmi["unit"]) == ("BMI", 18.488888889, "kg/m²")
    assert (bmi["decimals"], bmi["entered_decimals"]) == (1, 1)
    assert page["title"]["ja"] == "基本チェックリスト"
    height = next(item for item in page["items"] if item["id"] == "kcl.12_height")
    assert height["unit"]["ja"] == "cm"


def test_criteria_that_differ_by_sex_are_judged_by_the_persons_own(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weak below 28 for men, 18 for women, in the sample: 20.0 is weak for him, not for her."""
    form = publish(read(read_text(FULL, "full.yaml"), CHOICES))
    monkeypatch.setattr(submissions, "definition", lambda *_: form)
    with app.app_context(), read_snapshot():
        people = records.get_many(1, [office.frail, office.fit])
        (sheet,) = records.get_many(1, [office.sheet]).values()

        def judged(person: str, sex: str) -> str:
            view = people[person]
            monkeypatch.setattr(
                records, "get_many", lambda *_: {person: view._replace(fields={**view.fields, "sex": sex})}
            )
            fields = {"person": person, "form": "full", "on": "2026-11-22", "a.full.grip_r1": 20.0}
            said = submissions.judge(1, sheet._replace(fields=fields, members={}))
            assert said is not None
            return str(said["findings"]["weak_new"]["state"])

        assert judged(office.fit, "male") == "positive"
        assert judged(office.frail, "female") == "negative"
        assert judged(office.frail, "unanswered") == "undetermined"


def test_a_full_sheet_of_every_form_is_filed_and_opens_in_the_office(office: Office) -> None:
    """Also those a town has not switched on: a tablet may have had the form before it was switched off."""
    random = Random(31)
    for form, version in forms.available():
        items = forms.published(form, version)["items"]
        answers = {f"a.{item['id']}": sent(item, good_answer(random, item)) for item in items}
        about = {"person": office.fit, "form": form, "version": version, "on": "2026-11-22"}
        sheet, name = new_id(), f"{form}/{version}"
        new = {**about, "answered_by": "self", **answers}
        op = office.nurse.op("submission", sheet, new=new, form_version=name)
        assert set(office.nurse.verdicts(op).values()) == {"applied"}, name
        page = office.get(f"/submissions/{sheet}")
        assert page["answers"].keys() == {item["id"] for item in items} == {i["id"] for i in page["items"]}, (
            name
        )
        assert page["title"] == forms.published(form, version)["title"]


def sent(item: dict[str, Any], answer: Any) -> Any:
    """An answer as tablets send it: whole numbers of things that are counted."""
    return int(answer) if item["type"] == "integer" else answer


def test_questions_that_were_not_asked_are_not_on_the_page(office: Office) -> None:
    page = office.get(f"/submissions/{file(office, office.fit, 'unknown_status', {'connections': [4]})}")
    asked = {item["id"].partition(".")[2] for item in page["items"]}
    assert {"contact", "connections", "c04_state", "c04_on"} <= asked
    assert not {"c03_state", "c04_seen_on", "lost"} & asked
