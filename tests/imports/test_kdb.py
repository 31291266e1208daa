"""What KDB says, brought as a file: read, compared, judged with, taken back; never for those who may not."""

from typing import Any

import pytest
from flask import Flask

from server.db import db, read_snapshot
from server.exchange import rosters
from server.form_versions import service as form_versions
from sync.ids import natural_id
from tests.factories import HOME_UID
from tests.fakes import FakeClock
from tests.imports.office import HANA, ImportOffice, other, row
from tests.imports.registers import csv_bytes
from tests.tablet import ANSWERS, SESSION, Tablet, new_id

HEADER = ("後期番号", "BMI", "歯科", "薬", "睡眠", "A1c", "尿", "抽出した日")
COLUMNS = {
    "insured_no": "後期番号",
    "kdb_bmi": "BMI",
    "kdb_dental": "歯科",
    "kdb_drugs": "薬",
    "kdb_sleeping_drug": "睡眠",
    "kdb_hba1c": "A1c",
    "kdb_urine_protein": "尿",
    "day_of_kdb": "抽出した日",
}
NAME = "KDB活用支援ツール"


def facts(**cells: str) -> dict[str, str]:
    """A row about 髙橋 ハナ as the tool might give it."""
    return {"後期番号": HANA["被保険者番号"], "BMI": "19.5", "歯科": "無", "抽出した日": "R8.9.1"} | cells


def bring(office: ImportOffice, *rows: dict[str, str], name: str = NAME, **more: Any) -> dict[str, Any]:
    """A run of these rows, compared and ready."""
    raw = csv_bytes(rows, "cp932", more.pop("header", HEADER))
    columns = {"columns": COLUMNS, "key": "insured_no", "year": 2026, "whole": False} | more
    return office.upload_raw(raw, name=name, **columns)


def told(office: ImportOffice) -> dict[str, Any]:
    """Year -> what her record says KDB said."""
    fields = office.person()["fields"]
    return {name[4:8]: value for name, value in fields.items() if name.startswith("kdb#")}


@pytest.fixture(autouse=True)
def today(fake_clock: FakeClock) -> None:
    """A day of the fiscal year 2026."""


@pytest.fixture
def hana(office: ImportOffice) -> dict[str, Any]:
    """髙橋 ハナ is on the register."""
    office.take([row(), other(1)])
    return office.person()


def test_the_facts_of_a_file_stand_in_her_record_with_year_source_and_day(
    office: ImportOffice, hana: dict[str, Any]
) -> None:
    run = bring(office, facts(薬="16", 睡眠="1", A1c="７.９", 尿="（＋）"))
    assert run["counts"]["outcomes"] == {"changed": 1}
    assert told(office) == {}
    assert office.apply(run["id"])["counts"]["result"] == {"applied": 1}
    said = "bmi=19.5;dental=n;drugs=16;hba1c=7.9;sleeping_drug=y;urine_protein=y;on=2026-09-01;source=" + NAME
    assert told(office) == {"2026": said}
    again = bring(office, facts(薬="16", 睡眠="1", A1c="7.90", 尿="2+"))
    assert again["counts"]["outcomes"] == {"unchanged": 1}


def test_what_is_empty_is_unknown_and_takes_back_what_the_source_said(
    office: ImportOffice, hana: dict[str, Any]
) -> None:
    office.apply(bring(office, facts())["id"])
    office.apply(bring(office, facts(BMI="", 歯科=""))["id"])
    assert told(office) == {"2026": None}
    (field,) = [name for name in office.person()["fields"] if name.startswith("kdb#")]
    path = f"/api/v1/office/records/{hana['id']}/history?field={field.replace('#', '%23')}"
    values = [one["value"] for one in office.browser.get(path).json]
    assert values == [f"bmi=19.5;dental=n;on=2026-09-01;source={NAME}", None]


REFUSED = [
    ({"BMI": "0"}, ("kdb_bmi", "zero")),
    ({"BMI": "19.5kg"}, ("kdb_bmi", "not-a-value")),
    ({"BMI": "-"}, ("kdb_bmi", "not-a-value")),
    ({"薬": "15.5"}, ("kdb_drugs", "not-a-value")),
    ({"歯科": "-"}, ("kdb_dental", "unknown-yes-no")),
    ({"歯科": "2"}, ("kdb_dental", "unknown-yes-no")),
    ({"尿": "1"}, ("kdb_urine_protein", "unknown-protein")),
    ({"尿": "？"}, ("kdb_urine_protein", "unknown-protein")),
    ({"抽出した日": "2099-01-01"}, ("day_of_kdb", "future")),
    ({"後期番号": "19999999"}, ("insured_no", "not-registered")),
]


def test_a_cell_that_cannot_be_read_is_refused_with_its_reason(
    office: ImportOffice, hana: dict[str, Any]
) -> None:
    for cells, why in REFUSED:
        run = bring(office, facts(**cells))
        assert office.rules(run["id"]) == {2: [why]}, cells
    assert told(office) == {}


def test_the_year_is_said_by_a_column(office: ImportOffice, hana: dict[str, Any]) -> None:
    columns = {one: name for one, name in COLUMNS.items() if one != "day_of_kdb"} | {"year_of_kdb": "年度"}
    said = [("2025", "2025"), ("令和6年度", "2024"), ("R5", "2023"), ("平成31", "2019"), ("H30", "2018")]
    for cell, _ in [*said, ("令和元年度", "")]:
        run = bring(office, facts(年度=cell), header=(*HEADER, "年度"), columns=columns, year=0)
        office.apply(run["id"])
    assert run["counts"]["outcomes"] == {"unchanged": 1}, "平成31 is 令和元"
    assert sorted(told(office)) == sorted(year for _, year in said)
    unread = bring(office, facts(年度="今年"), header=(*HEADER, "年度"), columns=columns, year=0)
    assert office.rules(unread["id"]) == {2: [("year_of_kdb", "unknown-year")]}


def test_the_year_is_needed_and_has_begun(office: ImportOffice, hana: dict[str, Any]) -> None:
    body = {"name": NAME, "key": "insured_no", "columns": {"insured_no": "a", "kdb_bmi": "b"}}
    for year in (0, 2027, 1990):
        reply = office.try_post("/sources", body | {"year": year})
        assert (reply.status_code, "year" in reply.text) == (422, True), reply.text
    assert office.try_post("/sources", body | {"year": 2026}).status_code == 200
    unknown = body | {"columns": {"insured_no": "a", "kdb_made_up": "b"}, "year": 2026}
    assert office.try_post("/sources", unknown).status_code == 422
    run = bring(
        office, facts(年度="2027"), header=(*HEADER, "年度"), columns=COLUMNS | {"year_of_kdb": "年度"}
    )
    assert office.rules(run["id"]) == {2: [("year_of_kdb", "year-ahead")]}


def file_sheet(nurse: Tablet, person: str, on: str) -> str:
    """The id of a questionnaire, edition 2, that says 体重減少 and 固いものが食べにくい."""
    said = {"a.qmcoo.06_weight": 1, "a.qmcoo.04_chewing": 1, "a.qmcoo.08_fall": 1}
    head = {"person": person, "form": "qmcoo", "version": 2, "on": on, "answered_by": "self"}
    sheet = new_id()
    op = nurse.op("submission", sheet, new=head | ANSWERS | said, form_version="qmcoo/2")
    assert list(nurse.verdicts(op).values()) == ["applied"]
    return sheet


def findings(office: ImportOffice, sheet: str) -> tuple[dict[str, str], Any]:
    """(state by finding, what KDB said) of a sheet as the office opens it."""
    page = office.browser.get(f"/api/v1/office/submissions/{sheet}").json
    return {one["id"]: one["state"] for one in page["findings"]}, page["kdb"]


def test_a_sheet_of_that_fiscal_year_is_judged_with_them_and_says_so(
    app: Flask, office: ImportOffice, hanako: Tablet, hana: dict[str, Any]
) -> None:
    with app.app_context():
        form_versions.switch(1, "qmcoo", 2, on=True)
    sheets = {on: file_sheet(hanako, hana["id"], on) for on in ("2026-03-31", "2026-11-01")}
    before, kdb = findings(office, sheets["2026-11-01"])
    assert (before["ex1_nutrition_kdb"], before["ex2_oral"], kdb) == (
        "undetermined",
        "undetermined",
        {"year": 2026, "facts": []},
    )
    office.apply(bring(office, facts())["id"])
    now, kdb = findings(office, sheets["2026-11-01"])
    assert (now["ex1_nutrition_kdb"], now["ex2_oral"], now["ex4_sleeping_drug"]) == (
        "positive",
        "positive",
        "undetermined",
    )
    said = {"source": NAME, "on": "2026-09-01"}
    used = {
        "year": 2026,
        "facts": [
            {"id": "kdb_bmi", "value": 19.5, "said": [said | {"value": 19.5}]},
            {"id": "kdb_dental", "value": False, "said": [said | {"value": False}]},
        ],
    }
    assert kdb == used
    earlier, kdb = findings(office, sheets["2026-03-31"])
    assert (earlier["ex1_nutrition_kdb"], earlier["ex2_oral"]) == ("undetermined", "undetermined")
    assert kdb == {"year": 2025, "facts": []}
    again = f"/api/v1/office/submissions/{sheets['2026-11-01']}/judgements"
    assert office.browser.post(again, json={"version": 2}).status_code == 200
    office.apply(bring(office, facts(歯科="有"), name="別の出力")["id"])
    now, later = findings(office, sheets["2026-11-01"])
    assert (now["ex1_nutrition_kdb"], now["ex2_oral"]) == ("positive", "undetermined")
    assert later["facts"][1]["value"] is None
    (kept,) = office.browser.get(again).json["judgements"]
    assert kept["kdb"] == used, "a further result keeps what it was judged with"


def test_a_year_of_a_source_is_taken_back_as_a_run_of_its_own(
    office: ImportOffice, hana: dict[str, Any]
) -> None:
    office.apply(bring(office, facts())["id"])
    office.apply(bring(office, facts(BMI="21"), name="別の出力")["id"])
    source = next(one["id"] for one in office.get("")["sources"] if one["name"] == NAME)
    assert office.try_post(f"/sources/{source}/take-back", {"year": 2025}).status_code == 422
    run = office.check(office.post(f"/sources/{source}/take-back", {"year": 2026})["id"])
    assert run["counts"]["outcomes"] == {"changed": 1}
    office.apply(run["id"])
    said = [value for name, value in office.person()["fields"].items() if name.startswith("kdb#")]
    assert sorted(said, key=str) == [None, "bmi=21;dental=n;on=2026-09-01;source=別の出力"]
    assert office.try_post(f"/sources/{source}/take-back", {"year": 2026}).status_code == 422


def test_a_nurse_has_them_on_her_tablet_and_who_helps_at_a_session_does_not(
    app: Flask, office: ImportOffice, hanako: Tablet, hana: dict[str, Any]
) -> None:
    office.apply(bring(office, facts())["id"])
    rows = [one for one in hanako.pull().values() if one["kind"] == "person" and one["id"] == hana["id"]]
    assert ["bmi=19.5" in str(one["fields"]) for one in rows] == [True]
    with app.app_context(), read_snapshot():
        listed = dict(rosters.listed(db.session(), 1, SESSION))
    assert hana["id"] not in listed
    hanako.push(
        hanako.op(
            "attendance",
            natural_id(HOME_UID, "attendance", f"{SESSION}:{hana['id']}"),
            new={"person": hana["id"], "session": SESSION, "at": "2026-11-21T05:00:00Z", "state": "present"},
        )
    )
    with app.app_context(), read_snapshot():
        listed = dict(rosters.listed(db.session(), 1, SESSION))
    assert "タカハシ" in listed[hana["id"]].body
    assert "kdb" not in listed[hana["id"]].body


def test_what_kdb_says_is_not_a_nurses_to_write(
    office: ImportOffice, hanako: Tablet, hana: dict[str, Any]
) -> None:
    office.apply(bring(office, facts())["id"])
    (field,) = [name for name in office.person()["fields"] if name.startswith("kdb#")]
    made_up = "bmi=25;on=2026-09-01;source=" + NAME
    changed = hanako.edit("person", hana["id"], field, [], made_up)
    other_source = hanako.edit("person", hana["id"], "kdb#2026-mine", [], made_up)
    _, registered = hanako.new_person(**{field: made_up})
    assert hanako.verdicts(changed, other_source, registered) == dict.fromkeys((1, 2, 3), "not-allowed")
    assert told(office) == {"2026": f"bmi=19.5;dental=n;on=2026-09-01;source={NAME}"}
