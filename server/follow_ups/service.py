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
STOPPED = frozenset({"deceased", "moved_out", "in_facility"})  # nobody visits or calls her then
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
    person = filing.person(applied.person_id) if applied.person_id else None
    staff_id = applied.after.get("assigned_to") or applied.staff_id
    if staff_id and is_open(applied.after, person):
        _plan(filing.tenant_id, applied.record_id, applied.person_id, staff_id, applied.after)
    else:
        reminders.cancel(filing.tenant_id, applied.record_id)


def after_person(filing: Filing, applied: Applied) -> None:
    """A death, a moving away or a facility stops every reminder about the person, in the same transaction.

    A death taken back was a mistake, as is a joining of records: that starts them again. Coming home does
    not, her plans are old by then; they stand in the list and are planned anew by hand.
    """
    was, now = (applied.before or {}).get("state"), applied.after.get("state")
    if now in STOPPED:
        for record_id in filing.records_of(applied.record_id):
            reminders.cancel_person(filing.tenant_id, record_id)
    elif was in STOPPED and (was == "deceased" or "merged_into" in applied.op.values()):
        for record_id in filing.records_of(applied.record_id):
            _start_again(filing, record_id, applied.after)


def is_open(follow_up: Mapping[str, Any], person: Mapping[str, Any] | None) -> bool:
    """True while somebody should still act on this follow-up."""
    return follow_up.get("state") == "planned" and why_stopped(person) is None


def why_stopped(person: Mapping[str, Any] | None) -> str | None:
    """The state of a person for which her plans rest, None when they go on."""
    state = person.get("state") if person is not None else None
    return state if state in STOPPED else None


def _start_again(filing: Filing, person_id: str, person: Mapping[str, Any]) -> None:
    for follow_up_id, staff_id in reminders.cancelled_of(filing.tenant_id, person_id):
        fields = filing.view(follow_up_id)
        if fields and is_open(fields, person):
            _plan(filing.tenant_id, follow_up_id, person_id, staff_id, fields)


def _plan(
    tenant_id: int, follow_up_id: str, person_id: str | None, staff_id: str, fields: Mapping[str, Any]
) -> None:
    due_on = date.fromisoformat(fields["due_on"])
    at = due_at(due_on, fields.get("due_time"))
    reminders.plan(tenant_id, follow_up_id, person_id, staff_id, due_on, at)
