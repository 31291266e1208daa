"""A published form version as a FHIR Questionnaire. Nothing of the form is left out without a word."""

from __future__ import annotations

from typing import Any

import orjson

from server.fhir.names import CHECKUP_ITEMS, UCUM, coding, extended, in_english, own

Json = dict[str, Any]
TYPES = {"choice": "choice", "multi": "choice", "integer": "integer", "number": "decimal", "date": "date"}


def questionnaire(form: Json, version_id: str, town: str, *, demo: bool) -> Json:
    """The Questionnaire. version_id: id of the form_version record, which is its address, too."""
    return {
        "resourceType": "Questionnaire",
        "id": version_id,
        "language": "ja",
        "extension": [own("wording-version", valueString=form["wording_version"])],
        "url": address(version_id),
        "version": str(form["version"]),
        "name": form["form"].replace("-", "_").replace(".", "_").capitalize(),
        "title": form["title"]["ja"],
        "_title": in_english(form["title"]["en"]),
        "status": "active",
        "experimental": demo,
        "subjectType": ["Patient"],
        "publisher": town,
        "copyright": form["licence"]["ja"],
        "item": _typed(grouped(form, lambda item: _item(form, item))),
    }


def address(version_id: str) -> str:
    """The canonical address of a form version."""
    return f"urn:uuid:{version_id}"


def grouped(form: Json, made: Any) -> list[Json]:
    """The items as the form orders them: under their sections where it has any."""
    known = {item["id"]: item for item in form["items"]}
    sections = form.get("sections", ())
    if not sections:
        return [made(item) for item in form["items"]]
    placed = {one for section in sections for one in section["items"]}
    groups = [
        {
            "linkId": f"section.{section['id']}",
            "text": section["title"]["ja"],
            "item": [made(known[one]) for one in section["items"]],
        }
        for section in sections
    ]
    return [*groups, *(made(item) for item in form["items"] if item["id"] not in placed)]


def _item(form: Json, item: Json) -> Json:
    kind = TYPES.get(item["type"], "text")
    options = [{"valueCoding": coding(form, item, one["code"])} for one in item.get("options", ())]
    body: Json = {
        "linkId": item["id"],
        "extension": _extensions(item),
        "code": [{"system": CHECKUP_ITEMS, "code": item["code"]}] if item.get("code") else [],
        "prefix": str(item["no"]),
        "text": item["wording"],
        "_text": in_english(item["reference_en"]),
        "type": kind,
        "required": item["required"],
        "repeats": item["type"] == "multi",
        "maxLength": item.get("max_length"),
        "answerOption": options,
        "item": _notes(item),
    }
    return {name: value for name, value in body.items() if value not in (None, [])}


def _notes(item: Json) -> list[Json]:
    """What stands under the question on the printed form."""
    if not item.get("note"):
        return []
    return [{"linkId": f"{item['id']}.note", "text": item["note"], "type": "display"}]


def _extensions(item: Json) -> list[Json]:
    whole = item["type"] == "integer"
    found = []
    for name, limit in (("minValue", item.get("minimum")), ("maxValue", item.get("maximum"))):
        if limit is not None:
            found.append(extended(name, **{"valueInteger" if whole else "valueDecimal": limit}))
    if item["type"] == "number" and item.get("decimals") is not None:
        found.append(extended("maxDecimalPlaces", valueInteger=item["decimals"]))
    unit = item.get("unit")
    if unit:
        coded = {"system": UCUM, "code": unit["ucum"]} if unit.get("ucum") else {}
        found.append(extended("questionnaire-unit", valueCoding={**coded, "display": unit["ja"]}))
    if item["shown"] is not True:  # our rules say more than enableWhen can
        found.append(own("shown", valueString=orjson.dumps(item["shown"]).decode()))
    return found


def _typed(groups: list[Json]) -> list[Json]:
    """Sections are groups in a Questionnaire; in a response they have no type."""
    return [one if "type" in one else one | {"type": "group"} for one in groups]
