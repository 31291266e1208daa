"""Judging the sheets of a whole period again, by other criteria, as `kayoi form judge-again --do` does."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import forms
from forms import kdb
from server import create_app
from server.db import outside_feed, read_snapshot
from server.judgements import running
from server.staff import service as staff
from tests.bench import register
from tests.bench.database import durable_postgresql
from tests.bench.register import Draft, Register, seed_kayoi

SHEETS = 20_000
FORM, VERSION = "qmcoo", 2
SOURCE = "KDB活用支援ツール"
ASKED = {
    "form": FORM,
    "version": VERSION,
    "since": "2026-01-01",
    "until": "2026-12-31",
    "areas": [],
    "facts": {"criteria_frailty": "qmcoo15_yakabe2023"},
}


class Again(NamedTuple):
    """How long counting and judging took, and of how many sheets how many differed."""

    counted_s: float
    judged_s: float
    looked_at: int
    differing: int
    kept: int


class Questionnaires(Register):
    """A questionnaire for each person, and all that KDB can say of each."""

    def sheet_of(self, person: str) -> Draft:
        """Every question answered."""
        draft = super().sheet_of(person)
        head = {name: value for name, value in draft["new"].items() if not name.startswith("a.")}
        items = forms.published(FORM, VERSION)["items"]
        answers = {
            f"a.{item['id']}": self.random.choice([one["code"] for one in item["options"]]) for item in items
        }
        new = head | {"form": FORM, "version": VERSION} | answers
        return draft | {"form_version": f"{FORM}/{VERSION}", "new": new}

    def _person(self, who: Any) -> Draft:
        draft = super()._person(who)
        asked = kdb.asked(forms.published(FORM, VERSION))
        known = {fact["id"]: self._fact(fact["type"]) for fact in asked}
        text = kdb.Said(known, "2026-09-01", SOURCE).text()
        return draft | {"new": draft["new"] | {kdb.field_of(2026, "9f3a1c0b7d21"): text}}

    def _fact(self, kind: str) -> bool | float:
        return self.random.random() < 0.5 if kind == "boolean" else round(self.random.uniform(5, 160), 1)


def measure(where: Path, sheets: int = SHEETS) -> Iterator[tuple[str, Again]]:
    """(database, what it took), for SQLite and PostgreSQL."""
    questionnaires = Questionnaires(sheets, sheets)
    yield "SQLite", _one(where / "sqlite", None, questionnaires)
    with durable_postgresql() as new_database:
        yield "PostgreSQL", _one(where / "postgresql", new_database("again"), questionnaires)


def _one(where: Path, database: str | None, questionnaires: Questionnaires) -> Again:
    seed_kayoi(where, database, questionnaires)
    with create_app(register.config(where, database)).app_context():
        with read_snapshot():
            by = next(one.id for one in staff.everyone(1) if one.login == "sato")
        with outside_feed() as session:
            run_id = running.ask(session, 1, by, ASKED)
        counted_s = _through(run_id)
        with outside_feed() as session:
            running.begin(session, 1, run_id, by)
        judged_s = _through(run_id)
        with read_snapshot():
            run = running.get(1, run_id)
            return Again(counted_s, judged_s, run.looked_at, run.differing, run.kept)


def _through(run_id: str) -> float:
    began = time.perf_counter()
    while running.go_on(1, run_id):
        pass
    return time.perf_counter() - began
