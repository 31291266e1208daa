"""What a form version allows as answers, compiled once per version into checks like those of other fields."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import forms
from forms.answers import ItemCheck, compile_item_checks
from server.exchange.checks import Check

PREFIX = "a."  # a submission keeps the answer to an item in the field `a.<item id>`


class Answers(NamedTuple):
    """codes: field -> its plain codes; nearly every answer is one, and is seen to be right at once.

    checks: field -> whatever else it may hold: a number, a text, the state that says why there is none, null.
    """

    codes: Mapping[str, frozenset[int]]
    checks: Mapping[str, Check]


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
    items = published["items"]
    codes = {PREFIX + item["id"]: frozenset(one["code"] for one in item.get("options", ())) for item in items}
    return Answers(codes, {PREFIX + item["id"]: _check(problems_of[item["id"]]) for item in items})


def _check(problem_of: ItemCheck) -> Check:
    return lambda value: problem_of(value) is None
