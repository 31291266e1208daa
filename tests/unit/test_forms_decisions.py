"""What a town decides about its forms: the same answer in both languages, and nothing that no form states."""

import json
from pathlib import Path
from typing import Any

import pytest

import forms
from forms import decisions

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "decisions.json").read_text("utf-8"))
DECIDED = VECTORS["decisions"]


@pytest.mark.parametrize("case", VECTORS["facts"], ids=[case["why"] for case in VECTORS["facts"]])
def test_what_is_in_force_on_a_day(case: dict[str, Any]) -> None:
    assert decisions.facts_on(DECIDED, case["form"], case["on"]) == case["facts"]
    assert decisions.facts_on(DECIDED[::-1], case["form"], case["on"]) == case["facts"]


@pytest.mark.parametrize("case", VECTORS["standing"])
def test_the_last_step_of_a_version_counts(case: dict[str, Any]) -> None:
    last = decisions.standing(DECIDED, case["form"], case["version"]) or {"what": None, "reason": None}
    assert (last["what"], last["reason"]) == (case["what"], case["reason"])


@pytest.mark.parametrize("case", VECTORS["tried"])
def test_who_tries_a_version_out(case: dict[str, Any]) -> None:
    assert decisions.tried_by(DECIDED, case["form"], case["version"]) == case["staff"]


def test_only_what_a_form_states_may_be_chosen() -> None:
    offered = {one["id"]: one for one in decisions.choices(forms.published("qmcoo", 2))}
    assert {"criteria_frailty", "k_oral", "k_movement"} <= offered.keys()
    assert not {"k_drugs", "k_weight", "kdb_bmi"} & offered.keys(), (
        "no rule bounds them, or there is one answer"
    )
    assert (offered["k_movement"]["minimum"], offered["k_movement"]["maximum"]) == (1, 3)
    assert [decisions.allows(offered["k_movement"], n) for n in (0, 1, 3, 4, True, "2")] == [
        False,
        True,
        True,
        False,
        False,
        False,
    ]
    frailty = offered["criteria_frailty"]
    assert decisions.allows(frailty, "qmcoo15_yakabe2023")
    assert not decisions.allows(frailty, "mine")
    assert not decisions.allows(frailty, ["qmcoo15_yakabe2023"])
    yakabe = next(one for one in frailty["options"] if one["value"] == "qmcoo15_yakabe2023")
    assert (yakabe["confidence"], yakabe["provisional"]) == ("GK", True)
    assert any("Yakabe" in cite for cite in yakabe["sources"])


def test_what_may_be_chosen_changes_what_a_form_finds() -> None:
    """Whatever is offered as a choice is a fact that the rules really read."""
    for form, version in forms.available():
        published = forms.published(form, version)
        known = {fact["id"] for fact in published["facts"]}
        known |= {f"criteria_{one['id']}" for one in published.get("criteria_sets", ())}
        for one in decisions.choices(published):
            assert one["id"] in known
            assert decisions.allows(one, one["default"]), (form, one["id"])
    qmcoo = forms.published("qmcoo", 1)
    answers = {"qmcoo.07_gait": 1, "qmcoo.08_fall": 2, "qmcoo.09_exercise": 1}
    flag = [
        forms.evaluate(qmcoo, answers, {"k_movement": k})["findings"]["group_movement"]["state"]
        for k in (1, 2)
    ]
    assert flag == ["positive", "negative"]


def test_no_form_is_called_like_the_decisions() -> None:
    assert all(form != decisions.FORM for form, _ in forms.available())
