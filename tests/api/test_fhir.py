"""FHIR out: judged by the models of FHIR R4 4.0.1, and by what a nurse would say is on the sheet."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fhirclient.models.bundle import Bundle
from fhirclient.models.fhirabstractbase import FHIRValidationError
from fhirclient.models.questionnaire import Questionnaire
from flask import Flask
from sqlalchemy import select

import forms
from server.audit.models import ReadLog
from server.cli import main
from server.config import Config
from server.db import db, read_snapshot
from server.fhir import service
from server.fhir.questionnaires import questionnaire
from server.form_versions import service as form_versions
from tests.factories import EAST, SOUTH, SignedIn
from tests.fakes import FakeClock
from tests.office_day import FRAIL, Office, open_office, sheet_of
from tests.tablet import new_id

SignIn = Callable[..., SignedIn]
Json = dict[str, Any]
OUT = "/api/v1/office/fhir"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
VERSION = "018f0000-0000-7000-8000-0000000000aa"


@pytest.fixture
def office(app: Flask, fake_clock: FakeClock) -> Office:
    with app.app_context():
        form_versions.publish(1)
    return open_office(app)


def download(browser: SignedIn, path: str) -> Json:
    """What an address gives, after the models have judged it."""
    reply = browser.get(OUT + path)
    assert reply.status_code == 200, reply.text
    assert reply.mimetype == "application/fhir+json"
    body: Json = json.loads(reply.data)
    (Bundle if body["resourceType"] == "Bundle" else Questionnaire)(body)
    return body


def of_type(bundle: Json, kind: str) -> list[Json]:
    resources = [entry["resource"] for entry in bundle["entry"]]
    return [one for one in resources if one["resourceType"] == kind]


def items(resource: Json) -> dict[str, Json]:
    """Every item by its id, those of groups too."""
    found: dict[str, Json] = {}
    waiting = list(resource["item"])
    while waiting:
        item = waiting.pop()
        found[item["linkId"]] = item
        waiting += item.get("item", [])
    return found


@pytest.mark.parametrize("name", forms.available(), ids=lambda one: f"{one[0]}-{one[1]}")
def test_every_form_version_is_a_questionnaire(name: tuple[str, int]) -> None:
    form = forms.published(*name)
    made = json.loads(json.dumps(questionnaire(form, VERSION, "かよい町", demo=True)))
    Questionnaire(made)
    known = items(made)
    for item in form["items"]:
        told = known[item["id"]]
        assert (told["text"], told["prefix"]) == (item["wording"], str(item["no"]))
        coded = [one["valueCoding"] for one in told.get("answerOption", [])]
        assert [one["code"] for one in coded] == [str(one["code"]) for one in item.get("options", [])]
        assert [one["code"] for one in told.get("code", [])] == ([item["code"]] if item["code"] else [])
        if item["answer_oid"]:
            assert {one["system"] for one in coded} == {f"urn:oid:{item['answer_oid']}"}
    assert {"url": "urn:x-kayoi:wording-version", "valueString": form["wording_version"]} in made["extension"]


def test_the_models_refuse_what_is_no_questionnaire() -> None:
    made = questionnaire(forms.published("qmcoo", 1), VERSION, "かよい町", demo=True)
    for broken in ({**made, "status": None}, {**made, "titel": "x"}, {**made, "item": [{"text": "x"}]}):
        with pytest.raises(FHIRValidationError):
            Questionnaire({name: value for name, value in broken.items() if value is not None})


def test_a_form_version_is_downloaded_with_the_codes_of_the_health_check(office: Office) -> None:
    health = items(download(office.browser, "/form?form=qmcoo&version=1"))["qmcoo.01_health"]
    assert health["code"] == [{"system": "urn:oid:1.2.392.200119.6.1005", "code": "9N932000000000011"}]
    assert health["answerOption"][4]["valueCoding"] == {
        "system": "urn:oid:1.2.392.200119.6.19010",
        "code": "5",
        "display": "よくない",
    }
    assert office.browser.get(f"{OUT}/form?form=qmcoo&version=9").status_code == 404


def test_a_persons_bundle_holds_her_sheets_and_what_they_find(office: Office) -> None:
    bundle = download(office.browser, f"/people/{office.frail}")
    (sheet,) = of_type(bundle, "QuestionnaireResponse")
    (form,) = of_type(bundle, "Questionnaire")
    assert sheet["questionnaire"] == f"{form['url']}|1"
    assert (sheet["authored"], sheet["status"]) == ("2026-11-21", "completed")
    answers = items(sheet)
    assert answers["qmcoo.07_gait"]["answer"] == [
        {"valueCoding": {"system": "urn:oid:1.2.392.200119.6.19070", "code": "1", "display": "はい"}}
    ]
    assert "answer" not in answers["qmcoo.12_smoking"]
    found = {one["code"]["text"]: one for one in of_type(bundle, "Observation")}
    frail = found["フレイル（12項目）"]
    assert frail["valueCodeableConcept"]["text"] == "フレイルの可能性"
    assert frail["method"]["text"] == "qmcoo12_hori2023"
    assert frail["note"] == [{"text": "暫定"}]
    assert frail["derivedFrom"] == [{"reference": f"urn:uuid:{sheet['id']}"}]
    full = {entry["fullUrl"] for entry in bundle["entry"]}
    assert len(full) == len(bundle["entry"])
    assert {sheet["subject"]["reference"], frail["derivedFrom"][0]["reference"]} <= full


def test_a_person_goes_out_with_her_name_and_birthday_and_nothing_to_find_her_by(office: Office) -> None:
    nurse = office.nurse
    nurse.verdicts(nurse.edit("person", office.frail, "address", [nurse.id(1)], "本町1-2-3"))
    nurse.verdicts(nurse.edit("person", office.frail, "insured_no", [nurse.id(1)], "12345674"))
    bundle = download(office.browser, f"/people/{office.frail}")
    (person,) = of_type(bundle, "Patient")
    assert set(person) == {"resourceType", "id", "language", "name", "gender", "birthDate"}
    assert [one["family"] for one in person["name"]] == ["髙橋", "タカハシ"]
    text = json.dumps(bundle, ensure_ascii=False)
    for secret in ("本町", "0999-00-1111", "12345674"):
        assert secret not in text


def test_why_there_is_no_answer_is_said_and_never_a_value(office: Office) -> None:
    nurse, sheet = office.nurse, new_id()
    declined = {"a.qmcoo.01_health": {"state": "declined"}, "a.qmcoo.02_satisfaction": None}
    on = {"on": "2026-11-22", "medium": "paper", "answered_by": "family"}
    filed = nurse.op("submission", sheet, new=sheet_of(office.fit, FRAIL, **declined, **on))
    assert set(nurse.verdicts(filed).values()) == {"applied"}
    bundle = download(office.browser, f"/people/{office.fit}")
    told = next(one for one in of_type(bundle, "QuestionnaireResponse") if one["id"] == sheet)
    answers = items(told)
    (given,) = answers["qmcoo.01_health"]["answer"]
    assert {"url": ABSENT, "valueCode": "asked-declined"} in given["valueCoding"]["extension"]
    assert "code" not in given["valueCoding"]
    assert "answer" not in answers["qmcoo.02_satisfaction"]
    assert told["source"] == {"type": "RelatedPerson", "display": "家族"}
    assert {"url": "urn:x-kayoi:medium", "valueCode": "paper"} in told["extension"]


def test_two_answers_to_one_question_go_out_as_unsettled(office: Office) -> None:
    nurse, other = office.nurse, "a.qmcoo.07_gait"
    verdict = nurse.verdicts(nurse.edit("submission", office.sheet, other, [], 2, reason="聞き直した"))
    assert set(verdict.values()) == {"conflict"}
    bundle = download(office.browser, f"/people/{office.frail}")
    (sheet,) = of_type(bundle, "QuestionnaireResponse")
    marked = items(sheet)["qmcoo.07_gait"]
    assert marked["extension"] == [{"url": "urn:x-kayoi:to-be-settled", "valueBoolean": True}]
    found = {one["code"]["text"]: one for one in of_type(bundle, "Observation")}
    assert "valueCodeableConcept" not in found["フレイル（12項目）"]
    assert found["フレイル（12項目）"]["dataAbsentReason"]["text"]


def test_an_area_goes_out_by_its_days_in_parts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PART", 2)
    nurse = office.nurse
    persons = [nurse.new_person(given_kana=kana) for kana in ("イチ", "ニ", "サン", "シ", "ゴ")]
    ops = [op for _, op in persons]
    for day, (person, _) in enumerate(persons, start=10):
        ops += [
            nurse.op("submission", new_id(), new=sheet_of(person, FRAIL, on=on))
            for on in (f"2026-10-{day}", f"2026-11-{day}")
        ]
    assert set(nurse.verdicts(*ops).values()) == {"applied"}
    bundle = download(office.browser, f"/areas/{SOUTH}?from=2026-10-01&to=2026-10-31")
    assert len(of_type(bundle, "Patient")) == 5
    assert [one["authored"] for one in of_type(bundle, "QuestionnaireResponse")] == [
        f"2026-10-{day}" for day in range(10, 15)
    ]
    assert len(of_type(bundle, "Questionnaire")) == 1
    assert of_type(download(office.browser, f"/areas/{EAST}?to=2026-10-31"), "Patient") == []


def test_an_export_is_noted_for_each_person_with_the_number_of_her_sheets(app: Flask, office: Office) -> None:
    office.browser.get(f"{OUT}/people/{office.frail}")
    office.browser.get(f"{OUT}/areas/{SOUTH}")
    with app.app_context(), read_snapshot():
        noted = db.session.execute(
            select(ReadLog.record_id, ReadLog.count).where(ReadLog.kind == "export")
        ).all()
    assert {tuple(one) for one in noted} == {(office.frail, 1), (office.fit, 1)}


def test_nothing_leaves_that_she_may_not_see(office: Office, sign_in: SignIn) -> None:
    away = sign_in("away-coordinator", "office")
    for path in (f"/people/{office.frail}", f"/areas/{EAST}", f"/people/{new_id()}"):
        assert away.get(OUT + path).status_code == 404, path


def run(config: Config, *words: str) -> Any:
    environment = {
        "KAYOI_DATA": str(config.data),
        "DATABASE_URL": config.database_url,
        "KAYOI_MASTER_KEY_FILE": str(config.master_key_file),
    }
    return CliRunner().invoke(main, ["export", "fhir", *words], env=environment)


def test_the_command_writes_the_same_and_is_noted(
    app: Flask, office: Office, config: Config, tmp_path: Path
) -> None:
    out = tmp_path / "bundle.json"
    tenant = office.browser.body["tenant"]["uid"]
    named = ("--login", "megumi", "--tenant", tenant, "--out", str(out))
    done = run(config, *named, "--person", office.frail)
    assert (done.exit_code, done.output) == (0, "1 sheets\n"), done.output
    told, same = json.loads(out.read_bytes()), download(office.browser, f"/people/{office.frail}")
    assert told["entry"] == same["entry"]
    assert run(config, *named, "--form", "qmcoo/1").exit_code == 0
    Questionnaire(json.loads(out.read_bytes()))
    with app.app_context(), read_snapshot():
        places = db.session.scalars(select(ReadLog.place).where(ReadLog.kind == "export"))
        assert "command" in set(places)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "say one of"),
        (("--form", "qmcoo"), "qmcoo/1"),
        (("--person", "x"), "not a valid UUID"),
        (("--form", "qmcoo/1", "--area", EAST), "say one of"),
    ],
)
def test_the_command_says_what_it_needs(
    office: Office, config: Config, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    named = ("--login", "megumi", "--tenant", office.browser.body["tenant"]["uid"])
    done = run(config, *named, "--out", str(tmp_path / "x"), *words)
    assert done.exit_code != 0
    assert said in done.output
    nobody = run(config, "--login", "hanako", *named[2:], "--out", str(tmp_path / "x"), "--form", "qmcoo/1")
    assert (nobody.exit_code, "must name a coordinator" in nobody.output) == (1, True)


def test_measurements_go_out_with_their_units_and_what_could_not_be_measured(office: Office) -> None:
    nurse, sheet = office.nurse, new_id()
    new = {
        "person": office.fit,
        "form": "body",
        "version": 1,
        "on": "2026-11-22",
        "answered_by": "self",
        "a.body.grip_right_1": 24.5,
        "a.body.grip_right_2": {"state": "unable"},
        "a.body.grip_left_1": {"state": "cannot_measure", "reason": "pain"},
    }
    filed = nurse.op("submission", sheet, new=new, form_version="body/1")
    assert set(nurse.verdicts(filed).values()) == {"applied"}
    bundle = download(office.browser, f"/people/{office.fit}")
    told = next(one for one in of_type(bundle, "QuestionnaireResponse") if one["id"] == sheet)
    answers = items(told)
    assert answers["body.grip_right_1"]["answer"] == [{"valueDecimal": 24.5}]
    (unable,) = answers["body.grip_right_2"]["answer"]
    assert {"url": "urn:x-kayoi:answer-state", "valueCode": "unable"} in unable["_valueDecimal"]["extension"]
    (hurts,) = answers["body.grip_left_1"]["answer"]
    assert {"url": ABSENT, "valueCode": "not-performed"} in hurts["_valueDecimal"]["extension"]
    assert {"url": "urn:x-kayoi:answer-reason", "valueString": "pain"} in hurts["_valueDecimal"]["extension"]
    grip = next(one for one in of_type(bundle, "Observation") if "valueQuantity" in one)
    assert grip["code"]["text"] == "握力"
    assert grip["valueQuantity"]["value"] == 24.5
    assert grip["valueQuantity"]["unit"] == "kg"
