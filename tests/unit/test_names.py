"""Names that sound alike are found under one key; pwa/tests/names.test.ts runs the same vectors."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from forms.names import VARIANTS, is_katakana, katakana, loose_key, search_key

NAMES = json.loads((Path(__file__).parent.parent / "vectors" / "names.json").read_text("utf-8"))


def test_the_table_of_variant_kanji_is_the_one_the_tablet_has() -> None:
    assert NAMES["variants"] == VARIANTS


def test_every_variant_is_one_that_normalisation_leaves_apart() -> None:
    pairs = VARIANTS.split()
    assert len(pairs) == len({pair[0] for pair in pairs})
    for variant, common in pairs:
        assert unicodedata.normalize("NFKC", variant) != common
        assert search_key(variant) == search_key(common) == common


@pytest.mark.parametrize("case", NAMES["keys"], ids=lambda case: case["text"])
def test_a_text_has_the_key_the_vectors_say(case: dict[str, Any]) -> None:
    text = case["text"]
    assert (search_key(text), loose_key(text)) == (case["key"], case["loose"])
    assert (katakana(text), is_katakana(text)) == (case["katakana"], case["is_katakana"])


@pytest.mark.parametrize("writings", NAMES["same"], ids=lambda writings: writings[0])
def test_writings_of_one_name_meet_in_one_key(writings: list[str]) -> None:
    assert len({search_key(text) for text in writings}) == 1


@pytest.mark.parametrize("pair", NAMES["different"], ids=lambda pair: pair[0])
def test_other_names_stay_apart(pair: list[str]) -> None:
    assert search_key(pair[0]) != search_key(pair[1])


@pytest.mark.parametrize("pair", NAMES["similar"], ids=lambda pair: pair[0])
def test_a_name_without_its_voicing_marks_is_only_similar(pair: list[str]) -> None:
    assert search_key(pair[0]) != search_key(pair[1])
    assert loose_key(pair[0]) == loose_key(pair[1])
