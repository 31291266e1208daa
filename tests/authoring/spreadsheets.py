"""XLSForms written for this project: one that is right, and a dozen that are wrong in one way each."""

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import openpyxl

Sheet = list[list[Any]]
Book = dict[str, Sheet]

JA, EN, HINT = "label::Japanese (ja)", "label::English (en)", "hint::Japanese (ja)"
SURVEY = [
    ["type", "name", JA, EN, HINT, "required", "relevant", "constraint", "calculation", "unit"],
    ["begin group", "daily", "ふだんの暮らし", "Daily life", None, None, None, None, None, None],
    ["select_one yesno", "outing", "週に1回以上は外出していますか", "Do you go out at least once a week?",
     "散歩や買い物もふくめます", "yes", None, None, None, None],
    ["select_multiple reasons", "why_not", "外出しない理由はどれですか", "Why not?", None, None,
     "${outing} = 'no'", None, None, None],
    ["text", "why_text", "ほかの理由があれば書いてください", "Any other reason?", None, None,
     "selected(${why_not}, '3')", None, None, None],
    ["end group", None, None, None, None, None, None, None, None, None],
    ["begin group", "body", "からだ", "Body", None, None, None, None, None, None],
    ["decimal", "weight", "体重", "Weight", None, "yes", None, ". >= 20 and . <= 200", None, "kg"],
    ["integer", "steps", "1日に歩く歩数", "Steps a day", None, None, None, ". >= 0 and . <= 60000", None,
     "歩"],
    ["date", "since", "いつからですか", "Since when?", None, None, "${steps} < 1000", None, None, None],
    ["end group", None, None, None, None, None, None, None, None, None],
    ["calculate", "at_home", "家にいることが多い", "Mostly at home", None, None, None, None,
     "${outing} = 'no' or ${steps} < 1000", None],
]  # fmt: skip
CHOICES = [
    ["list_name", "name", JA, EN],
    ["yesno", "yes", "はい", "Yes"],
    ["yesno", "no", "いいえ", "No"],
    ["reasons", 1, "足や腰が痛い", "Legs or back hurt"],
    ["reasons", 2, "行く所がない", "Nowhere to go"],
    ["reasons", 3, "そのほか", "Other"],
]
SETTINGS = [
    ["form_title", "form_title_en", "form_id", "version", "entered_by"],
    ["外出のようす", "Going out", "going_out", "2026-11", "nurse supporter"],
]


def valid() -> Book:
    """The right one; no cell of it is left out."""
    return deepcopy({"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS})


def xlsx(book: Book) -> bytes:
    """The file."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in book.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_cell(at: str, value: Any) -> bytes:
    """The right one with one cell otherwise; at: "survey!D7"."""
    sheet, _, cell = at.partition("!")
    column, row = ord(cell[0]) - ord("A"), int(cell[1:]) - 1
    book = valid()
    while len(book[sheet]) <= row:
        book[sheet].append([None] * len(book[sheet][0]))
    cells = book[sheet][row]
    cells += [None] * (column + 1 - len(cells))
    cells[column] = value
    return xlsx(book)


def without_sheet(name: str) -> bytes:
    """The right one without a sheet."""
    return xlsx({sheet: rows for sheet, rows in valid().items() if sheet != name})


def bomb() -> bytes:
    """A workbook whose first sheet unpacks to 200 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (200 * 1024 * 1024))
    return out.getvalue()


def xml_bomb() -> bytes:
    """A workbook that names one thing a billion times."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    workbook = f'<!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]><workbook>&l9;</workbook>'
    return _zip({**_parts(xlsx(valid())), "xl/workbook.xml": workbook})


def _parts(raw: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def liar() -> bytes:
    """A workbook with an entry that says it is small and is not."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 5_000_000)
    raw = bytearray(out.getvalue())
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(raw)


NOT_READ: dict[str, tuple[Callable[[], bytes], str]] = {
    "a text file": (lambda: b"type,name\ntext,q\n", "not-xlsx"),
    "nothing": (lambda: b"", "empty"),
    "half a file": (lambda: xlsx(valid())[:3_000], "not-xlsx"),
    "a zip of something else": (lambda: _zip({"word/document.xml": "<x/>"}), "not-xlsx"),
    "a zip bomb": (bomb, "too-large"),
    "an XML bomb": (xml_bomb, "not-xlsx"),
    "a size that lies": (liar, "too-large|not-xlsx"),
}
"""Files that are no workbook, and the rule each breaks."""

BROKEN: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "no survey sheet": (lambda: without_sheet("survey"), "no-sheet", "survey!A1"),
    "a role there is none of": (
        lambda: with_cell("settings!E2", "doctor"), "bad-role", "settings!E2"),
    "no form_id": (lambda: with_cell("settings!C2", None), "no-form-id", "settings!A2"),
    "a form_id with Japanese letters": (
        lambda: with_cell("settings!C2", "外出"), "bad-form-id", "settings!C2"),
    "a question without a name": (lambda: with_cell("survey!B8", None), "no-name", "survey!A8"),
    "a name given twice": (lambda: with_cell("survey!B9", "weight"), "name-twice", "survey!B9"),
    "a type misspelt": (lambda: with_cell("survey!A9", "intger"), "unknown-type", "survey!A9"),
    "no Japanese wording": (lambda: with_cell("survey!C8", None), "no-label", "survey!A8"),
    "a list that is not there": (
        lambda: with_cell("survey!A3", "select_one yes_no"), "no-list", "survey!A3"),
    "a group that never ends": (lambda: with_cell("survey!A11", None), "group-open", "survey!A7"),
    "a repeat": (lambda: with_cell("survey!A7", "begin repeat"), "repeat", "survey!A7"),
    "a condition on a question that is not there": (
        lambda: with_cell("survey!G10", "${step} < 1000"), "unknown-question", "survey!G10"),
    "a condition on a later question": (
        lambda: with_cell("survey!G4", "${weight} < 40"), "later-question", "survey!G4"),
    "a choice the question does not have": (
        lambda: with_cell("survey!G4", "${outing} = 'maybe'"), "unknown-code", "survey!G4"),
    "an expression with an open bracket": (
        lambda: with_cell("survey!I12", "(${steps} < 1000"), "not-readable", "survey!I12"),
    "a function our rules do not have": (
        lambda: with_cell("survey!H9", "regex(., '^[0-9]+$')"), "not-sayable", "survey!H9"),
    "a calculation that comes back to itself": (
        lambda: with_cell("survey!I12", "${at_home} or ${steps} < 1000"), "circle", "survey!I12"),
    "a code given twice": (lambda: with_cell("choices!B5", 1), "code-twice", "choices!B5"),
    "a text compared with a number": (
        lambda: with_cell("survey!G10", "${why_text} < 3"), "type-clash", "survey!G10"),
    "a condition that is always true": (
        lambda: with_cell("survey!G10", "${steps} >= 0"), "refused", "survey!G10"),
    "limits the wrong way round": (
        lambda: with_cell("survey!H8", ". >= 200 and . <= 20"), "limits-order", "survey!H8"),
}  # fmt: skip
"""Forms that cannot be used: the rule each breaks, and the cell where it does."""


def _zip(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return out.getvalue()
