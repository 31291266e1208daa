"""Answer sheets: what the rules of their form version find in them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import forms
from forms import wareki
from server.records.service import RecordView

PREFIX = "a."

Json = dict[str, Any]


def answers(sheet: RecordView) -> dict[str, Any]:
    """{item id: value in use}."""
    return {name[len(PREFIX) :]: value for name, value in sheet.fields.items() if name.startswith(PREFIX)}


def definition(sheet: RecordView) -> Json | None:
    """The published form version the sheet was filled with, None when this server does not hold it."""
    return _published(sheet.fields["form"], sheet.fields["version"])


def judge(sheet: RecordView, facts: Json | None = None) -> Json | None:
    """Everything that follows from the answers, None when the form version is not held.

    A finding over an answer in conflict is judged for each of its values, and undetermined if they differ.
    facts: what the form's rules need beside the answers; without them what rests on them is undetermined.
    """
    published = definition(sheet)
    if published is None:
        return None
    return forms.evaluate_disputed(published, answers(sheet), disputed(sheet), facts)


def facts_of(person: Json, on: str) -> Json:
    """The facts a person's sheet of a day is judged with: sex, where it is known, and age on that day."""
    known = {"sex": person["sex"]} if person["sex"] in ("female", "male") else {}
    return {**known, "age": wareki.age(person["born_on"], on)}


def disputed(sheet: RecordView) -> dict[str, list[Any]]:
    """{item id: its values} of the answers that wait for somebody to decide between them."""
    fields = [name for name in sheet.conflicts() if name.startswith(PREFIX)]
    return {name[len(PREFIX) :]: [value for _, value in sheet.members_of(name)] for name in fields}


def amended(sheet: RecordView) -> list[str]:
    """Item ids of the answers that are another op's than the one that filed the sheet."""
    others = [name for name, members in sheet.members.items() if any(op != sheet.op for op, _ in members)]
    return sorted(name[len(PREFIX) :] for name in others if name.startswith(PREFIX))


def findings(judged: Json | None) -> list[Json]:
    """The findings as the office is told them: codes with their official titles."""
    if judged is None:
        return []
    return [
        {
            "id": finding_id,
            "role": finding["role"],
            "title": finding["title"]["ja"],
            "state": finding["state"],
            "word": finding["word"]["ja"],
            "criteria": finding["criteria"],
            "provisional": finding["provisional"],
            "score": finding["score"],
            "unanswered": finding["missing_items"],
            "counted": finding["counted"],
        }
        for finding_id, finding in judged["findings"].items()
    ]


def results(judged: Json | None) -> list[Json]:
    """The findings that say what the whole sheet came to; groups and extraction rules are left out."""
    return [finding for finding in findings(judged) if finding["role"] == "result"]


def is_flagged(judged: Json | None) -> bool:
    """True when the sheet as a whole says 該当."""
    return any(finding["state"] == "positive" for finding in results(judged))


def brief(sheet: RecordView) -> Json:
    """A sheet as lists show it."""
    judged, published = judge(sheet), definition(sheet)
    return {
        "id": sheet.id,
        "form": sheet.fields["form"],
        "version": sheet.fields["version"],
        "title": published["title"]["ja"] if published else sheet.fields["form"],
        "on": sheet.fields["on"],
        "findings": results(judged),
        "flagged": is_flagged(judged),
    }


@lru_cache(maxsize=128)
def _published(form: str, version: int) -> Json | None:
    try:
        return forms.published(form, version)
    except forms.UnknownForm:
        return None
