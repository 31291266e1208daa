"""Python and TypeScript give the same answer to tens of thousands of random questions."""

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

import forms
from forms import names, wareki
from forms.judge import compare_rounds
from forms.rules import Codes, Range, evaluate
from tests import rule_makers as make
from tests.node import ask
from tests.sample_forms import FULL
from tests.unit.test_forms_definition import SMALL, published

RULES, TEXTS, DATES = 24_000, 6_000, 3_000
SHEETS, SHEETS_FOR_LONG = 600, 3_000  # of large forms, so they are most of the time
TODAY = "2026-11-21"
Question = dict[str, Any]


def plain(value: Any) -> Any:
    """The value as JSON holds it: ranges as objects, every number a double, and True never equal to 1."""
    if isinstance(value, Codes):
        return sorted(map(float, value))
    if isinstance(value, Range):
        return {"lo": value.lo, "hi": value.hi}
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    return [plain(member) for member in value] if isinstance(value, list | tuple) else value


def same(ours: Any, theirs: Any) -> bool:
    return json.dumps(plain(ours), sort_keys=True) == json.dumps(plain(theirs), sort_keys=True)


@cache
def published_forms() -> list[dict[str, Any]]:
    kept = [forms.published(form, version) for form, version in forms.available()]
    return [*kept, published(SMALL), published(FULL)]


def questions(random: Random, sheets: int) -> list[tuple[Question, Any]]:
    """What is asked, with what Python says."""
    asked: list[tuple[Question, Any]] = []
    for number, form in enumerate(published_forms(), 1):
        asked.append(({"ask": "form", "form": form}, number))
    for _ in range(RULES):
        rule, env = make.rule(random, random.randint(1, 5)), make.environment(random)
        asked.append(({"ask": "rule", "ast": rule, "env": plain(env)}, evaluate(rule, env)))
    for _ in range(sheets):
        asked += [sheet(random), rounds(random)]
    for _ in range(TEXTS):
        text = make.name_text(random)
        asked.append(({"ask": "name", "text": text}, named(text)))
    for _ in range(DATES):
        asked += [era_date(random), ages(random)]
    return asked


def sheet(random: Random) -> tuple[Question, Any]:
    """A form judged, some of its answers having two values."""
    number = random.randrange(len(published_forms()))
    form = published_forms()[number]
    answers = make.answers(random, form)
    twice = random.sample(
        sorted(answers),
        min(len(answers), random.choice([0, 0, 0, 0, 0, 0, 1, 1, 2, 7 if random.random() < 0.1 else 1])),
    )
    disputed = {item: [answers[item], make.answers(random, form).get(item)] for item in twice}
    facts = some_facts(random, form)
    question = {"ask": "evaluate", "form": number, "answers": answers, "disputed": disputed, "facts": facts}
    return question, forms.evaluate_disputed(form, answers, disputed, facts)


def rounds(random: Random) -> tuple[Question, Any]:
    """Two rounds of one form compared."""
    number = random.randrange(len(published_forms()))
    form = published_forms()[number]
    facts = some_facts(random, form)
    before = forms.evaluate(form, make.answers(random, form), facts)["measures"]
    now = forms.evaluate(form, make.answers(random, form), facts if random.random() < 0.7 else {})["measures"]
    return {"ask": "rounds", "form": number, "before": before, "now": now}, compare_rounds(form, before, now)


def some_facts(random: Random, form: dict[str, Any]) -> dict[str, Any]:
    """Facts of the form and the sets of criteria a town may choose, some of them nonsense."""
    facts = {fact["id"]: make.fact(random) for fact in form["facts"] if random.random() < 0.5}
    for one in form.get("criteria_sets", ()):
        if random.random() < 0.5:
            facts[f"criteria_{one['id']}"] = random.choice([*(s["code"] for s in one["sets"]), "other", 1])
    return facts


def named(text: str) -> dict[str, Any]:
    return {
        "katakana": names.katakana(text),
        "is_katakana": names.is_katakana(text),
        "key": names.search_key(text),
        "loose": names.loose_key(text),
        "birth": wareki.birth_prefix(text),
        "date": wareki.parse_date_text(text, TODAY),
    }


def era_date(random: Random) -> tuple[Question, Any]:
    parts = {
        "era": random.choice(["M", "T", "S", "H", "R", "AD", "昭和", "X"]),
        "year": random.choice([None, 0, 1, 15, 31, 45, 64, 65, random.randint(-1, 120), 1940, 9999]),
        "month": random.choice([None, random.randint(0, 13), 1, 2, 4, 12]),
        "day": random.choice([None, random.randint(0, 32), 7, 8, 29, 30]),
    }
    return {"ask": "date", **parts}, wareki.parse_wareki(**parts, today=TODAY)


def ages(random: Random) -> tuple[Question, Any]:
    born = date(1873, 1, 1) + timedelta(days=random.randint(0, 60_000))
    on = born + timedelta(days=random.choice([0, 1, 364, 365, 366, 1461, random.randint(0, 40_000)]))
    if random.random() < 0.3:
        born, on = (
            date(1940, 2, 29),
            date(random.randint(1941, 2040), *random.choice([(2, 28), (3, 1), (2, 27)])),
        )
    said = [
        wareki.age(str(born), str(on)),
        wareki.legal_age(str(born), str(on)),
        wareki.format_birth(str(born)),
    ]
    return {"ask": "age", "born": str(born), "on": str(on)}, said


def differences(seed: int, sheets: int) -> list[str]:
    asked = questions(Random(seed), sheets)
    replies = ask(Path(__file__).parent / "twins.mts", [question for question, _ in asked])
    assert len(replies) == len(asked)
    return [
        json.dumps({"asked": question, "python": plain(ours), "typescript": theirs}, ensure_ascii=False)
        for (question, ours), theirs in zip(asked, replies, strict=True)
        if not same(ours, theirs)
    ]


def test_python_and_typescript_agree() -> None:
    assert differences(20261121, SHEETS)[:5] == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_python_and_typescript_agree_for_longer(seed: int) -> None:
    assert differences(seed, SHEETS_FOR_LONG)[:5] == []


def test_the_random_rules_reach_every_kind_of_value() -> None:
    """A fuzz whose rules all came out unknown would prove nothing."""
    random = Random(1)
    kinds = [type(evaluate(make.rule(random, 4), make.environment(random))) for _ in range(4_000)]
    for kind in (bool, float, str, Range):
        assert kinds.count(kind) > 40, kind
    assert kinds.count(type(None)) < 3_400
