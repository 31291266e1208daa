"""The reminder queue on both databases: who claims, what a death or a retry does, nothing said twice."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from server import clock, create_app, worker
from server.config import Config
from server.db import outside_feed, read_snapshot
from server.follow_ups import reminders
from server.follow_ups.service import due_at
from server.notices import service as notices
from tests.conftest import close
from tests.push_receiver import PushReceiver, push_receiver
from tests.reminding import TENANT, nurse, plan, states, subscribe


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


def test_a_follow_up_is_announced_at_its_own_time_or_at_half_past_eight_in_japan() -> None:
    day = date(2026, 11, 21)
    assert due_at(day, "13:30").astimezone(UTC).isoformat() == "2026-11-21T04:30:00+00:00"
    assert due_at(day, None) == due_at(day, "25:00") == due_at(day, "08:30")
    assert due_at(day, None).astimezone(UTC).isoformat() == "2026-11-20T23:30:00+00:00"


def test_all_plans_of_a_day_are_told_in_one_message_and_only_once(app: Flask, receiver: PushReceiver) -> None:
    hanako = nurse(app)
    subscribe(app, hanako, receiver.new_browser())
    for follow_up in ("a", "b", "c"):
        plan(app, follow_up, hanako, minutes_ago=1)
    assert worker.tick(app).sent == 3
    assert worker.tick(app).sent == 0
    (delivery,) = receiver.deliveries
    assert delivery.payload["notification"]["title"] == "本日の予定が3件あります"
    assert states(app) == ["sent"] * 3


def test_nothing_is_said_before_its_time(app: Flask, receiver: PushReceiver) -> None:
    hanako = nurse(app)
    subscribe(app, hanako, receiver.new_browser())
    plan(app, "a", hanako, minutes_ago=-5)
    assert worker.tick(app).sent == 0
    assert receiver.deliveries == []
    assert states(app) == ["waiting"]


def test_each_nurse_hears_of_her_own_plans_on_each_of_her_browsers(
    app: Flask, receiver: PushReceiver
) -> None:
    hanako, ichiro = nurse(app), nurse(app, "ichiro")
    for staff_id in (hanako, hanako, ichiro):
        subscribe(app, staff_id, receiver.new_browser())
    plan(app, "a", hanako)
    assert worker.tick(app).sent == 1
    paths = list(receiver.browsers)
    assert sorted(delivery.path for delivery in receiver.deliveries) == sorted(paths[:2])


def test_a_tablet_that_changes_hands_tells_the_one_who_holds_it(app: Flask, receiver: PushReceiver) -> None:
    hanako, ichiro = nurse(app), nurse(app, "ichiro")
    tablet = receiver.new_browser()
    subscribe(app, hanako, tablet)
    subscribe(app, ichiro, tablet)
    plan(app, "a", hanako)
    assert worker.tick(app).failed == 1
    assert receiver.deliveries == []


def test_a_subscription_the_service_has_forgotten_is_deleted(app: Flask, receiver: PushReceiver) -> None:
    hanako = nurse(app)
    subscribe(app, hanako, receiver.new_browser())
    plan(app, "a", hanako)
    receiver.answers = [(410, {})]
    assert worker.tick(app).failed == 1
    with app.app_context(), read_snapshot():
        assert notices.of_staff(TENANT, hanako) == []
    assert states(app) == ["failed"]


def test_a_busy_service_is_asked_again_not_before_it_said(
    app: Flask, receiver: PushReceiver, fake_clock
) -> None:
    fake_clock.now = datetime.now(UTC)
    hanako = nurse(app)
    subscribe(app, hanako, receiver.new_browser())
    plan(app, "a", hanako)
    receiver.answers = [(503, {"Retry-After": "600"})]
    assert worker.tick(app).later == 1
    fake_clock.advance(seconds=590)
    assert worker.tick(app).sent == 0
    fake_clock.advance(seconds=15)
    assert worker.tick(app).sent == 1


def test_with_push_off_nothing_leaves_and_nothing_is_claimed(
    app: Flask, config: Config, receiver: PushReceiver
) -> None:
    hanako = nurse(app)
    subscribe(app, hanako, receiver.new_browser())
    plan(app, "a", hanako, minutes_ago=1)
    off = create_app(replace(config, push=False, push_loopback=True))
    assert worker.tick(off).sent == 0
    close(off)
    assert receiver.deliveries == []
    assert states(app) == ["waiting"]


def test_two_workers_at_once_tell_each_plan_once(app: Flask, config: Config, receiver: PushReceiver) -> None:
    nurses = [nurse(app, login) for login in ("hanako", "ichiro", "misaki")]
    for staff_id in nurses:
        subscribe(app, staff_id, receiver.new_browser())
        for number in range(4):
            plan(app, f"{staff_id[:8]}-{number}", staff_id, minutes_ago=2)
    workers = [app, create_app(replace(config, push_loopback=True))]
    start = threading.Barrier(4)
    sent: list[int] = []

    def work(which: Flask) -> None:
        start.wait()
        sent.append(worker.tick(which).sent)

    threads = [threading.Thread(target=work, args=(workers[number % 2],)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close(workers[1])
    assert sum(sent) == 12
    assert len(receiver.deliveries) == 3


def test_a_worker_killed_between_sending_and_marking_repeats_itself_once_at_most(
    app: Flask, receiver: PushReceiver, fake_clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_clock.now = datetime.now(UTC)
    hanako = nurse(app)
    subscribe(app, hanako, receiver.new_browser())
    plan(app, "a", hanako)
    with monkeypatch.context() as patch:
        patch.setattr("server.follow_ups.telling._mark", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            worker.tick(app)
    assert len(receiver.deliveries) == 1
    assert worker.tick(app).sent == 0, "its lease still runs"
    fake_clock.advance(minutes=6)
    assert worker.tick(app).sent == 1
    fake_clock.advance(minutes=6)
    assert worker.tick(app).sent == 0
    assert len(receiver.deliveries) == 2
    assert {delivery.headers["topic"] for delivery in receiver.deliveries} == {
        receiver.deliveries[0].headers["topic"]
    }


def test_a_plan_moved_while_its_reminder_is_on_the_way_is_told_again_at_the_new_time(app: Flask) -> None:
    hanako = nurse(app)
    plan(app, "a", hanako)
    with app.app_context():
        with outside_feed():
            claimed = reminders.claim(TENANT, clock.now())
        later = clock.now() + timedelta(hours=3)
        with outside_feed():
            reminders.plan(TENANT, "a", None, hanako, later.date(), later)
        with outside_feed():
            reminders.mark_sent(claimed)
    assert states(app) == ["waiting"]


def test_a_reminder_nobody_could_deliver_all_day_is_closed(
    app: Flask, receiver: PushReceiver, fake_clock
) -> None:
    fake_clock.now = datetime.now(UTC)
    hanako = nurse(app)
    subscribe(app, hanako, receiver.new_browser())
    plan(app, "a", hanako)
    fake_clock.advance(hours=13)
    assert worker.tick(app).sent == 0
    assert states(app) == ["expired"]
    assert receiver.deliveries == []


def test_waiting_times_grow_and_end() -> None:
    waits = [reminders.retry_s(attempt) for attempt in range(1, 13)]
    assert 30 <= waits[0] <= 33
    assert 60 <= waits[1] <= 66
    assert all(wait <= 3_960 for wait in waits)


def test_one_town_in_trouble_does_not_keep_the_others_waiting(
    app: Flask, receiver: PushReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanako = nurse(app)
    subscribe(app, hanako, receiver.new_browser())
    plan(app, "a", hanako)
    honest = worker.tell_due

    def troubled(config: Config, tenant_id: int, sender):
        if tenant_id != TENANT:
            raise RuntimeError("髙橋 ハナ")
        return honest(config, tenant_id, sender)

    monkeypatch.setattr(worker, "tell_due", troubled)
    monkeypatch.setattr(worker, "_tenant_ids", lambda: [2, TENANT])
    assert worker.tick(app).sent == 1
