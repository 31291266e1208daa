"""The queue of reminders: made from follow-ups, claimed by one worker at a time.

States: waiting → sending (leased) → sent | failed | expired; cancelled when the follow-up is done or off.
A worker that dies after sending leaves its lease to run out: told once, and once more per death.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update

from server.db import db
from server.follow_ups.models import CANCELLED, EXPIRED, FAILED, SENDING, SENT, WAITING, Reminder

USEFUL = timedelta(hours=12)
LEASE = timedelta(minutes=5)
FIRST_RETRY_S, LONGEST_RETRY_S, ATTEMPTS = 30, 3_600, 12


@dataclass(frozen=True)
class Due:
    """One claimed reminder. `dedupe_key` and `lease_until` prove that it is still ours when it is marked."""

    tenant_id: int
    follow_up_id: str
    staff_id: str
    due_on: date
    due_at: datetime
    dedupe_key: str
    lease_until: datetime
    attempts: int


def plan(
    tenant_id: int, follow_up_id: str, person_id: str | None, staff_id: str, due_on: date, due_at: datetime
) -> None:
    """Make, move or revive the one reminder of a follow-up. What was told already is not repeated."""
    key = f"{follow_up_id}:{due_at:%Y%m%dT%H%M}:{staff_id[:8]}"
    row = db.session.get(Reminder, (tenant_id, follow_up_id))
    if row is not None and row.dedupe_key == key and row.state != CANCELLED:
        return
    if row is None:
        row = Reminder(tenant_id=tenant_id, follow_up_id=follow_up_id, person_id=person_id)
        db.session.add(row)
    row.staff_id, row.due_on, row.due_at, row.dedupe_key = staff_id, due_on, due_at, key
    row.state, row.attempts, row.next_try_at = WAITING, 0, due_at
    row.lease_until = row.outcome = None


def cancel(tenant_id: int, follow_up_id: str) -> None:
    """Say nothing about this follow-up any more."""
    _cancel(and_(Reminder.tenant_id == tenant_id, Reminder.follow_up_id == follow_up_id))


def cancel_person(tenant_id: int, person_id: str) -> None:
    """Say nothing about this person any more."""
    _cancel(and_(Reminder.tenant_id == tenant_id, Reminder.person_id == person_id))


def cancelled_of(tenant_id: int, person_id: str) -> list[tuple[str, str]]:
    """(follow-up, staff) of every cancelled reminder about this person."""
    hers = and_(Reminder.tenant_id == tenant_id, Reminder.person_id == person_id, Reminder.state == CANCELLED)
    rows = db.session.execute(select(Reminder.follow_up_id, Reminder.staff_id).where(hers))
    return [(follow_up_id, staff_id) for follow_up_id, staff_id in rows]


def waiting_for(tenant_id: int, staff_id: str) -> set[str]:
    """The follow-ups of which this staff member is still to be told."""
    waiting = select(Reminder.follow_up_id).where(
        Reminder.tenant_id == tenant_id,
        Reminder.staff_id == staff_id,
        Reminder.state.in_([WAITING, SENDING]),
    )
    return set(db.session.scalars(waiting))


def expire(tenant_id: int, now: datetime) -> None:
    """Close what nobody would want to hear any more."""
    open_rows = and_(Reminder.tenant_id == tenant_id, _claimable(now), Reminder.due_at < now - USEFUL)
    db.session.execute(update(Reminder).where(open_rows).values(state=EXPIRED, lease_until=None))


def claim(tenant_id: int, now: datetime, limit: int = 50) -> list[Due]:
    """Take up to `limit` due reminders for LEASE; no other worker gets them meanwhile."""
    lease_until = now + LEASE
    picked = _due(tenant_id, now, limit).cte("picked")
    taken = (
        update(Reminder)
        .where(Reminder.tenant_id == tenant_id, Reminder.follow_up_id.in_(select(picked.c.follow_up_id)))
        .values(state=SENDING, lease_until=lease_until, attempts=Reminder.attempts + 1)
        .returning(
            Reminder.follow_up_id,
            Reminder.staff_id,
            Reminder.due_on,
            Reminder.due_at,
            Reminder.dedupe_key,
            Reminder.attempts,
        )
        .execution_options(synchronize_session=False)
    )
    rows = db.session.execute(taken).all()
    return [
        Due(tenant_id, r.follow_up_id, r.staff_id, r.due_on, r.due_at, r.dedupe_key, lease_until, r.attempts)
        for r in rows
    ]


def count_of_day(tenant_id: int, staff_id: str, day: date) -> int:
    """How many planned follow-ups this staff member still has on that day."""
    hers = and_(Reminder.tenant_id == tenant_id, Reminder.staff_id == staff_id, Reminder.due_on == day)
    return int(db.session.scalar(select(func.count()).where(hers, Reminder.state != CANCELLED)) or 0)


def mark_sent(due: Sequence[Due]) -> None:
    """They have been told."""
    _mark(due, state=SENT, outcome=None)


def mark_failed(due: Sequence[Due], outcome: str) -> None:
    """Nobody could be told, and trying again would not help. outcome: a slug."""
    _mark(due, state=FAILED, outcome=outcome)


def mark_later(due: Sequence[Due], now: datetime, retry_after_s: int) -> None:
    """Try again later, or give up after ATTEMPTS."""
    for one in due:
        if one.attempts >= ATTEMPTS:
            _mark([one], state=FAILED, outcome="unreachable")
        else:
            wait = timedelta(seconds=max(retry_after_s, retry_s(one.attempts)))
            _mark([one], state=WAITING, outcome="unreachable", next_try_at=now + wait)


def retry_s(attempts: int) -> int:
    """Seconds before the next try: 30, 60, 120 … up to an hour, plus up to a tenth to spread the load."""
    base = min(FIRST_RETRY_S << (attempts - 1), LONGEST_RETRY_S)
    return base + secrets.randbelow(base // 10 + 1)


def states(tenant_id: int, since: datetime, until: datetime) -> dict[str, int]:
    """How many of the reminders due in that time are in each state."""
    due = and_(Reminder.tenant_id == tenant_id, Reminder.due_at >= since, Reminder.due_at < until)
    counted = select(Reminder.state, func.count()).where(due).group_by(Reminder.state)
    return {state: count for state, count in db.session.execute(counted)}


def _cancel(which: ColumnElement[bool]) -> None:
    db.session.execute(update(Reminder).where(which).values(state=CANCELLED, lease_until=None))


def _mark(due: Sequence[Due], **values: object) -> None:
    for one in due:
        still_ours = and_(
            Reminder.tenant_id == one.tenant_id,
            Reminder.follow_up_id == one.follow_up_id,
            Reminder.dedupe_key == one.dedupe_key,
            Reminder.state == SENDING,
            Reminder.lease_until == one.lease_until,
        )
        db.session.execute(
            update(Reminder)
            .where(still_ours)
            .values(lease_until=None, **values)
            .execution_options(synchronize_session=False)
        )


def _claimable(now: datetime) -> ColumnElement[bool]:
    waiting = and_(Reminder.state == WAITING, Reminder.next_try_at <= now)
    abandoned = and_(Reminder.state == SENDING, Reminder.lease_until < now)
    return or_(waiting, abandoned)


def _due(tenant_id: int, now: datetime, limit: int) -> Select[str]:
    """On PostgreSQL rows another worker is claiming are skipped; on SQLite BEGIN IMMEDIATE keeps it out."""
    return (
        select(Reminder.follow_up_id)
        .where(Reminder.tenant_id == tenant_id, _claimable(now))
        .order_by(Reminder.next_try_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
