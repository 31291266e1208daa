"""A day with one unmistakable name, telephone and answer: they stand in the records and nowhere else."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from server import worker
from server.config import Config
from server.db import outside_feed
from server.exchange import apply
from tests.factories import SignedIn, sign_in_body, store_id
from tests.fakes import FakeClock, Lines
from tests.push_receiver import push_receiver
from tests.reminding import nurse, subscribe
from tests.tablet import Tablet, found_masters, new_id, person, submission

SignIn = Callable[..., SignedIn]
NAME, KANA, PHONE, ANSWER = "鷽替", "ウソカエカナリア", "0999-31-4159", "かなりあの理由"
SECRETS = [NAME, KANA, PHONE, PHONE.replace("-", ""), ANSWER]
SECRETS += [word.encode("unicode_escape").decode() for word in (NAME, KANA, ANSWER)]


@pytest.fixture
def config(config: Config) -> Config:
    return Config(config.data, config.database_url, push_loopback=True)


class Day:
    """What was answered, apart from the records themselves: problems, headers, and lines of the log."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.headers: list[str] = []

    def note(self, *replies: TestResponse) -> None:
        for reply in replies:
            self.headers += [f"{name}: {value}" for name, value in reply.headers]
            if reply.status_code >= 400:
                self.problems.append(reply.text)


def canaries(tablet: Tablet) -> list[list[Any]]:
    """Good ops and every sort of bad one, all about the one person."""
    who = new_id()
    fields = person(family=NAME, family_kana=KANA, phone=PHONE, address=ANSWER)
    sheet = submission(who, **{"a.qmcoo.01_health": {"state": "declined", "reason": ANSWER}})
    plan = {"person": who, "due_on": "2026-11-21", "due_time": "14:20", "way": "visit", "state": "planned"}
    return [
        tablet.op("person", who, new=fields),
        tablet.op("submission", new_id(), new=sheet),
        tablet.op("follow_up", new_id(), new=plan | {"purpose": ANSWER}),
        tablet.op("person", who, edits={NAME: {"saw": [], "now": PHONE}}),
        tablet.op("person", who, edits={"born_on": {"saw": [], "now": NAME}}),
        tablet.op(KANA, who, new={"x": NAME}),
        tablet.op("person", who, new=fields | {"phone": f"{PHONE}-1"}, reason=ANSWER),
        tablet.raw(f"{{{NAME}"),
    ]


def test_a_name_a_telephone_and_an_answer_stand_in_no_log_problem_header_or_message(
    app: Flask, sign_in: SignIn, fake_clock: FakeClock, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.testing = False  # errors are answered and logged as they would be
    found_masters(app)
    day, hanako = Day(), Tablet(sign_in("hanako"))
    ops = canaries(hanako)
    day.note(hanako.post(ops), hanako.post([[1, "forged", ops[0][2]]]))
    _ask_for_trouble(day, hanako)
    _break_the_server(day, hanako, app, monkeypatch)
    _look_from_the_office(day, sign_in)
    written = "\n".join(lines.written)
    assert written.count('"event":"crash"') >= 2
    assert len(day.problems) >= 10
    for place in (written, *day.problems, *day.headers, _told(app, fake_clock)):
        assert not [secret for secret in SECRETS if secret in place], place


def _ask_for_trouble(day: Day, hanako: Tablet) -> None:
    """Bodies, addresses and questions with the canary in every wrong place."""
    browser, envelope = hanako.browser, hanako.envelope([])
    day.note(
        browser.post("/api/v1/session", json=sign_in_body(NAME, store_id()) | {"passphrase": PHONE}),
        browser.post("/api/v1/session", json=sign_in_body("hanako", store_id()) | {NAME: PHONE}),
        browser.post("/api/v1/sync/push", json=envelope | {"prev_hash": [NAME], "store_id": KANA}),
        browser.post("/api/v1/sync/push", json=envelope | {"ops": [[1, NAME]], "writer_cert": KANA}),
        browser.post("/api/v1/sync/push", data=f'{{"ops":"{NAME}'.encode()),
        browser.post("/api/v1/audit", json={"store_id": NAME, "reads": [[1, NAME, PHONE, KANA]]}),
        browser.post("/api/v1/push-subscriptions", json={"endpoint": f"https://{PHONE}.example/{NAME}"}),
        browser.get(f"/api/v1/sync/pull?cursor={NAME}&holding={KANA}&limit={PHONE}"),
        browser.get(f"/api/v1/office/people/{NAME}"),
        browser.get(f"/api/v1/{NAME}?phone={PHONE}", headers={"Referer": f"http://localhost/{KANA}"}),
        browser.get(f"/problems/{NAME}"),
    )


def _break_the_server(day: Day, hanako: Tablet, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of our own, and one of the database, in the middle of a push."""

    def crash(*_: object) -> None:
        raise RuntimeError(f"{NAME} {PHONE}")

    with monkeypatch.context() as patch:
        patch.setattr(apply, "apply_op", crash)
        day.note(hanako.post([hanako.new_person(family=NAME, phone=PHONE)[1]]))
    with app.app_context(), outside_feed() as session:
        session.execute(text("ALTER TABLE record RENAME TO record_gone"))
    day.note(hanako.post([hanako.new_person(family=NAME, phone=PHONE)[1]]))
    with app.app_context(), outside_feed() as session:
        session.execute(text("ALTER TABLE record_gone RENAME TO record"))


def _look_from_the_office(day: Day, sign_in: SignIn) -> None:
    """The office is shown everything, and no header or log line says any of it."""
    office = sign_in("megumi", "office")
    found = office.post("/api/v1/office/people/search", json={"q": KANA})
    who = found.json["people"][0]["id"]
    shown = [office.get(f"/api/v1/office/people/{who}"), office.get(f"/api/v1/office/records/{who}/history")]
    shown += [office.get(f"/api/v1/office/{page}") for page in ("held", "conflicts", "follow-ups", "flagged")]
    assert PHONE in "".join(reply.text for reply in shown)
    day.note(found, *shown, office.get(f"/api/v1/office/people/{PHONE}"))


def _told(app: Flask, fake_clock: FakeClock) -> str:
    """What the push service gets when the follow-up falls due."""
    with push_receiver() as service:
        subscribe(app, nurse(app), service.new_browser())
        fake_clock.advance(minutes=10)
        worker.tick(app)
        (delivery,) = service.deliveries
    return json.dumps(
        [delivery.path, delivery.headers, delivery.payload, delivery.claims], ensure_ascii=False
    )
