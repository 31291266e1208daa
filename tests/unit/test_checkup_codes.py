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


def test_the_codes_of_the_kihon_checklist_follow_the_tables() -> None:
    """9N811, 9N816 … 9N931; 1 to 8 are answered by another list than 9 to 25; 12 is height and weight."""
    asked = {item["no"]: item for item in KCL["items"] if item["type"] == "choice"}
    assert sorted(asked) == [n for n in range(1, 26) if n != 12]
    for n, item in asked.items():
        assert item["code"] == f"9N{811 + 5 * (n - 1)}000000000011"
        assert item["answer_oid"] == f"1.2.392.200119.6.{2008 if n <= 8 else 2009}"
        yes = next(option["code"] for option in item["options"] if option["ja"] == "はい")
        assert yes == (0 if n <= 8 else 1)
    measured = [item["code"] for item in KCL["items"] if item["no"] == 12]
    assert measured == ["9N001000000000001", "9N006000000000001"]
