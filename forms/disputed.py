"""Judging answers of which some have two values: what follows whichever of them is right.

pwa/src/forms/disputed.ts is its twin; tests/vectors/disputed.json holds what both must say.
"""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from forms.evaluate import evaluate_form
from forms.publish import canonical

Json = dict[str, Any]
LOCK_ORDER = ("closed", "ask", "released", "open")
SHUT = ("closed", "ask")
COMBINATIONS = 64  # of disputed answers, judged one by one; beyond that nothing is said


def evaluate_disputed(
    published: Json,
    answers: Mapping[str, object],
    disputed: Mapping[str, Sequence[object]],
    facts: Mapping[str, object] | None = None,
) -> Json:
    """Everything that follows from the answers, undetermined where the disputed ones say different things.

    disputed: item id -> all its values, for the items that have more than one. A finding is kept only if
    every way to settle them gives it; a score spans all of theirs; a red flag of any of them is shown, and a
    section is open only if it is for all.
    """
    judged = evaluate_form(published, answers, facts or {})
    if not disputed or not judged["judged"]:
        return judged
    ways = list(itertools.islice(itertools.product(*disputed.values()), COMBINATIONS + 1))
    others = [
        evaluate_form(published, {**answers, **dict(zip(disputed, way, strict=True))}, facts or {})
        for way in ways
    ]
    too_many = len(ways) > COMBINATIONS
    words = {finding["id"]: finding["words"] for finding in published["findings"]}
    for finding_id, finding in judged["findings"].items():
        states = {finding["state"], *(other["findings"][finding_id]["state"] for other in others)}
        if len(states) > 1 or too_many:
            chip, word = published["words"]["undetermined"], words[finding_id]["undetermined"]
            finding.update(state="undetermined", chip=chip, word=word)
    for score_id, score in judged["scores"].items():
        known = [score, *(other["scores"][score_id] for other in others)]
        _widen(score, [] if too_many else known)
    _join_engine_2(published, [judged, *others], too_many)
    return judged


def _join_engine_2(published: Json, ways: Sequence[Json], too_many: bool) -> None:
    """Make of the first of these results what holds in all of them."""
    judged = ways[0]
    for name, measure in judged["measures"].items():
        if too_many or any(canonical(way["measures"][name]) != canonical(measure) for way in ways):
            measure["value"] = None
    for one in published.get("gradings", ()):
        if one["id"] in judged["gradings"]:
            _join_grading(one, [way["gradings"][one["id"]] for way in ways], published["words"], too_many)
    for one in published.get("locks", ()):
        states = {way["locks"][one["id"]]["state"] for way in ways} | ({"ask"} if too_many else set())
        state = next(state for state in LOCK_ORDER if state in states)
        judged["locks"][one["id"]].update(state=state, word=one["words"].get(state))
    shut = {item for lock in judged["locks"].values() if lock["state"] in SHUT for item in lock["closes"]}
    judged["locked_items"] = [item for item in judged["shown"] if item in shut]
    judged["required"] = [item for item in judged["required"] if item not in shut]
    for name, flag in judged["red_flags"].items():
        states = {way["red_flags"][name]["state"] for way in ways}
        if "positive" in states:
            flag["state"] = "positive"
        elif len(states) > 1 or too_many:
            flag["state"] = "undetermined"


def _join_grading(one: Json, ways: Sequence[Json], words: Json, too_many: bool) -> None:
    states = {way["state"] for way in ways}
    if len(states) == 1 and not too_many:
        return
    possible = {grade for way in ways for grade in way["possible"]}
    order = [grade["id"] for grade in one["grades"]]
    ways[0].update(
        state="undetermined",
        possible=[grade for grade in order if too_many or grade in possible],
        word=words["undetermined"],
    )


def _widen(score: Json, known: Sequence[Json]) -> None:
    """The score from the lowest to the highest of these; unknown where any of them is, or there are none."""
    for end, outermost in (("lo", min), ("hi", max)):
        values = [one[end] for one in known]
        score[end] = outermost(values) if values and None not in values else None
