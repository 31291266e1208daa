"""The published form: the JSON that is kept in a form_version row, sent to tablets and evaluated there."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from forms.definition import Definition, Finding, Item, Option, Score, Text
from forms.publish_measures import claimed, coded, engine_2, item_engine_2, unverified

Json = dict[str, Any]


def publish(definition: Definition) -> Json:
    """The published form, with a `hash` over everything else in it."""
    order = [item.id for item in definition.items]
    provisional = _provisional_names(definition)
    body: Json = {
        "form": definition.form,
        "version": definition.version,
        "min_engine": definition.min_engine,
        "title": asdict(definition.title),
        "wording_version": definition.wording_version,
        "default_on": definition.default_on,
        "licence": asdict(definition.licence),
        "answered_by": coded(definition.answered_by),
        "categories": _named(definition.categories),
        "sources": [{"id": key, "cite": cite} for key, cite in definition.sources.items()],
        "words": {state: asdict(word) for state, word in definition.words.items()},
        "facts": [
            {"id": fact.id, "type": fact.type, "default": fact.default, **asdict(fact.title)}
            for fact in definition.facts
        ],
        "pages": [list(page) for page in definition.pages],
        "items": [_item(item) for item in definition.items],
        "scores": [_score(score, order, provisional) for score in definition.scores],
        "findings": [
            _finding(finding, definition.words, order, provisional) for finding in definition.findings
        ],
        **engine_2(definition, order, provisional),
    }
    return {**body, "hash": content_hash(body)}


def content_hash(published: Json) -> str:
    """SHA-256 over the canonical JSON of a published form, its own hash left out."""
    body = {key: value for key, value in published.items() if key != "hash"}
    return hashlib.sha256(canonical(body).encode("utf-8")).hexdigest()


def canonical(value: object) -> str:
    """JSON with sorted names and no spaces: the same text for the same content, everywhere."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _provisional_names(definition: Definition) -> set[str]:
    """The risks, scores and findings that rest, directly or not, on anything but verified sources."""
    names = {f"risk.{i.id}" for i in definition.items if i.risk and unverified(i.risk.claim)}
    for measure in definition.measures:
        if unverified(measure.claim) or measure.value.names & names:
            names.add(f"measure.{measure.id}")
    for name, rule in definition.derived.items():
        names |= {f"derived.{name}"} if rule.names & names else set()
    for score in definition.scores:
        if unverified(score.claim) or any(term.rule.names & names for term in score.terms):
            names.add(f"score.{score.id}")
    for finding in definition.findings:
        if unverified(finding.claim) or finding.rule.names & names:
            names.add(f"finding.{finding.id}")
    return names


def _item(item: Item) -> Json:
    body: Json = {
        "id": item.id,
        "no": item.no,
        "category": item.category,
        "wording": item.wording,
        "note": item.note,
        "reference_en": item.reference_en,
        "type": item.type,
        "code": item.code,
        "answer_oid": item.answer_oid,
        "required": item.required,
        "shown": item.shown.ast if item.shown else True,
        "risk": {"rule": item.risk.rule.ast, **claimed(item.risk.claim)} if item.risk else None,
        "constraints": [
            {"id": c.id, "rule": c.rule.ast, "level": c.level, **asdict(c.message)} for c in item.constraints
        ],
    }
    if item.risk:
        body["risk"]["provisional"] = unverified(item.risk.claim)
    body |= item_engine_2(item)
    if item.options:
        return {**body, "options": [_option(option) for option in item.options]}
    if item.type in ("text", "date"):
        return body
    return {**body, "minimum": item.minimum, "maximum": item.maximum, "decimals": item.decimals}


def _option(option: Option) -> Json:
    exclusive = {"exclusive": True} if option.exclusive else {}
    return {"code": option.code, **asdict(option.label), **exclusive}


def _score(score: Score, order: list[str], provisional: set[str]) -> Json:
    rests_on = frozenset[str]().union(*(term.rule.items for term in score.terms))
    return {
        "id": score.id,
        "title": asdict(score.title),
        "criteria": score.criteria,
        "terms": [{"rule": term.rule.ast, "low": term.low, "high": term.high} for term in score.terms],
        "items": [item for item in order if item in rests_on],
        "provisional": f"score.{score.id}" in provisional,
        **claimed(score.claim),
    }


def _finding(finding: Finding, words: dict[str, Text], order: list[str], provisional: set[str]) -> Json:
    return {
        "id": finding.id,
        "role": finding.role,
        "title": asdict(finding.title),
        "criteria": finding.criteria,
        "rule": finding.rule.ast,
        "rule_text": finding.rule.text,
        "words": {state: asdict(finding.words.get(state, word)) for state, word in words.items()},
        "items": [item for item in order if item in finding.rule.items],
        "score": finding.score,
        "basis": finding.basis,
        "provisional": f"finding.{finding.id}" in provisional,
        **claimed(finding.claim),
    }


def _named(words: dict[str, Text]) -> list[Json]:
    return [{"id": key, **asdict(word)} for key, word in words.items()]
