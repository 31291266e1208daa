"""What the chip of a finding that is not met says: never the opposite of what was found."""

import json
from pathlib import Path

import forms
from forms.wording import NOT_MET, not_met

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "chips.json").read_text("utf-8"))
BELOW = "基準未満"


def test_every_form_says_what_the_vectors_hold_in_both_languages() -> None:
    """The tablet is held to the same file (pwa/tests/ui/chips.test.ts)."""
    said = {}
    for form, version in forms.available():
        published = forms.published(form, version)
        if published["findings"]:
            said[f"{form}/{version}"] = {one["id"]: not_met(published, one) for one in published["findings"]}
    assert said == VECTORS


def test_no_value_below_a_line_is_called_below_the_criteria() -> None:
    body = VECTORS["body/1"]
    for below in ("jchs_weak", "jchs_slow", "calf_low", "sppb_low", "bmi_20", "sarcopenia_2019_possible"):
        assert body[below] == NOT_MET
    assert body["tug_fall"]["ja"] == VECTORS["qmcoo/1"]["frailty"]["ja"] == BELOW
    assert VECTORS["oral/1"]["rsst_low"] == {"ja": "3回以上", "en": "3 or more"}


def test_a_result_says_the_word_and_keeps_the_chip_every_form_shares() -> None:
    published = forms.published("body", 1)
    answers = {"body.height": 160, "body.weight": 60}
    found = forms.worded(published, forms.evaluate(published, answers))["findings"]["bmi_20"]
    assert (found["state"], found["word"], found["chip"]["ja"]) == ("negative", NOT_MET, BELOW)
