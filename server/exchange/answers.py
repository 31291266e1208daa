"""What a form version allows as answers, compiled once per version into checks like those of other fields."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import forms
from forms.answers import ItemCheck, compile_item_checks
from server.exchange.checks import Check
from sync.ops import Value

NUMBERS = (int, float)
REMEMBERED = 4_000  # values of one item
PREFIX = "a."  # a submission keeps the answer to an item in the field `a.<item id>`


class Answers(NamedTuple):
    """plain: field -> {value known to be right: its type}; nearly every answer is one, seen at once.

    The codes of a choice from the beginning; of a number, the values met so far, for rounding them again and
    again costs more than all else. checks: field -> whatever it may hold: a number, a text, the state that
    says why there is none, null. items: what is asked, as published.
    """

    plain: Mapping[str, dict[Value, type]]
    checks: Mapping[str, Check]
    items: Sequence[Mapping[str, Any]]


def answers_of(form_version: str) -> Answers | None:
    """What a form version such as "qmcoo/1" allows; None when this server does not hold it."""
    try:
        return _compiled(form_version)
    except forms.UnknownForm:  # not remembered: the version may be installed later
        return None


@lru_cache(maxsize=128)
def _compiled(form_version: str) -> Answers:
    form, _, version = form_version.partition("/")
    published = forms.published(form, int(version))
    problems_of = compile_item_checks(published)
    plain: dict[str, dict[Value, type]] = {}
    checks: dict[str, Check] = {}
    for item in published["items"]:
        name = PREFIX + item["id"]
        codes = item["options"] if item["type"] == "choice" else ()
        plain[name] = {option["code"]: int for option in codes}
        remember = plain[name] if item["type"] in ("number", "integer") else None
        checks[name] = _check(problems_of[item["id"]], remember)
    return Answers(plain, checks, published["items"])


def _check(problem_of: ItemCheck, remember: dict[Value, type] | None) -> Check:
    def check(value: Value) -> bool:
        right = problem_of(value) is None
        if right and remember is not None and type(value) in NUMBERS and len(remember) < REMEMBERED:
            remember[value] = type(value)
        return right

    return check
