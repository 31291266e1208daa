"""Making a tenant and finding one."""

import uuid

from sqlalchemy import select

from server import clock
from server.config import ConfigError
from server.db import db, outside_feed
from server.tenants.models import Tenant, TenantFeed


def create(name: str, demo: bool, uid: str | None = None) -> int:
    """A new municipality with its feed counter; returns its number. Opens its own transaction: there is no
    counter yet.

    demo: for practice; otherwise it may hold real data, for ever. What a server needs for that: real.py.
    """
    with outside_feed() as session:
        tenant = Tenant(uid=uid or str(uuid.uuid4()), name=name, demo=demo, created_at=clock.now())
        session.add(tenant)
        session.flush()
        session.add(TenantFeed(tenant_id=tenant.id, epoch=str(uuid.uuid4()), last=0))
        return tenant.id


def set_strict(tenant_id: int, strict: bool) -> None:
    """Ask for enrolled tablets and second factors, or not. Inside a transaction."""
    db.session.get_one(Tenant, tenant_id).strict = strict


def is_strict(tenant_id: int) -> bool:
    """True where only enrolled tablets sign in; with real data always."""
    tenant = db.session.get_one(Tenant, tenant_id)
    return tenant.strict or not tenant.demo


def only(uid: str | None) -> Tenant:
    """The tenant with this uid, or the only one there is. Raises ConfigError in one line."""
    found = [tenant for tenant in all_tenants() if uid in (None, tenant.uid)]
    if len(found) == 1:
        return found[0]
    raise ConfigError(
        "there is no such municipality: run `kayoi init` first"
        if not found
        else "there is more than one municipality: name one with --tenant " + " | ".join(t.uid for t in found)
    )


def get(tenant_id: int) -> Tenant:
    """The tenant of this number. Raises NoResultFound."""
    return db.session.get_one(Tenant, tenant_id)


def all_tenants() -> list[Tenant]:
    """Every tenant, oldest first."""
    return list(db.session.scalars(select(Tenant).order_by(Tenant.id)))


def writers_from(tenant_id: int) -> int:
    """The number after which new writers are numbered; 0 until there has been a restore."""
    return db.session.get_one(TenantFeed, tenant_id).writers_from


def epoch(tenant_id: int) -> str:
    """The feed's epoch; it changes when the server is restored."""
    return db.session.get_one(TenantFeed, tenant_id).epoch
