"""Stored answers judged by another version or criteria: a new result beside the old one, never over it."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

import forms
from server.audit.models import ReadLog
from server.db import db, read_snapshot, transaction
from server.staff import service as staff
from sync.ids import natural_id
from tests.authoring.author import Author
from tests.authoring.spreadsheets import with_cell
from tests.authoring.test_steps import FORM, sheet
from tests.factories import EAST, HOME_UID, PASSPHRASE, SignedIn
from tests.tablet import Tablet, file_ops, new_id, submission

SignIn = Callable[..., SignedIn]
SHEETS = "/api/v1/office/submissions"


def filed(hanako: Tablet, **answers: object) -> str:
    """A sheet of the town's form of somebody in the south; its id."""
    person, op = hanako.new_person()
    sheet_id = new_id()
    op2 = hanako.op("submission", sheet_id, new=sheet(person, **answers), form_version=f"{FORM}/1")
    assert set(hanako.verdicts(op, op2).values()) == {"applied"}
    return sheet_id


def test_another_threshold_gives_another_result_and_the_first_stays(author: Author, hanako: Tablet) -> None:
    author.go(author.draft(), "test", "publish")
    sheet_id = filed(hanako, outing=1, steps=1_500)
    stricter = with_cell("survey!I12", "${outing} = 'no' or ${steps} < 2000")
    author.go(author.draft(stricter), "test", "publish")
    before = author.browser.get(f"{SHEETS}/{sheet_id}").json
    door = f"{SHEETS}/{sheet_id}/judgements"
    assert author.browser.get(door).json["judgements"] == []
    for version in (2, 1):
        assert author.browser.post(door, json={"version": version}).status_code == 200
    told = author.browser.get(door).json
    assert [one["version"] for one in told["choices"]] == [1, 2]
    states = [(one["version"], one["findings"][0]["state"]) for one in told["judgements"]]
    assert sorted(states) == [(1, "negative"), (2, "positive")]
    assert {one["by"] for one in told["judgements"]} == {"山口 恵"}
    assert author.browser.get(f"{SHEETS}/{sheet_id}").json == before
    assert before["findings"][0]["state"] == "negative"


def test_answers_the_other_version_does_not_ask_for_are_named(author: Author, hanako: Tablet) -> None:
    author.go(author.draft(), "test", "publish")
    sheet_id = filed(hanako, weight=51.2)
    author.go(author.draft(with_cell("survey!B8", "kg")), "test", "publish")
    door = f"{SHEETS}/{sheet_id}/judgements"
    [one] = author.browser.post(door, json={"version": 2}).json["judgements"]
    assert one["not_asked"] == [f"{FORM}.weight"]


def test_an_answer_nobody_has_decided_counts_as_not_given(
    author: Author, hanako: Tablet, sign_in: SignIn
) -> None:
    author.go(author.draft(), "test", "publish")
    sheet_id = filed(hanako, outing=2, steps=5_000)
    misaki = Tablet(sign_in("misaki"))
    for tablet, now in ((hanako, 1), (misaki, 2)):
        edits = {f"a.{FORM}.outing": {"saw": [hanako.id(2)], "now": now}}
        tablet.push(tablet.op("submission", sheet_id, edits=edits, form_version=f"{FORM}/1"))
    door = f"{SHEETS}/{sheet_id}/judgements"
    [one] = author.browser.post(door, json={"version": 1}).json["judgements"]
    assert one["findings"][0]["state"] == "undetermined"


def test_criteria_that_are_there_may_be_chosen_and_no_others(
    app: Flask, author: Author, hanako: Tablet
) -> None:
    body = forms.published("body", 1)
    [rivals] = [one for one in body["criteria_sets"] if one["id"] == "sarcopenia"]
    new = {"form": "body", "version": 1, "definition": body}
    file_ops(
        app,
        [{"kind": "form_version", "id": natural_id(HOME_UID, "form_version", "body:1"), "new": new}],
    )
    person, op = hanako.new_person()
    given = {name: value for name, value in submission(person).items() if not name.startswith("a.")}
    sheet_id = new_id()
    filed_op = hanako.op("submission", sheet_id, new=given | {"form": "body"}, form_version="body/1")
    assert set(hanako.verdicts(op, filed_op).values()) == {"applied"}
    door = f"{SHEETS}/{sheet_id}/judgements"
    sets = {one["code"] for one in rivals["sets"]}
    for one in sorted(sets):
        reply = author.browser.post(door, json={"version": 1, "criteria": {"sarcopenia": one}})
        assert reply.status_code == 200, reply.text
    told = author.browser.get(door).json["judgements"]
    assert {one["criteria"]["sarcopenia"] for one in told} == sets
    assert len(told) == len(sets) >= 2
    for wrong in ({"sarcopenia": "mine"}, {"nothing": rivals["default"]}):
        assert author.browser.post(door, json={"version": 1, "criteria": wrong}).status_code == 404
    assert author.browser.post(door, json={"version": 9}).status_code == 404


def test_only_who_coordinates_there_sees_it_and_each_look_is_noted(
    app: Flask, author: Author, hanako: Tablet, sign_in: SignIn
) -> None:
    author.go(author.draft(), "test", "publish")
    door = f"{SHEETS}/{filed(hanako)}/judgements"
    with app.app_context(), transaction(1):
        east = staff.add(1, "east", "東 子", "企画", PASSPHRASE)
        staff.grant(1, east.id, "coordinator", f"area:{EAST}")
    for login, status in (("east", 404), ("away-coordinator", 404), ("hanako", 403)):
        who = sign_in(login, "office")
        assert who.get(door).status_code == status
        assert who.post(door, json={"version": 1}).status_code == status
    assert author.browser.post(door, json={"version": 1}).status_code == 200
    with app.app_context(), read_snapshot():
        kinds = list(db.session.scalars(select(ReadLog.kind)))
    assert kinds == ["submission"]
