"""From a plan the nurse makes to the notification she gets: each change moves or stops the reminder."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server import clock, create_app, worker
from server.config import Config
from server.db import db, read_snapshot
from server.follow_ups.models import Reminder
from tests.conftest import close
from tests.factories import SignedIn
from tests.push_receiver import PushReceiver, push_receiver
from tests.tablet import Tablet, found_masters, new_id

SignIn = Callable[..., SignedIn]


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The app with a push service on this machine allowed."""
    made = create_app(replace(config, push_loopback=True))
    made.testing = True
    yield made
    close(made)


@pytest.fixture
def receiver() -> Iterator[PushReceiver]:
    with push_receiver() as running:
        yield running


@pytest.fixture
def nurse(app: Flask, sign_in: SignIn) -> Tablet:
    found_masters(app)
    return Tablet(sign_in("hanako"))


def plan(nurse: Tablet, **fields: Any) -> tuple[str, str]:
    """A visit for a new person, planned for today 09:00 and filed: (follow-up, person)."""
    person, op = nurse.new_person(family="髙橋", given="ハナ")
    follow_up = new_id()
    today = clock.today().isoformat()
    visit = {"person": person, "due_on": today, "due_time": "09:00", "way": "visit", "state": "planned"}
    filed = nurse.op("follow_up", follow_up, new=visit | fields)
    assert set(nurse.verdicts(op, filed).values()) == {"applied"}
    return follow_up, person


def change(nurse: Tablet, follow_up: str, field: str, now: Any) -> None:
    """Change one field of a plan, having seen it."""
    row = nurse.everything()[follow_up]
    saw = [op for op, _ in row["members"].get(field, [[row["op"], None]])] if field in row["fields"] else []
    nurse.push(nurse.edit("follow_up", follow_up, field, saw, now))


def reminder(app: Flask, follow_up: str) -> Reminder | None:
    with app.app_context(), read_snapshot():
        return db.session.scalar(select(Reminder).where(Reminder.follow_up_id == follow_up))


def due(app: Flask, follow_up: str) -> tuple[str, str, str]:
    """(state, when in Tokyo, whose) of a reminder."""
    row = reminder(app, follow_up)
    assert row is not None
    return row.state, row.due_at.astimezone(clock.TOKYO).strftime("%Y-%m-%d %H:%M"), row.staff_id


def test_a_plan_is_announced_to_whoever_it_is_given_to(app: Flask, nurse: Tablet, sign_in: SignIn) -> None:
    hers, his = nurse.browser.body["staff"]["id"], sign_in("ichiro").body["staff"]["id"]
    own, _ = plan(nurse, due_on="2030-04-01")
    given, _ = plan(nurse, due_on="2030-04-01", due_time=None, assigned_to=his)
    assert due(app, own) == ("waiting", "2030-04-01 09:00", hers)
    assert due(app, given) == ("waiting", "2030-04-01 08:30", his)


def test_moving_a_plan_moves_its_reminder_and_handing_it_over_hands_it_over(
    app: Flask, nurse: Tablet, sign_in: SignIn
) -> None:
    his = sign_in("ichiro").body["staff"]["id"]
    follow_up, _ = plan(nurse, due_on="2030-04-01")
    change(nurse, follow_up, "due_on", "2030-04-08")
    change(nurse, follow_up, "due_time", "15:30")
    change(nurse, follow_up, "assigned_to", his)
    assert due(app, follow_up) == ("waiting", "2030-04-08 15:30", his)


@pytest.mark.parametrize("state", ["done", "cancelled"])
def test_a_plan_that_is_done_or_called_off_is_not_announced(app: Flask, nurse: Tablet, state: str) -> None:
    follow_up, _ = plan(nurse, due_on="2030-04-01")
    change(nurse, follow_up, "state", state)
    assert due(app, follow_up)[0] == "cancelled"
    change(nurse, follow_up, "state", "planned")
    assert due(app, follow_up)[0] == "waiting"


def test_a_death_stops_the_reminders_and_taking_it_back_starts_them_again(app: Flask, nurse: Tablet) -> None:
    follow_up, person = plan(nurse, due_on="2030-04-01")
    died = nurse.edit("person", person, "state", [], "deceased")
    nurse.push(died)
    assert due(app, follow_up)[0] == "cancelled"
    change(nurse, follow_up, "due_time", "10:00")
    assert due(app, follow_up)[0] == "cancelled"
    nurse.push(nurse.edit("person", person, "state", [nurse.id(died[0])], "active"))
    assert due(app, follow_up)[:2] == ("waiting", "2030-04-01 10:00")


def test_the_nurse_is_told_at_the_time_by_a_message_that_names_nobody(
    app: Flask, nurse: Tablet, receiver: PushReceiver, fake_clock: Any
) -> None:
    fake_clock.now = datetime.now(UTC)
    keys = receiver.new_browser().subscription
    assert (
        nurse.browser.post("/api/v1/push-subscriptions", json=keys | {"expirationTime": None}).status_code
        == 201
    )
    assert nurse.browser.post("/api/v1/push-subscriptions", json=keys).status_code == 201
    later = fake_clock.now.astimezone(clock.TOKYO) + timedelta(minutes=30)
    follow_up, person = plan(nurse, due_on=later.date().isoformat(), due_time=later.strftime("%H:%M"))
    assert worker.tick(app).sent == 0
    fake_clock.advance(minutes=31)
    assert worker.tick(app).sent == 1
    assert worker.tick(app).sent == 0
    (delivery,) = receiver.deliveries
    assert delivery.payload["notification"]["title"] == "本日の予定が1件あります"
    assert delivery.payload["notification"]["navigate"] == "/today"
    told = str(delivery.payload) + str(delivery.headers)
    staff_id = nurse.browser.body["staff"]["id"]
    assert not any(word in told for word in ("髙橋", "ハナ", person, follow_up, staff_id))


def test_signing_off_notifications_ends_them(app: Flask, nurse: Tablet, receiver: PushReceiver) -> None:
    keys = receiver.new_browser().subscription
    nurse.browser.post("/api/v1/push-subscriptions", json=keys)
    assert nurse.browser.client.delete("/api/v1/push-subscriptions", json=keys).status_code == 204
    plan(nurse, due_time="00:00")
    assert worker.tick(app).sent == 0
    assert receiver.deliveries == []


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "https://169.254.169.254/latest"},
        {"endpoint": "javascript:alert(1)"},
        {"endpoint": 7},
        {"keys": {"p256dh": "AAAA", "auth": "AAAA"}},
        {"keys": {}},
        {"keys": None},
        {"more": 1},
    ],
)
def test_a_subscription_that_could_not_work_is_refused(
    nurse: Tablet, receiver: PushReceiver, change: dict[str, Any]
) -> None:
    body = receiver.new_browser().subscription | change
    reply = nurse.browser.post("/api/v1/push-subscriptions", json=body)
    assert reply.status_code == 422
    assert reply.json["type"] == "/problems/invalid"


def test_the_office_sees_that_notifications_are_off(config: Config) -> None:
    from tests import factories

    off = create_app(replace(config, push=False))
    off.testing = True
    signed_in = factories.sign_in(off, "megumi", "office")
    assert signed_in.body["vapid_key"] is None
    assert signed_in.get("/api/v1/office/morning").json["push"]["on"] is False
    close(off)
