"""What a tablet may store as an answer, and what is refused."""

import pytest

import forms
from forms.answers import compile_answer_check
from tests.unit.test_forms_definition import SMALL, published

CHECK = compile_answer_check(forms.published("qmcoo", 1))
SMALL_CHECK = compile_answer_check(published(SMALL))


def problems(answer: object, item: str = "qmcoo.07_gait") -> list[str]:
    check = CHECK if item.startswith("qmcoo") else SMALL_CHECK
    return [fault.problem for fault in check({item: answer})]


@pytest.mark.parametrize(
    "answer",
    [
        1,
        2,
        None,
        {"state": "declined"},
        {"state": "not_administered"},
        {"state": "cannot_measure", "reason": "痛み"},
    ],
)
def test_a_code_of_the_list_and_a_named_state_are_accepted(answer: object) -> None:
    assert problems(answer) == []


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (True, "wrong-type"),
        (1.0, "wrong-type"),
        ("1", "wrong-type"),
        ([1], "wrong-type"),
        (3, "not-in-list"),
        (0, "not-in-list"),
        (2**70, "not-in-list"),
        ({"state": "unanswered"}, "unknown-state"),
        ({}, "unknown-state"),
        ({"state": ["declined"]}, "unknown-state"),
        ({"state": "declined", "code": 1}, "unknown-member"),
        ({"state": "declined", "reason": "a\0"}, "nul"),
        ({"state": "declined", "reason": 1}, "wrong-type"),
        ({"state": "declined", "reason": "あ" * 401}, "too-long"),
    ],
)
def test_anything_else_is_refused_with_its_reason(answer: object, problem: str) -> None:
    assert problems(answer) == [problem]


def test_an_item_the_form_does_not_have_is_refused() -> None:
    assert problems(1, "qmcoo.16_new") == ["unknown-item"]
    assert [fault.item for fault in CHECK({"qmcoo.01_health": 6, "qmcoo.03_meals": 1})] == ["qmcoo.01_health"]


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (160.5, []),
        (160, []),
        (100, []),
        (200.0, []),
        (99.9, ["out-of-range"]),
        (200.1, ["out-of-range"]),
        (160.55, ["too-many-decimals"]),
        (float("nan"), ["wrong-type"]),
        (float("inf"), ["wrong-type"]),
        (10**400, ["wrong-type"]),
        (True, ["wrong-type"]),
    ],
)
def test_a_measured_number_keeps_its_limits(answer: object, found: list[str]) -> None:
    assert problems(answer, "small.height") == found


def test_text_keeps_its_length_and_has_no_nul() -> None:
    assert problems("あ" * 4_000, "small.note") == []
    assert problems("あ" * 4_001, "small.note") == ["too-long"]
    assert problems("a\0b", "small.note") == ["nul"]
    assert problems(1, "small.note") == ["wrong-type"]
