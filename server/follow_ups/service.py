"""Rules of follow-ups: when one falls due, and what a change of it does to its reminder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from server import clock
from server.follow_ups import reminders

if TYPE_CHECKING:
    from server.exchange.hooks import Applied, Filing

MORNING = time(8, 30)
_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def due_at(due_on: date, due_time: str | None) -> datetime:
    """The instant, in Asia/Tokyo, at which a follow-up is announced: its own time, or 08:30 of its day."""
    match = _CLOCK_TIME.fullmatch(due_time or "")
    at = time(int(match[1]), int(match[2])) if match else MORNING
    return datetime.combine(due_on, at, tzinfo=clock.TOKYO)


def after_apply(filing: Filing, applied: Applied) -> None:
    """Keep the reminder of a changed follow-up in step, in the same transaction.

    Whoever planned it is told when nobody is assigned.
    """
    person = filing.view(applied.person_id) if applied.person_id else None
    staff_id = applied.after.get("assigned_to") or applied.staff_id
    if staff_id and is_open(applied.after, person):
        _plan(filing.tenant_id, applied.record_id, applied.person_id, staff_id, applied.after)
    else:
        reminders.cancel(filing.tenant_id, applied.record_id)


def after_person(filing: Filing, applied: Applied) -> None:
    """A death stops every reminder about the person; taking it back, as a mistake, starts them again."""
    was, now = (applied.before or {}).get("state"), applied.after.get("state")
    if now == "deceased":
        reminders.cancel_person(filing.tenant_id, applied.record_id)
    elif was == "deceased":
        for follow_up_id, staff_id in reminders.cancelled_of(filing.tenant_id, applied.record_id):
            fields = filing.view(follow_up_id)
            if fields and is_open(fields, applied.after):
                _plan(filing.tenant_id, follow_up_id, applied.record_id, staff_id, fields)


def is_open(follow_up: Mapping[str, Any], person: Mapping[str, Any] | None) -> bool:
    """True while somebody should still act on this follow-up."""
    alive = person is None or person.get("state") != "deceased"
    return follow_up.get("state") == "planned" and alive


def _plan(
    tenant_id: int, follow_up_id: str, person_id: str | None, staff_id: str, fields: Mapping[str, Any]
) -> None:
    due_on = date.fromisoformat(fields["due_on"])
    at = due_at(due_on, fields.get("due_time"))
    reminders.plan(tenant_id, follow_up_id, person_id, staff_id, due_on, at)
