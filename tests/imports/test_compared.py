"""A file is compared with the one before from the same source: what staff wrote is never replaced unseen."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.db import db, read_snapshot
from server.exchange.models import OpRow
from tests.imports.office import ImportOffice, other, row
from tests.tablet import Tablet


def ops(app: Flask) -> int:
    """How many ops the server holds."""
    with app.app_context(), read_snapshot():
        return int(db.session.scalar(select(func.count()).select_from(OpRow)) or 0)


def values(person: dict[str, Any], field: str) -> list[Any]:
    """Every value a field holds, the one in use first."""
    if field in person["members"]:
        return [value for _, value in person["members"][field]]
    return [person["fields"][field]] if field in person["fields"] else []


def test_a_file_makes_people_with_everything_it_says(office: ImportOffice) -> None:
    done = office.take([row(異動事由="転入", 異動日="R8.4.1")])
    assert done["counts"]["result"] == {"applied": 1}
    assert office.person()["fields"] | {"area": ""} == {
        "register_no": "0010000001",
        "insured_no": "10000008",
        "family_kana": "タカハシ",
        "given_kana": "ハナ",
        "family": "髙橋",
        "given": "ハナ",
        "born_on": "1941-04-29",
        "sex": "female",
        "phone": "0574-25-1117",
        "address": "かよい町一丁目1番",
        "area": "",
        "state_on": "2026-04-01",
    }


def test_the_same_file_again_is_no_op_at_all(app: Flask, office: ImportOffice) -> None:
    rows = [row(), other(1, 支援措置="1"), other(2, 異動事由="死亡", 異動日="R8.4.1"), other(3, 電話="")]
    office.take(rows)
    before = ops(app)
    run = office.upload(rows, encoding="utf-8-sig")
    assert run["counts"]["outcomes"] == {"unchanged": 4}
    assert office.apply(run["id"])["counts"]["result"] == {}
    assert ops(app) == before


def test_what_changed_is_written_field_by_field_and_counted(app: Flask, office: ImportOffice) -> None:
    office.take([row(), other(1), other(2)])
    before = ops(app)
    changed = [row(電話="0574-00-0000", 住所="かよい町二丁目"), other(1, 電話="0574-11-1111"), other(2)]
    run = office.upload(changed)
    assert run["counts"]["outcomes"] == {"changed": 2, "unchanged": 1}
    assert run["counts"]["by_field"] == {"phone": 2, "address": 1}
    (line,) = [one for one in office.lines(run["id"], "changed") if one["n"] == 2]
    assert {one["field"]: (one["before"], one["now"]) for one in line["changes"]} == {
        "phone": ("0574-25-1117", "0574-00-0000"),
        "address": ("かよい町一丁目1番", "かよい町二丁目"),
    }
    office.apply(run["id"])
    assert ops(app) == before + 2
    person = office.person()
    assert (values(person, "phone"), values(person, "address")) == (["0574-00-0000"], ["かよい町二丁目"])


def test_a_nurses_correction_survives_an_unchanged_file_and_meets_a_changed_one_as_a_conflict(
    office: ImportOffice, hanako: Tablet
) -> None:
    office.take([row()])
    person = hanako.everything()[office.person()["id"]]
    hanako.push(hanako.edit("person", person["id"], "phone", [person["op"]], "090-0000-1111"))
    office.take([row()])
    assert values(office.person(), "phone") == ["090-0000-1111"]
    done = office.take([row(電話="0574-99-9999")])
    assert done["counts"]["result"] == {"conflict": 1}
    assert values(office.person(), "phone") == ["090-0000-1111", "0574-99-9999"]
    (conflict,) = office.browser.get("/api/v1/office/conflicts").json
    assert conflict["field"] == "phone"
    office.take([row(電話="0574-88-8888")])
    assert values(office.person(), "phone") == ["090-0000-1111", "0574-88-8888"], "its own value gave way"


def test_a_value_the_source_never_gave_stays_beside_what_is_there_unless_nothing_is(
    office: ImportOffice, hanako: Tablet
) -> None:
    office.take([row(電話="", 住所="", 被保険者番号="")])
    person = hanako.everything()[office.person()["id"]]
    hanako.push(
        hanako.edit("person", person["id"], "phone", [], "090-0000-1111"),
        hanako.edit("person", person["id"], "address", [], None),
    )
    done = office.take([row()])
    assert done["counts"]["result"] == {"conflict": 1}
    person = office.person()
    assert values(person, "phone") == ["090-0000-1111", "0574-25-1117"]
    assert values(person, "address") == ["かよい町一丁目1番"]
    assert values(person, "insured_no") == ["10000008"]


def test_a_value_the_source_takes_back_becomes_empty_but_only_its_own(
    office: ImportOffice, hanako: Tablet
) -> None:
    office.take([row(), other(1)])
    office.take([row(電話=""), other(1)])
    assert office.person()["fields"]["phone"] is None
    office.take([row(), other(1)])
    assert office.person()["fields"]["phone"] == "0574-25-1117"


def test_a_column_that_is_not_there_any_more_changes_nothing(office: ImportOffice) -> None:
    office.take([row()])
    header = [name for name in row() if name not in ("電話", "住所")]
    run = office.upload([row()], header=header)
    assert run["counts"]["outcomes"] == {"unchanged": 1}


def test_two_sources_know_nothing_of_each_others_values(office: ImportOffice) -> None:
    office.take([row()])
    done = office.take([row(電話="0574-77-7777")], name="後期高齢者", key="insured_no")
    assert done["counts"]["outcomes"] == {"changed": 1}, "the same person by her insured number"
    assert values(office.person(), "phone") == ["0574-25-1117", "0574-77-7777"]
    assert office.upload([row()])["counts"]["outcomes"] == {"unchanged": 1}


def test_who_is_no_longer_named_is_listed_and_never_removed(app: Flask, office: ImportOffice) -> None:
    office.take([row(), other(1), other(2)])
    before = ops(app)
    run = office.upload([other(1), other(2, 地区="火星")])
    assert run["counts"]["missing"] == 1, "a refused row has been named"
    (gone,) = office.get(f"/{run['id']}/missing")["people"]
    assert (gone["key"], gone["person"]["name"]) == ("0010000001", "髙橋 ハナ")
    office.apply(run["id"])
    assert office.get(f"/{run['id']}/missing")["people"] == [gone]
    assert ops(app) == before
    assert office.person()["fields"]["family"] == "髙橋"
    part = office.upload([other(2)], whole=False)
    assert (part["counts"]["missing"], office.get(f"/{part['id']}/missing")["people"]) == (0, [])


@pytest.mark.parametrize(
    ("event", "state"), [("死亡", "deceased"), ("転出", "moved_out"), ("施設入所", "in_facility")]
)
def test_a_move_stops_what_was_planned_and_taking_it_back_is_told(
    app: Flask, office: ImportOffice, hanako: Tablet, event: str, state: str
) -> None:
    from server.follow_ups.models import Reminder
    from tests.tablet import new_id

    office.take([row()])
    person = office.person()["id"]
    plan = {"person": person, "due_on": "2027-01-20", "way": "visit", "state": "planned"}
    hanako.push(hanako.op("follow_up", new_id(), new=plan))

    def reminders() -> list[str]:
        with app.app_context(), read_snapshot():
            return list(db.session.scalars(select(Reminder.state)))

    assert reminders() == ["waiting"]
    run = office.upload([row(異動事由=event, 異動日="R8.11.1")])
    assert run["counts"]["states"] == {state: 1}
    assert reminders() == ["waiting"], "a preview stops nothing"
    office.apply(run["id"])
    fields = office.person()["fields"]
    assert (fields["state"], fields["state_on"]) == (state, "2026-11-01")
    assert reminders() == ["cancelled"]
    office.take([row()])
    fields = office.person()["fields"]
    assert (fields["state"], fields["state_on"]) == ("active", None)


def test_a_death_a_nurse_took_back_stays_in_use_as_a_conflict_says_the_careful_rule(
    office: ImportOffice, hanako: Tablet
) -> None:
    office.take([row()])
    person = hanako.everything()[office.person()["id"]]
    hanako.push(hanako.edit("person", person["id"], "state", [], "active"))
    done = office.take([row(異動事由="死亡")])
    assert done["counts"]["result"] == {"conflict": 1}
    assert sorted(values(office.person(), "state")) == ["active", "deceased"]
    assert office.person()["fields"]["state"] == "deceased"
