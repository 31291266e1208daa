"""The questionnaire judged as the worked cases say; pwa/tests/forms.test.ts runs the same files."""

import json
from pathlib import Path
from typing import Any

import pytest

import forms
from forms.parser import RuleError, lower, parse
from forms.rules import Codes, Range, evaluate

VECTORS = Path(__file__).parent.parent / "vectors"
CASES = json.loads((VECTORS / "forms.json").read_text("utf-8"))["cases"]
RULES = json.loads((VECTORS / "rules.json").read_text("utf-8"))


def seen(result: dict[str, Any], name: str) -> object:
    """The part of a result that a case speaks of."""
    if name in result["findings"]:
        return result["findings"][name]["state"]
    score = result["scores"]["qmcoo12_hori2023"]
    if name == "score":
        return [score["lo"], score["hi"]]
    return len(result["missing_items"]) if name == "missing" else result[name]


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_questionnaire_is_judged_as_the_worked_case_says(case: dict[str, Any], version: int) -> None:
    result = forms.evaluate(forms.published("qmcoo", version), case["answers"], case["facts"])
    assert {name: seen(result, name) for name in case["expect"]} == case["expect"], case["why"]


DISPUTED = json.loads((VECTORS / "disputed.json").read_text("utf-8"))["cases"]


@pytest.mark.parametrize("case", DISPUTED, ids=[case["name"] for case in DISPUTED])
def test_where_answers_are_disputed_only_what_follows_from_all_of_them_is_said(case: dict[str, Any]) -> None:
    form = forms.published("qmcoo", 1)
    result = forms.evaluate_disputed(form, case["answers"], case["disputed"])
    for name, wanted in case["findings"].items():
        found = result["findings"][name]
        assert [found["state"], found["word"]["ja"], found["chip"]["ja"]] == wanted
    for name, wanted in case["scores"].items():
        assert [result["scores"][name]["lo"], result["scores"][name]["hi"]] == wanted


def test_the_published_questionnaire_never_changes() -> None:
    """Tablets and stored rows hold this JSON: a change of one letter needs a new version."""
    kept = json.loads((VECTORS / "qmcoo-1.published.json").read_text("utf-8"))
    assert forms.published("qmcoo", 1) == kept
    assert forms.content_hash(kept) == kept["hash"]


def value_of(given: Any) -> Any:
    """A value as the rules hold it: of JSON, an object is a range and a list the codes of a multi."""
    if isinstance(given, dict):
        return Range(given["lo"], given["hi"])
    if isinstance(given, list):
        return Codes(given)
    return float(given) if type(given) in (int, float) else given


@pytest.mark.parametrize("case", RULES["cases"], ids=lambda case: case["rule"])
def test_a_rule_has_the_value_the_vectors_say(case: dict[str, Any]) -> None:
    env = {name: value_of(given) for name, given in case["env"].items()}
    ast = lower(parse(case["rule"]))
    value = evaluate(ast, env)
    assert ast == case["ast"]
    wanted = case["value"]
    assert value == (Range(wanted["lo"], wanted["hi"]) if isinstance(wanted, dict) else wanted), case.get(
        "why"
    )
    assert isinstance(value, bool) == isinstance(wanted, bool)


@pytest.mark.parametrize("case", RULES["errors"], ids=lambda case: case["rule"][:20])
def test_a_malformed_rule_is_refused_with_its_column(case: dict[str, Any]) -> None:
    with pytest.raises(RuleError) as refused:
        parse(case["rule"])
    assert (refused.value.column, refused.value.problem) == (case["column"], case["problem"])
