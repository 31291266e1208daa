"""A definition is read whole, or refused with the line, the place and the reason."""

from pathlib import Path

import pytest

import forms
from forms.parser import RuleError, parse
from forms.publish import publish
from forms.reader import read
from forms.reading import DefinitionError, read_text

CHOICES = Path(forms.__file__).parent / "choices"
SMALL = """
form: small
version: 1
min_engine: 1
title: {ja: 小, en: Small}
wording_version: standard
default: off
licence: {ja: なし, en: None}
answered_by: {self: {ja: 本人, en: The person}}
categories: {body: {ja: 体, en: Body}}
sources: {book: ある本}
facts:
  - {id: k, type: number, default: 1, ja: 数, en: Number}
pages: [[small.fell, small.height, small.note]]
items:
  - {id: small.fell, no: 1, category: body, wording: 転びましたか, reference_en: Fell, type: choice,
     choices: yes_no, risk: {rule: small.fell == 1, confidence: V, sources: [book]}}
  - {id: small.height, no: 2, category: body, wording: 身長, reference_en: Height, type: number, minimum: 100,
     maximum: 200, decimals: 1, shown: small.fell == 1,
     constraints: [{id: tall, rule: small.height < 190, level: soft, ja: もう一度, en: Again}]}
  - {id: small.note, no: 3, category: body, wording: メモ, reference_en: Note, type: text, required: false}
scores:
  - {id: s, ja: 点, en: Points, criteria: c, confidence: V, sources: [book],
     terms: [{rule: risk.small.fell}, {rule: small.height / 100, low: 1, high: 2}]}
findings:
  - {id: f, role: result, ja: 判定, en: Result, criteria: c, confidence: V, sources: [book],
     rule: score.s >= fact.k}
"""


def published(text: str) -> dict[str, object]:
    return publish(read(read_text(text, "small.yaml"), CHOICES))


def test_the_small_form_is_sound() -> None:
    form = published(SMALL)
    result = forms.evaluate(form, {"small.fell": 1, "small.height": 195.0})
    assert result["scores"]["s"] == {"lo": 2.95, "hi": 2.95, "missing": 0, "of": 2, "criteria": "c"}
    assert result["violations"] == [{"item": "small.height", "rule": "tall"}]
    assert result["required"] == ["small.fell", "small.height"]


def test_an_item_that_is_not_shown_is_not_missing_and_its_old_answer_does_not_count() -> None:
    result = forms.evaluate(published(SMALL), {"small.fell": 2, "small.height": 150, "small.note": "a"})
    assert result["shown"] == ["small.fell", "small.note"]
    assert result["complete"]
    assert result["scores"]["s"]["hi"] == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("small.fell == 1, confidence", "small.fel == 1, confidence", "did you mean 'small.fell'?"),
        (
            "small.fell == 1, confidence",
            "small.fell == 3, confidence",
            "column 15: 'small.fell' has no code 3",
        ),
        (
            "small.fell == 1, confidence",
            "small.fell == true, confidence",
            "compares a number value with a yes/no",
        ),
        ("small.fell == 1, confidence", "small.fell + 1, confidence", "must give a yes/no value"),
        ("small.fell == 1, confidence", "tall(small.fell), confidence", "unknown function 'tall'"),
        ("shown: small.fell == 1", "shown: small.height > 1", "unknown name 'small.height'"),
        ("shown: small.fell == 1", "shown: answered(fact.k)", "answered takes the id of an item"),
        ("small.height < 190", "small.note < 190", "'<' needs a number value, this is a text"),
        ("score.s >= fact.k", "score.t >= fact.k", "unknown name 'score.t'"),
        ("score.s >= fact.k", "finding.f", "unknown name 'finding.f'"),
        (
            "confidence: V, sources: [book]}}",
            "confidence: X, sources: [book]}}",
            "is not one of V, V2, GK, D",
        ),
        ("sources: [book]}}", "sources: [film]}}", "'film' is not one of book"),
        ("category: body, wording: 身長", "category: mind, wording: 身長", "'mind' is not one of body"),
        ("choices: yes_no", "choices: no_such", "there is no code list 'no_such.yaml'"),
        ("type: text", "type: txt", "'txt' is not one of choice, multi, integer, number, text, date"),
        ("wording: メモ", "wordin: メモ", "items[2].wordin: unknown name; did you mean 'wording'?"),
        ("id: small.note", "id: small.fell", "'small.fell' is defined twice"),
        ("id: small.note", "id: big.note", "an item id is 'small.' and"),
        ("no: 3", "no: three", "expected a whole number"),
        ("version: 1\n", "version: 1\nversion: 2\n", "this name is given twice"),
        ("licence: {ja: なし, en: None}\n", "", "'licence' is missing"),
        ("small.height, small.note]]", "small.note, small.height]]", "every item once, in the order"),
        ("low: 1, high: 2", "low: 2, high: 2", "'low' must be below 'high'"),
        (", low: 1, high: 2", "", "a number needs 'low' and 'high'"),
        ("{rule: risk.small.fell}", "{rule: small.note}", "a part of a score is a yes/no or a number"),
        ("items:\n", "items: [\n", "this is not YAML"),
        ("wording: メモ", "wording: 1", "expected text; put it in quotes"),
    ],
)
def test_a_slip_of_the_author_is_named_with_its_place(old: str, new: str, said: str) -> None:
    assert old in SMALL
    with pytest.raises(DefinitionError) as refused:
        published(SMALL.replace(old, new, 1))
    assert said in str(refused.value)
    assert str(refused.value).startswith("small.yaml")


def test_the_line_of_the_slip_is_the_line_of_the_file() -> None:
    with pytest.raises(DefinitionError, match=r"^small\.yaml:17: items\[0\]\.risk\.rule: column 1: "):
        published(SMALL.replace("rule: small.fell == 1,", "rule: small.fel == 1,"))


@pytest.mark.parametrize(
    "text", ["x" * 2_001, "!" * 100 + "x", "(" * 100, "1+" * 40 + "1", "-" * 999, "x?1:" * 99]
)
def test_a_rule_too_large_to_trust_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        parse(text)


def test_a_form_nobody_knows_is_named() -> None:
    with pytest.raises(forms.UnknownForm, match="qmcoo/99"):
        forms.published("qmcoo", 99)
    with pytest.raises(forms.UnknownForm):
        forms.load("../qmcoo", 1)
    assert ("qmcoo", 1) in forms.available()


def test_a_caller_that_changes_its_copy_changes_nobody_elses() -> None:
    forms.published("qmcoo", 1)["items"].clear()
    assert len(forms.published("qmcoo", 1)["items"]) == 15


def test_the_official_wording_is_kept_letter_for_letter() -> None:
    """Full-width and half-width digits stand as they do on the form, the ＊ note under its item."""
    items = forms.load("qmcoo", 1).items
    assert [item.no for item in items] == list(range(1, 16))
    assert items[2].wording == "\uff11日\uff13食きちんと食べていますか"
    assert items[3].wording == "半年前に比べて固いもの（\uff0a）が食べにくくなりましたか"
    assert items[3].note == "\uff0aさきいか、たくあんなど"
    assert items[5].wording == "\uff16カ月間で\uff12\uff5e\uff13kg以上の体重減少がありましたか"
    assert items[7].wording == "この1年間に転んだことがありますか"
    assert items[12].wording == "週に1回以上は外出していますか"
    assert [option.label.ja for option in items[11].options] == ["吸っている", "吸っていない", "やめた"]


def test_export_codes_follow_the_health_check_tables() -> None:
    items = forms.load("qmcoo", 1).items
    assert [item.code for item in items] == [f"9N{931 + n}000000000011" for n in range(1, 16)]
    assert [item.answer_oid for item in items] == [f"1.2.392.200119.6.{19000 + 10 * n}" for n in range(1, 16)]


def test_whatever_rests_on_an_unverified_source_is_provisional() -> None:
    form = forms.published("qmcoo", 1)
    open_items = [item["no"] for item in form["items"] if item["risk"]["provisional"]]
    assert open_items == [2, 9, 12, 14, 15]
    provisional = {finding["id"]: finding["provisional"] for finding in form["findings"]}
    assert provisional["frailty"]  # its items 9, 14 and 15 are known from second-hand sources only
    assert provisional["physical_frailty_pf1"]
    assert not provisional["physical_frailty_pf2"]
    assert provisional["group_movement"]
