"""What a town decides about a form that came with the app: criteria and k from a day, versions out of use."""

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

import forms
from server.auth import TenantFacts
from server.db import transaction
from server.form_decisions import service
from server.form_versions import service as form_versions
from server.staff import service as staff
from sync.ids import natural_id
from tests.authoring.author import PLACE, Author
from tests.factories import HOME_UID, PASSPHRASE, SOUTH, SignedIn
from tests.fakes import FakeClock
from tests.tablet import Tablet, new_id

SignIn = Callable[..., SignedIn]
BROUGHT = f"{PLACE}/brought"
QMCOO = f"{BROUGHT}?form=qmcoo"
HOME = TenantFacts(1, HOME_UID, "かよい町", True)
STIFF = {"07_gait": 1, "08_fall": 2, "09_exercise": 1}
"""One of the three risks of moving and falling."""


@pytest.fixture(autouse=True)
def offered(app: Flask, author: Author, fake_clock: FakeClock) -> None:
    """The forms of the product are there. Today is 2026-11-21."""
    with app.app_context():
        form_versions.publish(1)


def choose(author: Author, since: str, **facts: object) -> TestResponse:
    """Choose criteria of the questionnaire from a day on."""
    return author.browser.post(f"{BROUGHT}/criteria", json={"form": "qmcoo", "from": since, "facts": facts})


def filed(hanako: Tablet, on: str, answers: dict[str, int], version: int = 1) -> str:
    """A sheet of a day; its id."""
    person, op = hanako.new_person()
    said = {f"a.qmcoo.{item}": value for item, value in answers.items()}
    new = {"person": person, "form": "qmcoo", "version": version, "on": on, "answered_by": "self"}
    sheet = new_id()
    made = hanako.op("submission", sheet, new=new | said, form_version=f"qmcoo/{version}")
    assert set(hanako.verdicts(op, made).values()) == {"applied"}
    return sheet


def found(author: Author, sheet: str, finding: str) -> str | None:
    """What the office reads about one finding of a sheet."""
    page = author.browser.get(f"/api/v1/office/submissions/{sheet}").json
    return next((one["state"] for one in page["findings"] if one["id"] == finding), None)


def test_a_choice_counts_from_its_day_on_and_changes_no_earlier_sheet(author: Author, hanako: Tablet) -> None:
    assert choose(author, "2026-12-01", k_movement=2).status_code == 200
    before, after = (filed(hanako, on, STIFF) for on in ("2026-11-30", "2026-12-01"))
    assert found(author, before, "group_movement") == "positive"
    assert found(author, after, "group_movement") == "negative"


def test_another_set_of_criteria_takes_the_place_of_the_default(
    app: Flask, author: Author, hanako: Tablet
) -> None:
    with app.app_context():
        form_versions.switch(1, "qmcoo", 2, on=True)
    assert choose(author, "2026-12-01", criteria_frailty="qmcoo15_yakabe2023").status_code == 200
    sheet = filed(hanako, "2026-12-02", STIFF, version=2)
    assert found(author, sheet, "frailty") is None
    assert found(author, sheet, "frailty15") == "undetermined"
    old = filed(hanako, "2026-11-22", STIFF, version=2)
    assert (found(author, old, "frailty"), found(author, old, "frailty15")) == ("undetermined", None)


def test_every_choice_goes_to_the_tablets_and_an_old_app_begins_nothing_with_it(
    author: Author, hanako: Tablet
) -> None:
    choose(author, "2026-12-01", k_movement=2)
    row = hanako.pull()[natural_id(HOME_UID, "form_version", "decisions:1")]["fields"]
    assert row["offered"] is False
    assert row["definition"] == {
        "n": 1,
        "what": "criteria",
        "form": "qmcoo",
        "from": "2026-12-01",
        "facts": {"k_movement": 2},
    }


@pytest.mark.parametrize(
    ("since", "facts", "field"),
    [
        ("2026-11-21", {"k_movement": 2}, "from"),
        ("2026-11-20", {"k_movement": 2}, "from"),
        ("2028-01-01", {"k_movement": 2}, "from"),
        ("2026-12-01", {"k_movement": 4}, "facts.k_movement"),
        ("2026-12-01", {"k_movement": 0}, "facts.k_movement"),
        ("2026-12-01", {"k_movement": True}, "facts.k_movement"),
        ("2026-12-01", {"k_drugs": 20}, "facts.k_drugs"),
        ("2026-12-01", {"criteria_frailty": "mine"}, "facts.criteria_frailty"),
        ("2026-12-01", {"age": 70}, "facts.age"),
    ],
)
def test_what_no_form_states_is_refused_by_name(
    author: Author, since: str, facts: dict[str, object], field: str
) -> None:
    refused = choose(author, since, **facts)
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == [field]
    assert author.browser.get(QMCOO).json["history"] == []


def test_a_choice_taken_back_before_its_day_never_counts(author: Author, hanako: Tablet) -> None:
    choose(author, "2026-12-01", k_movement=2)
    page = author.browser.post(f"{BROUGHT}/undo", json={"form": "qmcoo", "n": 1}).json
    assert [(one["what"], one["withdrawn"]) for one in page["history"]] == [
        ("withdraw", False),
        ("criteria", True),
    ]
    assert {one["by"] for one in page["history"]} == {"山口 恵"}
    assert found(author, filed(hanako, "2026-12-02", STIFF), "group_movement") == "positive"
    assert author.browser.post(f"{BROUGHT}/undo", json={"form": "qmcoo", "n": 1}).status_code == 409
    assert author.browser.post(f"{BROUGHT}/undo", json={"form": "qmcoo", "n": 9}).status_code == 404


def test_a_choice_in_force_is_taken_back_from_tomorrow_and_its_sheets_stay(
    author: Author, sign_in: SignIn, fake_clock: FakeClock
) -> None:
    choose(author, "2026-11-25", k_movement=2, k_oral=2)
    choose(author, "2026-12-01", k_movement=3)
    fake_clock.advance(days=12)
    author, hanako = Author(sign_in("megumi", "office")), Tablet(sign_in("hanako"))
    today = author.browser.get(QMCOO).json
    assert today["in_force"] == {"k_movement": 3}
    assert author.browser.post(f"{BROUGHT}/undo", json={"form": "qmcoo", "n": 1}).status_code == 409, (
        "it was followed already"
    )
    page = author.browser.post(f"{BROUGHT}/undo", json={"form": "qmcoo", "n": 2}).json
    assert (page["history"][0]["facts"], page["history"][0]["undoes"]) == ({"k_movement": 2, "k_oral": 2}, 2)
    two = STIFF | {"08_fall": 1}
    assert found(author, filed(hanako, "2026-12-02", two), "group_movement") == "negative"
    assert found(author, filed(hanako, page["earliest"], two), "group_movement") == "positive"


def test_judging_again_begins_from_what_was_in_force_on_that_day(author: Author, hanako: Tablet) -> None:
    choose(author, "2026-12-01", k_movement=2)
    sheet = filed(hanako, "2026-12-02", STIFF)
    door = f"/api/v1/office/submissions/{sheet}/judgements"
    [one] = author.browser.post(door, json={"version": 1}).json["judgements"]
    states = {finding["id"]: finding["state"] for finding in one["findings"]}
    assert states["group_movement"] == "negative"


def test_a_recalled_version_takes_no_new_sheet_and_every_old_one(author: Author, hanako: Tablet) -> None:
    steps = f"{BROUGHT}/steps"
    assert (
        author.browser.post(steps, json={"form": "kcl", "version": 1, "step": "recall"}).status_code == 422
    ), "it says no reason"
    page = author.browser.post(
        steps, json={"form": "kcl", "version": 1, "step": "retire", "reason": "新しい票に移る"}
    ).json
    assert (page["versions"][0]["state"], page["versions"][0]["steps_open"]) == ("retired", ["recall", "use"])
    row = natural_id(HOME_UID, "form_version", "kcl:1")
    assert hanako.pull()[row]["fields"]["state"] == "retired"
    page = author.browser.post(steps, json={"form": "kcl", "version": 1, "step": "use"}).json
    assert hanako.pull()[row]["fields"]["state"] == "published"
    page = author.browser.post(
        steps, json={"form": "kcl", "version": 1, "step": "recall", "reason": "12番の誤り"}
    ).json
    assert (page["versions"][0]["state"], page["versions"][0]["reason"]) == ("recalled", "12番の誤り")
    assert author.browser.post(steps, json={"form": "kcl", "version": 1, "step": "use"}).status_code == 409
    rows = hanako.pull()
    assert rows[row]["fields"]["state"] == "recalled"
    said = rows[natural_id(HOME_UID, "form_version", "decisions:3")]["fields"]["definition"]
    assert (said["what"], said["form"], said["version"], said["reason"]) == ("recall", "kcl", 1, "12番の誤り")
    person, op = hanako.new_person()
    new = {"person": person, "form": "kcl", "version": 1, "on": "2026-11-21", "answered_by": "self"}
    filed_op = hanako.op("submission", new_id(), new=new | {"a.kcl.01_bus": 1}, form_version="kcl/1")
    assert set(hanako.verdicts(op, filed_op).values()) == {"applied"}
    assert author.browser.post(steps, json={"form": "kcl", "version": 9, "step": "use"}).status_code == 404


def test_no_list_of_forms_takes_a_decision_for_a_form(author: Author) -> None:
    choose(author, "2026-12-01", k_movement=2)
    office = "/api/v1/office"
    choices = author.browser.get(f"{office}/paper/choices")
    assert "decisions" not in {one["form"] for one in choices.json["forms"]}
    assert author.browser.get(f"{office}/paper/mailings?state=out").status_code == 200
    assert author.browser.get(f"{office}/fhir/form?form=decisions&version=1").status_code == 404
    wanted = {"persons": [new_id()], "form": "decisions", "version": 1}
    assert author.browser.post(f"{office}/paper/print", json=wanted).status_code in (404, 422)


def test_what_a_stopped_server_left_undone_its_next_start_does(
    app: Flask, author: Author, hanako: Tablet
) -> None:
    with app.app_context():
        with transaction(1) as turn:
            service.note(turn, "kcl", {"what": "recall", "version": 1, "reason": "x"}, None)
        service.deliver(HOME)
        service.deliver(HOME)
    rows = hanako.pull()
    assert rows[natural_id(HOME_UID, "form_version", "kcl:1")]["fields"]["state"] == "recalled"
    assert natural_id(HOME_UID, "form_version", "decisions:1") in rows


def test_only_who_coordinates_the_whole_town_decides(app: Flask, author: Author, sign_in: SignIn) -> None:
    choose(author, "2026-12-01", k_movement=2)
    with app.app_context(), transaction(1):
        south = staff.add(1, "south", "南 子", "企画", PASSPHRASE)
        staff.grant(1, south.id, "coordinator", f"area:{SOUTH}")
    for login, status in (("south", 404), ("hanako", 403)):
        who = sign_in(login, "office")
        assert who.get(QMCOO).status_code == status
        assert who.post(f"{BROUGHT}/undo", json={"form": "qmcoo", "n": 1}).status_code == status
    away = sign_in("away-coordinator", "office")
    assert away.get(QMCOO).json["history"] == []
    assert away.post(f"{BROUGHT}/undo", json={"form": "qmcoo", "n": 1}).status_code == 404
    assert author.browser.get(f"{BROUGHT}?form=horoscope").status_code == 404


def test_a_page_names_source_and_confidence_of_every_choice(author: Author) -> None:
    page = author.browser.get(QMCOO).json
    offered = {one["id"]: one for one in page["choices"]}
    assert (offered["k_movement"]["versions"], offered["criteria_frailty"]["versions"]) == ([1, 2], [2])
    for one in offered.values():
        for option in one.get("options", [one]):
            assert option["sources"], one["id"]
            assert option["confidence"] in ("V", "V2", "GK", "D")
    assert page["title"] == forms.published("qmcoo", 2)["title"]
