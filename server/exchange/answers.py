"""What a form version allows as answers, compiled once per version into checks like those of other fields."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import forms
from forms.answers import ItemCheck, compile_item_checks
from server.exchange.checks import Check

PREFIX = "a."  # a submission keeps the answer to an item in the field `a.<item id>`


def answer_checks(form_version: str) -> Mapping[str, Check] | None:
    """{field: check} for a form version such as "qmcoo/1"; None when this server does not hold it."""
    try:
        return _compiled(form_version)
    except forms.UnknownForm:  # not remembered: the version may be installed later
        return None


@lru_cache(maxsize=128)
def _compiled(form_version: str) -> Mapping[str, Check]:
    form, _, version = form_version.partition("/")
    published = forms.published(form, int(version))
    problems_of = compile_item_checks(published)
    return {PREFIX + item["id"]: _check(item, problems_of[item["id"]]) for item in published["items"]}


def _check(item: dict[str, Any], problem_of: ItemCheck) -> Check:
    """Nearly every answer is one of the item's codes: that is seen at once, everything else the form decides."""
    codes = frozenset(option["code"] for option in item.get("options", ()))
    return lambda value: (type(value) is int and value in codes) or problem_of(value) is None
