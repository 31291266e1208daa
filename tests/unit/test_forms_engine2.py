"""What engine 2 brought: lists of codes, days, trials, criteria sets, classes, locks and red flags."""

import json
from typing import Any

import pytest

import forms
from forms.answers import compile_answer_check
from forms.judge import compare_rounds
from forms.reading import DefinitionError
from tests.sample_forms import FULL
from tests.unit.test_forms_definition import SMALL, published

FORM = published(FULL)
CALM = {"full.signs": [0], "full.upper_1": 120}
Json = dict[str, Any]


def judged(answers: Json, **facts: object) -> Json:
    return forms.evaluate(FORM, answers, facts)


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, "ask"),
        ({"full.upper_1": 179}, "ask"),
        ({"full.upper_1": 180}, "closed"),
        ({"full.signs": [1]}, "closed"),
        (CALM, "open"),
        ({"full.signs": [0], "full.upper_1": 180, "full.upper_2": 179}, "closed"),
        ({"full.signs": [0], "full.upper_1": 180, "full.upper_2": 179, "full.upper_3": 179}, "open"),
        ({"full.signs": [1], "full.upper_1": 180, "full.upper_2": 179, "full.upper_3": 179}, "closed"),
        ({"full.upper_1": 180, "full.why": "診た"}, "released"),
        ({"full.why": "診た"}, "released"),
        ({"full.on": "2026-11-22"}, "released"),
        ({"full.on": "2026-11-21"}, "ask"),
        ({"full.on": "2026-11-22", "full.upper_1": 180}, "closed"),
        ({**CALM, "full.on": "2026-11-22"}, "open"),
    ],
)
def test_a_lock_is_open_only_when_that_is_certain_or_somebody_answers_for_it(
    answers: Json, state: str
) -> None:
    result = judged(answers)
    assert result["locks"]["rest"]["state"] == state
    shut = state in ("closed", "ask")
    assert result["locked_items"] == (list(FORM["sections"][1]["items"]) if shut else [])
    assert ("full.grip_r1" in result["required"]) is not shut
    assert (result["locks"]["rest"]["word"] is None) is (state == "open")


def test_a_measure_is_shown_with_the_decimals_its_trials_are_entered_with() -> None:
    """A mean of whole readings is 138, or 138.5; its value and what is judged by it are as they were."""
    readings = {"body.sbp_1": 138, "body.dbp_1": 82, "body.sbp_2": 139, "body.dbp_2": 82, "body.height": 150}
    measures = forms.evaluate(forms.published("body", 1), readings, {})["measures"]
    told = {name: (one["value"], one["decimals"], one["entered_decimals"]) for name, one in measures.items()}
    assert (told["sbp"], told["dbp"], told["height"]) == ((138.5, 1, 0), (82, 1, 0), (150, 1, 1))
    assert told["walk5"][1:] == (2, 2)


def test_the_best_trial_counts_and_keeps_how_it_was_measured() -> None:
    measure = judged({"full.grip_r1": 25.9, "full.grip_l1": 26.0})["measures"]["grip"]
    assert (measure["value"], measure["known"], measure["of"]) == (26, 2, 3)
    assert measure["protocol"] == {"uses": "maximum", "cap": 60}
    assert judged({})["measures"]["grip"]["value"] is None


def test_the_criteria_the_town_chose_are_the_ones_that_speak() -> None:
    answers = {"full.grip_r1": 27.0}
    usual = judged(answers, sex="male")
    assert usual["criteria"] == {"strength": "new"}
    assert {name: one["state"] for name, one in usual["findings"].items()} == {"weak_new": "positive"}
    assert usual["findings"]["weak_new"]["provisional"]
    chosen = judged(answers, sex="male", criteria_strength="old")
    assert {name: one["state"] for name, one in chosen["findings"].items()} == {"weak_old": "negative"}
    assert judged(answers, criteria_strength="2031")["criteria"] == {"strength": "new"}
    assert judged(answers)["findings"]["weak_new"]["state"] == "undetermined"
    assert judged(CALM, sex="male")["findings"]["weak_new"]["state"] == "not_administered"


@pytest.mark.parametrize(
    ("stand", "state", "possible"),
    [
        (9.99, "strong", ["strong"]),
        (10.0, "fair", ["fair"]),
        (20.0, "frail", ["frail"]),
        ({"state": "unable"}, "frail", ["frail"]),
        ({"state": "cannot_measure", "reason": "pain"}, "not_administered", ["strong", "fair", "frail"]),
    ],
)
def test_could_not_do_it_is_a_result_and_not_measured_is_none(
    stand: object, state: str, possible: list[str]
) -> None:
    result = judged({**CALM, "full.stand": stand})
    assert (result["gradings"]["legs"]["state"], result["gradings"]["legs"]["possible"]) == (state, possible)
    assert ("full.stand" in result["missing_items"]) is (state == "not_administered")


def test_a_red_flag_is_there_at_once_and_names_what_to_do() -> None:
    assert judged({"full.signs": [1, 2]})["red_flags"]["chest"]["state"] == "positive"
    assert judged({"full.signs": [1]})["red_flags"]["chest"]["state"] == "negative"
    flag = judged({"full.signs": {"state": "declined"}})["red_flags"]["chest"]
    assert (flag["state"], flag["action"]["ja"], flag["level"]) == ("undetermined", "呼ぶ", "emergency")


def test_where_answers_are_disputed_the_section_stays_closed_and_the_flag_stays_up() -> None:
    answers = {**CALM, "full.stand": 9.0, "full.grip_r1": 30.0}
    disputed = {"full.signs": [[0], [1, 2]], "full.stand": [9.0, 10.0], "full.grip_r1": [30.0, 31.0]}
    result = forms.evaluate_disputed(FORM, answers, disputed, {"sex": "male"})
    assert result["locks"]["rest"]["state"] == "closed"
    assert "full.stand" in result["locked_items"]
    assert "full.stand" not in result["required"]
    assert result["red_flags"]["chest"]["state"] == "positive"
    assert result["gradings"]["legs"]["possible"] == ["strong", "fair"]
    assert result["measures"]["grip"]["value"] is None
    assert result["findings"]["weak_new"]["state"] == "negative"


def test_rounds_are_compared_only_where_they_were_measured_alike() -> None:
    def round_of(grip: float | None, **facts: object) -> Json:
        return judged({} if grip is None else {"full.grip_r1": grip}, **facts)["measures"]

    def change(before: Json, now: Json) -> tuple[str, object]:
        found = compare_rounds(FORM, before, now)["grip"]
        return found["state"], found["why"]

    assert change(round_of(20.0), round_of(21.0)) == ("improved", None)
    assert change(round_of(20.0), round_of(20.9)) == ("kept", None)
    assert change(round_of(20.0), round_of(19.0)) == ("worse", None)
    assert change(round_of(20.0), round_of(None)) == ("not_evaluated", "missing")
    assert change(round_of(20.0, cap=30), round_of(21.0)) == ("not_evaluated", "protocol")
    assert change(round_of(20.0, cap="?"), round_of(21.0, cap="?")) == ("not_evaluated", "protocol")


def test_other_criteria_make_a_further_result_and_leave_the_first_as_it_was() -> None:
    answers = {"full.grip_r1": 27.0, "full.gone": 1}
    facts = {"sex": "male", "criteria_strength": "new"}
    first = forms.judge_again(FORM, answers, facts)
    kept = json.dumps(first)
    second = forms.judge_again(FORM, answers, facts, {"strength": "old"})
    assert first["judged_by"]["criteria"] == {"strength": "new"}
    assert second["judged_by"] == {
        "form": "full",
        "version": 1,
        "hash": FORM["hash"],
        "engine": 2,
        "criteria": {"strength": "old"},
    }
    assert first["result"]["findings"]["weak_new"]["state"] == "positive"
    assert second["result"]["findings"]["weak_old"]["state"] == "negative"
    assert second["unknown_items"] == ["full.gone"]
    assert json.dumps(first) == kept
    assert facts == {"sex": "male", "criteria_strength": "new"}


def test_stored_answers_are_judged_again_by_a_later_version() -> None:
    later = published(
        FULL.replace("version: 1", "version: 2").replace("'male' ? 28 : 18", "'male' ? 27 : 18")
    )
    again = forms.judge_again(later, {"full.grip_r1": 27.0}, {"sex": "male"})
    assert (again["judged_by"]["version"], again["judged_by"]["hash"]) == (2, later["hash"])
    assert again["result"]["findings"]["weak_new"]["state"] == "negative"


CHECK = compile_answer_check(FORM)


@pytest.mark.parametrize(
    ("item", "answer", "problem"),
    [
        ("signs", [0], None),
        ("signs", [1, 2, 14], None),
        ("signs", [2, 1], "not-sorted"),
        ("signs", [1, 1], "not-sorted"),
        ("signs", [0, 1], "exclusive"),
        ("signs", [], "nothing-chosen"),
        ("signs", [99], "not-in-list"),
        ("signs", [True], "wrong-type"),
        ("signs", [1.0], "wrong-type"),
        ("signs", 1, "wrong-type"),
        ("signs", "1", "wrong-type"),
        ("on", "2026-11-22", None),
        ("on", "2026-02-30", "not-a-date"),
        ("on", "2026-2-3", "not-a-date"),
        ("on", "２０２６-11-22", "not-a-date"),
        ("on", 20261122, "wrong-type"),
        ("why", "あ" * 20, None),
        ("why", "あ" * 21, "too-long"),
        ("stand", {"state": "unable"}, None),
        ("grip_r1", {"state": "unable"}, "unknown-state"),
        ("stand", {"state": "cannot_measure", "reason": "refused"}, None),
        ("grip_r1", {"state": "cannot_measure", "reason": "refused"}, "unknown-reason"),
        ("grip_r1", {"state": "cannot_measure"}, "unknown-reason"),
        ("grip_r1", {"state": "declined"}, None),
        ("upper_1", 200, None),
    ],
)
def test_what_a_tablet_may_store(item: str, answer: object, problem: str | None) -> None:
    found = [fault.problem for fault in CHECK({f"full.{item}": answer})]
    assert found == ([] if problem is None else [problem])
    if not isinstance(answer, dict) and answer not in ([True], [1.0]):  # the device cannot tell 1.0 from 1
        judged_so = [one["rule"] for one in judged({f"full.{item}": answer})["violations"]]
        assert judged_so == found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("criteria: old", "criteria: c", "nothing follows the criteria 'old'"),
        ("id: weak_new", "id: weak_old", "'weak_old' stands twice in 'findings'"),
        ("- {id: tests, ja", "- {id: before, ja", "'before' stands twice in 'sections'"),
        ("sections: [tests]", "sections: [before]", "'full.why' is in a section the lock closes"),
        ("confidence: D\n    sources: [book]", "confidence: D", "'sources' is missing"),
        ("min_engine: 2", "min_engine: 1", "needs 'min_engine: 2'"),
        ("has(full.signs, 2)", "has(full.signs, 99)", "column 17: 'full.signs' has no code 99; it has 0, 1"),
        ("has(full.signs, 2)", "has(full.why, 2)", "has takes an item of type multi; 'full.why' is a text"),
        ("has(full.signs, 2)", "full.signs == 2", "a list of codes is asked with has(item, code)"),
        ("unable(full.stand)", "unable(full.on)", "'full.on' does not say 'unable: true'"),
        ("full.stand < 20 ? 1", "full.stand < 10 ? 1", "column 59: this is always false"),
        ("full.stand < 10 ? 2", "full.stand < 61 ? 2", "column 37: this is always true"),
        ("score.legs >= 2", "score.legs >= 3", "can never be reached"),
        ("full.upper_1 >= 180", "full.upper_1 >= 301", "always false"),
        ("full.upper_3 < 180", "finding.weak_new", "'finding.weak_new' stands further down"),
        ("max_known(full.grip_r1", "max_known(derived.low_3", "'derived.low_3' stands further down"),
        ("sections: [tests]", "sections: [test]", "'test' is not one of before, tests"),
        ("release: full.why", "release: full.which", "'full.which' is not one of"),
        ("    release: full.why\n", "", "'release' and the words for 'released' belong together"),
        ("    waived: full.on == '2026-11-22'\n", "", "'waived' and the words for 'waived' belong together"),
        ("reasons: [pain]", "reasons: [pains]", "'pains' is not one of pain, refused"),
        ("default: new", "default: newer", "'newer' is not one of old, new"),
        ("soft_minimum: 90", "soft_minimum: 40", "the limits must rise"),
        ("full.upper_3, full.why]", "full.why, full.upper_3]", "every item once, in the order"),
        ("entered_by: [nurse, supporter]", "entered_by: [doctor]", "'doctor' is not one of nurse"),
        ("repeat: {months: 6}", "repeat: {months: 61}", "'months' is 1 to 60"),
        ("repeat: {months: 6}", "repeat: {months: 6, each: visit}", "one of them"),
        ("improved: change >= 1", "improved: measure.grip >= 1", "unknown name 'measure.grip'"),
        (", rule: score.legs >= 1}", "}", "every class but the last has a 'rule'"),
        ("{id: frail, ", "{id: fair, ", "each class needs a name of its own"),
        ("value: maximum}", "value: maximum, rule: fact.cap}", "has 'value' or 'rule', one of them"),
        ("type: text, max_length: 20", "type: date, max_length: 20", "'max_length' belongs to items of type"),
        ("sources: [book]", "sources: []", "expected a list with at least one entry"),
        ("sources: [book]", "source: [book]", "unknown name; did you mean 'sources'?"),
    ],
)
def test_a_slip_of_the_author_is_named_with_its_line(old: str, new: str, said: str) -> None:
    assert old in FULL
    with pytest.raises(DefinitionError, match=r"^small\.yaml:\d+: ") as refused:
        published(FULL.replace(old, new, 1))
    assert said in str(refused.value)


def test_what_an_older_app_would_judge_wrongly_asks_for_a_newer_one() -> None:
    slip = SMALL.replace("rule: score.s >= fact.k", "rule: max_known(small.height) >= fact.k")
    with pytest.raises(DefinitionError, match="a function of this rule needs 'min_engine: 2'"):
        published(slip)
    assert forms.ENGINE == 2


def test_a_form_that_uses_nothing_new_is_published_without_it() -> None:
    assert not {"sections", "measures", "locks", "entered_by"} & published(SMALL).keys()
    assert not {"unit", "hint", "unable", "reasons"} & published(SMALL)["items"][1].keys()


def test_every_item_that_may_be_copied_from_exists() -> None:
    known = {
        item["id"] for form, version in forms.available() for item in forms.published(form, version)["items"]
    }
    for form, version in forms.available():
        for item in forms.published(form, version)["items"]:
            assert set(item.get("copy_from", [])) <= known, item["id"]
