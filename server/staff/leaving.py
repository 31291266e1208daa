"""引継ぎ: a colleague leaves, her open steps go to a named one as ops, and the account ends; with undo.

One transaction: either every step has moved and the account has ended, or nothing has happened. What she
wrote on a tablet before and sends by a colleague's hand still counts: her rights are not taken.
"""

from typing import Any

import orjson
from sqlalchemy import select

from server import clock
from server.audit import steps
from server.auth import TenantFacts
from server.db import Turn, db
from server.devices import service as devices
from server.exchange.clerk import Clerk
from server.follow_ups import reminders
from server.problems import Invalid, NotFound
from server.records import service as records
from server.staff import office, service, web_sessions
from server.staff.models import Leaving, Staff

FIELD = "assigned_to"


def open_steps(tenant_id: int, staff_id: str) -> list[str]:
    """Planned follow-ups that are hers: assigned to her, or planned by her and assigned to nobody."""
    told = reminders.waiting_for(tenant_id, staff_id)
    planned = [one for one in records.of_kind(tenant_id, "follow_up") if one.fields["state"] == "planned"]
    return [
        one.id
        for one in planned
        if one.fields.get(FIELD) == staff_id or (one.fields.get(FIELD) is None and one.id in told)
    ]


def leave(turn: Turn, tenant: TenantFacts, staff_id: str, to_id: str, by_id: str) -> int:
    """She leaves, somebody goes on; how many steps moved. Raises NotFound, Invalid, LastCoordinator."""
    staff, to = office.get(tenant.id, staff_id), db.session.get(Staff, (tenant.id, to_id))
    if staff.ended_at is not None:
        raise NotFound
    if to is None or to.ended_at is not None or to.id == staff_id:
        raise Invalid(errors={"to": ["no colleague to go on"]})
    moved = _assign(turn, tenant, open_steps(tenant.id, staff_id), to_id, by_id)
    service.end(tenant.id, staff_id)
    db.session.flush()
    office.check_somebody_left(tenant.id)
    office.note_left(tenant.id, staff_id, to_id, by_id, orjson.dumps(moved).decode())
    steps.note(tenant.id, "staff", staff_id, "left", by_id, to=to_id, moved=len(moved))
    return len(moved)


def come_back(turn: Turn, tenant: TenantFacts, staff_id: str, by_id: str) -> int:
    """Undo: the account is open again, and what nobody changed since is hers again. Raises NotFound."""
    left = db.session.scalar(
        select(Leaving)
        .where(Leaving.tenant_id == tenant.id, Leaving.staff_id == staff_id, Leaving.undone_at.is_(None))
        .order_by(Leaving.at.desc())
        .limit(1)
    )
    if left is None:
        raise NotFound
    moved: list[list[Any]] = orjson.loads(left.moved)
    back = [one for one in moved if _still(tenant.id, one[0], left.to_staff_id)]
    for before in {one[1] for one in back}:
        _assign(turn, tenant, [one[0] for one in back if one[1] == before], before, by_id)
    left.undone_at = clock.now()
    office.get(tenant.id, staff_id).ended_at = None
    web_sessions.end_all_of(db.session(), tenant.id, staff_id)
    steps.note(tenant.id, "staff", staff_id, "came-back", by_id, moved=len(back))
    return len(back)


def _still(tenant_id: int, record_id: str, holder: str) -> bool:
    found = records.get(tenant_id, record_id)
    return found is not None and found.fields["state"] == "planned" and found.fields.get(FIELD) == holder


def _assign(
    turn: Turn, tenant: TenantFacts, ids: list[str], to_id: str | None, by_id: str
) -> list[list[Any]]:
    """Give these steps to somebody by ops of whoever decides; [record, who had it] of each."""
    if not ids:
        return []
    device = devices.enrol(tenant.id, devices.device_of_store(tenant.id, tenant.uid), "office", "")
    owner = devices.Ownership(by_id, device.id, tenant.uid, "office")
    clerk = Clerk(turn, tenant.uid, devices.writer_for(tenant.id, owner).writer_no)
    standing = clerk.standing(ids)
    drafts = [_draft(record_id, standing[record_id], to_id) for record_id in ids]
    clerk.file(drafts)
    return [[record_id, standing[record_id].fields.get(FIELD)] for record_id in ids]


def _draft(record_id: str, standing: Any, to_id: str | None) -> dict[str, Any]:
    saw = [op for op, _ in standing.members_of(FIELD)] if FIELD in standing.fields else []
    return {"kind": "follow_up", "id": record_id, "edits": {FIELD: {"saw": saw, "now": to_id}}}
