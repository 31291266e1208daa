"""A made-up register for the pull benchmarks: persons and the latest sheet of each, for both servers.

Names come from the made-up town, answers and measures from a random generator with a fixed seed: compression
finds in them what it would find in a real register, and nothing more.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import psycopg

import forms
from forms.names import katakana
from server import create_app, migrate
from server.auth import TenantFacts
from server.config import Config
from server.db import db, transaction
from server.demo.villagers import Villager, villagers
from server.devices import keys
from server.exchange import service as exchange
from server.form_versions import service as form_versions
from server.staff import service as staff
from server.tenants import service as tenants
from sync.ids import uuid7
from tests.bench.serving import DEFINITIONS
from tests.browser.live import PASSPHRASE

AREAS, BEGAN = 4, datetime(2026, 1, 5, tzinfo=UTC)
BATCH = 1_000
MEASURES = {  # item: (mean, spread, decimals)
    "grip": (24.0, 7.0, 1),
    "walk": (5.2, 1.4, 2),
    "stand": (9.8, 3.1, 1),
    "reach": (31.0, 6.0, 1),
    "calf": (33.5, 2.8, 1),
    "body": (54.0, 9.5, 1),
    "upper": (128.0, 17.0, 0),
    "lower": (76.0, 11.0, 0),
}

Draft = dict[str, Any]

if DEFINITIONS not in forms.FOLDERS:
    forms.FOLDERS.append(DEFINITIONS)


class Register:
    """The drafts of a register of so many persons and sheets; the same for the same numbers."""

    def __init__(self, persons: int, sheets: int) -> None:
        self.random = Random(20_261_121)
        self.areas = [self._id() for _ in range(AREAS)]
        self.persons = [self._person(who) for who in villagers(self.random, persons)]
        self.sheets = [self.sheet_of(one["id"]) for one in self.random.sample(self.persons, sheets)]

    def records(self) -> list[Draft]:
        """Areas, persons and sheets, in the order they were filed."""
        areas = [
            {"kind": "area", "id": one, "new": {"name": f"架空{n}区"}} for n, one in enumerate(self.areas)
        ]
        return areas + self.persons + self.sheets

    def _id(self) -> str:
        at = BEGAN + timedelta(seconds=self.random.randrange(300 * 86_400))
        return uuid7(int(at.timestamp() * 1_000) + self.random.randrange(1_000), self.random.randbytes(10))

    def _person(self, who: Villager) -> Draft:
        new = {
            "family_kana": katakana(who.family.kana),
            "given_kana": katakana(who.given.kana),
            "family": who.family.written,
            "given": who.given.written,
            "born_on": who.born_on.isoformat(),
            "sex": who.sex,
            "phone": who.phone,
            "address": who.address,
            "area": self.random.choice(self.areas),
            "state": "active",
        }
        return {"kind": "person", "id": self._id(), "new": new}

    def sheet_of(self, person: str) -> Draft:
        """An answer sheet about a person."""
        day = (BEGAN + timedelta(days=self.random.randrange(300))).date().isoformat()
        head = {"person": person, "form": "bench", "version": 1, "on": day, "answered_by": "self"}
        answers = {f"a.{item['id']}": self._answer(item) for item in forms.published("bench", 1)["items"]}
        return {"kind": "submission", "id": self._id(), "form_version": "bench/1", "new": head | answers}

    def _answer(self, item: dict[str, Any]) -> float:
        if item["type"] == "number":
            mean, spread, decimals = MEASURES[item["id"].removeprefix("bench.")]
            value = round(max(self.random.gauss(mean, spread), item["minimum"]), decimals)
            return min(value, item["maximum"]) if decimals else int(min(value, item["maximum"]))
        codes = [choice["code"] for choice in item["options"]]
        return int(self.random.choices(codes, [3, 2, 1, 1, 1, 1, 1][: len(codes)])[0])


def seed_kayoi(where: Path, database: str | None, register: Register) -> None:
    """File the register through the same service as any other op; two nurses may pull it."""
    app = create_app(config(where, database))
    with app.app_context():
        migrate.upgrade(app)
        number = tenants.create("計測の町", demo=True)
        with transaction(number):
            for login in ("sato", "suzuki"):
                made = staff.add(number, login, login, "", PASSPHRASE)
                for area in register.areas:
                    staff.grant(number, made.id, "nurse", f"area:{area}")
        form_versions.publish(number)
        town, drafts = TenantFacts(number, tenants.get(number).uid, "", True), register.records()
        for at in range(0, len(drafts), BATCH):
            verdicts = exchange.file_ops(town, drafts[at : at + BATCH])
            if {verdict.verdict for verdict in verdicts} != {"applied"}:
                raise RuntimeError(f"not applied: {verdicts[:3]}")
        db.session.remove()
        if database:  # what autovacuum would have done by the next morning
            with psycopg.connect(database, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
        db.engine.dispose()


def config(where: Path, database: str | None) -> Config:
    where.mkdir(parents=True, exist_ok=True)
    keys.create_master_key(where / "master.key")
    url = (database or f"sqlite:///{where / 'kayoi.db'}").replace("postgresql://", "postgresql+psycopg://", 1)
    return Config(data=where, database_url=url)


def seed_floor(database: str, register: Register) -> None:
    """The same persons and sheets in the floor's one table, as it stores them: one text each."""
    into = "COPY submission (id, person, body) FROM STDIN"
    with psycopg.connect(database) as connection, connection.cursor() as cursor, cursor.copy(into) as copy:
        for draft in register.persons + register.sheets:
            copy.write_row((draft["id"], draft["new"].get("person", ""), floor_body(draft)))
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def floor_body(draft: Draft) -> str:
    """A record as the floor stores and sends it."""
    return json.dumps({"id": draft["id"]} | draft["new"], ensure_ascii=False, separators=(",", ":"))
