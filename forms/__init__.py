"""What is asked: form versions as data, and a pure reader of them.

forms.available()                          -> [("qmcoo", 1)]
forms.load("qmcoo", 1)                     -> Definition, as written
forms.published("qmcoo", 1)                -> the JSON that is stored and sent to tablets
forms.evaluate(published, answers)         -> shown, required, violations, scores, findings
forms.evaluate_disputed(published, answers, {item: values}) -> the same where some answers have two values
forms.judge_again(published, answers, facts, {"sarcopenia": "awgs2019"}) -> a result by other criteria
forms.compare_rounds(published, before, now) -> the outcomes between the `measures` of two results
forms.measure_change(before, now)          -> how much one measure changed, where it was measured alike
forms.worded(published, result)            -> a result whose chips cannot be misread
forms.compile_answer_check(published)      -> answers -> what cannot be stored
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from forms.answers import Fault, compile_answer_check
from forms.definition import Definition
from forms.disputed import evaluate_disputed
from forms.evaluate import ENGINE, evaluate_form
from forms.judge import compare_rounds, measure_change
from forms.publish import canonical, content_hash, publish
from forms.reader import read
from forms.reading import DefinitionError, read_file
from forms.wording import worded

__all__ = ["ENGINE", "Definition", "DefinitionError", "Fault", "UnknownForm", "available", "canonical"]
__all__ += ["compare_rounds", "compile_answer_check", "content_hash", "evaluate", "evaluate_disputed"]
__all__ += ["judge_again", "load", "measure_change", "published", "worded"]

HERE = Path(__file__).parent
FOLDERS = [HERE / "definitions"]
"""Where definitions are looked for: ours. Benchmarks add a folder of their own before a server starts."""


class UnknownForm(LookupError):
    """No definition of this form and version is kept here."""


def available() -> list[tuple[str, int]]:
    """Every form version that is kept here, in order."""
    files = (file for folder in FOLDERS for file in folder.glob("*/*.yaml"))
    return sorted((file.parent.name, int(file.stem)) for file in files)


@cache
def load(form: str, version: int) -> Definition:
    """The definition of a form version.

    Raises UnknownForm, or DefinitionError if the file is wrong.
    """
    files = (folder / form / f"{version}.yaml" for folder in FOLDERS)
    file = next((file for file in files if (form, version) in available() and file.is_file()), None)
    if file is None:
        raise UnknownForm(f"{form}/{version}")
    definition = read(read_file(file), HERE / "choices")
    if (definition.form, definition.version) != (form, version):
        raise DefinitionError(f"{file.name}: the file says it is {definition.form}/{definition.version}")
    return definition


def published(form: str, version: int) -> dict[str, Any]:
    """The published form, a fresh copy each time."""
    copy: dict[str, Any] = json.loads(_published_json(form, version))
    return copy


@cache
def _published_json(form: str, version: int) -> str:
    return json.dumps(publish(load(form, version)), ensure_ascii=False)


def evaluate(
    published: dict[str, Any], answers: Mapping[str, object], facts: Mapping[str, object] | None = None
) -> dict[str, Any]:
    """Everything that follows from the answers: see forms.evaluate.evaluate_form."""
    return evaluate_form(published, answers, facts or {})


def judge_again(
    published: dict[str, Any],
    answers: Mapping[str, object],
    facts: Mapping[str, object] | None = None,
    criteria: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A further result from stored answers, by other criteria or another version, beside the first.

    criteria: {criteria question: set}. `judged_by` says by what, so that two results can be told apart;
    `unknown_items` are answers this version does not ask for.
    """
    given = {**(facts or {}), **{f"criteria_{question}": name for question, name in (criteria or {}).items()}}
    result = evaluate(published, answers, given)
    asked = {item["id"] for item in published["items"]}
    by = {name: published[name] for name in ("form", "version", "hash")}
    return {
        "judged_by": {**by, "engine": ENGINE, "criteria": result["criteria"]},
        "unknown_items": sorted(set(answers) - asked),
        "result": result,
    }
