"""Tell nurses of the day's plans: claim, send outside the transaction, mark what came of it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from server import clock, logs
from server.config import Config
from server.db import outside_feed, read_snapshot
from server.follow_ups import reminders
from server.follow_ups.reminders import Due
from server.notices import service as notices
from server.notices.push import Message, Outcome, Sender, today_message


@dataclass
class Told:
    """What one tick did; numbers only, for the log."""

    sent: int = 0
    failed: int = 0
    later: int = 0

    def __add__(self, other: Told) -> Told:
        return Told(self.sent + other.sent, self.failed + other.failed, self.later + other.later)


@dataclass
class _Answers:
    outcomes: list[Outcome] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def any(self, verdict: str) -> bool:
        return any(outcome.verdict == verdict for outcome in self.outcomes)


def tell_due(config: Config, tenant_id: int, sender: Sender) -> Told:
    """Tell everyone of this tenant whose reminder has come due, one message for all plans of one day."""
    told = Told()
    with outside_feed():
        reminders.expire(tenant_id, clock.now())
        claimed = reminders.claim(tenant_id, clock.now())
    by_day = sorted(claimed, key=lambda due: (due.staff_id, due.due_on))
    for (staff_id, day), group in groupby(by_day, key=lambda due: (due.staff_id, due.due_on)):
        due = list(group)
        answers = _send_to_all(config, sender, tenant_id, staff_id, day, due)
        _mark(tenant_id, due, answers, told)
    return told


def _send_to_all(
    config: Config, sender: Sender, tenant_id: int, staff_id: str, day: date, due: Sequence[Due]
) -> _Answers:
    with read_snapshot():
        count = reminders.count_of_day(tenant_id, staff_id, day)
        browsers = [(row.id, _subscription(row)) for row in notices.of_staff(tenant_id, staff_id)]
    answers = _Answers()
    if count == 0:  # every plan of the day was called off after the claim
        return answers
    message = _message(config, tenant_id, staff_id, day, count, due)
    for browser_id, subscription in browsers:
        outcome = sender.send(subscription, message)
        answers.outcomes.append(outcome)
        if outcome.verdict == "gone":
            answers.gone.append(browser_id)
        if outcome.verdict == "refused":
            logs.note("push-refused", status=outcome.status, tenant=tenant_id)
    return answers


def _subscription(row: Any) -> dict[str, object]:
    return {"endpoint": row.endpoint, "keys": {"p256dh": row.p256dh, "auth": row.auth}}


def _message(
    config: Config, tenant_id: int, staff_id: str, day: date, count: int, due: Sequence[Due]
) -> Message:
    """Later messages of the same day replace earlier ones on the way (Topic) and on the screen (tag)."""
    digest = hashlib.sha256(f"{tenant_id}:{staff_id}:{day}".encode()).digest()
    topic = base64.urlsafe_b64encode(digest[:24]).decode()
    useless_at = max(one.due_at for one in due) + reminders.USEFUL
    ttl_s = max(60, int((useless_at - clock.now()) / timedelta(seconds=1)))
    return today_message(count, day.isoformat(), topic, ttl_s, config.public_url)


def _mark(tenant_id: int, due: list[Due], answers: _Answers, told: Told) -> None:
    """One browser told is enough; otherwise try again if any of them may still be reached."""
    with outside_feed():
        if answers.gone:
            notices.forget(tenant_id, answers.gone)
        if answers.any("sent"):
            reminders.mark_sent(due)
            told.sent += len(due)
        elif answers.any("later") or answers.any("refused"):
            wait_s = max(outcome.retry_after_s for outcome in answers.outcomes)
            reminders.mark_later(due, clock.now(), wait_s)
            told.later += len(due)
        else:
            reminders.mark_failed(due, "message-refused" if answers.any("failed") else "no-subscription")
            told.failed += len(due)
