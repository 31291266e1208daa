"""A missing answer never makes a person look healthier than she may be."""

from random import Random

import forms

FORM = forms.published("qmcoo", 1)
CODES = {item["id"]: [option["code"] for option in item["options"]] for item in FORM["items"]}


def answer_with_risk(item: str, wanted: bool) -> int:
    """A code of the item that is, or is not, a risk."""
    return next(
        code for code in CODES[item] if (item in forms.evaluate(FORM, {item: code})["risk_items"]) is wanted
    )


RISKY = {item: answer_with_risk(item, True) for item in CODES}
HEALTHY = {item: answer_with_risk(item, False) for item in CODES}


def states(answers: dict[str, int]) -> dict[str, str]:
    findings = forms.evaluate(FORM, answers)["findings"]
    return {name: finding["state"] for name, finding in findings.items()}


def test_whatever_is_certain_stays_so_however_the_gaps_are_filled() -> None:
    random = Random(12)
    for _ in range(400):
        full = {item: random.choice(codes) for item, codes in CODES.items()}
        kept = {item: code for item, code in full.items() if random.random() < 0.7}
        judged = states(kept)
        for _ in range(5):
            filled = {item: kept.get(item, random.choice(codes)) for item, codes in CODES.items()}
            for name, state in states(filled).items():
                assert judged[name] in (state, "undetermined", "not_administered"), (name, kept, filled)


def test_what_is_undetermined_could_really_come_out_either_way() -> None:
    """Otherwise a nurse would be sent back for an answer that changes nothing."""
    random = Random(13)
    for _ in range(300):
        kept = {item: random.choice(codes) for item, codes in CODES.items() if random.random() < 0.7}
        worst, best = states(RISKY | kept), states(HEALTHY | kept)
        for name, state in states(kept).items():
            if state == "undetermined":
                assert (worst[name], best[name]) == ("positive", "negative"), (name, kept)
