"""What a person may see: her grants of today, and the feed scopes that follow from them."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, or_, select

from server import clock
from server.db import db
from server.staff.models import TENANT_SCOPE, Grant, Staff

Grants = tuple[tuple[str, str], ...]
ROSTER = "roster:"  # scope of one session's roster: `roster:<session id>`


def grants_today(tenant_id: int, staff_id: str) -> Grants:
    """(role, scope) pairs that hold today in Asia/Tokyo, sorted."""
    whose = {"tenant": tenant_id, "staff": staff_id, "today": clock.today()}
    return tuple((role, scope) for role, scope in db.session.execute(_GRANTS, whose))


def with_grants(wanted: Select[Any], tenant_id: Any, staff_id: Any) -> Select[Any]:
    """The query with the rights she holds on the day `today` beside its rows: columns `role` and `scope`.

    A row for each right; one row without any when she holds none.
    """
    hers = and_(Grant.tenant_id == tenant_id, Grant.staff_id == staff_id, _HOLDS_TODAY)
    return wanted.add_columns(Grant.role, Grant.scope).outerjoin(Grant, hers).order_by(*_IN_ORDER)


_TODAY = bindparam("today", type_=Date)
_HOLDS_TODAY = and_(Grant.from_on <= _TODAY, or_(Grant.to_on.is_(None), Grant.to_on >= _TODAY))
_IN_ORDER = (Grant.role, Grant.scope)
_GRANTS = (
    select(Grant.role, Grant.scope)
    .where(Grant.tenant_id == bindparam("tenant"), Grant.staff_id == bindparam("staff"), _HOLDS_TODAY)
    .order_by(*_IN_ORDER)
)


def scopes(tenant_id: int, staff_id: str, grants: Grants) -> tuple[str, ...]:
    """The feed scopes she may pull, sorted. A supporter gets her own and the rosters granted to her; an
    auditor none.
    """
    roles = {role for role, _ in grants}
    held: set[str] = set()
    if roles & {"nurse", "supporter", "coordinator"}:
        held.add(f"staff:{staff_id}")
    if roles & {"nurse", "coordinator"}:
        held.add(TENANT_SCOPE)
    areas = {scope for role, scope in grants if role in ("nurse", "coordinator")}
    if TENANT_SCOPE in areas:
        areas = (areas - {TENANT_SCOPE}) | {f"area:{area_id}" for area_id, _ in areas_of(tenant_id)}
    rosters = {scope for role, scope in grants if role == "supporter" and scope.startswith(ROSTER)}
    return tuple(sorted(held | areas | rosters))


def supporters(tenant_id: int, session_id: str, area_id: str, on: date) -> list[Staff]:
    """Who may help at this session of this area on its day, by name."""
    where = (TENANT_SCOPE, f"area:{area_id}", f"{ROSTER}{session_id}")
    found = db.session.scalars(
        select(Staff)
        .join(Grant, and_(Grant.tenant_id == Staff.tenant_id, Grant.staff_id == Staff.id, _HOLDS_TODAY))
        .where(Staff.tenant_id == tenant_id, Staff.ended_at.is_(None))
        .where(Grant.role == "supporter", Grant.scope.in_(where)),
        {"today": on},
    )
    return sorted(found.unique(), key=lambda one: (one.name, one.id))


def may_help(tenant_id: int, staff_id: str, scope: str) -> bool:
    """True for a roster of a session at which she may help on its day."""
    from server.records import service as records

    meeting = records.get(tenant_id, scope.removeprefix(ROSTER)) if scope.startswith(ROSTER) else None
    salon = records.get(tenant_id, meeting.fields["salon"]) if meeting else None
    if meeting is None or salon is None:
        return False
    on = date.fromisoformat(meeting.fields["on"])
    return any(one.id == staff_id for one in supporters(tenant_id, meeting.id, salon.fields["area"], on))


def areas_of(tenant_id: int) -> list[tuple[str, str]]:
    """(id, name) of the tenant's areas in their own order, closed ones too: somebody may be in one yet."""
    from server.areas import service as areas

    return [(area.id, area.fields["name"]) for area in areas.every(tenant_id)]
