"""Every instrument judged as its worked cases say; pwa/tests/instruments.test.ts runs the same files."""

import json
from pathlib import Path
from typing import Any

import pytest

import forms

VECTORS = Path(__file__).parent.parent / "vectors"
FILES = [json.loads(file.read_text("utf-8")) for file in sorted((VECTORS / "instruments").glob("*.json"))]
CASES = [(file["form"], file["version"], case) for file in FILES for case in file["cases"]]


def seen(result: dict[str, Any], name: str, wanted: Any) -> object:
    """The part of a result that a case speaks of; of findings and scores only those it names."""
    if name == "findings":
        return {finding: result["findings"][finding]["state"] for finding in wanted}
    if name == "scores":
        return {score: [result["scores"][score]["lo"], result["scores"][score]["hi"]] for score in wanted}
    if name == "missing":
        return len(result["missing_items"])
    if name == "violations":
        return [[violation["item"], violation["rule"]] for violation in result["violations"]]
    if name == "not_shown":
        return [item for item in wanted if item not in result["shown"]]
    return result[name]


@pytest.mark.parametrize(
    ("form", "version", "case"), CASES, ids=[f"{f}-{case['id']}" for f, _, case in CASES]
)
def test_an_instrument_is_judged_as_the_worked_case_says(
    form: str, version: int, case: dict[str, Any]
) -> None:
    result = forms.evaluate(forms.published(form, version), case["answers"], case.get("facts", {}))
    assert case["expect"]
    found = {name: seen(result, name, wanted) for name, wanted in case["expect"].items()}
    assert found == case["expect"], case["why"]


@pytest.mark.parametrize(
    ("form", "version"), [(f, v) for f, v in forms.available() if (f, v) != ("qmcoo", 1)]
)
def test_what_is_published_of_a_form_is_what_was_kept(form: str, version: int) -> None:
    """Tablets and stored rows hold this JSON: once a version has left the house, a change needs a new one."""
    kept = json.loads((VECTORS / "published" / f"{form}-{version}.json").read_text("utf-8"))
    assert forms.published(form, version) == kept


def test_every_form_has_worked_cases() -> None:
    with_cases = {(file["form"], file["version"]) for file in FILES} | {("qmcoo", 1)}
    assert set(forms.available()) <= with_cases
