"""Judging answers of which some have two values: what follows whichever of them is right.

pwa/src/forms/disputed.ts is its twin; tests/vectors/disputed.json holds what both must say.
"""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from forms.evaluate import evaluate_form

Json = dict[str, Any]
COMBINATIONS = 64  # of disputed answers, judged one by one; beyond that nothing is said


def evaluate_disputed(
    published: Json, answers: Mapping[str, object], disputed: Mapping[str, Sequence[object]]
) -> Json:
    """Everything that follows from the answers, undetermined where the disputed ones say different things.

    disputed: item id -> all its values, for the items that have more than one. A finding is kept only if
    every way to settle them gives it; a score spans all of theirs.
    """
    judged = evaluate_form(published, answers, {})
    if not disputed or not judged["judged"]:
        return judged
    ways = list(itertools.islice(itertools.product(*disputed.values()), COMBINATIONS + 1))
    others = [
        evaluate_form(published, {**answers, **dict(zip(disputed, way, strict=True))}, {}) for way in ways
    ]
    words = {finding["id"]: finding["words"] for finding in published["findings"]}
    for finding_id, finding in judged["findings"].items():
        states = {finding["state"], *(other["findings"][finding_id]["state"] for other in others)}
        if len(states) > 1 or len(ways) > COMBINATIONS:
            chip, word = published["words"]["undetermined"], words[finding_id]["undetermined"]
            finding.update(state="undetermined", chip=chip, word=word)
    for score_id, score in judged["scores"].items():
        known = [score, *(other["scores"][score_id] for other in others)]
        _widen(score, known if len(ways) <= COMBINATIONS else [])
    return judged


def _widen(score: Json, known: Sequence[Json]) -> None:
    """The score from the lowest to the highest of these; unknown where any of them is, or there are none."""
    for end, outermost in (("lo", min), ("hi", max)):
        values = [one[end] for one in known]
        score[end] = outermost(values) if values and None not in values else None
