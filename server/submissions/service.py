"""Answer sheets: what the rules of their form version find in them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import forms
from server.records.service import RecordView

PREFIX = "a."
COMBINATIONS = 64  # of conflicting answers, judged one by one; beyond that nothing is said

Json = dict[str, Any]


def answers(sheet: RecordView) -> dict[str, Any]:
    """{item id: value in use}."""
    return {name[len(PREFIX) :]: value for name, value in sheet.fields.items() if name.startswith(PREFIX)}


def definition(sheet: RecordView) -> Json | None:
    """The published form version the sheet was filled with, None when this server does not hold it."""
    return _published(sheet.fields["form"], sheet.fields["version"])


def judge(sheet: RecordView) -> Json | None:
    """Everything that follows from the answers (forms.evaluate), None when the form version is not held.

    A finding over an answer in conflict is judged for each of its values, and undetermined if they differ.
    """
    published = definition(sheet)
    if published is None:
        return None
    judged = forms.evaluate(published, answers(sheet))
    words = {finding["id"]: finding["words"] for finding in published["findings"]}
    for finding_id in _disputed(sheet, published, judged):
        judged["findings"][finding_id] |= {"state": "undetermined", "word": words[finding_id]["undetermined"]}
    return judged


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


def _disputed(sheet: RecordView, published: Json, judged: Json) -> set[str]:
    """The findings that would come out differently if an open conflict were settled another way."""
    differing: set[str] = set()
    for number, other in enumerate(_possible_answers(sheet)):
        if number >= COMBINATIONS:
            return set(judged["findings"])
        found = forms.evaluate(published, other)["findings"]
        differing |= {one for one, own in judged["findings"].items() if own["state"] != found[one]["state"]}
    return differing


def _possible_answers(sheet: RecordView) -> Iterator[dict[str, Any]]:
    """The answers in every way the open conflicts may be settled; nothing when there are none."""
    open_fields = [name for name in sheet.conflicts() if name.startswith(PREFIX)]
    choices = [[value for _, value in sheet.members_of(name)] for name in open_fields]
    items = [name[len(PREFIX) :] for name in open_fields]
    for values in itertools.product(*choices) if items else ():
        yield answers(sheet) | dict(zip(items, values, strict=True))
