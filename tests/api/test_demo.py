"""The made-up town: deterministic, whole, believable, and never mixed with anything else."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask

from server import create_app
from server.config import Config, ConfigError
from server.db import read_snapshot
from server.demo import seed as seeding
from server.demo import town, year
from server.demo.seed import seed
from server.demo.villagers import villagers
from server.demo.year import meeting_days
from server.exchange import service as exchange
from server.people import service as people
from server.records import service as records
from server.submissions import service as submissions
from server.tenants import service as tenants
from tests.conftest import DATABASES, Templates, close
from tests.factories import store_id
from tests.fakes import FakeClock

PERSONS = 120


@pytest.fixture(scope="module", params=DATABASES)
def demo(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The app of a town seeded on 2026-11-21, one for all tests here: they only read."""
    app = create_app(templates.copy(request.param, tmp_path_factory.mktemp("demo"), towns=False))
    app.testing = True
    standing = FakeClock()
    seed(app, persons=PERSONS)
    standing.stop()
    yield app
    close(app)


def all_of(app: Flask, kind: str) -> list[records.RecordView]:
    with app.app_context(), read_snapshot():
        return records.of_kind(1, kind)


def fingerprint(app: Flask) -> str:
    kinds = ("area", "salon", "person", "membership", "session", "attendance", "submission", "follow_up")
    rows = [(view.kind, view.id, dict(view.fields)) for kind in kinds for view in all_of(app, kind)]
    return hashlib.sha256(json.dumps(sorted(rows, key=str), ensure_ascii=False).encode()).hexdigest()


def drafts(persons: int) -> list[dict[str, Any]]:
    """Every draft of the town, as they are filed."""
    world = seeding._world(date(2026, 11, 21))
    made = [*year.places(world), *year.people(world, villagers(world.random, persons))]
    for salon in town.SALONS:
        made += year.salon_year(world, salon)
    return [*made, *year.home_sheets(world), *year.plans(world)]


def test_the_same_day_and_number_make_the_same_town() -> None:
    assert drafts(PERSONS) == drafts(PERSONS)
    assert len({draft["id"] for draft in drafts(PERSONS)}) == len(drafts(PERSONS))


@pytest.mark.parametrize("persons", [1, 2, 7, 9])
def test_even_the_smallest_town_can_be_made(persons: int) -> None:
    assert sum(draft["kind"] == "person" for draft in drafts(persons)) == persons


def test_the_town_says_that_it_is_practice(demo: Flask) -> None:
    with demo.app_context(), read_snapshot():
        (tenant,) = tenants.all_tenants()
    assert (tenant.name, tenant.demo) == ("みなと町（練習用）", True)


def test_everybody_is_there_and_spelled_as_in_a_real_register(demo: Flask) -> None:
    persons = [view.fields for view in all_of(demo, "person")]
    assert len(persons) == PERSONS
    spellings = {fields["family"] for fields in persons if fields["family_kana"] == "タカハシ"}
    assert spellings == {"高橋", "髙橋"}
    assert any(fields["given"] == "ハナ" for fields in persons)
    assert "𠮷田" in {fields["family"] for fields in persons}
    assert all("1925" <= fields["born_on"][:4] <= "1955" for fields in persons)
    assert all(people.age(fields["born_on"], date(2026, 11, 21)) >= 70 for fields in persons)
    ages = Counter((int(fields["born_on"][:4]) - 1925) // 10 for fields in persons)
    assert 2 * ages[0] < ages[1] <= ages[2], "few of the very old"


def test_kana_reaches_the_register_full_width(demo: Flask) -> None:
    for view in all_of(demo, "person"):
        for name in ("family_kana", "given_kana"):
            assert all("ァ" <= c <= "ー" for c in view.fields[name]), view.fields[name]


def test_no_telephone_can_be_dialled(demo: Flask) -> None:
    phones = [
        view.fields["phone"].replace("-", "") for view in all_of(demo, "person") if view.fields.get("phone")
    ]
    assert len(phones) > PERSONS / 2
    assert all(phone.startswith(("09990", "0900")) for phone in phones), "no exchange begins with 0"


def test_twelve_salons_in_four_areas_and_several_meet_today(demo: Flask) -> None:
    salons = {view.id: view.fields["name"] for view in all_of(demo, "salon")}
    assert (len(salons), len(all_of(demo, "area"))) == (12, 4)
    today = [view.fields for view in all_of(demo, "session") if view.fields["on"] == "2026-11-21"]
    names = {salons[fields["salon"]] for fields in today}
    assert "ひまわり会" in names
    assert len(names) >= 2
    assert all(fields["state"] == "planned" for fields in today)


@pytest.mark.parametrize("weekday", range(7))
def test_the_sunflower_club_meets_today_whatever_day_it_is(weekday: int) -> None:
    today = date(2026, 11, 16) + timedelta(days=weekday)
    days = list(meeting_days(town.SALONS[0], today))
    assert town.SALONS[0].name == "ひまわり会"
    assert today in days
    assert days[0] < today - timedelta(days=350)
    assert days[-1] > today + timedelta(days=28)
    assert {later - earlier for earlier, later in pairwise(days)} <= {timedelta(days=7), timedelta(days=14)}


def test_new_years_day_is_a_meeting_day_only_when_it_is_today() -> None:
    assert date(2027, 1, 1) in meeting_days(town.SALONS[0], date(2027, 1, 1))
    assert date(2027, 1, 1) not in meeting_days(town.SALONS[0], date(2027, 1, 8))


def test_a_year_of_attendances_and_sheets_that_can_be_judged(demo: Flask) -> None:
    sheets = all_of(demo, "submission")
    assert len(sheets) > PERSONS / 4
    with demo.app_context(), read_snapshot():
        judged = submissions.judge_all(1, sheets)
    assert all(one is not None and not one["violations"] for one in judged)
    flagged = sum(submissions.is_flagged(one) for one in judged)
    assert 0.05 < flagged / len(sheets) < 0.5
    assert any(one is not None and not one["complete"] for one in judged), "some leave gaps"
    came = all_of(demo, "attendance")
    assert len(came) > 1_000
    assert max(view.fields["at"] for view in came) < "2026-11-21T00:00:00Z"


def test_plans_are_due_today_and_later_and_some_are_overdue(demo: Flask) -> None:
    planned = [view.fields for view in all_of(demo, "follow_up") if view.fields["state"] == "planned"]
    days = Counter(
        (fields["due_on"] > "2026-11-21") - (fields["due_on"] < "2026-11-21") for fields in planned
    )
    assert days[0] == 4
    assert days[1] >= 5
    assert days[-1] == 2


def test_every_demo_account_signs_in_with_her_role_and_areas(demo: Flask, fake_clock: FakeClock) -> None:
    areas_of = {}
    for member in town.STAFF:
        browser = demo.test_client()
        body = {
            "login": member.login,
            "passphrase": town.PASSPHRASE,
            "store_id": store_id(),
            "client": "tablet",
        }
        reply = browser.post("/api/v1/session", json=body | {"app_version": "test"})
        assert reply.status_code == 200, reply.text
        assert reply.json["staff"]["name"] == member.name
        assert reply.json["roles"] == [member.role]
        if member.role == "nurse":
            areas = [scope for scope in reply.json["scopes"] if scope.startswith("area:")]
            areas_of[member.login] = len(areas)
    assert areas_of == {"sato": 4, "suzuki": 4, "tanaka": 2}


def test_it_refuses_a_database_that_holds_a_municipality(demo: Flask) -> None:
    with pytest.raises(ConfigError):
        seed(demo, persons=5)


def test_an_interrupted_seeding_goes_on_where_it_stopped(
    demo: Flask, empty_config: Config, monkeypatch: pytest.MonkeyPatch, fake_clock: FakeClock
) -> None:
    cut = create_app(empty_config)
    filed: list[int] = []
    honest = exchange.file_ops

    def power_cut(*args):
        if len(filed) == 5:
            raise KeyboardInterrupt
        filed.append(1)
        return honest(*args)

    monkeypatch.setattr(exchange, "file_ops", power_cut)
    with pytest.raises(KeyboardInterrupt):
        seed(cut, persons=PERSONS)
    monkeypatch.setattr(exchange, "file_ops", honest)
    with cut.app_context():
        assert seeding.is_unfinished()
    fake_clock.now = datetime(2026, 11, 22, 1, tzinfo=UTC)
    seed(cut, persons=PERSONS)
    with cut.app_context():
        assert not seeding.is_unfinished()
    assert fingerprint(cut) == fingerprint(demo)
    close(cut)
