"""Short words for tests of reminders: a nurse, her browser, a reminder that fell due, what became of it."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from server import clock
from server.db import db, outside_feed, read_snapshot
from server.follow_ups import reminders
from server.follow_ups.models import Reminder
from server.notices import service as notices
from server.staff import service as staff
from tests.push_receiver import Browser

TENANT = 1


def nurse(app: Flask, login: str = "hanako") -> str:
    """The staff id of a nurse of the home town."""
    with app.app_context(), read_snapshot():
        return next(one.id for one in staff.everyone(TENANT) if one.login == login)


def plan(app: Flask, follow_up: str, staff_id: str, minutes_ago: int = 0) -> None:
    """Queue a reminder that fell due so many minutes ago."""
    at = clock.now() - timedelta(minutes=minutes_ago)
    with app.app_context(), outside_feed():
        reminders.plan(TENANT, follow_up, None, staff_id, at.astimezone(clock.TOKYO).date(), at)


def subscribe(app: Flask, staff_id: str, browser: Browser) -> None:
    """Reach her on this browser from now on."""
    keys = browser.subscription["keys"]
    with app.app_context(), outside_feed():
        notices.subscribe(TENANT, staff_id, browser.endpoint, keys["p256dh"], keys["auth"])


def states(app: Flask) -> list[str]:
    """The state of every reminder, by follow-up."""
    with app.app_context(), read_snapshot():
        return list(db.session.scalars(select(Reminder.state).order_by(Reminder.follow_up_id)))
