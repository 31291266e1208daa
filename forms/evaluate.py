"""(published form, answers) -> what is shown, violated, scored and found. No I/O, no clock.

pwa/src/forms/evaluate.ts is its twin; tests/vectors/forms.json holds what both must say.
"""

from collections.abc import Mapping
from typing import Any

from forms.rules import Value, add, between, evaluate, number, rounded, span

ENGINE = 1
"""What this evaluator understands. A form that asks for more is stored, never judged in part."""

Json = dict[str, Any]
STATE = {True: "positive", False: "negative", None: "undetermined"}


def evaluate_form(published: Json, answers: Mapping[str, object], facts: Mapping[str, object]) -> Json:
    """Everything that follows from the answers.

    answers: item id -> code, number or text, or {"state": …}; anything missing or without a code is unknown.
    facts: fact id -> value; a fact not given has its default, else it is unknown.
    """
    if published["min_engine"] > ENGINE:
        return _not_judged(published)
    env: dict[str, Value] = {}
    for fact in published["facts"]:
        env[f"fact.{fact['id']}"] = _fact(fact, facts.get(fact["id"], fact["default"]))
    shown, violations = _read_answers(published["items"], answers, env)
    violations += [
        {"item": item["id"], "rule": constraint["id"]}
        for item in shown
        for constraint in item["constraints"]
        if evaluate(constraint["rule"], env) is False
    ]
    known = {item["id"] for item in shown if env[item["id"]] is not None}
    risk_items = _risks(published["items"], env)
    scores = {score["id"]: _score(score, env) for score in published["scores"]}
    missing = {item["id"] for item in shown} - known
    findings = {
        finding["id"]: _finding(finding, published["words"], env, missing, risk_items, bool(known))
        for finding in published["findings"]
    }
    return {
        "form": published["form"],
        "version": published["version"],
        "judged": True,
        "shown": [item["id"] for item in shown],
        "required": [item["id"] for item in shown if item["required"]],
        "violations": violations,
        "scores": scores,
        "findings": findings,
        "risk_items": risk_items,
        "missing_items": [item["id"] for item in shown if item["id"] in missing],
        "administered": bool(known),
        "complete": not missing,
    }


def _read_answers(
    items: list[Json], answers: Mapping[str, object], env: dict[str, Value]
) -> tuple[list[Json], list[Json]]:
    """Put each shown answer into `env`, in order, so that a later item may depend on an earlier one."""
    shown: list[Json] = []
    violations: list[Json] = []
    for item in items:
        env[item["id"]] = None
        if evaluate(item["shown"], env) is not True:
            continue
        shown.append(item)
        value, problem = read_answer(item, answers.get(item["id"]))
        env[item["id"]] = value
        if problem:
            violations.append({"item": item["id"], "rule": problem})
    return shown, violations


def read_answer(item: Json, raw: object) -> tuple[Value, str | None]:
    """The value of a stored answer, or unknown and what is wrong with it."""
    if raw is None or isinstance(raw, Mapping):
        return None, None
    if item["type"] == "text":
        return (raw, None) if isinstance(raw, str) else (None, "wrong-type")
    value = number(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) else None
    if value is None:
        return None, "wrong-type"
    problem = number_problem(item, value)
    return (None, problem) if problem else (value, None)


def number_problem(item: Json, value: float) -> str | None:
    """Why a number cannot be the answer to an item."""
    if item["type"] == "choice":
        return None if any(value == option["code"] for option in item["options"]) else "not-in-list"
    low, high = item["minimum"], item["maximum"]
    if (low is not None and value < low) or (high is not None and value > high):
        return "out-of-range"
    decimals = 0 if item["type"] == "integer" else item["decimals"]
    return None if rounded(value, decimals) == value else "too-many-decimals"


def _fact(fact: Json, raw: object) -> Value:
    if fact["type"] == "number":
        return number(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) else None
    if fact["type"] == "boolean":
        return raw if isinstance(raw, bool) else None
    return raw if isinstance(raw, str) else None


def _risks(items: list[Json], env: dict[str, Value]) -> list[str]:
    for item in items:
        if item["risk"]:
            env[f"risk.{item['id']}"] = evaluate(item["risk"]["rule"], env)
    return [item["id"] for item in items if env.get(f"risk.{item['id']}") is True]


def _score(score: Json, env: dict[str, Value]) -> Json:
    """The sum as bounds; a part that is unknown may be anything between its low and its high."""
    total: Value = 0.0
    missing = 0
    for term in score["terms"]:
        points = _points(term, evaluate(term["rule"], env))
        missing += points is None
        total = add(total, between(term["low"], term["high"]) if points is None else points)
    env[f"score.{score['id']}"] = total
    bounds = span(total)
    lo, hi = (None, None) if bounds is None else (_plain(bounds.lo), _plain(bounds.hi))
    return {"lo": lo, "hi": hi, "missing": missing, "of": len(score["terms"]), "criteria": score["criteria"]}


def _points(term: Json, value: Value) -> float | None:
    if isinstance(value, bool):
        return float(term["high"] if value else term["low"])
    if isinstance(value, float) and term["low"] <= value <= term["high"]:
        return value
    return None


def _finding(
    finding: Json, words: Json, env: dict[str, Value], missing: set[str], risks: list[str], administered: bool
) -> Json:
    value = evaluate(finding["rule"], env)
    env[f"finding.{finding['id']}"] = value
    state = STATE[value if isinstance(value, bool) else None]
    if not administered and finding["role"] == "result":
        state = "not_administered"
    return {
        "state": state,
        "role": finding["role"],
        "title": finding["title"],
        "word": finding["words"][state],
        "chip": words[state],
        "criteria": finding["criteria"],
        "basis": finding["basis"],
        "provisional": finding["provisional"],
        "score": finding["score"],
        "missing": sum(item in missing for item in finding["items"]),
        "missing_items": [item for item in finding["items"] if item in missing],
        "counted": [item for item in finding["items"] if item in risks],
    }


def _plain(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def _not_judged(published: Json) -> Json:
    """Every item shown, nothing judged: the form was written for a newer app."""
    ids = [item["id"] for item in published["items"]]
    return {
        "form": published["form"],
        "version": published["version"],
        "judged": False,
        "shown": ids,
        "required": [],
        "violations": [],
        "scores": {},
        "findings": {},
        "risk_items": [],
        "missing_items": [],
        "administered": False,
        "complete": False,
    }
