"""What KDB says of a person: read, told and used alike in both languages (tests/vectors/kdb.json)."""

import json
from pathlib import Path
from typing import Any

import pytest

from forms import kdb

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "kdb.json").read_text())
FORM = {"facts": VECTORS["facts"]}


@pytest.mark.parametrize("case", VECTORS["read"], ids=lambda case: case["text"])
def test_what_a_source_says_is_read_and_written_as_it_was(case: dict[str, Any]) -> None:
    said = kdb.read(case["text"])
    assert said is not None
    assert (said.facts, said.on, said.source) == (case["facts"], case["on"], case["source"])
    assert said.text() == case["text"]


@pytest.mark.parametrize("text", VECTORS["refused"], ids=str)
def test_anything_else_is_nothing(text: object) -> None:
    assert kdb.read(text) is None


def test_the_fiscal_year_begins_in_april() -> None:
    assert [[on, kdb.fiscal_year(on)] for on, _ in VECTORS["fiscal_year"]] == VECTORS["fiscal_year"]
    assert [[field, kdb.year_of(field)] for field, _ in VECTORS["years"]] == VECTORS["years"]


@pytest.mark.parametrize("case", VECTORS["known"], ids=lambda case: case["why"])
def test_what_a_sheet_of_a_day_is_judged_by(case: dict[str, Any]) -> None:
    known = kdb.known(case["said"], case["on"])
    assert kdb.facts(FORM, known) == case["facts"]
    assert kdb.told(FORM, known) == case["told"]
