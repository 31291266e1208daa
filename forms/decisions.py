"""What a town decides about its forms, and what follows for one form on one day. No I/O, no clock.

A decision is an immutable step with a number; the last word wins. pwa/src/forms/decisions.ts is the twin;
tests/vectors/decisions.json holds what both must say.
"""

from collections.abc import Iterable, Mapping
from typing import Any

Json = dict[str, Any]
FORM = "decisions"
"""Under this name decisions travel among the form versions; no form is called so."""

STATE = {"retire": "retired", "recall": "recalled", "use": "published"}
RANKS = ("V", "V2", "GK", "D")


def facts_on(decisions: Iterable[Json], form: str, on: str) -> Json:
    """The facts the town has chosen for a form, as they are in force on a day: `criteria_<question>`, k.

    A choice holds everything that is not left to the form's defaults, so the latest one is the whole truth.
    """
    known = list(decisions)
    gone = {one["withdraws"] for one in known if one["what"] == "withdraw"}
    chosen = [
        one
        for one in known
        if one["what"] == "criteria" and one["form"] == form and one["n"] not in gone and one["from"] <= on
    ]
    last = max(chosen, key=lambda one: (one["from"], one["n"]), default=None)
    return dict(last["facts"]) if last else {}


def standing(decisions: Iterable[Json], form: str, version: int) -> Json | None:
    """The last step that took a version out of use or back into it, None when there was none."""
    return _last(decisions, form, version, STATE)


def tried_by(decisions: Iterable[Json], form: str, version: int) -> list[str] | None:
    """Staff who try a version out, None when nobody was ever asked to. Its sheets are 試用 for ever."""
    found = _last(decisions, form, version, {"trial"})
    return None if found is None else list(found["staff"])


def _last(decisions: Iterable[Json], form: str, version: int, what: Iterable[str]) -> Json | None:
    hers = [one for one in decisions if one["what"] in what and _is_about(one, form, version)]
    return max(hers, key=lambda one: one["n"], default=None)


def _is_about(one: Json, form: str, version: int) -> bool:
    return one["form"] == form and one.get("version") == version


def choices(published: Mapping[str, Any]) -> list[Json]:
    """What a town may choose of a form: rival sets, and facts whose bounds the form itself states.

    Each has `id` (the fact), title, default, its options or minimum and maximum, and what it rests on. A
    number that no rule bounds is not offered: we would have to invent its range.
    """
    found = [_rivals(published, one) for one in published.get("criteria_sets", ())]
    for fact in published["facts"]:
        one = _settable(published, fact)
        if one is not None:
            found.append(one)
    return found


def allows(choice: Json, value: object) -> bool:
    """Whether a value is one that the form states."""
    if choice["type"] == "set":
        return any(one["value"] == value for one in choice["options"])
    if choice["type"] == "flag":
        return isinstance(value, bool)
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and choice["minimum"] <= value <= choice["maximum"]


def _rivals(published: Mapping[str, Any], question: Json) -> Json:
    options = []
    for entry in question["sets"]:
        judged = [one for one in _judging(published) if one["criteria"] == entry["code"]]
        words = {"ja": entry["ja"], "en": entry["en"]}
        options.append({"value": entry["code"], "title": words} | _grounds(published, judged))
    return {
        "id": f"criteria_{question['id']}",
        "type": "set",
        "title": question["title"],
        "default": question["default"],
        "options": options,
    }


def _settable(published: Mapping[str, Any], fact: Json) -> Json | None:
    if fact["default"] is None:
        return None
    name = ["get", f"fact.{fact['id']}"]
    using = [one for one in _judging(published) if _mentions(one.get("rule"), name)]
    said = {"id": fact["id"], "title": {"ja": fact["ja"], "en": fact["en"]}, "default": fact["default"]}
    if fact["type"] == "boolean":
        return said | {"type": "flag"} | _grounds(published, using)
    most = [_counted(one.get("rule"), name) for one in using]
    if not most or None in most or max(n for n in most if n) < 2:
        return None
    return (
        said
        | {"type": "count", "minimum": 1, "maximum": min(n for n in most if n)}
        | _grounds(published, using)
    )


def _judging(published: Mapping[str, Any]) -> list[Json]:
    return [one for part in ("scores", "findings", "gradings") for one in published.get(part, ())]


def _mentions(rule: object, name: list[str]) -> bool:
    return rule == name or (isinstance(rule, list) and any(_mentions(part, name) for part in rule))


def _counted(rule: object, name: list[str]) -> int | None:
    """Of how many parts `count([…]) >= name` counts; None for any other rule."""
    if not isinstance(rule, list) or len(rule) != 3 or rule[0] != ">=" or rule[2] != name:
        return None
    return len(rule[1]) - 1 if isinstance(rule[1], list) and rule[1][0] == "count" else None


def _grounds(published: Mapping[str, Any], judged: list[Json]) -> Json:
    """The weakest confidence of what judges so, whether it is 暫定, and what was read for it."""
    cited = {source for one in judged for source in one["sources"]}
    return {
        "confidence": max((one["confidence"] for one in judged), key=RANKS.index, default="D"),
        "provisional": any(one["provisional"] for one in judged),
        "sources": [one["cite"] for one in published["sources"] if one["id"] in cited],
    }
