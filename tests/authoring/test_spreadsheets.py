"""An XLSForm becomes a form of ours, or says by sheet and cell what must be mended; nothing goes silently."""

import json
from pathlib import Path

import pytest

import forms
from forms.xlsform import OWN, read_xlsform
from forms.xlsform_issues import RULES
from forms.xlsform_parser import Unsayable
from forms.xlsform_rules import CHOICE, MULTI, NUMBER, TEXT, Question, Speaker
from server.authoring import service, workbook_child
from server.authoring.workbook import Workbook, read_workbook
from server.problems import SpreadsheetUnreadable
from tests.authoring.spreadsheets import BROKEN, NOT_READ, valid, with_cell, xlsx

FORM = "own_going_out"


def read(raw: bytes) -> service.Made:
    """As the server reads it, without a process of its own each time."""
    return service.made_of(Workbook(workbook_child.sheets(raw), []))


def test_the_valid_one_asks_and_judges_what_its_author_wrote() -> None:
    made = service.read_spreadsheet(xlsx(valid()))
    form = made.published
    assert form is not None
    assert [(item["id"].removeprefix(f"{FORM}."), item["type"]) for item in form["items"]] == [
        ("outing", "choice"),
        ("why_not", "multi"),
        ("why_text", "text"),
        ("weight", "number"),
        ("steps", "integer"),
        ("since", "date"),
    ]
    assert (form["items"][0]["wording"], form["items"][0]["reference_en"]) == (
        "週に1回以上は外出していますか",
        "Do you go out at least once a week?",
    )
    home = {f"{FORM}.outing": 2, f"{FORM}.why_not": [3], f"{FORM}.steps": 5_000}
    result = forms.evaluate(form, home)
    assert {f"{FORM}.why_not", f"{FORM}.why_text"} <= set(result["shown"])
    assert result["findings"]["r_at_home"]["state"] == "positive"
    assert result["findings"]["r_at_home"]["provisional"] is True
    out = forms.evaluate(form, home | {f"{FORM}.outing": 1})
    assert f"{FORM}.why_not" not in out["shown"]
    assert out["findings"]["r_at_home"]["state"] == "negative"
    assert forms.evaluate(form, {f"{FORM}.outing": 1})["findings"]["r_at_home"]["state"] == "undetermined"
    too_light = forms.evaluate(form, {f"{FORM}.weight": 19.9})
    assert [violation["item"] for violation in too_light["violations"]] == [f"{FORM}.weight"]


def test_what_was_changed_on_the_way_is_listed_by_cell() -> None:
    made = read(xlsx(valid()))
    assert [(note["rule"], f"{note['sheet']}!{note['cell']}") for note in made.notes] == [
        ("codes", "choices!B2"),
        ("decimals", "survey!A8"),
        ("limits", "survey!H8"),
        ("english", "survey!J9"),
        ("limits", "survey!H9"),
    ]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_one_is_refused_at_its_cell(name: str) -> None:
    make, rule, at = BROKEN[name]
    made = read(make())
    stops = [note for note in made.notes if note["level"] == "stops"]
    assert made.published is None
    assert (rule, at) in [(note["rule"], f"{note['sheet']}!{note['cell']}") for note in stops]
    assert all(note["ja"] and note["en"] and note["do_ja"] and note["do_en"] for note in stops)


def test_there_are_a_dozen_broken_ones_and_no_rule_is_only_words() -> None:
    assert len(BROKEN) >= 12
    assert {rule for _, rule, _ in BROKEN.values()} <= RULES.keys()


@pytest.mark.parametrize("name", NOT_READ)
def test_a_file_that_is_no_workbook_is_not_opened(name: str) -> None:
    make, rule = NOT_READ[name]
    with pytest.raises(workbook_child.Refused, match=rule):
        workbook_child.read(make())


@pytest.mark.parametrize("name", ["nothing", "half a file", "a zip bomb"])
def test_the_process_that_opens_it_says_so(name: str) -> None:
    make, rule = NOT_READ[name]
    with pytest.raises(SpreadsheetUnreadable) as refused:
        read_workbook(make())
    assert refused.value.members == {"rule": rule}


def test_the_fields_own_checker_has_its_say() -> None:
    """pyxform knows rules of XLSForm that we do not need: a form it refuses is refused."""
    made = service.read_spreadsheet(with_cell("survey!B10", "1since"))
    assert [(note["rule"], note["cell"]) for note in made.notes if note["level"] == "stops"] == [
        ("checker", "A10")
    ]
    assert made.published is None


LEFT_OUT = {
    "geopoint": (("survey!A5", "geopoint"), "other-type", "survey!A5"),
    "start": (("survey!A13", "start"), "kept-anyway", "survey!A13"),
    "note": (("survey!A13", "note"), "note-row", "survey!A13"),
    "or_other": (("survey!A4", "select_multiple reasons or_other"), "or-other", "survey!A4"),
    "a condition for required": (("survey!F9", "${outing} = 'no'"), "required-rule", "survey!F9"),
    "a result without unit": (("survey!I12", "${steps} div 1000"), "result-unit", "survey!I12"),
    "not equal": (("survey!G4", "${outing} != 'yes'"), "unanswered", "survey!G4"),
    "a column of another tool": (("survey!K4", "minimal"), "cell", "survey!K4"),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_does_not_fit_is_left_out_in_words(name: str) -> None:
    (at, value), rule, cell = LEFT_OUT[name]
    made = read(with_cell(at, value))
    assert made.published is not None, made.notes
    assert (rule, cell) in [(note["rule"], f"{note['sheet']}!{note['cell']}") for note in made.notes]


def test_every_cell_with_words_in_it_is_used_or_listed() -> None:
    """Put a word into each empty cell in turn: it must change the form or be listed."""
    plain = workbook_child.sheets(xlsx(valid()))
    for sheet, rows in valid().items():
        for n, row in enumerate(rows[1:], 2):
            for column, value in enumerate(row):
                if value is not None or (row[0] == "end group" and column == 1):
                    continue  # an end may say again which group it ends
                at = f"{chr(ord('A') + column)}{n}"
                cells = {**plain, sheet: {**plain[sheet], at: "x"}}
                before, after = read_xlsform(plain), read_xlsform(cells)
                listed = any(issue.at == f"{sheet}!{at}" for issue in after.issues.all)
                assert listed or before.definition != after.definition, f"{sheet}!{at}"


QUESTIONS = {
    "sex": Question("own_t.sex", CHOICE, {"f": 1, "m": 2}),
    "why": Question("own_t.why", MULTI, {"1": 1, "2": 2}),
    "age": Question("own_t.age", NUMBER),
    "name": Question("own_t.name", TEXT),
    "health": Question("own_t.health", CHOICE, {"1": 1, "2": 2, "3": 3}),
}
SAID = {
    "${age} >= 75": "own_t.age >= 75",
    "${age} >= 65 and ${age} < 75 or ${sex} = 'f'": (
        "((own_t.age >= 65) && (own_t.age < 75)) || (own_t.sex == 1)"
    ),
    "'m' = ${sex}": "own_t.sex == 2",
    "not(${age} > 3)": "!(own_t.age > 3)",
    "${name} = ''": "!answered(own_t.name)",
    "${age} != ''": "answered(own_t.age)",
    "string-length(${name}) > 0": "answered(own_t.name)",
    "0 = string-length(${name})": "!answered(own_t.name)",
    "selected(${why}, '2')": "has(own_t.why, 2)",
    "selected(${sex}, 'm')": "own_t.sex == 2",
    "count-selected(${why}) >= 2": "count([has(own_t.why, 1), has(own_t.why, 2)]) >= 2",
    "if(${age} > 80, 1, 0) + ${health} >= 2": "(((own_t.age > 80) ? 1 : 0) + own_t.health) >= 2",
    "${twice} > 10": "(own_t.age * 2) > 10",
    "round(${age} div 3, 1) > 2": "round((own_t.age / 3), 1) > 2",
    "-${age} < 0": "(-own_t.age) < 0",
    "max(${age}, 3) = 3": "max([own_t.age, 3]) == 3",
}


@pytest.mark.parametrize("written", SAID)
def test_an_expression_is_said_in_our_rules(written: str) -> None:
    speaker = Speaker(QUESTIONS, {"twice": "${age} * 2"}, set())
    assert speaker.rule(written) == SAID[written]


UNSAID = {
    "today() > ${age}": "not-sayable",
    "${age} mod 2 = 0": "not-sayable",
    "${why} = '1'": "type-clash",
    "${sex} + 1 > 2": "type-clash",
    "${age} = 'many'": "type-clash",
    "${gone} = 1": "absent",
    "${never} = 1": "unknown-question",
    "${age} >": "not-readable",
    "(" * 60 + "${age}" + ")" * 60 + " > 1": "not-readable",
    "${age}": "type-clash",
}


@pytest.mark.parametrize("written", UNSAID)
def test_what_cannot_be_said_names_its_rule(written: str) -> None:
    with pytest.raises(Unsayable) as refused:
        Speaker(QUESTIONS, {}, {"gone"}).rule(written)
    assert refused.value.rule == UNSAID[written]


def test_no_form_of_this_product_bears_a_name_a_town_could_give() -> None:
    assert forms.available()
    assert not [form for form, _ in forms.available() if form.startswith(OWN)]


def test_the_tablets_tests_compare_versions_of_this_very_form() -> None:
    made = read(xlsx(valid()))
    kept = Path(__file__).parents[1] / "vectors" / "own_going_out-1.published.json"
    assert json.loads(kept.read_text()) == made.published
