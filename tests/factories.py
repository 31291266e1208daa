"""What tests begin with: two towns with staff. Everything a test does not talk about is filled in here."""

import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.db import transaction
from server.staff import service as staff
from server.staff.models import Staff
from server.tenants import service as tenants

PASSPHRASE = "kayoi-test-2026"
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSPHRASE)
EAST = "018f0000-0000-7000-8000-000000000001"
SOUTH = "018f0000-0000-7000-8000-000000000002"
HOME_UID = "6f1b2c3d-0000-4000-8000-000000000001"
AWAY_UID = "6f1b2c3d-0000-4000-8000-000000000002"


@dataclass(frozen=True)
class Account:
    """A member of staff of the test towns."""

    login: str
    name: str
    grants: tuple[tuple[str, str], ...]


HOME = (
    Account("hanako", "佐藤 花子", (("nurse", f"area:{EAST}"), ("nurse", f"area:{SOUTH}"))),
    Account("misaki", "田中 美咲", (("nurse", f"area:{SOUTH}"),)),
    Account("ichiro", "鈴木 一郎", (("nurse", "tenant"),)),
    Account("megumi", "山口 恵", (("coordinator", "tenant"),)),
    Account("masao", "森 正男", (("supporter", "tenant"),)),
    Account("makoto", "加藤 誠", (("auditor", "tenant"),)),
)
AWAY = (
    Account("away-nurse", "隣町 一子", (("nurse", "tenant"),)),
    Account("away-coordinator", "隣町 二郎", (("coordinator", "tenant"),)),
)


def found_towns(app: Flask) -> None:
    """Create the two towns in an empty, migrated database. They are tenants 1 (home) and 2 (away)."""
    with app.app_context():
        for name, uid, accounts in (("かよい町", HOME_UID, HOME), ("となり町", AWAY_UID, AWAY)):
            tenant_id = tenants.create(name, demo=True, uid=uid)
            with transaction(tenant_id):
                for account in accounts:
                    _add(tenant_id, account)


def _add(tenant_id: int, account: Account) -> None:
    made = add_staff(tenant_id, account.login, account.name, "保健師")
    for role, scope in account.grants:
        staff.grant(tenant_id, made.id, role, scope, from_on=date(2020, 4, 1))


def add_staff(tenant_id: int, login: str, name: str, job: str) -> Staff:
    """An account whose PASSPHRASE is checked in no time; test_brute_force.py says what a real one costs."""
    made = staff.add(tenant_id, login, name, job, PASSPHRASE)
    made.passphrase_hash = _CHEAP
    return made


def store_id() -> str:
    """The id of a fresh local store, as a browser makes it."""
    raw = secrets.token_hex(16)
    return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-8{raw[17:20]}-{raw[20:]}"


@dataclass
class SignedIn:
    """A browser after signing in. `body` is the reply to the login; `writer` is in it on a tablet."""

    client: FlaskClient
    store_id: str
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def writer(self) -> dict[str, Any]:
        """Number, key and certificate of the tablet's writer."""
        writer: dict[str, Any] = self.body["writer"]
        return writer

    def get(self, path: str, **options: Any) -> TestResponse:
        """GET as this person."""
        return self.client.get(path, **options)

    def post(self, path: str, **options: Any) -> TestResponse:
        """POST as this person; `json=` is the body."""
        return self.client.post(path, **options)


def sign_in_body(login: str, store: str, client: str = "tablet", **more: Any) -> dict[str, Any]:
    """The JSON of a login."""
    body = {
        "login": login,
        "passphrase": PASSPHRASE,
        "store_id": store,
        "client": client,
        "app_version": "test",
    }
    return body | more


def sign_in(
    app: Flask, login: str, client: str = "tablet", store: str | None = None, **more: Any
) -> SignedIn:
    """Sign in as one of the accounts above, through the door a browser uses."""
    browser = app.test_client()
    store = store or store_id()
    response = browser.post("/api/v1/session", json=sign_in_body(login, store, client, **more))
    assert response.status_code == 200, response.text
    return SignedIn(browser, store, response.json)
