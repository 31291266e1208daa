"""What a person may see: her grants of today, and the feed scopes that follow from them."""

from sqlalchemy import Date, bindparam, or_, select

from server import clock
from server.db import db
from server.staff.models import TENANT_SCOPE, Grant

Grants = tuple[tuple[str, str], ...]


def grants_today(tenant_id: int, staff_id: str) -> Grants:
    """(role, scope) pairs that hold today in Asia/Tokyo, sorted."""
    whose = {"tenant": tenant_id, "staff": staff_id, "today": clock.today()}
    return tuple((role, scope) for role, scope in db.session.execute(_GRANTS, whose))


_TODAY = bindparam("today", type_=Date)
_GRANTS = (
    select(Grant.role, Grant.scope)
    .where(Grant.tenant_id == bindparam("tenant"), Grant.staff_id == bindparam("staff"))
    .where(Grant.from_on <= _TODAY, or_(Grant.to_on.is_(None), Grant.to_on >= _TODAY))
    .order_by(Grant.role, Grant.scope)
)


def scopes(tenant_id: int, staff_id: str, grants: Grants) -> tuple[str, ...]:
    """The feed scopes she may pull, sorted. A supporter gets her own only; an auditor none."""
    roles = {role for role, _ in grants}
    held: set[str] = set()
    if roles & {"nurse", "supporter", "coordinator"}:
        held.add(f"staff:{staff_id}")
    if roles & {"nurse", "coordinator"}:
        held.add(TENANT_SCOPE)
    areas = {scope for role, scope in grants if role in ("nurse", "coordinator")}
    if TENANT_SCOPE in areas:
        areas = (areas - {TENANT_SCOPE}) | {f"area:{area_id}" for area_id, _ in areas_of(tenant_id)}
    return tuple(sorted(held | areas))


def areas_of(tenant_id: int) -> list[tuple[str, str]]:
    """(id, name) of the tenant's areas, in their own order. Areas are records like any other."""
    from server.records import service as records

    found = records.of_kind(tenant_id, "area")
    ordered = sorted(found, key=lambda area: (area.fields.get("number") or 0, area.fields["name"]))
    return [(area.id, area.fields["name"]) for area in ordered]
