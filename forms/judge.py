"""What engine 2 judges: measures, gradings, locks and red flags. pwa/src/forms/judge.ts is the twin."""

from collections.abc import Mapping
from typing import Any

from forms.publish import canonical
from forms.rules import Codes, Value, evaluate, exact, rounded, truth

Json = dict[str, Any]
Env = dict[str, Value]
TRUE = {True: "positive", False: "negative", None: "undetermined"}


def not_administered(one: Json, known: set[str]) -> bool:
    """Whether nothing was done that a finding or grading could speak of."""
    if one["role"] == "test":
        return known.isdisjoint(one["items"])
    return one["role"] == "result" and not known


def measures(published: Json, env: Env, known: set[str]) -> Json:
    """Each measure's value with its protocol; the value goes into `env` too."""
    found: Json = {}
    if "measures" not in published:
        return found
    entered = {item["id"]: item.get("decimals", 0) for item in published["items"]}
    for one in published["measures"]:
        value = evaluate(one["value"], env)
        env[f"measure.{one['id']}"] = value
        trials = [item for row in one["rows"] for item in row["items"]] or one["items"]
        number = exact(value)
        found[one["id"]] = {
            "title": one["title"],
            "unit": one["unit"],
            "decimals": one["decimals"],
            "entered_decimals": _entered_decimals(one, entered),
            "value": None if number is None else plain(number),
            "known": sum(item in known for item in trials),
            "of": len(trials),
            "protocol": {entry["id"]: _said(evaluate(entry["rule"], env)) for entry in one["protocol"]},
            "provisional": one["provisional"],
        }
    return found


def _entered_decimals(one: Json, entered: Mapping[str, int]) -> int:
    """What its trials are entered with: it is shown with no more, unless its value has them.

    What is computed is shown with all of its own.
    """
    decimals = int(one["decimals"])
    trials = [entered[item] for row in one["rows"] for item in row["items"]]
    return min(decimals, max(trials, default=decimals))


def gradings(published: Json, env: Env, missing: set[str], known: set[str], unused: set[str]) -> Json:
    """The class of each grading, and every class it may still be."""
    return {
        one["id"]: _grading(one, published["words"], env, missing, known)
        for one in published.get("gradings", ())
        if one["criteria"] not in unused
    }


def _grading(one: Json, words: Json, env: Env, missing: set[str], known: set[str]) -> Json:
    possible = possible_grades(one, env)
    titles = {grade["id"]: grade["title"] for grade in one["grades"]}
    state = possible[0] if len(possible) == 1 else "undetermined"
    if not_administered(one, known):
        state = "not_administered"
    return {
        "state": state,
        "possible": possible,
        "role": one["role"],
        "title": one["title"],
        "word": titles[state] if state in titles else words[state],
        "criteria": one["criteria"],
        "provisional": one["provisional"],
        "missing_items": [item for item in one["items"] if item in missing],
    }


def possible_grades(one: Json, env: Env) -> list[str]:
    """The classes that may still turn out: every one not refuted, up to the first that is certain."""
    possible: list[str] = []
    for grade in one["grades"]:
        holds = truth(evaluate(grade["rule"], env))
        if holds is not False:
            possible.append(grade["id"])
        if holds is True:
            break
    return possible


def locks(published: Json, env: Env, missing: set[str]) -> Json:
    """Which sections are closed, and by what."""
    found: Json = {}
    for one in published.get("locks", ()):
        word = _lock_word(one, env)
        found[one["id"]] = {
            "state": "released" if word == "waived" else word,
            "title": one["title"],
            "word": one["words"].get(word),
            "sections": one["sections"],
            "closes": one["closes"],
            "release": one["release"],
            "provisional": one["provisional"],
            "missing_items": [item for item in one["items"] if item in missing],
        }
    return found


def _lock_word(one: Json, env: Env) -> str:
    """The state of a lock, by the name of the words for it."""
    closed = truth(evaluate(one["closed"], env))
    if closed is False or evaluate(one["opened"], env) is True:
        return "open"
    if one["release"] is not None and env.get(one["release"]) is not None:
        return "released"
    if closed is None:
        return "waived" if evaluate(one["waived"], env) is True else "ask"
    return "closed"


def red_flags(published: Json, env: Env, missing: set[str]) -> Json:
    """Every red flag with its state; what is positive is shown at once."""
    return {
        one["id"]: {
            "state": TRUE[truth(evaluate(one["rule"], env))],
            "level": one["level"],
            "title": one["title"],
            "action": one["action"],
            "provisional": one["provisional"],
            "missing_items": [item for item in one["items"] if item in missing],
        }
        for one in published.get("red_flags", ())
    }


def compare_rounds(published: Json, before: Mapping[str, Json], now: Mapping[str, Json]) -> Json:
    """{outcome: what changed} between the `measures` of two results.

    improved, kept or worse; not_evaluated when a value is missing or the protocols differ: `why` says which.
    """
    found: Json = {}
    for one in published.get("outcomes", ()):
        first, second = before.get(one["measure"]), now.get(one["measure"])
        change, why = measure_change(first, second)
        state = "not_evaluated" if change is None else _direction(one, change)
        found[one["id"]] = {
            "state": state,
            "why": why,
            "change": None if change is None else plain(change),
            "title": one["title"],
            "criteria": one["criteria"],
            "provisional": one["provisional"],
        }
    return found


def measure_change(first: Json | None, second: Json | None) -> tuple[float | None, str | None]:
    """One measure now minus before; or none, and why: a value is "missing", or the "protocol" differs."""
    if first is None or second is None or first["value"] is None or second["value"] is None:
        return None, "missing"
    if canonical(first["protocol"]) != canonical(second["protocol"]) or None in first["protocol"].values():
        return None, "protocol"
    return rounded(float(second["value"]) - float(first["value"]), 9), None


def _direction(one: Json, change: float) -> str:
    env: Env = {"change": change}
    if evaluate(one["improved"], env) is True:
        return "improved"
    return "worse" if evaluate(one["worse"], env) is True else "kept"


def plain(value: float) -> int | float:
    """A whole number without its decimals, as JSON has it."""
    return int(value) if value.is_integer() else value


def _said(value: Value) -> object:
    """A circumstance as JSON; what is not known as null."""
    if isinstance(value, Codes):
        return sorted(value)
    if isinstance(value, bool | str):
        return value
    number = exact(value)
    return None if number is None else plain(number)
