"""A tablet for one session: who may help there, and what they need without a signal."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from server import clock
from server.audit import steps
from server.devices import sealing
from server.devices import service as devices
from server.exchange import service as exchange
from server.problems import Invalid, NotFound
from server.problems_access import SessionOver
from server.records import service as records
from server.staff import rights, scope_keys

if TYPE_CHECKING:
    from datetime import date

    from server.auth import Current
    from server.records.service import RecordView
    from server.staff.models import Staff

ENDS = time(4, tzinfo=clock.TOKYO)  # of the day after: nobody is at work then
AHEAD = timedelta(days=7)  # a number of six digits should not lie about for longer


def make_ready(who: Current, session_id: str, store_id: str) -> dict[str, Any]:
    """Pens, keys and the roster for this tablet. Inside a transaction.

    Raises NotFound for a session outside her areas, SessionOver, and Invalid for a day too far ahead or a
    store that is not hers on this tablet.
    """
    meeting, salon = _meeting(who, session_id)
    on = _day(meeting)
    if _is_over(meeting):
        raise SessionOver
    if on > clock.today() + AHEAD:
        raise Invalid(errors={"session": [f"its day is more than {AHEAD.days} days ahead: make ready later"]})
    device_id = _device(who, store_id)
    helping = rights.supporters(who.tenant.id, session_id, salon.fields["area"], on)
    supporters = [_supporter(who, one, session_id, device_id, store_id) for one in helping]
    about = {"session": session_id, "supporters": len(supporters)}
    steps.note(who.tenant.id, "device", device_id, "session", who.staff.id, **about)
    to = sealing.current(who.tenant.id, who.tenant.uid)
    return _told(who, meeting, salon, helping) | {"supporters": supporters, "sealing": to}


def standing(who: Current, session_id: str) -> dict[str, Any]:
    """Whether it is over, who may still help, and the roster. Inside a snapshot. Raises NotFound."""
    meeting, salon = _meeting(who, session_id)
    helping = rights.supporters(who.tenant.id, session_id, salon.fields["area"], _day(meeting))
    return _told(who, meeting, salon, helping)


def _meeting(who: Current, session_id: str) -> tuple[RecordView, RecordView]:
    """The session and its salon, where she is a nurse of its area."""
    meeting = records.get(who.tenant.id, session_id)
    salon = records.get(who.tenant.id, meeting.fields["salon"]) if meeting and _is_session(meeting) else None
    if meeting is None or salon is None:
        raise NotFound
    if not {("nurse", f"area:{salon.fields['area']}"), ("nurse", rights.TENANT_SCOPE)} & set(who.grants):
        raise NotFound
    return meeting, salon


def _is_session(view: RecordView) -> bool:
    return view.kind == "session"


def _day(meeting: RecordView) -> date:
    return datetime.fromisoformat(meeting.fields["on"]).date()


def _end(meeting: RecordView) -> datetime:
    return datetime.combine(_day(meeting) + timedelta(days=1), ENDS)


def _is_over(meeting: RecordView) -> bool:
    return meeting.fields.get("state") == "closed" or clock.now() >= _end(meeting)


def _device(who: Current, store_id: str) -> str:
    device_id = who.session.device_id
    known = device_id and devices.device_of_store(who.tenant.id, store_id)
    if who.session.client != "tablet" or device_id is None or known != device_id:
        raise Invalid(errors={"store_id": ["is not the store of the tablet you are signed in on"]})
    return device_id


def _supporter(who: Current, helper: Staff, session_id: str, device_id: str, store_id: str) -> dict[str, Any]:
    tenant = who.tenant
    writer = devices.writer_for(tenant.id, devices.Ownership(helper.id, device_id, store_id, "tablet"))
    devices.note_session(writer, session_id)
    roster = f"{rights.ROSTER}{session_id}"
    return {
        "staff": {"id": helper.id, "name": helper.name, "job": helper.job},
        "writer": devices.writer_reply(tenant.uid, writer),
        "keys": scope_keys.for_supporter(tenant.id, tenant.uid, device_id, helper.id, roster),
    }


def _told(who: Current, meeting: RecordView, salon: RecordView, helping: list[Staff]) -> dict[str, Any]:
    area = salon.fields["area"]
    return {
        "session": {
            "id": meeting.id,
            "on": meeting.fields["on"],
            "area": area,
            "salon": salon.fields["name"],
        },
        "ends_at": clock.iso(_end(meeting)),
        "over": _is_over(meeting),
        "may_help": [one.id for one in helping],
        "rows": exchange.roster_rows(who.tenant.id, meeting.id, set(who.scopes)),
        "server_time": clock.now_iso(),
    }
