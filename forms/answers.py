"""Check answers that arrive in an op against the form version they name."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from forms.evaluate import codes_problem, number_problem, text_problem
from forms.rules import number

MAX_REASON = 400
STATES = {"declined", "cannot_measure", "not_administered"}
UNABLE = "unable"


@dataclass(frozen=True)
class Fault:
    """An answer that cannot be stored: the item it names and the slug of what is wrong."""

    item: str
    problem: str


ItemCheck = Callable[[object], str | None]
AnswerCheck = Callable[[Mapping[str, object]], list[Fault]]


def compile_item_checks(published: dict[str, Any]) -> dict[str, ItemCheck]:
    """{item id: what is wrong with one answer, None if nothing}, for who checks a form among other fields."""
    every = [reason["code"] for reason in published.get("reasons", ())]
    return {item["id"]: _check_of(item, item.get("reasons", every)) for item in published["items"]}


def compile_answer_check(published: dict[str, Any]) -> AnswerCheck:
    """A fast check of {item id: answer}: a value, None (taken back) or {"state": …, "reason"?}."""
    checks = compile_item_checks(published)

    def check(answers: Mapping[str, object]) -> list[Fault]:
        faults = []
        for item, answer in answers.items():
            check_one = checks.get(item)
            problem = check_one(answer) if check_one else "unknown-item"
            if problem:
                faults.append(Fault(item, problem))
        return faults

    return check


def _check_of(item: dict[str, Any], reasons: Collection[str]) -> ItemCheck:
    states = STATES | ({UNABLE} if item.get("unable") else set())
    if item["type"] == "choice":
        codes = frozenset(option["code"] for option in item["options"])
        return lambda a: None if type(a) is int and a in codes else _other(item, a, states, reasons)
    return lambda answer: _other(item, answer, states, reasons)


def _other(item: dict[str, Any], answer: object, states: set[str], reasons: Collection[str]) -> str | None:
    """The slow way, for whatever is not simply a code. `type(…) is int`, because True is not 1."""
    if answer is None:
        return None
    if isinstance(answer, Mapping):
        return _state_problem(answer, states, reasons)
    if item["type"] in ("text", "date"):
        return _nul(answer) or text_problem(item, answer)
    if item["type"] == "multi":
        whole = isinstance(answer, list) and all(type(code) is int for code in answer)
        return codes_problem(item, answer) if whole else "wrong-type"
    wanted = (int, float) if item["type"] == "number" else (int,)
    value = number(answer) if isinstance(answer, int | float) and type(answer) in wanted else None
    return "wrong-type" if value is None else number_problem(item, value)


def _state_problem(answer: Mapping[Any, object], states: set[str], reasons: Collection[str]) -> str | None:
    """What is wrong with a state. A form that lists its reasons takes their codes only, and one it takes."""
    state = answer.get("state")
    if not isinstance(state, str) or state not in states:
        return "unknown-state"
    if set(answer) - {"state", "reason"}:
        return "unknown-member"
    if reasons and state == "cannot_measure":
        return None if answer.get("reason") in reasons else "unknown-reason"
    return _reason_problem(answer["reason"]) if "reason" in answer else None


def _reason_problem(text: object) -> str | None:
    if not isinstance(text, str):
        return "wrong-type"
    return _nul(text) or ("too-long" if len(text) > MAX_REASON else None)


def _nul(text: object) -> str | None:
    return "nul" if isinstance(text, str) and "\0" in text else None
