"""Two tablets offline register one person: the office is asked, once, and nothing is joined by itself."""

import pytest
from flask import Flask
from sqlalchemy import select

from server.audit.models import ReadLog
from server.db import db, outside_feed, read_snapshot
from server.records import service as records
from server.staff import service as staff
from tests.doubles import HANA, KANA_ONLY, KIYO, ids, listed, office, register, tablets
from tests.factories import EAST, SOUTH, sign_in
from tests.fakes import FakeClock
from tests.tablet import file_ops, found_masters


@pytest.fixture
def town(app: Flask, fake_clock: FakeClock) -> Flask:
    found_masters(app)
    return app


def test_one_person_registered_on_two_tablets_offline_is_asked_about_in_the_office(
    town: Flask, fake_clock: FakeClock
) -> None:
    hanako, ichiro = tablets(town)
    made = [hanako.new_person(**HANA), ichiro.new_person(born_on="1940-04-29", **KANA_ONLY)]
    assert listed(office(town)) == []
    hanako.push(made[0][1])
    fake_clock.advance(hours=1)
    ichiro.push(made[1][1])
    (pair,) = listed(office(town))
    assert (pair["first"]["id"], pair["second"]["id"]) == (made[0][0], made[1][0])
    assert pair["reasons"] == ["born_year", "name_near"]
    assert pair["first"]["registered"]["name"] == "佐藤 花子"
    assert pair["second"]["registered"]["name"] == "鈴木 一郎"
    assert (pair["first"]["insured_no"], pair["second"]["phone"]) == ("12345674", None)
    assert pair["asked"] is False


def test_nothing_is_joined_by_itself(town: Flask) -> None:
    hanako, ichiro = tablets(town)
    register(hanako, **HANA)
    same = register(ichiro, **HANA)
    listed(office(town))
    rows = {one: row for one, row in hanako.pull().items() if row["kind"] == "person"}
    assert len(rows) == 2
    assert "merged_into" not in rows[same]["fields"]


def test_other_people_are_not_asked_about(town: Flask) -> None:
    hanako, ichiro = tablets(town)
    register(hanako, **HANA)
    register(ichiro, **KIYO)
    register(ichiro, family_kana="タカハシ", given_kana="ハナ", born_on="1952-01-30")
    assert listed(office(town)) == []


def test_a_pair_told_apart_on_the_tablet_is_asked_about_nowhere_else(town: Flask) -> None:
    hanako, _ = tablets(town)
    first = register(hanako, **HANA)
    register(hanako, **HANA, **{f"different_from#{first}": True})
    assert listed(office(town)) == []


def test_a_pair_told_apart_in_the_office_is_not_asked_about_again(town: Flask) -> None:
    hanako, ichiro = tablets(town)
    register(hanako, **HANA)
    register(ichiro, **HANA)
    (pair,) = listed(office(town))
    answer = pair["answer"]
    edit = ichiro.edit("person", pair["second"]["id"], answer["field"], answer["saw"], True)
    assert set(ichiro.verdicts(edit).values()) == {"applied"}
    assert listed(office(town)) == []


def test_an_answer_that_is_taken_back_is_asked_about_again(town: Flask) -> None:
    hanako, _ = tablets(town)
    first = register(hanako, **HANA)
    field = f"different_from#{first}"
    second = register(hanako, **HANA, **{field: True})
    hanako.push(hanako.edit("person", second, field, [hanako.id(hanako.seq)], None))
    (pair,) = listed(office(town))
    assert ids(pair) == {first, second}


def test_what_a_nurse_leaves_to_the_office_comes_first_even_where_no_rule_would_ask(town: Flask) -> None:
    hanako, _ = tablets(town)
    first, kiyo = register(hanako, **HANA), register(hanako, **KIYO)
    register(hanako, **HANA)
    doubt = register(hanako, family_kana="スズキ", given_kana="フミ", **{f"maybe_same#{kiyo}": True})
    pairs = listed(office(town))
    assert [pair["asked"] for pair in pairs] == [True, False]
    assert (ids(pairs[0]), pairs[0]["reasons"]) == ({kiyo, doubt}, [])
    assert first in ids(pairs[1])


def test_a_correction_opens_a_pair_and_another_closes_it(town: Flask) -> None:
    hanako, _ = tablets(town)
    first, second = register(hanako, **HANA), register(hanako, **KIYO)
    assert listed(office(town)) == []
    hanako.push(hanako.edit("person", second, "insured_no", [], "12345674"))
    corrected = hanako.id(hanako.seq)
    (pair,) = listed(office(town))
    assert (ids(pair), pair["reasons"][0]) == ({first, second}, "number_same")
    hanako.push(hanako.edit("person", second, "insured_no", [corrected], "11111117"))
    assert listed(office(town)) == []


def test_joined_records_are_no_pair_any_more_and_stand_as_their_root_for_others(town: Flask) -> None:
    hanako, ichiro = tablets(town)
    root, joined = register(hanako, **HANA), register(ichiro, **HANA)
    file_ops(town, [{"kind": "person", "id": joined, "edits": {"merged_into": {"saw": [], "now": root}}}])
    assert listed(office(town)) == []
    third = register(ichiro, **HANA)
    (pair,) = listed(office(town))
    assert ids(pair) == {root, third}
    ichiro.push(ichiro.edit("person", third, f"different_from#{root}", [], True))
    assert listed(office(town)) == []


def test_undoing_a_join_asks_again(town: Flask) -> None:
    hanako, ichiro = tablets(town)
    root, joined = register(hanako, **HANA), register(ichiro, **HANA)
    file_ops(town, [{"kind": "person", "id": joined, "edits": {"merged_into": {"saw": [], "now": root}}}])
    assert listed(office(town)) == []
    with town.app_context(), read_snapshot():
        members = records.get(1, joined).members_of("merged_into")  # type: ignore[union-attr]
    saw = [op for op, _ in members]
    file_ops(town, [{"kind": "person", "id": joined, "edits": {"merged_into": {"saw": saw, "now": None}}}])
    (pair,) = listed(office(town))
    assert ids(pair) == {root, joined}


def test_the_morning_counts_what_the_list_shows(town: Flask) -> None:
    hanako, ichiro = tablets(town)
    browser = office(town)
    register(hanako, **HANA)
    assert browser.get("/api/v1/office/morning").json["duplicates"] == 0
    register(ichiro, **HANA)
    assert browser.get("/api/v1/office/morning").json["duplicates"] == len(listed(browser)) == 1


def test_a_coordinator_of_one_area_sees_the_pairs_of_that_area_only(town: Flask) -> None:
    hanako, _ = tablets(town)
    here = {register(hanako, **HANA, area=EAST), register(hanako, **HANA, area=EAST)}
    register(hanako, **HANA, area=SOUTH)
    with town.app_context(), outside_feed():
        one = staff.add(1, "east", "東 京子", "保健師", "kayoi-test-2026")
        staff.grant(1, one.id, "coordinator", f"area:{EAST}")
    (pair,) = listed(sign_in(town, "east", "office"))
    assert ids(pair) == here
    assert len(listed(office(town))) == 3
    assert listed(sign_in(town, "away-coordinator", "office")) == []


def test_nurses_and_supporters_do_not_read_the_list(town: Flask) -> None:
    for login in ("hanako", "masao", "makoto"):
        assert sign_in(town, login, "office").get("/api/v1/office/duplicates").status_code == 403


def test_every_person_shown_is_in_the_read_log(town: Flask) -> None:
    hanako, ichiro = tablets(town)
    two = {register(hanako, **HANA), register(ichiro, **HANA)}
    listed(office(town))
    with town.app_context(), read_snapshot():
        seen = db.session.scalars(select(ReadLog.record_id).where(ReadLog.kind == "person"))
        assert set(seen) == two


def test_a_protected_address_does_not_leave_with_the_list(town: Flask) -> None:
    hanako, ichiro = tablets(town)
    register(hanako, **HANA, address="緑町1-2", address_protected=True)
    register(ichiro, **HANA)
    assert "緑町" not in office(town).get("/api/v1/office/duplicates").text
