"""What engine 2 added to the published form. Each name is there only where it is used, so that what was
published before keeps its hash.
"""

from dataclasses import asdict
from typing import Any

from forms.definition import Claim, Definition, Grading, Item, Lock, Measure, Outcome, RedFlag, Rule, Text

Json = dict[str, Any]
AS_WRITTEN = (
    "hint",
    "reading",
    "soft_minimum",
    "soft_maximum",
    "max_length",
    "unable",
    "reasons",
    "copy_from",
)


def engine_2(definition: Definition, order: list[str], provisional: set[str]) -> Json:
    """The names of the form beyond those of engine 1."""
    body: Json = {
        "sections": [
            {"id": one.id, "title": asdict(one.title), "items": list(one.items)}
            for one in definition.sections
        ],
        "entered_by": list(definition.entered_by),
        "repeat": definition.repeat,
        "reasons": coded(definition.reasons),
        "criteria_sets": [
            {"id": one.id, "title": asdict(one.title), "default": one.default, "sets": coded(one.sets)}
            for one in definition.criteria_sets
        ],
        "measures": [_measure(one, order, provisional) for one in definition.measures],
        "derived": [{"id": name, "rule": rule.ast} for name, rule in definition.derived.items()],
        "gradings": [_grading(one, order, provisional) for one in definition.gradings],
        "locks": [_lock(one, definition, order, provisional) for one in definition.locks],
        "red_flags": [_red_flag(one, order, provisional) for one in definition.red_flags],
        "outcomes": [_outcome(one, provisional) for one in definition.outcomes],
    }
    return {name: value for name, value in body.items() if value}


def item_engine_2(item: Item) -> Json:
    """The names of an item beyond those of engine 1."""
    body = {name: getattr(item, name) for name in AS_WRITTEN}
    found = {name: list(v) if isinstance(v, tuple) else v for name, v in body.items()}
    return {
        **({"unit": asdict(item.unit)} if item.unit else {}),
        **{name: value for name, value in found.items() if value is not None and value not in (False, [])},
    }


def claimed(claim: Claim) -> Json:
    """How far it was checked, in which sources."""
    return {"confidence": claim.confidence, "sources": list(claim.sources), "note": claim.note}


def unverified(claim: Claim) -> bool:
    """Whether it must be shown as 暫定."""
    return claim.confidence != "V"


def coded(words: dict[str, Text]) -> list[Json]:
    """Words by code, in order."""
    return [{"code": code, **asdict(word)} for code, word in words.items()]


def _measure(measure: Measure, order: list[str], provisional: set[str]) -> Json:
    return {
        "id": measure.id,
        "title": asdict(measure.title),
        "unit": asdict(measure.unit),
        "decimals": measure.decimals,
        "rows": [
            {"title": asdict(row.title) if row.title else None, "items": list(row.items)}
            for row in measure.rows
        ],
        "items": _in_order(measure.value.items, order),
        "value": measure.value.ast,
        "value_text": measure.value.text,
        "protocol": [
            {"id": one.id, "title": asdict(one.title), "rule": one.rule.ast} for one in measure.protocol
        ],
        "provisional": f"measure.{measure.id}" in provisional,
        **claimed(measure.claim),
    }


def _grading(grading: Grading, order: list[str], provisional: set[str]) -> Json:
    rules = [grade.rule for grade in grading.grades if grade.rule]
    return {
        "id": grading.id,
        "role": grading.role,
        "title": asdict(grading.title),
        "criteria": grading.criteria,
        "grades": [
            {
                "id": grade.id,
                "title": asdict(grade.title),
                "rule": grade.rule.ast if grade.rule else True,
                "rule_text": grade.rule.text if grade.rule else None,
            }
            for grade in grading.grades
        ],
        "items": _in_order(grading.items, order),
        "provisional": _shaky(grading.claim, rules, provisional),
        **claimed(grading.claim),
    }


def _lock(lock: Lock, definition: Definition, order: list[str], provisional: set[str]) -> Json:
    closing = [item for one in definition.sections if one.id in lock.sections for item in one.items]
    rules = [rule for rule in (lock.closed, lock.opened, lock.waived) if rule]
    return {
        "id": lock.id,
        "title": asdict(lock.title),
        "sections": list(lock.sections),
        "closes": closing,
        "closed": lock.closed.ast,
        "opened": lock.opened.ast if lock.opened else False,
        "waived": lock.waived.ast if lock.waived else False,
        "release": lock.release,
        "words": {state: asdict(word) for state, word in lock.words.items()},
        "items": _in_order(frozenset[str]().union(*(rule.items for rule in rules)), order),
        "provisional": _shaky(lock.claim, rules, provisional),
        **claimed(lock.claim),
    }


def _red_flag(flag: RedFlag, order: list[str], provisional: set[str]) -> Json:
    return {
        "id": flag.id,
        "level": flag.level,
        "title": asdict(flag.title),
        "action": asdict(flag.action),
        "rule": flag.rule.ast,
        "rule_text": flag.rule.text,
        "items": _in_order(flag.rule.items, order),
        "provisional": _shaky(flag.claim, [flag.rule], provisional),
        **claimed(flag.claim),
    }


def _outcome(outcome: Outcome, provisional: set[str]) -> Json:
    return {
        "id": outcome.id,
        "title": asdict(outcome.title),
        "measure": outcome.measure,
        "improved": outcome.improved.ast,
        "worse": outcome.worse.ast,
        "criteria": outcome.criteria,
        "provisional": unverified(outcome.claim) or f"measure.{outcome.measure}" in provisional,
        **claimed(outcome.claim),
    }


def _shaky(claim: Claim, rules: list[Rule], provisional: set[str]) -> bool:
    return unverified(claim) or any(rule.names & provisional for rule in rules)


def _in_order(items: frozenset[str], order: list[str]) -> list[str]:
    return [item for item in order if item in items]
