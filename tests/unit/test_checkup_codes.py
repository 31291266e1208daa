"""Codes of the 健診 data are read in the list they name, then judged; a code alone says nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

import forms
from forms.checkup_codes import Answer, Code, Unreadable, decode, encode

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "checkup_codes.json").read_text("utf-8"))
QMCOO, KCL = forms.published("qmcoo", 1), forms.published("kcl", 1)


@pytest.mark.parametrize("case", VECTORS["decode"], ids=[case["id"] for case in VECTORS["decode"]])
def test_a_code_is_read_in_its_list(case: dict[str, Any]) -> None:
    found = decode([QMCOO, KCL], Code(*case["coded"]))
    if "problem" in case:
        assert found == Unreadable(case["problem"]), case["why"]
        return
    assert found == Answer(*case["answer"]), case["why"]
    if "risk" in case:
        form = KCL if found.item.startswith("kcl.") else QMCOO
        assert (found.item in forms.evaluate(form, {found.item: found.value})["risk_items"]) is case["risk"]


@pytest.mark.parametrize("case", VECTORS["encode"], ids=[case["id"] for case in VECTORS["encode"]])
def test_an_answer_is_written_with_the_codes_of_the_data(case: dict[str, Any]) -> None:
    coded = encode(forms.published(case["form"], 1), case["item"], case["value"])
    assert coded == (Code(*case["coded"]) if case["coded"] else None)


@pytest.mark.parametrize("form", [QMCOO, KCL], ids=["qmcoo", "kcl"])
def test_every_answer_comes_back_as_it_went(form: dict[str, Any]) -> None:
    for item in form["items"]:
        for option in item.get("options", []):
            coded = encode(form, item["id"], option["code"])
            assert coded is not None
            assert decode([QMCOO, KCL], coded) == Answer(item["id"], option["code"])
