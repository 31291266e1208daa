"""Era dates both ways, the sentences for those that cannot be, and two rules of age."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from forms import wareki

DATES = json.loads((Path(__file__).parent.parent / "vectors" / "wareki.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "case", DATES["parse"], ids=lambda c: f"{c['era']}{c['year']}.{c['month']}.{c['day']}"
)
def test_an_era_date_is_read_or_refused_with_its_sentence(case: dict[str, Any]) -> None:
    result = wareki.parse_wareki(case["era"], case["year"], case["month"], case["day"], case["today"])
    assert result == case["result"]
    if "problem" in result:
        assert wareki.message(result) == case["message"]


@pytest.mark.parametrize("case", DATES["texts"], ids=lambda case: case["text"])
def test_a_written_date_is_read(case: dict[str, Any]) -> None:
    assert wareki.parse_date_text(case["text"], "2026-11-21") == case["result"]
    assert wareki.birth_prefix(case["text"]) == case["prefix"]


@pytest.mark.parametrize("case", DATES["formats"], ids=lambda case: case["iso"])
def test_a_date_is_written(case: dict[str, Any]) -> None:
    iso = case["iso"]
    assert (wareki.format_wareki(iso), wareki.format_birth(iso)) == (case["wareki"], case["birth"])
    assert (wareki.short_wareki(iso), wareki.short_wareki(iso, True)) == (case["short"], case["day"])


@pytest.mark.parametrize("case", DATES["ages"], ids=lambda case: f"{case['born']} {case['on']}")
def test_the_age_on_screen_and_the_age_by_law(case: dict[str, Any]) -> None:
    assert wareki.age(case["born"], case["on"]) == case["age"]
    assert wareki.legal_age(case["born"], case["on"]) == case["legal_age"]


def test_every_day_since_1873_is_read_back_from_its_era_date() -> None:
    day = wareki.MODERN
    while day <= date(2030, 1, 1):
        iso = day.isoformat()
        assert wareki.parse_date_text(wareki.format_wareki(iso)) == {"iso": iso}
        assert wareki.parse_date_text(wareki.short_wareki(iso, True)) == {"iso": iso}
        day += timedelta(days=1)
