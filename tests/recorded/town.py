"""The municipality of the recordings: nothing in it is left to chance, so that recorded MACs stay true."""

from datetime import date
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask

from server import clock
from server.auth import TenantFacts
from server.db import db, transaction
from server.devices.models import Device
from server.exchange import service as exchange
from server.staff import service as staff
from server.staff.models import Staff
from server.tenants import service as tenants

MASTER_KEY = bytes(range(32))
UID = "6f1b2c3d-0000-4000-8000-0000000000aa"
EAST, SOUTH = (f"018f0000-0000-7000-8000-00000000000{n}" for n in (1, 2))
SALON = "018f0000-0000-7000-8000-0000000000a1"
PASSPHRASE = "recorded-2026"
PEOPLE = {  # login -> (number, role, scope)
    "nurse": (1, "nurse", f"area:{SOUTH}"),
    "colleague": (2, "nurse", f"area:{SOUTH}"),
    "coordinator": (3, "coordinator", "tenant"),
}


def put_key(file: Path) -> None:
    """The master key of the recordings."""
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_bytes(MASTER_KEY)


def store_of(login: str) -> str:
    """The store of somebody's tablet."""
    return f"018f0000-0000-4000-8000-0000000000c{PEOPLE[login][0]}"


def device_of(login: str) -> str:
    """Somebody's tablet."""
    return f"018f0000-0000-4000-8000-0000000000d{PEOPLE[login][0]}"


def found(app: Flask) -> None:
    """Accounts, devices and masters, in an empty, migrated database."""
    with app.app_context():
        number = tenants.create("記録の町", demo=True, uid=UID)
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSPHRASE)
        with transaction(number):
            for login, (n, role, scope) in PEOPLE.items():
                one = {"tenant_id": number, "id": f"018f0000-0000-4000-8000-0000000000b{n}"}
                account = {"login": login, "name": login, "passphrase_hash": cheap, "created_at": clock.now()}
                db.session.add(Staff(**one, **account))
                db.session.flush()
                staff.grant(number, one["id"], role, scope, from_on=date(2020, 4, 1))
                seen = {"created_at": clock.now(), "last_seen_at": clock.now()}
                device = {"tenant_id": number, "id": device_of(login), "label": f"タブレット{n}号"}
                db.session.add(Device(**device, client="tablet", app_version="", **seen))
        drafts: list[dict[str, Any]] = [
            {"kind": "area", "id": EAST, "new": {"name": "東部", "number": 1}},
            {"kind": "area", "id": SOUTH, "new": {"name": "南部", "number": 2}},
            {"kind": "salon", "id": SALON, "new": {"name": "さくら会", "area": SOUTH}},
        ]
        said = exchange.file_ops(TenantFacts(number, UID, "記録の町", True), drafts)
        assert {one.verdict for one in said} == {"applied"}
