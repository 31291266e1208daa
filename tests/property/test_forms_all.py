"""For every form: whatever is left out, the result never looks healthier than it may turn out to be.

Further readings of a mean are no missing answers: one blood pressure may stand alone, a second is new. They
are kept or left out alike before and after. A further trial of which the best counts may only improve the
result.
"""

import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

import forms
from tests import rule_makers as make
from tests.sample_forms import FULL
from tests.unit.test_forms_definition import published

Json = dict[str, Any]
ROUNDS, COMPLETIONS = 120, 6
VECTORS = Path(__file__).parent.parent / "vectors"
KINDS = [f"{form}/{version}" for form, version in forms.available()] + ["full"]


@cache
def form_of(kind: str) -> Json:
    form, _, version = kind.partition("/")
    return forms.published(form, int(version)) if version else published(FULL)


def trials(form: Json, of: str = "") -> set[str]:
    """Every trial but the first of a side; `of`: only where the rule for the value uses this function."""
    found: set[str] = set()
    for measure in form.get("measures", ()):
        if of in measure["value_text"]:
            found |= {item for row in measure["rows"] for item in row["items"][1:]}
            found |= {row["items"][0] for row in measure["rows"][1:]}  # another side is a further trial, too
    return found


def full_sheet(random: Random, form: Json) -> Json:
    """An answer to every item, also to those that are not asked; often those of a healthy person among them.

    Answers at random alone hardly ever make one.
    """
    healthy = random.choice(healthy_answers(form["form"], form["version"])) if random.random() < 0.7 else {}
    found: Json = {}
    for item in form["items"]:
        can_fail = item.get("unable") and random.random() < 0.15
        found[item["id"]] = {"state": "unable"} if can_fail else make.good_answer(random, item)
    return found | healthy


@cache
def healthy_answers(form: str, version: int) -> list[Json]:
    """The answers of every worked case in which something is certainly well and nothing is not."""
    file = VECTORS / ("forms.json" if form == "qmcoo" else f"forms/{form}-{version}.json")
    cases = json.loads(file.read_text("utf-8"))["cases"] if file.is_file() else []
    found = []
    for case in cases:
        findings = forms.evaluate(forms.published(form, version), case["answers"])["findings"]
        said = [one["state"] for one in findings.values() if one["role"] in ("result", "test", "rule")]
        if "negative" in said and "positive" not in said:
            found.append(case["answers"])
    return found or [{}]


def worst(judged: Json) -> dict[str, Any]:
    """Of each statement how bad it may still be; more is worse. Classes stand with the worst first."""
    found: dict[str, Any] = {}
    for part, order in (("findings", FINDING), ("red_flags", FINDING), ("locks", LOCK)):
        found |= {f"{part}.{name}": order[one["state"]] for name, one in judged[part].items()}
    return found


FINDING = {"negative": 0, "undetermined": 1, "not_administered": 1, "positive": 1}
LOCK = {"open": 0, "released": 1, "ask": 1, "closed": 1}


def facts_for(random: Random, form: Json) -> Json:
    own = {"sex": random.choice(["female", "male"]), "age": random.randint(45, 95)}
    return {fact["id"]: own[fact["id"]] for fact in form["facts"] if fact["id"] in own}


@pytest.mark.parametrize("kind", KINDS)
def test_no_gap_gives_no_risk_where_an_answer_would_give_a_risk(kind: str) -> None:
    certain = check_gaps(form_of(kind), Random(kind))
    assert certain > ROUNDS // 10  # a form that never said anything certain would pass, too


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("bmi_20", ["&&", ["answered", ["get", "body.weight"]], ["<=", ["get", "measure.bmi"], 20]]),
        ("sarcopenia_2025", ["coalesce", ["get", "finding.mass_low_2025"], False]),
        ("one_leg_locomotive", ["<", ["coalesce", ["get", "body.one_leg_1"], 60], 15]),
    ],
)
def test_a_rule_that_takes_a_gap_for_good_news_is_found(name: str, rule: Any) -> None:
    form = forms.published("body", 1)
    next(one for one in form["findings"] if one["id"] == name)["rule"] = rule
    with pytest.raises(AssertionError, match=name):
        check_gaps(form, Random(1))


def check_gaps(form: Json, random: Random) -> int:
    """How many statements were certain, once none of them turned out worse in any completion."""
    frozen = trials(form, "mean_known")
    certain = 0
    for _ in range(ROUNDS):
        facts, share = facts_for(random, form), random.choice([0.2, 0.5, 0.8, 0.95])
        kept = {item: a for item, a in full_sheet(random, form).items() if random.random() < share}
        judged = forms.evaluate(form, kept, facts)
        before = worst(judged)
        certain += sum(value == 0 for value in before.values())
        for _ in range(COMPLETIONS):
            others = {i: a for i, a in full_sheet(random, form).items() if i not in frozen}
            filled = forms.evaluate(form, others | kept, facts)
            for name, value in worst(filled).items():
                assert value == 0 or before[name] == 1, (name, kept, others | kept, facts)
            for name, grading in filled["gradings"].items():
                assert is_foreseen(form, name, judged["gradings"][name], grading), (name, kept, others, facts)
    return certain


def is_foreseen(form: Json, name: str, before: Json, after: Json) -> bool:
    """Whether the classes of the filled sheet were possible; where the best trial counts, none worse."""
    own = next(one for one in form["gradings"] if one["id"] == name)
    if trials(form).isdisjoint(own["items"]):
        return set(after["possible"]) <= set(before["possible"])
    order = [grade["id"] for grade in own["grades"]]
    return order.index(after["possible"][0]) >= order.index(before["possible"][0])


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_certain_without_further_trials_stays_as_it_is(kind: str) -> None:
    form, random = form_of(kind), Random(kind + "2")
    several = trials(form)
    single = {one["id"] for one in form["findings"] if several.isdisjoint(one["items"])}
    for _ in range(ROUNDS):
        facts = facts_for(random, form)
        kept = {item: a for item, a in full_sheet(random, form).items() if random.random() < 0.7}
        judged = forms.evaluate(form, kept, facts)["findings"]
        filled = forms.evaluate(form, full_sheet(random, form) | kept, facts)["findings"]
        for name in single & judged.keys():
            assert judged[name]["state"] in (filled[name]["state"], "undetermined", "not_administered"), name
