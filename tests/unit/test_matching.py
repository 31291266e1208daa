"""Who may be the same: the reasons in both languages, and how often the question is asked rightly.

pwa/tests/match.test.ts runs the same vectors. The register of 10,000 is made by tests/people/generator.py.
"""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from server.imports import cells
from server.people import matching
from server.people.matching import blocks, one_apart, reasons, slips, sought, traits
from tests.people.asking import Register, false_questions, recall
from tests.people.generator import (
    FROZEN_SEED,
    HELD_OUT_SEED,
    PERSONS,
    SHARE_OF_DUPLICATES,
    Trial,
    fingerprint,
    trial,
)
from tests.people.slips import SLIPS

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "matching.json").read_text("utf-8"))
DOCS = (Path(__file__).parents[2] / "docs" / "matching.md").read_text("utf-8")
FINGERPRINTS = {
    FROZEN_SEED: "059ab4e464fa5e591edade23c5f8e6c62946974f4ff77cba3578db15612e215b",
    HELD_OUT_SEED: "a254f4f949f0006bad8b44b82d6f25b092c79c369a36f344b20f835a55040062",
}


@cache
def made(seed: int) -> Trial:
    return trial(seed)


@pytest.fixture(scope="module")
def held_out() -> tuple[Register, Trial]:
    """The register nobody looked at while the rules were written."""
    return Register(made(HELD_OUT_SEED).persons), made(HELD_OUT_SEED)


# --- the generator is what it was when the rules were written ------------------------------------


@pytest.mark.parametrize("seed", FINGERPRINTS)
def test_the_made_up_register_is_the_one_that_was_frozen(seed: int) -> None:
    assert fingerprint(made(seed)) == FINGERPRINTS[seed]
    assert FINGERPRINTS[seed] in DOCS


def test_the_register_is_as_large_and_the_duplicates_as_rare_as_the_docs_say() -> None:
    year = made(HELD_OUT_SEED).year
    assert len(made(HELD_OUT_SEED).persons) == PERSONS
    share = sum(one.truly is not None for one in year) / len(year)
    assert abs(share - SHARE_OF_DUPLICATES) < 0.015


def test_every_slip_and_its_share_stand_in_the_docs() -> None:
    for slip, (_, _, share) in SLIPS.items():
        assert f"| {slip} | {100 * share:.0f} % |" in DOCS
    assert abs(sum(share for _, _, share in SLIPS.values()) - 1) < 1e-9


def test_a_slip_changes_what_it_is_about_and_nothing_else() -> None:
    about = {
        "birth": {"born_on"},
        "name": {"family", "given", "family_kana", "given_kana"},
        "sex": {"sex"},
        "phone": {"phone"},
        "number": {"insured_no"},
        "nothing": set[str](),
    }
    loose = {"phone", "insured_no"}  # also left out, or another one, without any slip
    for slip, tries in made(FROZEN_SEED).by_slip.items():
        for one in tries:
            true = made(FROZEN_SEED).persons[one.truly or 0]
            changed = {name for name in true if one.typed[name] not in (true[name], None)}
            assert changed - loose <= about[SLIPS[slip][0]], slip


# --- the rules ----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["why"])
def test_two_records_have_the_reasons_the_vectors_say_from_either_side(case: dict[str, Any]) -> None:
    one, other = traits(case["one"]), traits(case["other"])
    assert reasons(one, other) == reasons(other, one) == case["reasons"]


@pytest.mark.parametrize("case", VECTORS["slips"], ids=lambda case: case["born_on"])
def test_a_birth_date_has_the_slips_the_vectors_say(case: dict[str, Any]) -> None:
    assert slips(case["born_on"]) == case["slips"]


@pytest.mark.parametrize("case", VECTORS["keys"])
def test_a_person_is_kept_under_the_keys_the_vectors_say(case: dict[str, Any]) -> None:
    one = traits(case["fields"])
    assert blocks(one) == case["keys"]
    assert sorted(sought(one)) == case["sought"]


@pytest.mark.parametrize("case", VECTORS["numbers"], ids=lambda case: case["typed"])
def test_a_number_is_read_and_its_check_digit_judged_as_on_the_tablet(case: dict[str, Any]) -> None:
    if case["is_number"]:
        number, hints = cells.insured_number(case["typed"].replace("-", ""))
        assert (number, "check-digit" not in hints) == (case["number"], case["fits"])


def test_every_reason_occurs_in_the_vectors() -> None:
    said = Counter(reason for case in VECTORS["cases"] for reason in case["reasons"])
    assert set(said) == set(matching.REASONS)


def test_whoever_is_asked_about_shares_a_key_so_that_nobody_is_missed_by_looking_up() -> None:
    for case in VECTORS["cases"]:
        if case["reasons"]:
            one, other = traits(case["one"]), traits(case["other"])
            assert set(sought(one)) & set(blocks(other))
            assert set(sought(other)) & set(blocks(one))


def test_one_kana_apart() -> None:
    apart = (("ハナ", "ハマ"), ("ハナ", "ハ"), ("ハナ", "ハナナ"), ("", "ハ"), ("アハナ", "ハナ"))
    others = (("ハナ", "ハナ"), ("ハナ", "ナハ"), ("ハナ", "ハナナナ"), ("ハナコ", "ハマエ"))
    for one, other in (*apart, *others):
        assert one_apart(one, other) == one_apart(other, one) == ((one, other) in apart)


# --- how often they are right ---------------------------------------------------------------------


@pytest.mark.parametrize("slip", SLIPS)
def test_somebody_registered_is_found_again_in_19_of_20_registrations(
    held_out: tuple[Register, Trial], slip: str
) -> None:
    register, tried = held_out
    assert recall(register, tried.by_slip[slip]) >= 0.95


def test_no_more_than_one_false_question_in_50_registrations(held_out: tuple[Register, Trial]) -> None:
    register, tried = held_out
    assert false_questions(register, tried.year) <= 1 / 50
