"""(published form, answers) -> what is shown, violated, scored and found. No I/O, no clock.

pwa/src/forms/evaluate.ts is its twin; tests/vectors/forms.json holds what both must say.
"""

import itertools
import re
from collections.abc import Mapping
from typing import Any

from forms.days import exists
from forms.judge import gradings, locks, measures, not_administered, plain, red_flags
from forms.rules import Codes, Value, add, between, evaluate, number, rounded, span

ENGINE = 2
"""What this evaluator understands. A form that asks for more is stored, never judged in part."""

Json = dict[str, Any]
STATE = {True: "positive", False: "negative", None: "undetermined"}
DAY = re.compile(r"[1-9]\d{3}-\d\d-\d\d", re.ASCII)
MAX_TEXT = 4_000


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
    known = {item["id"] for item in shown if env[item["id"]] is not None or env.get(f"unable:{item['id']}")}
    risk_items = _risks(published["items"], env)
    measured = measures(published, env, known)
    for derived in published.get("derived", ()):
        env[f"derived.{derived['id']}"] = evaluate(derived["rule"], env)
    in_use, unused = criteria_in_use(published, facts)
    scores = {score["id"]: _score(score, env) for score in published["scores"]}
    missing = {item["id"] for item in shown} - known
    findings = {
        finding["id"]: _finding(finding, published["words"], env, missing, risk_items, known)
        for finding in published["findings"]
    }
    open_items = [item["id"] for item in shown if item["required"] and item["id"] in missing]
    closing = locks(published, env, missing)
    locked = {
        item for lock in closing.values() if lock["state"] in ("closed", "ask") for item in lock["closes"]
    }
    return {
        "form": published["form"],
        "version": published["version"],
        "judged": True,
        "shown": [item["id"] for item in shown],
        "required": [item["id"] for item in shown if item["required"] and item["id"] not in locked],
        "violations": violations,
        "scores": {name: one for name, one in scores.items() if one["criteria"] not in unused},
        "findings": {name: one for name, one in findings.items() if one["criteria"] not in unused},
        "risk_items": risk_items,
        "missing_items": open_items,
        "administered": bool(known),
        "complete": not open_items,
        "criteria": in_use,
        "measures": measured,
        "gradings": gradings(published, env, missing, known, unused),
        "locks": closing,
        "locked_items": [item["id"] for item in shown if item["id"] in locked],
        "red_flags": red_flags(published, env, missing),
    }


def criteria_in_use(published: Json, facts: Mapping[str, object]) -> tuple[dict[str, str], set[str]]:
    """{criteria question: its set in use}, and the sets that are not: the town's choice, or the default."""
    in_use: dict[str, str] = {}
    unused: set[str] = set()
    for one in published.get("criteria_sets", ()):
        codes = [entry["code"] for entry in one["sets"]]
        asked = facts.get(f"criteria_{one['id']}")
        in_use[one["id"]] = asked if isinstance(asked, str) and asked in codes else one["default"]
        unused |= {code for code in codes if code != in_use[one["id"]]}
    return in_use, unused


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
        raw = answers.get(item["id"])
        value, problem = read_answer(item, raw)
        env[item["id"]] = value
        if item.get("unable"):
            env[f"unable:{item['id']}"] = _unable(value, raw)
        if problem:
            violations.append({"item": item["id"], "rule": problem})
    return shown, violations


def read_answer(item: Json, raw: object) -> tuple[Value, str | None]:
    """The value of a stored answer, or unknown and what is wrong with it."""
    if raw is None or isinstance(raw, Mapping):
        return None, None
    if item["type"] in ("text", "date"):
        problem = text_problem(item, raw)
        return (None, problem) if problem or not isinstance(raw, str) else (raw, None)
    if item["type"] == "multi":
        problem = codes_problem(item, raw)
        return (None, problem) if problem or not isinstance(raw, list) else (Codes(map(int, raw)), None)
    value = number(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) else None
    if value is None:
        return None, "wrong-type"
    problem = number_problem(item, value)
    return (None, problem) if problem else (value, None)


def _unable(value: Value, raw: object) -> bool | None:
    """Whether 「できなかった」 is the result; unknown when there is none."""
    if value is not None:
        return False
    return True if isinstance(raw, Mapping) and raw.get("state") == "unable" else None


def text_problem(item: Json, raw: object) -> str | None:
    """Why a text, or the day of a date, cannot be the answer to an item."""
    if not isinstance(raw, str):
        return "wrong-type"
    if item["type"] == "date":
        return None if DAY.fullmatch(raw) and exists(raw) else "not-a-date"
    return "too-long" if len(raw) > item.get("max_length", MAX_TEXT) else None


def codes_problem(item: Json, raw: object) -> str | None:
    """Why a list of codes cannot be the answer. It is sorted, none is twice, what excludes stands alone."""
    if not isinstance(raw, list) or not all(_is_number(code) for code in raw):
        return "wrong-type"
    if not raw:
        return "nothing-chosen"
    exclusive = {option["code"]: option.get("exclusive", False) for option in item["options"]}
    if any(code not in exclusive for code in raw):
        return "not-in-list"
    if any(after <= before for before, after in itertools.pairwise(raw)):
        return "not-sorted"
    return "exclusive" if len(raw) > 1 and any(exclusive[code] for code in raw) else None


def _is_number(raw: object) -> bool:
    return isinstance(raw, int | float) and not isinstance(raw, bool)


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
    lo, hi = (None, None) if bounds is None else (plain(bounds.lo), plain(bounds.hi))
    return {"lo": lo, "hi": hi, "missing": missing, "of": len(score["terms"]), "criteria": score["criteria"]}


def _points(term: Json, value: Value) -> float | None:
    if isinstance(value, bool):
        return float(term["high"] if value else term["low"])
    if isinstance(value, float) and term["low"] <= value <= term["high"]:
        return value
    return None


def _finding(
    finding: Json, words: Json, env: dict[str, Value], missing: set[str], risks: list[str], known: set[str]
) -> Json:
    value = evaluate(finding["rule"], env)
    env[f"finding.{finding['id']}"] = value
    state = STATE[value if isinstance(value, bool) else None]
    if not_administered(finding, known):
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
        "criteria": {},
        "measures": {},
        "gradings": {},
        "locks": {},
        "locked_items": [],
        "red_flags": {},
    }
