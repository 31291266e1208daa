"""An answer sheet as a QuestionnaireResponse, and what it finds as Observations derived from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.auth import TenantFacts
from server.fhir.names import ABSENT, ABSENT_CODES, WHY_ABSENT, coding, own, quantity
from server.fhir.questionnaires import address, grouped
from server.records.service import RecordView
from server.submissions import service as submissions
from sync.ids import natural_id

Json = dict[str, Any]
PROVISIONAL = "暫定"


def reference(record_id: str) -> Json:
    """A reference to what stands in the same bundle."""
    return {"reference": f"urn:uuid:{record_id}"}


def response(sheet: RecordView, form: Json, version_id: str, person_id: str) -> Json:
    """The sheet. person_id: of the record that stands for the person."""
    given, disputed = submissions.answers(sheet), submissions.disputed(sheet)
    return {
        "resourceType": "QuestionnaireResponse",
        "id": sheet.id,
        "language": "ja",
        "extension": [own("medium", valueCode=sheet.fields.get("medium") or "screen")],
        "questionnaire": f"{address(version_id)}|{form['version']}",
        "status": "amended" if submissions.amended(sheet) else "completed",
        "subject": reference(person_id),
        "authored": sheet.fields["on"],
        "source": _source(form, sheet, person_id),
        "item": grouped(form, lambda item: _item(form, item, given.get(item["id"]), item["id"] in disputed)),
    }


def _source(form: Json, sheet: RecordView, person_id: str) -> Json:
    """Who answered: herself, or somebody of whom only the part is said."""
    by = sheet.fields["answered_by"]
    if by == "self":
        return reference(person_id)
    said = next((one["ja"] for one in form["answered_by"] if one["code"] == by), by)
    return {"type": "RelatedPerson", "display": said}


def _item(form: Json, item: Json, given: Any, disputed: bool) -> Json:
    body: Json = {"linkId": item["id"], "text": item["wording"]}
    if disputed:  # 確認待ち: the value in use, and that another one stands beside it
        body["extension"] = [own("to-be-settled", valueBoolean=True)]
    answers = _answers(form, item, given)
    return {**body, "answer": answers} if answers else body


def _answers(form: Json, item: Json, given: Any) -> list[Json]:
    if given is None:
        return []
    if isinstance(given, dict):
        return [_absent(item, given)]
    if item["type"] == "multi":
        return [{"valueCoding": coding(form, item, one)} for one in given]
    if item["type"] == "choice":
        return [{"valueCoding": coding(form, item, given)}]
    return [{_value_of(item): given}]


def _value_of(item: Json) -> str:
    kinds = {"integer": "valueInteger", "number": "valueDecimal", "date": "valueDate"}
    return kinds.get(item["type"], "valueString")


def _absent(item: Json, state: Json) -> Json:
    """Why there is no value. できなかった is a result: it keeps its own word beside the code."""
    said = [{"url": ABSENT, "valueCode": WHY_ABSENT.get(state["state"], "unknown")}]
    said.append(own("answer-state", valueCode=state["state"]))
    if state.get("reason"):
        said.append(own("answer-reason", valueString=str(state["reason"])))
    if item["type"] in ("choice", "multi"):
        return {"valueCoding": {"extension": said}}
    return {f"_{_value_of(item)}": {"extension": said}}


def observations(tenant: TenantFacts, sheet: RecordView, person_id: str) -> Iterator[Json]:
    """What the sheet says: findings, classes and measures, each with the criteria it was judged by."""
    judged = submissions.judge(tenant.id, sheet)
    if not judged or not judged["judged"]:
        return

    def made(kind: str, name: str) -> Json:
        """The same sheet is exported under the same ids."""
        return {"id": natural_id(tenant.uid, "observation", f"{sheet.id}:{kind}:{name}")}

    common = {
        "resourceType": "Observation",
        "language": "ja",
        "status": "amended" if submissions.amended(sheet) else "final",
        "subject": reference(person_id),
        "effectiveDateTime": sheet.fields["on"],
        "derivedFrom": [reference(sheet.id)],
    }
    for name, one in judged.get("measures", {}).items():
        found = {"code": {"text": one["title"]["ja"]}, **_measured(one)}
        yield common | made("measure", name) | found | _notes(one)
    for kind in ("findings", "gradings"):
        for name, one in judged.get(kind, {}).items():
            if one["state"] != "not_administered":
                found = {"code": {"text": one["title"]["ja"]}, "method": {"text": one["criteria"]}}
                yield common | made(kind, name) | found | _said(one) | _notes(one)


def _measured(one: Json) -> Json:
    if one["value"] is None:
        return {"dataAbsentReason": {"coding": [{"system": ABSENT_CODES, "code": "unknown"}]}}
    said = [{"code": {"text": name}, "valueString": str(value)} for name, value in one["protocol"].items()]
    component = {"component": said} if said else {}
    return {"valueQuantity": quantity(one["unit"], one["value"]), **component}


def _said(one: Json) -> Json:
    text = one["word"]["ja"]
    if one["state"] == "undetermined":
        absent = {"coding": [{"system": ABSENT_CODES, "code": "unknown"}], "text": text}
        return {"dataAbsentReason": absent}
    return {"valueCodeableConcept": {"text": text}}


def _notes(one: Json) -> Json:
    return {"note": [{"text": PROVISIONAL}]} if one["provisional"] else {}
