"""Addresses and codes of the export. docs/fhir.md lists them with where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

CHECKUP_ITEMS = "urn:oid:1.2.392.200119.6.1005"  # 特定健診項目コード, as the eCheckup IG names it
STRUCTURE = "http://hl7.org/fhir/StructureDefinition/"
ABSENT = f"{STRUCTURE}data-absent-reason"
ABSENT_CODES = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
UCUM = "http://unitsofmeasure.org"
OWN = "urn:x-kayoi:"

WHY_ABSENT: Mapping[str, str] = {
    "declined": "asked-declined",
    "cannot_measure": "not-performed",
    "unable": "not-performed",
    "not_administered": "not-asked",
}


def own(name: str, **value: Any) -> Json:
    """An extension of ours: what FHIR has no place for, said all the same."""
    return {"url": f"{OWN}{name}", **value}


def extended(url: str, **value: Any) -> Json:
    """One of FHIR's own extensions."""
    return {"url": f"{STRUCTURE}{url}", **value}


def in_english(text: str) -> Json:
    """The English of a Japanese text, as `_text` or `_display` of it."""
    parts = [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": text}]
    return {"extension": [{"url": f"{STRUCTURE}translation", "extension": parts}]}


def coding(form: Json, item: Json, code: int) -> Json:
    """An answer as a code: by its OID where the definition has one, else by a system of this form's own."""
    system = f"urn:oid:{item['answer_oid']}" if item.get("answer_oid") else _system(form, item)
    label = next((option["ja"] for option in item["options"] if option["code"] == code), None)
    return {"system": system, "code": str(code), **({"display": label} if label else {})}


def _system(form: Json, item: Json) -> str:
    return f"{OWN}answers:{form['form']}:{form['version']}:{item['id']}"


def quantity(unit: Mapping[str, Any] | None, value: float) -> Json:
    """A number with its unit, coded where the definition says the UCUM unit."""
    if not unit:
        return {"value": value}
    coded = {"system": UCUM, "code": unit["ucum"]} if unit.get("ucum") else {}
    return {"value": value, "unit": unit["ja"], **coded}
