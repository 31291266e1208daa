"""Draft, test, published, retired, recalled: every step is recorded, and no sheet of any version is lost."""

from collections.abc import Callable

import pytest
from flask import Flask

import forms
from server.auth import TenantFacts
from server.authoring import service
from server.authoring.models import FormEdition
from server.db import db, transaction
from server.staff import service as staff
from sync.ids import natural_id
from tests.authoring.author import GRIP, PLACE, Author
from tests.authoring.spreadsheets import with_cell
from tests.factories import AWAY_UID, HOME_UID, PASSPHRASE, SOUTH, SignedIn
from tests.tablet import Tablet, new_id, submission

SignIn = Callable[..., SignedIn]
FORM = "own_going_out"


def record(version: int = 1) -> str:
    """The record that brings a version to the tablets."""
    return natural_id(HOME_UID, "form_version", f"{FORM}:{version}")


def sheet(person: str, version: int = 1, **answers: object) -> dict[str, object]:
    """A sheet of the town's form."""
    given = {name: value for name, value in submission(person).items() if not name.startswith("a.")}
    own = {f"a.{FORM}.{name}": value for name, value in ({"outing": 2} | answers).items()}
    return given | {"form": FORM, "version": version} | own


def test_a_draft_stays_in_the_office_and_every_step_names_who_took_it(author: Author, hanako: Tablet) -> None:
    made = author.draft()
    assert record() not in hanako.pull()
    tested = author.go(made, "test")
    assert hanako.pull()[record()]["fields"]["state"] == "test"
    published = author.go(made, "publish")
    row = hanako.pull()[record()]["fields"]
    assert (row["state"], row["definition"]) == ("published", tested["definition"])
    assert [(step["step"], step["by"]) for step in published["steps"]] == [
        ("made", "山口 恵"),
        ("test", "山口 恵"),
        ("publish", "山口 恵"),
    ]


def test_steps_come_in_their_order_only(author: Author) -> None:
    made = author.draft()
    for step in ("publish", "retire"):
        refused = author.step(made, step)
        assert (refused.status_code, refused.json["state"]) == (409, "draft")
    author.go(made, "test", "publish")
    assert author.step(made, "drop").status_code == 409
    assert author.step(made, "recall").status_code == 422  # it says no reason
    recalled = author.go(made, "recall")
    assert (recalled["state"], recalled["steps_open"]) == ("recalled", [])
    assert author.step(made, "publish").status_code == 409


def test_a_new_version_takes_the_place_of_the_old_one_and_says_what_differs(
    author: Author, hanako: Tablet
) -> None:
    first = author.draft()
    author.go(first, "test", "publish")
    second = author.draft(with_cell("survey!C8", "体重（はいたまま）"))
    seen = author.get(second)
    assert (seen["version"], seen["before"]["version"]) == (2, 1)
    author.go(second, "test", "publish")
    states = {one["version"]: one["state"] for one in author.get()["editions"]}
    assert states == {1: "retired", 2: "published"}
    rows = hanako.pull()
    assert [rows[record(version)]["fields"]["state"] for version in (1, 2)] == ["retired", "published"]
    assert rows[record(1)]["fields"]["definition"]["version"] == 1


@pytest.mark.parametrize("last", ["test", "publish", "retire", "recall"])
def test_a_sheet_of_every_version_that_ever_left_the_office_is_taken(
    author: Author, hanako: Tablet, last: str
) -> None:
    made = author.draft()
    steps = ["test", "publish", last] if last in ("retire", "recall") else ["test", "publish"]
    author.go(made, *steps[: steps.index(last) + 1])
    person, op = hanako.new_person()
    sheet_id = new_id()
    filed = hanako.op("submission", sheet_id, new=sheet(person, weight=51.2), form_version=f"{FORM}/1")
    assert set(hanako.verdicts(op, filed).values()) == {"applied"}
    page = author.browser.get(f"/api/v1/office/submissions/{sheet_id}").json
    assert (page["title"]["ja"], page["version"]) == ("外出のようす", 1)
    assert [finding["state"] for finding in page["findings"]] == ["positive"]
    more = hanako.op(
        "submission",
        sheet_id,
        form_version=f"{FORM}/1",
        edits={f"a.{FORM}.outing": {"saw": [hanako.id(2)], "now": 1}},
        reason="聞きまちがい",
    )
    assert list(hanako.verdicts(more).values()) == ["applied"]


def test_answers_are_checked_by_the_version_they_name(author: Author, hanako: Tablet) -> None:
    author.go(author.draft(), "test", "publish")
    person, op = hanako.new_person()
    hanako.push(op)
    wrong = [  # a code it has not, a value out of its limits, half a step, a question it does not ask
        sheet(person, outing=3),
        sheet(person, weight=200.1),
        sheet(person, steps=1.5),
        sheet(person, no=1),
    ]
    for fields in wrong:
        filed = hanako.op("submission", new_id(), new=fields, form_version=f"{FORM}/1")
        reason = "unknown-field" if f"a.{FORM}.no" in fields else "invalid-value"
        assert list(hanako.verdicts(filed).values()) == [reason]


def test_a_sheet_that_came_before_its_form_waits_for_it(author: Author, hanako: Tablet) -> None:
    made = author.draft()
    person, op = hanako.new_person()
    sheet_id = new_id()
    filed = hanako.op("submission", sheet_id, new=sheet(person), form_version=f"{FORM}/1")
    assert list(hanako.verdicts(op, filed).values()) == ["applied", "form-version-unknown"]
    author.go(made, "test")
    assert sheet_id in hanako.pull()


def test_another_town_has_a_form_of_its_own_under_the_same_name(
    author: Author, hanako: Tablet, sign_in: SignIn
) -> None:
    author.go(author.draft(), "test", "publish")
    away = Author(sign_in("away-coordinator", "office"))
    assert away.get()["editions"] == []
    assert away.browser.get(f"{PLACE}/{author.get()['editions'][0]['id']}").status_code == 404
    other = away.draft(with_cell("survey!C8", "たいじゅう"))
    away.go(other, "test", "publish")
    nurse = Tablet(sign_in("away-nurse"))
    theirs = natural_id(AWAY_UID, "form_version", f"{FORM}:1")
    rows = nurse.pull()
    assert rows[theirs]["fields"]["definition"]["items"][3]["wording"] == "たいじゅう"
    assert record() not in rows
    assert hanako.pull()[record()]["fields"]["definition"]["items"][3]["wording"] == "体重"


def test_only_who_coordinates_the_whole_town_makes_forms(app: Flask, author: Author, sign_in: SignIn) -> None:
    made = author.draft()
    with app.app_context(), transaction(1):
        south = staff.add(1, "south", "南 子", "企画", PASSPHRASE)
        staff.grant(1, south.id, "coordinator", f"area:{SOUTH}")
    for login, status in (("south", 404), ("away-coordinator", 404), ("hanako", 403)):
        who = sign_in(login, "office")
        assert who.get(f"{PLACE}/{made}").status_code == status
        assert who.post(f"{PLACE}/{made}/steps", json={"step": "test"}).status_code == status
    assert sign_in("south", "office").get(PLACE).json["allowed"] is False
    assert author.get(made)["state"] == "draft"


def test_a_measurement_set_with_a_threshold_of_the_towns_own(author: Author, hanako: Tablet) -> None:
    reply = author.browser.post(f"{PLACE}/measures", json=GRIP)
    made = reply.json["id"]
    author.go(made, "test", "publish")
    person, op = hanako.new_person()
    hanako.push(op)
    for value, state in ((20.4, "positive"), (20.5, "negative")):
        sheet_id = new_id()
        fields = {name: value for name, value in sheet(person).items() if not name.startswith("a.")}
        new = fields | {"form": "own_grip", "a.own_grip.m1": value}
        filed = hanako.op("submission", sheet_id, new=new, form_version="own_grip/1")
        assert list(hanako.verdicts(filed).values()) == ["applied"]
        page = author.browser.get(f"/api/v1/office/submissions/{sheet_id}").json
        assert [(one["state"], one["provisional"]) for one in page["findings"]] == [(state, True)]


BANDS = [
    {"sex": "female", "from_age": 65, "value": 18},
    {"sex": "female", "from_age": 75, "value": 16},
    {"sex": "female", "from_age": 90, "value": None},
    {"sex": "male", "value": 28},
]


def test_a_threshold_may_differ_by_sex_and_age(author: Author) -> None:
    measure = GRIP["measures"][0]
    assert isinstance(measure, dict)
    banded = measure | {"threshold": {"direction": "below", "bands": BANDS}}
    made = author.browser.post(f"{PLACE}/measures", json=GRIP | {"measures": [banded]}).json
    form = author.get(made["id"])["definition"]
    assert (
        form["findings"][0]["title"]["ja"]
        == "握力（女性65歳から 18kg 未満、女性75歳から 16kg 未満、男性 28kg 未満）"
    )
    for facts, value, state in (
        ({"sex": "female", "age": 74}, 17.9, "positive"),
        ({"sex": "female", "age": 74}, 18, "negative"),
        ({"sex": "female", "age": 75}, 17.9, "negative"),
        ({"sex": "female", "age": 64}, 10, "undetermined"),
        ({"sex": "female", "age": 90}, 10, "undetermined"),
        ({"sex": "male"}, 27.9, "positive"),
        ({"sex": "female"}, 10, "undetermined"),
        ({}, 10, "undetermined"),
    ):
        said = forms.evaluate(form, {"own_grip.m1": value}, facts)["findings"]["f1"]
        assert (said["state"], said["provisional"]) == (state, True), (facts, value)


def test_a_set_says_which_field_is_wrong(author: Author) -> None:
    measure = GRIP["measures"][0]
    assert isinstance(measure, dict)
    for change, field in (
        ({"minimum": 80}, "maximum"),
        ({"threshold": {"value": 99, "direction": "below"}}, "threshold"),
        ({"source": " "}, "source"),
        ({"threshold": {"direction": "below"}}, "value"),
        ({"threshold": {"direction": "below", "value": 20, "bands": BANDS}}, "value"),
        ({"threshold": {"direction": "below", "bands": [*BANDS, {"value": 20}]}}, "bands"),
        ({"threshold": {"direction": "below", "bands": [*BANDS, BANDS[0]]}}, "bands"),
        ({"threshold": {"direction": "below", "bands": [{"sex": "male", "value": 99}]}}, "threshold"),
        ({"threshold": {"direction": "below", "bands": [{"sex": "male", "value": None}]}}, "bands"),
    ):
        body = GRIP | {"measures": [measure | change]}
        reply = author.browser.post(f"{PLACE}/measures", json=body)
        assert reply.status_code == 422
        assert field in str(reply.json["errors"]), reply.json


def test_a_step_that_was_recorded_but_not_sent_is_sent_at_the_next_start(
    app: Flask, author: Author, hanako: Tablet
) -> None:
    made = author.draft()
    author.go(made, "test")
    with app.app_context():
        who = db.session.query(FormEdition).one()
        by = staff.names(1, [])  # nobody by that id
        assert by == {}
        with transaction(1) as turn:  # the server stops between the step and the record
            service.take(turn, author.browser.body["staff"]["id"], who.id, "publish", None)
        service.deliver(TenantFacts(1, HOME_UID, "かよい町", True))
    assert hanako.pull()[record()]["fields"]["state"] == "published"
