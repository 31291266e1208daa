"""`kayoi seed-demo`: the made-up town, filed through the same services as real data.

Deterministic for one number of persons and one day. Interrupted, it goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from random import Random

from flask import Flask

import forms
from server import clock
from server.auth import TenantFacts
from server.config import ConfigError
from server.db import read_snapshot, transaction
from server.demo import town, year
from server.demo.villagers import villagers
from server.demo.year import Draft, World
from server.devices import service as devices
from server.exchange import service as exchange
from server.form_versions import service as form_versions
from server.records import service as records
from server.staff import service as staff
from server.tenants import contact
from server.tenants import service as tenants
from sync.ids import natural_id

SEED = 20_260_401
UID = "6b61796f-6900-4d69-8e61-746f6d616368"  # the same town everywhere, so that its session ids are too
BATCH = 1_000


def seed(app: Flask, persons: int = 300, today: date | None = None) -> int:
    """Make the demo town with so many persons and a year of sessions; returns the tenant's number.

    Raises ConfigError when the database already holds a municipality.
    """
    with app.app_context():
        tenant_id, began_on = _begun(today or clock.today())
        form_versions.publish(tenant_id)
        world = _world(began_on)
        _file(tenant_id, "yamaguchi", year.places(world))
        _grant(tenant_id, world)
        _file(tenant_id, "yamaguchi", year.people(world, villagers(world.random, persons)))
        for salon in town.SALONS:
            _file(tenant_id, _keeper(salon), year.salon_year(world, salon))
        _file(tenant_id, "suzuki", year.home_sheets(world))
        _file(tenant_id, "sato", year.plans(world))
        _finish(tenant_id)
        return tenant_id


def is_unfinished() -> bool:
    """True when a seeding was interrupted: the last account is missing. Inside an app context."""
    found = tenants.all_tenants()
    return [tenant.uid for tenant in found] == [UID] and not _has(found[0].id, town.STAFF[-1].login)


def _begun(today: date) -> tuple[int, date]:
    """The town's number and the day its year is counted from: of the seeding that was interrupted, if any."""
    found = tenants.all_tenants()
    if is_unfinished():
        return found[0].id, found[0].created_at.astimezone(clock.TOKYO).date()
    if found:
        raise ConfigError("seed-demo wants an empty database; this one already holds a municipality")
    tenant_id = tenants.create(town.NAME, demo=True, uid=UID)
    with transaction(tenant_id):
        _add(tenant_id, town.STAFF[:-1])
        contact.keep(tenant_id, town.OFFICE, town.OFFICE_PHONE)
    return tenant_id, today


def _finish(tenant_id: int) -> None:
    with transaction(tenant_id):
        _add(tenant_id, town.STAFF[-1:])
        staff.grant(tenant_id, _staff_id(town.STAFF[-1].login), town.STAFF[-1].role)


def _add(tenant_id: int, members: Iterable[town.Member]) -> None:
    for member in members:
        one = _staff_id(member.login)
        staff.add(tenant_id, member.login, member.name, member.job, town.PASSPHRASE, staff_id=one)
        if not member.areas and member.role != "auditor":
            staff.grant(tenant_id, one, member.role)


def _grant(tenant_id: int, world: World) -> None:
    """Nurses work in areas, which exist only now."""
    with transaction(tenant_id):
        for member in town.STAFF:
            for area in member.areas:
                staff.grant(tenant_id, _staff_id(member.login), member.role, f"area:{world.ids[area]}")


def _world(today: date) -> World:
    item_ids = [item["id"] for item in forms.published("qmcoo", 1)["items"]]
    people = {member.login: _staff_id(member.login) for member in town.STAFF}
    return World(Random(SEED), UID, today, people, item_ids)


def _keeper(salon: town.Salon) -> str:
    """Who writes down what happens at a salon."""
    return "tanaka" if salon.area in ("東部", "南部") else "sato"


def _file(tenant_id: int, login: str, drafts: Iterator[Draft]) -> None:
    """File drafts in this person's name; those an interrupted seeding had filed are left out."""
    writer_no = _writer(tenant_id, login)
    while batch := list(islice(drafts, BATCH)):
        with read_snapshot():
            known = records.get_many(tenant_id, [draft["id"] for draft in batch])
        fresh = [draft for draft in batch if draft["id"] not in known]
        verdicts = (
            exchange.file_ops(TenantFacts(tenant_id, UID, town.NAME, True), fresh, writer_no) if fresh else []
        )
        refused = {(verdict.verdict, verdict.reason) for verdict in verdicts} - {("applied", None)}
        if refused:
            raise RuntimeError(f"the demo town is not as the services want it: {sorted(refused)}")


def _writer(tenant_id: int, login: str) -> int:
    """Everything of the demo was written on one made-up import device."""
    store_id = natural_id(UID, "store", login)
    with transaction(tenant_id):
        device_id = devices.device_of_store(tenant_id, natural_id(UID, "store", "yamaguchi"))
        device_id = device_id or devices.enrol(tenant_id, None, "import", "").id
        owner = devices.Ownership(_staff_id(login), device_id, store_id, "import")
        return devices.writer_for(tenant_id, owner).writer_no


def _staff_id(login: str) -> str:
    return natural_id(UID, "staff", login)


def _has(tenant_id: int, login: str) -> bool:
    return any(member.login == login for member in staff.everyone(tenant_id))
