"""What could be answered to any form, out of its definition alone: a new form needs no new code."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import forms
from tests.browser import steps

Json = dict[str, Any]
Answers = dict[str, Any]
WORDS = "練習の記入"
NUMBERS = ("integer", "number")
Whose = Callable[[Json], bool]


def nurses(item: Json) -> bool:
    """What a nurse is asked."""
    return "nurse" in item.get("entered_by", ["nurse"])


def supporters(item: Json) -> bool:
    """What a supporter is asked."""
    return "supporter" in item.get("entered_by", ["supporter"])


def her_own(item: Json) -> bool:
    """What a resident answers herself: what is chosen, nothing that is measured."""
    return nurses(item) and item["type"] == "choice"


def walks(form: Json, facts: Json, whose: Whose = nurses) -> list[Answers]:
    """Ways through a form that together answer everything that can be asked in it."""
    found = [full_answers(form, facts, whose=whose)]
    for item in askable(form, whose):
        if all(item not in answers for answers in found):
            found.append(full_answers(form, facts, item, whose))
    return found


def full_answers(form: Json, facts: Json, wanted: str | None = None, whose: Whose = nurses) -> Answers:
    """An answer to everything that is asked: no lock closed, nothing that rules another answer out, as
    many questions on the way as there can be, or that one that is wanted. Where the form lets a number be
    without a value, one could not be done and one was not measured.
    """
    answers: Answers = {}
    for item in form["items"]:
        if item["id"] in asked(form, answers, facts, whose):
            answers[item["id"]] = _best(form, item, answers, facts, wanted)
    for state in ({"state": "unable"}, {"state": "cannot_measure"}):
        answers |= _without_value(form, answers, facts, state)
    return answers


def askable(form: Json, whose: Whose = nurses) -> list[str]:
    """What may be found among the questions; what opens a lock stands at the lock."""
    releases = {lock["release"] for lock in form.get("locks", ())}
    return [one["id"] for one in form["items"] if whose(one) and one["id"] not in releases]


def asked(form: Json, answers: Answers, facts: Json, whose: Whose = nurses) -> set[str]:
    """Of these, what is shown by the answers so far."""
    return set(askable(form, whose)) & set(forms.evaluate(form, answers, facts)["shown"])


def exclusive_of(item: Json) -> list[int]:
    """The codes that stand alone."""
    return [option["code"] for option in item["options"] if option.get("exclusive")]


def candidates(item: Json) -> list[Any]:
    """What may be answered to one item; of what does equally well the first is taken."""
    if item["type"] == "choice":
        return [option["code"] for option in item["options"]][::-1]
    if item["type"] == "multi":
        codes = [option["code"] for option in item["options"]]
        several = sorted(set(codes) - set(exclusive_of(item)))
        return [one for one in (several, *([code] for code in codes)) if one]
    if item["type"] == "date":
        return [steps.today()]
    if item["type"] == "text":
        return [WORDS[: item.get("max_length", len(WORDS))]]
    low, high = _limits(item)
    return [_number(item, (low + high) / 2), _number(item, high), _number(item, low)]


def _limits(item: Json) -> tuple[float, float]:
    """What is usual, so that nothing is asked twice; else what can be entered at all."""
    low = item.get("soft_minimum", item["minimum"]) or 0
    high = item.get("soft_maximum", item["maximum"])
    return low, low + 1 if high is None else high


def _number(item: Json, value: float) -> float:
    decimals = item.get("decimals", 0) if item["type"] == "number" else 0
    return round(value, decimals) if decimals else round(value)


def _best(form: Json, item: Json, answers: Answers, facts: Json, wanted: str | None) -> Any:
    def trouble(answer: Any) -> tuple[int, ...]:
        result = forms.evaluate(form, {**answers, item["id"]: answer}, facts)
        locks = [lock["state"] for lock in result["locks"].values()]
        open_ones = sum(state == "open" for state in locks)
        misses = wanted not in result["shown"]
        return locks.count("closed"), len(result["violations"]), misses, -open_ones, -len(result["shown"])

    return min(candidates(item), key=trouble)


def _without_value(form: Json, answers: Answers, facts: Json, state: Json) -> Answers:
    """The last number that may be in this state and changes nothing else that is asked."""
    before = forms.evaluate(form, answers, facts)
    for item in reversed(form["items"]):
        if (
            item["type"] not in NUMBERS
            or item["required"]
            or not isinstance(answers.get(item["id"]), int | float)
        ):
            continue
        if state["state"] == "unable" and not item.get("unable"):
            continue
        said = {item["id"]: {**state, **_reason(form, item, state)}}
        after = forms.evaluate(form, {**answers, **said}, facts)
        if all(after[what] == before[what] for what in ("shown", "locked_items", "violations")):
            return said
    return {}


def _reason(form: Json, item: Json, state: Json) -> Json:
    """The last of the reasons that fit, where the form has any."""
    fitting = [
        one["code"] for one in form.get("reasons", ()) if one["code"] in item.get("reasons", [one["code"]])
    ]
    return {"reason": fitting[-1]} if fitting and state["state"] == "cannot_measure" else {}


def ways_to(form: Json, facts: Json, what: str, state: str) -> dict[str, Answers]:
    """The fewest answers that bring each lock or red flag into this state: {its id: answers}."""
    return {
        one["id"]: found
        for one in form.get(what, ())
        if (found := _way_to(form, facts, what, one, state)) is not None
    }


def _way_to(form: Json, facts: Json, what: str, one: Json, state: str) -> Answers | None:
    for answers in _few_answers(form, one["items"]):
        result = forms.evaluate(form, answers, facts)
        reachable = set(answers) <= asked(form, answers, facts) and not result["violations"]
        if reachable and result[what][one["id"]]["state"] == state:
            return answers
    return None


def _few_answers(form: Json, among: list[str]) -> Iterator[Answers]:
    """One answer, then two: numbers as far out as they go, one code at a time."""
    single = [
        (item["id"], answer)
        for item in form["items"]
        if item["id"] in among and item["id"] in askable(form)
        for answer in _far_out(item)
    ]
    for how_many in (1, 2):
        for some in itertools.combinations(single, how_many):
            if len({item for item, _ in some}) == how_many:
                yield dict(some)


def _far_out(item: Json) -> list[Any]:
    if item["type"] in NUMBERS and item["minimum"] is not None and item["maximum"] is not None:
        return [item["maximum"], item["minimum"]]
    if item["type"] == "multi":
        return [[option["code"]] for option in item["options"]]
    return candidates(item)


def facts_of(person: Mapping[str, Any], on: str) -> Json:
    """What a form may ask of the person's record."""
    born, sex = str(person["born_on"]), person["sex"]
    age = int(on[:4]) - int(born[:4]) - (on[5:] < born[5:])
    return {"age": age, **({"sex": sex} if sex in ("female", "male") else {})}
