"""Check answers that arrive in an op against the form version they name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from forms.evaluate import number_problem
from forms.rules import number

MAX_TEXT = 4_000
MAX_REASON = 400
STATES = {"declined", "cannot_measure", "not_administered"}


@dataclass(frozen=True)
class Fault:
    """An answer that cannot be stored: the item it names and the slug of what is wrong."""

    item: str
    problem: str


ItemCheck = Callable[[object], str | None]
AnswerCheck = Callable[[Mapping[str, object]], list[Fault]]


def compile_item_checks(published: dict[str, Any]) -> dict[str, ItemCheck]:
    """{item id: what is wrong with one answer, None if nothing}, for who checks a form among other fields."""
    return {item["id"]: _check_of(item) for item in published["items"]}


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


def _check_of(item: dict[str, Any]) -> Callable[[object], str | None]:
    if item["type"] == "choice":
        codes = frozenset(option["code"] for option in item["options"])
        return lambda answer: None if type(answer) is int and answer in codes else _other(item, answer)
    return lambda answer: _other(item, answer)


def _other(item: dict[str, Any], answer: object) -> str | None:
    """The slow way, for whatever is not simply a code. `type(…) is int`, because True is not 1."""
    if answer is None:
        return None
    if isinstance(answer, Mapping):
        return _state_problem(answer)
    if item["type"] == "text":
        return _text_problem(answer, MAX_TEXT)
    wanted = (int, float) if item["type"] == "number" else (int,)
    value = number(answer) if isinstance(answer, int | float) and type(answer) in wanted else None
    return "wrong-type" if value is None else number_problem(item, value)


def _state_problem(answer: Mapping[Any, object]) -> str | None:
    state = answer.get("state")
    if not isinstance(state, str) or state not in STATES:
        return "unknown-state"
    if set(answer) - {"state", "reason"}:
        return "unknown-member"
    return _text_problem(answer["reason"], MAX_REASON) if "reason" in answer else None


def _text_problem(text: object, limit: int) -> str | None:
    if not isinstance(text, str):
        return "wrong-type"
    if "\0" in text:
        return "nul"
    return "too-long" if len(text) > limit else None
