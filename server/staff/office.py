"""Accounts as a coordinator of the whole municipality looks after them; every step is in the history."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from server import clock
from server.audit import steps
from server.auth import Current
from server.db import db
from server.devices import codes
from server.devices.service import new_id
from server.problems import Invalid, NotFound
from server.problems_access import LastCoordinator
from server.staff import passphrases, second_factor, service, web_sessions
from server.staff.models import TENANT_SCOPE, Grant, Leaving, Staff

ONCE_FOR = timedelta(hours=24)
Json = dict[str, Any]


def check_everywhere(who: Current) -> None:
    """Accounts are for coordinators of the whole municipality. Raises NotFound for one of an area."""
    if ("coordinator", TENANT_SCOPE) not in who.grants:
        raise NotFound


def listed(tenant_id: int) -> list[Json]:
    """Every account, those that have not ended first."""
    found = db.session.scalars(select(Staff).where(Staff.tenant_id == tenant_id))
    grants = _grants(tenant_id)
    left, closed = _leavings(tenant_id), _closed_areas(tenant_id)
    said = [_account(one, grants[one.id], left.get(one.id), closed) for one in found]
    return sorted(said, key=lambda one: (one["ended_at"] is not None, one["login"]))


def account(tenant_id: int, staff_id: str) -> Json:
    """One account with its history. Raises NotFound."""
    found = get(tenant_id, staff_id)
    history = steps.of(tenant_id, staff_id)
    people = {one["by"] for one in history} | {one["detail"].get("to") for one in history}
    names = service.names(tenant_id, [one for one in people if one])
    for one in history:
        one["by"] = names.get(one["by"] or "")
        if one["detail"].get("to"):
            one["detail"]["to"] = names.get(one["detail"]["to"])
    left = _leavings(tenant_id).get(staff_id)
    told = _account(found, _grants(tenant_id)[staff_id], left, _closed_areas(tenant_id))
    return told | {"steps": history}


def get(tenant_id: int, staff_id: str) -> Staff:
    """The account. Raises NotFound."""
    found = db.session.get(Staff, (tenant_id, staff_id))
    if found is None:
        raise NotFound
    return found


def new_once() -> tuple[str, str]:
    """A passphrase that is good once (80 random bits), and its hash; made before the transaction."""
    once = codes.grouped(codes.new_typed(16), 4).lower()
    return once, passphrases.hash_passphrase(once)


def add(tenant_id: int, by_id: str, asked: Json, once_hash: str) -> Staff:
    """A new account with one right and a passphrase good once. Inside a transaction. Raises Invalid."""
    try:
        service.check_new(tenant_id, asked["login"], asked["name"])
    except service.StaffUnfit:
        raise Invalid(errors={"login": ["taken, or not a login"]}) from None
    made = service.insert(tenant_id, asked["login"], asked["name"], asked["job"], once_hash)
    made.once_until = clock.now() + ONCE_FOR
    steps.note(tenant_id, "staff", made.id, "added", by_id)
    give(tenant_id, made.id, by_id, asked)
    return made


def reset(tenant_id: int, staff_id: str, by_id: str, once_hash: str) -> str:
    """Set a passphrase that is good once and ends every session of hers; until when. Inside a transaction."""
    found = _open(tenant_id, staff_id)
    found.passphrase_hash, found.once_until = once_hash, clock.now() + ONCE_FOR
    web_sessions.end_all_of(db.session(), tenant_id, staff_id)
    steps.note(tenant_id, "staff", staff_id, "passphrase-reset", by_id)
    return clock.iso(found.once_until)


def forget_factor(tenant_id: int, staff_id: str, by_id: str) -> None:
    """Her telephone is gone: she sets up a new second factor. Inside a transaction."""
    second_factor.reset(_open(tenant_id, staff_id), by_id)
    web_sessions.end_all_of(db.session(), tenant_id, staff_id)


def give(tenant_id: int, staff_id: str, by_id: str, asked: Json) -> str:
    """Give a right; its id. Inside a transaction. Raises NotFound, Invalid."""
    _open(tenant_id, staff_id)
    scope = asked.get("scope") or TENANT_SCOPE
    if scope.startswith("area:") and scope not in _areas(tenant_id):
        raise Invalid(errors={"scope": ["no such area"]})
    try:
        days = (asked.get("from_on"), asked.get("to_on"))
        made = service.grant(tenant_id, staff_id, asked["role"], scope, *days)
    except service.StaffUnfit:
        raise Invalid(errors={"scope": ["not a scope of this role"]}) from None
    steps.note(tenant_id, "staff", staff_id, "granted", by_id, role=asked["role"], scope=scope)
    return made.id


def holders(tenant_id: int, scopes: Sequence[str]) -> list[Json]:
    """Who works in one of these areas today by a right of that area, each role once."""
    today = clock.today()
    wanted = (
        select(Staff.id.label("staff"), Staff.name, Staff.job, Grant.role)
        .join(Grant, (Grant.tenant_id == Staff.tenant_id) & (Grant.staff_id == Staff.id))
        .where(Staff.tenant_id == tenant_id, Staff.ended_at.is_(None), Grant.scope.in_(list(scopes)))
        .where(Grant.from_on <= today, Grant.to_on.is_(None) | (Grant.to_on >= today))
        .distinct()
        .order_by(Staff.name, Staff.id, Grant.role)
    )
    return [dict(row._mapping) for row in db.session.execute(wanted)]


def take_back(tenant_id: int, staff_id: str, grant_id: str, by_id: str) -> None:
    """End a right that was given by mistake, where it has not been ended already. Inside a transaction."""
    found = db.session.get(Grant, (tenant_id, grant_id))
    if found is not None and (found.to_on is None or found.to_on >= clock.today()):
        take(tenant_id, staff_id, grant_id, by_id)


def take(tenant_id: int, staff_id: str, grant_id: str, by_id: str) -> None:
    """End a right now. Inside a transaction. Raises NotFound, LastCoordinator."""
    found = db.session.get(Grant, (tenant_id, grant_id))
    if found is None or found.staff_id != staff_id:
        raise NotFound
    role, scope = found.role, found.scope
    yesterday = clock.today() - timedelta(days=1)
    if found.from_on <= yesterday:
        found.to_on = yesterday
    else:
        db.session.delete(found)
    db.session.flush()
    check_somebody_left(tenant_id)
    steps.note(tenant_id, "staff", staff_id, "taken", by_id, role=role, scope=scope)


def check_somebody_left(tenant_id: int) -> None:
    """Raise LastCoordinator when nobody would coordinate the whole municipality today."""
    today = clock.today()
    left = db.session.scalar(
        select(Grant.id)
        .join(Staff, (Staff.tenant_id == Grant.tenant_id) & (Staff.id == Grant.staff_id))
        .where(Grant.tenant_id == tenant_id, Grant.role == "coordinator", Grant.scope == TENANT_SCOPE)
        .where(Grant.from_on <= today, Grant.to_on.is_(None) | (Grant.to_on >= today))
        .where(Staff.ended_at.is_(None))
        .limit(1)
    )
    if left is None:
        raise LastCoordinator


def change_own(staff: Staff, own_token_hash: str, passphrase_hash: str) -> None:
    """She chooses a passphrase herself; every other session of hers ends. Inside a transaction."""
    staff.passphrase_hash, staff.once_until = passphrase_hash, None
    web_sessions.end_all_of(db.session(), staff.tenant_id, staff.id, but=own_token_hash)
    steps.note(staff.tenant_id, "staff", staff.id, "passphrase", staff.id)


def herself(who: Current) -> Staff:
    """The account of who is signed in."""
    return db.session.get_one(Staff, (who.tenant.id, who.staff.id), populate_existing=True)


def unfit(passphrase: str, who: Current) -> None:
    """Raise Invalid when this may not be her passphrase; `length` or `common` says why."""
    login = db.session.get_one(Staff, (who.tenant.id, who.staff.id)).login
    try:
        passphrases.check(passphrase, [login, who.staff.name])
    except passphrases.PassphraseUnfit as why:
        raise Invalid(errors={"passphrase": [why.about]}) from None


def _open(tenant_id: int, staff_id: str) -> Staff:
    found = get(tenant_id, staff_id)
    if found.ended_at is not None:
        raise NotFound
    return found


def _areas(tenant_id: int) -> set[str]:
    from server.staff import rights

    return {f"area:{area_id}" for area_id, _ in rights.areas_of(tenant_id)}


def _closed_areas(tenant_id: int) -> dict[str, str]:
    """Names of the areas that took no new person any more, by scope."""
    from server.areas import service as areas

    closed = [area for area in areas.every(tenant_id) if not areas.is_open(area.fields)]
    return {f"area:{area.id}": area.fields["name"] for area in closed}


def _grants(tenant_id: int) -> dict[str, list[Grant]]:
    found: dict[str, list[Grant]] = defaultdict(list)
    wanted = select(Grant).where(Grant.tenant_id == tenant_id).order_by(Grant.role, Grant.scope)
    for one in db.session.scalars(wanted):
        found[one.staff_id].append(one)
    return found


def _leavings(tenant_id: int) -> dict[str, Leaving]:
    wanted = select(Leaving).where(Leaving.tenant_id == tenant_id, Leaving.undone_at.is_(None))
    return {one.staff_id: one for one in db.session.scalars(wanted.order_by(Leaving.at))}


def _account(staff: Staff, grants: list[Grant], left: Leaving | None, closed: dict[str, str]) -> Json:
    today = clock.today()
    return {
        "id": staff.id,
        "login": staff.login,
        "name": staff.name,
        "job": staff.job,
        "ended_at": clock.iso(staff.ended_at) if staff.ended_at else None,
        "once_until": clock.iso(staff.once_until) if staff.once_until else None,
        "second_factor": staff.totp is not None,
        "left": left is not None,
        "grants": [_right(one, closed) for one in grants if one.to_on is None or one.to_on >= today],
    }


def _right(one: Grant, closed: dict[str, str]) -> Json:
    def text(day: date | None) -> str | None:
        return day.isoformat() if day else None

    return {"id": one.id, "role": one.role, "scope": one.scope} | {
        "from_on": text(one.from_on),
        "to_on": text(one.to_on),
        "closed_area": closed.get(one.scope),
    }


def note_left(tenant_id: int, staff_id: str, to_id: str, by_id: str, moved: str) -> Leaving:
    """Remember who goes on with what. Inside a transaction."""
    made = Leaving(
        tenant_id=tenant_id,
        id=new_id(),
        staff_id=staff_id,
        to_staff_id=to_id,
        by_id=by_id,
        at=clock.now(),
        moved=moved,
    )
    db.session.add(made)
    return made
