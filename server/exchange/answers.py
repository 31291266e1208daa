"""What a form version allows as answers, compiled once per version."""

from collections.abc import Callable, Mapping
from functools import lru_cache

import forms
from sync.ops import Value

PREFIX = "a."  # a submission keeps the answer to an item in the field `a.<item id>`
REASONS = {"unknown-item": "unknown-field"}

Objection = Callable[[Mapping[str, Value]], str | None]


def answer_check(form_version: str) -> Objection | None:
    """{item: answer} -> quarantine reason or None, for a form version such as "qmcoo/1"; None if not held here."""
    try:
        return _compiled(form_version)
    except forms.UnknownForm:  # not remembered: the version may be installed later
        return None


@lru_cache(maxsize=128)
def _compiled(form_version: str) -> Objection:
    form, _, version = form_version.partition("/")
    faults_of = forms.compile_answer_check(forms.published(form, int(version)))

    def objection(answers: Mapping[str, Value]) -> str | None:
        faults = faults_of(answers)
        return REASONS.get(faults[0].problem, "invalid-value") if faults else None

    return objection
