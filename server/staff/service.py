"""Accounts: making them, granting rights, and checking a login."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from server import clock, logs
from server.db import db, read_snapshot
from server.devices.service import new_id
from server.problems import LoginFailed, LoginWait
from server.problems_access import TownNeeded
from server.staff import attempts, passphrases, rights, web_sessions
from server.staff.models import ROLES, TENANT_SCOPE, Grant, Staff
from server.tenants.models import Tenant


class StaffUnfit(ValueError):
    """The account cannot be made: the text says why."""


@dataclass(frozen=True)
class Authenticated:
    """Someone whose passphrase was right."""

    tenant_id: int
    staff_id: str
    touched: list[attempts.Counter]
    demo: bool


def add(
    tenant_id: int, login: str, name: str, job: str, passphrase: str, staff_id: str | None = None
) -> Staff:
    """A new account without rights. Inside a transaction. Raises StaffUnfit or
    passphrases.PassphraseUnfit.
    """
    check_new(tenant_id, login, name)
    passphrases.check(passphrase, [_login(login), name])
    return insert(tenant_id, login, name, job, passphrases.hash_passphrase(passphrase), staff_id)


def insert(
    tenant_id: int, login: str, name: str, job: str, passphrase_hash: str, staff_id: str | None = None
) -> Staff:
    """The same, with a passphrase that is hashed already. Inside a transaction."""
    staff = Staff(
        tenant_id=tenant_id,
        id=staff_id or new_id(),
        login=_login(login),
        name=name.strip(),
        job=job,
        passphrase_hash=passphrase_hash,
        created_at=clock.now(),
    )
    db.session.add(staff)
    db.session.flush()
    return staff


def check_new(tenant_id: int | None, login: str, name: str) -> None:
    """Raise StaffUnfit when an account with this login and name cannot be made. tenant_id: None while the
    town is still to be made.
    """
    if not _login(login) or len(login) > 64 or not name.strip() or len(name) > 100:
        raise StaffUnfit("an account needs a login of up to 64 and a name of up to 100 characters")
    taken = select(Staff.id).where(Staff.tenant_id == tenant_id, Staff.login == _login(login))
    if db.session.scalar(taken) is not None:
        raise StaffUnfit(f"the login {_login(login)} is taken")


def grant(
    tenant_id: int,
    staff_id: str,
    role: str,
    scope: str = TENANT_SCOPE,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Grant:
    """Give a right. Inside a transaction.

    scope: `area:<id>`, `tenant` (everywhere in the municipality), or for a supporter `roster:<session id>`.
    """
    if role not in ROLES:
        raise StaffUnfit(f"role is one of {', '.join(ROLES)}")
    if role == "supporter" and scope.startswith(rights.ROSTER):
        _check_session(tenant_id, scope.removeprefix(rights.ROSTER))
    elif scope != TENANT_SCOPE and not scope.startswith("area:"):
        raise StaffUnfit("scope is tenant, area:<id> or, for a supporter, roster:<session id>")
    given = Grant(
        tenant_id=tenant_id,
        id=new_id(),
        staff_id=staff_id,
        role=role,
        scope=scope,
        from_on=from_on or clock.today(),
        to_on=to_on,
    )
    db.session.add(given)
    return given


def _check_session(tenant_id: int, session_id: str) -> None:
    from server.records import service as records

    found = records.get(tenant_id, session_id)
    if found is None or found.kind != "session":
        raise StaffUnfit("there is no such session")


def end(tenant_id: int, staff_id: str) -> None:
    """Close an account: no login, and every session ends now. What she wrote stays. Inside a transaction."""
    staff = db.session.get_one(Staff, (tenant_id, staff_id))
    staff.ended_at = clock.now()
    web_sessions.end_all_of(db.session(), tenant_id, staff_id)


def authenticate(login: str, passphrase: str, address: str | None, town: str | None = None) -> Authenticated:
    """Whose login this is. Raises LoginFailed, LoginWait or TownNeeded. Outside any transaction.

    town: uid of the town she means. Without it the passphrase decides between towns that have the same login.
    """
    named = _named(login)
    touched = attempts.counters(_login(login), address, alone=len(named) < 2)
    this_try = attempts.begin(touched)
    asked = [row for row in named if town in (None, row.uid)]
    right = [row for row in asked if passphrases.matches(row.passphrase_hash, passphrase) and not _over(row)]
    if not right:
        if not asked:
            passphrases.matches(None, passphrase)  # an unknown login is answered after the same work
        logs.note("login-failed", tries_left=this_try.left)
        raise LoginWait(wait_s=this_try.wait_s) if this_try.wait_s else LoginFailed(tries_left=this_try.left)
    if len(right) > 1:
        attempts.given_back(touched)
        raise TownNeeded(towns=[{"uid": row.uid, "name": row.town} for row in right])
    (row,) = right
    return Authenticated(row.tenant_id, row.id, touched, row.demo)


def counters(login: str, address: str | None) -> list[attempts.Counter]:
    """What a passphrase typed for this login counts in."""
    return attempts.counters(login, address, alone=len(_named(login)) < 2)


def _named(login: str) -> Sequence[Row[Any]]:
    with read_snapshot() as session:
        return session.execute(_LOOKUP.where(Staff.login == _login(login))).all()


def _over(row: Row[Any]) -> bool:
    return row.once_until is not None and row.once_until < clock.now()


_LOOKUP = (
    select(
        Staff.tenant_id,
        Staff.id,
        Staff.passphrase_hash,
        Staff.once_until,
        Tenant.demo,
        Tenant.uid,
        Tenant.name.label("town"),
    )
    .join(Tenant, Tenant.id == Staff.tenant_id)
    .where(Staff.ended_at.is_(None))
    .order_by(Staff.tenant_id)
)


def scopes_of_areas(tenant_id: int, names: Sequence[str]) -> list[str]:
    """The scopes of areas given by name; the whole municipality when none is. Raises StaffUnfit."""
    by_name = {name: f"area:{area_id}" for area_id, name in rights.areas_of(tenant_id)} if names else {}
    missing = [name for name in names if name not in by_name]
    if missing:
        raise StaffUnfit(f"there is no area {missing[0]}; there are {', '.join(by_name)}")
    return [by_name[name] for name in names] or [TENANT_SCOPE]


def _login(text: str) -> str:
    """The one form of a login: what full-width keyboards and capitals make is the same."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def names(tenant_id: int, staff_ids: list[str]) -> dict[str, str]:
    """Names by staff id."""
    rows = db.session.execute(
        select(Staff.id, Staff.name).where(Staff.tenant_id == tenant_id, Staff.id.in_(staff_ids))
    )
    return {staff_id: name for staff_id, name in rows}


def works_here(tenant_id: int, staff_id: str) -> bool:
    """True for an account of the tenant that has not ended."""
    found = db.session.get(Staff, (tenant_id, staff_id))
    return found is not None and found.ended_at is None


def everyone(tenant_id: int) -> list[Staff]:
    """Every account of the tenant that has not ended, by login."""
    found = db.session.scalars(
        select(Staff).where(Staff.tenant_id == tenant_id, Staff.ended_at.is_(None)).order_by(Staff.login)
    )
    return list(found)
