"""Every worked case of vectors/forms/, one file a form version; pwa/tests/form-cases.test.ts runs them too.

A case: {id, why, answers, facts?, before?, expect}. expect names what it speaks of: findings, locks,
red_flags, outcomes {id: state}, gradings {id: class, or the list of possible classes}, scores {id: [lo, hi]},
measures {id: value}, changes {id: by how much since `before`, or why that is not said}, asked {item: whether
it is}, criteria, complete, administered, missing (how many), locked (item ids).
`before` holds the answers and facts of an earlier round, for outcomes.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import forms
from forms.judge import compare_rounds
from tests import published

FOLDER = Path(__file__).parent.parent / "vectors/forms"
Json = dict[str, Any]


def cases() -> list[Any]:
    found = []
    for file in sorted(FOLDER.glob("*.json")):
        form, version = file.stem.rsplit("-", 1)
        listed = json.loads(file.read_text("utf-8"))["cases"]
        found += [pytest.param(form, int(version), case, id=f"{file.stem}-{case['id']}") for case in listed]
    return found


def states(results: Json) -> Json:
    return {name: one["state"] for name, one in results.items()}


def grade(one: Json) -> object:
    return one["possible"] if one["state"] == "undetermined" else one["state"]


def change(before: Json | None, now: Json) -> object:
    by, why = forms.measure_change(before, now)
    return by if why is None else why


def seen(form: Json, case: Json) -> Json:
    """Everything a case may speak of."""
    result = forms.evaluate(form, case["answers"], case.get("facts", {}))
    before = case.get("before", {})
    earlier = forms.evaluate(form, before.get("answers", {}), before.get("facts", {}))
    measured = result["measures"]
    return {
        "findings": states(result["findings"]),
        "locks": states(result["locks"]),
        "red_flags": states(result["red_flags"]),
        "outcomes": states(compare_rounds(form, earlier["measures"], result["measures"])),
        "gradings": {name: grade(one) for name, one in result["gradings"].items()},
        "scores": {name: [one["lo"], one["hi"]] for name, one in result["scores"].items()},
        "measures": {name: one["value"] for name, one in result["measures"].items()},
        "changes": {name: change(earlier["measures"].get(name), one) for name, one in measured.items()},
        "asked": {item["id"]: item["id"] in result["shown"] for item in form["items"]},
        "missing": len(result["missing_items"]),
        "locked": result["locked_items"],
        **{
            name: result[name]
            for name in ("criteria", "complete", "administered", "risk_items", "violations")
        },
    }


@pytest.mark.parametrize(("form", "version", "case"), cases())
def test_a_form_is_judged_as_the_worked_case_says(form: str, version: int, case: Json) -> None:
    found = seen(forms.published(form, version), case)
    for name, wanted in case["expect"].items():
        spoken_of = {key: found[name].get(key) for key in wanted} if isinstance(wanted, dict) else found[name]
        assert spoken_of == wanted, (name, case.get("why"))


@pytest.mark.parametrize(("form", "version"), forms.available())
def test_a_published_form_never_changes(form: str, version: int) -> None:
    """Tablets and stored rows hold this JSON: a change of one letter needs a new version."""
    kept = published.kept(form, version)
    assert forms.published(form, version) == kept, "python -m tests.published (only before its first release)"
    assert forms.content_hash(kept) == kept["hash"]


def test_every_form_has_worked_cases() -> None:
    with_cases = {file.stem for file in FOLDER.glob("*.json")} | {"qmcoo-1"}
    assert {f"{form}-{version}" for form, version in forms.available()} == with_cases


def test_docs_instruments_lists_every_form_and_whether_a_town_has_it_unasked() -> None:
    page = (FOLDER.parents[2] / "docs/instruments.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z0-9_]+)/(\d+)` \| (on|off) \|", page, re.MULTILINE)
    listed = {(form, int(version)): on == "on" for form, version, on in rows}
    assert listed == {one: forms.load(*one).default_on for one in forms.available()}
