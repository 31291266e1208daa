"""Read an XLSForm into a definition of our format, and list by sheet and cell whatever does not fit in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from forms.shapes import ROLES
from forms.xlsform_cells import Line, Sheets, Table, labels, language_of, table
from forms.xlsform_issues import Issues
from forms.xlsform_items import ItemMaker
from forms.xlsform_rules import Question, Speaker
from forms.xlsform_survey import Survey, read_survey

Json = dict[str, Any]
OWN = "own_"
"""What the id of every form begins with that a town made itself; no form of this product may."""
KNOWN_SHEETS = {"survey", "choices", "settings"}
SETTINGS = {"form_id", "form_title", "form_title_en", "version", "default_language", "entered_by"}
CHOICES = {"list_name", "name", "label"}
A_PAGE = 5
ONLY = "all"


@dataclass
class Reading:
    """What a file came to. definition: our format, None when something must be mended first.

    lists: its code lists. origins: place in the definition -> cell, for what our own reader refuses.
    """

    issues: Issues = field(default_factory=Issues)
    definition: Json | None = None
    lists: dict[str, Json] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)


def read_xlsform(sheets: Sheets) -> Reading:
    """The definition, without its version number, which the server gives."""
    reading = Reading()
    issues = reading.issues
    for name, cells in sheets.items():
        if name.strip().lower() not in KNOWN_SHEETS and cells:
            issues.add("sheet", f"{name}!A1", name)
    head = _head(table(sheets, "settings", issues), issues)
    lists = _lists(table(sheets, "choices", issues, head.bare), issues)
    survey_sheet = table(sheets, "survey", issues, head.bare)
    if survey_sheet is None:
        issues.add("no-sheet", "survey!A1", "survey")
        return reading
    survey = read_survey(survey_sheet, {name: listed.id for name, listed in lists.items()}, issues)
    questions = {
        row.name: Question(f"{head.form}.{row.id}", row.rule_kind, lists[row.list].codes if row.list else {})
        for row in survey.questions
    }
    speaker = Speaker(questions, survey.calculations, survey.absent)
    maker = ItemMaker(head.form, head.ja, speaker, issues, reading.origins)
    items = [maker.item(n, row) for n, row in enumerate(survey.questions, 1)]
    if not items:
        issues.add("no-questions", "survey!A1")
    results = maker.results(survey)
    if not issues.stop:
        used = {row.list for row in survey.questions if row.list}
        reading.lists = {listed.id: listed.written for name, listed in lists.items() if name in used}
        reading.definition = _definition(head, survey, items) | results
    return reading


@dataclass(frozen=True)
class _Head:
    form: str
    ja: str
    en: str
    wording_version: str
    bare: str
    entered_by: tuple[str, ...]


def _head(sheet: Table | None, issues: Issues) -> _Head:
    """What the settings say. `bare`: the language of columns that name none."""
    line = sheet.lines[0] if sheet and sheet.lines else Line("settings!A2", {})
    spoken = language_of(line.text("default_language")) or "ja"
    line = Line(line.at, line.cells, spoken)
    _note_others(line, SETTINGS, issues)
    given = line.text("form_id").lower().replace("-", "_").removeprefix(OWN)
    if not given:
        issues.add("no-form-id", line.where("form_id"))
    elif not re.fullmatch(r"[a-z][a-z0-9_]{0,29}", given):
        issues.add("bad-form-id", line.where("form_id"), line.text("form_id"))
    title, english = line.get("form_title"), line.get("form_title_en")
    if title is None:
        issues.add("no-title", line.where("form_title"))
    elif english is None:
        issues.add("english", title.at, title.text)
    ja = title.text if title else "-"
    version = line.text("version") or "1"
    roles = tuple(re.split(r"[\s,、]+", line.text("entered_by"))) if line.get("entered_by") else ()
    if not set(roles) <= set(ROLES):
        issues.add("bad-role", line.where("entered_by"), line.text("entered_by"))
    return _Head(f"{OWN}{given}", ja, english.text if english else ja, version, spoken, roles)


def _note_others(line: Line, known: set[str], issues: Issues) -> None:
    for (column, _), cell in line.cells.items():
        if column not in known:
            issues.add("cell", cell.at, cell.text)


@dataclass(frozen=True)
class _List:
    """A code list: its id, our form of it, and the code of each choice by its name in the sheet."""

    id: str
    written: Json
    codes: dict[str, int]


def _lists(sheet: Table | None, issues: Issues) -> dict[str, _List]:
    """Every code list by what the sheet calls it."""
    grouped: dict[str, list[Line]] = {}
    for line in sheet.lines if sheet else ():
        name = line.text("list_name")
        if not name or not line.text("name"):
            issues.add("no-name", line.where("list_name"))
            continue
        _note_others(line, CHOICES, issues)
        grouped.setdefault(name, []).append(line)
    return {name: _list(f"list_{n}", lines, issues) for n, (name, lines) in enumerate(grouped.items(), 1)}


def _list(list_id: str, lines: list[Line], issues: Issues) -> _List:
    names = [line.text("name") for line in lines]
    numbers = all(re.fullmatch(r"0|[1-9][0-9]{0,5}", name) for name in names)
    if not numbers:
        issues.add("codes", lines[0].where("name"), "、".join(names))
    codes: dict[str, int] = {}
    options: list[Json] = []
    for n, line in enumerate(lines, 1):
        name = names[n - 1]
        if name in codes:
            issues.add("code-twice", line.where("name"), name)
        codes[name] = int(name) if numbers else n
        ja, en = labels(line, issues)
        options.append({"code": codes[name], "ja": ja, "en": en})
    return _List(list_id, {"source": "この市町村が作った選択肢", "options": options}, codes)


def _definition(head: _Head, survey: Survey, items: list[Json]) -> Json:
    runs = list(_runs(survey))
    titles = {group: cell for group, cell in survey.titles.items()}
    categories = {ONLY: {"ja": head.ja, "en": head.en}}
    sections = []
    for n, (group, ids) in enumerate(runs, 1):
        ja, en = titles.get(group, (head.ja, head.en))
        sections.append({"id": f"s{n}", "ja": ja, "en": en, "items": [f"{head.form}.{one}" for one in ids]})
    pages = [
        part["items"][at : at + A_PAGE] for part in sections for at in range(0, len(part["items"]), A_PAGE)
    ]
    definition: Json = {
        "form": head.form,
        "version": 1,
        "min_engine": 2,
        "title": {"ja": head.ja, "en": head.en},
        "wording_version": head.wording_version,
        "default": True,
        "licence": {
            "ja": "この市町村が作った質問票。出典や利用条件は、作った人が確かめる。",
            "en": "Made by this municipality, whose author answers for sources and terms of use.",
        },
        "answered_by": {
            "self": {"ja": "本人", "en": "The person"},
            "family": {"ja": "家族", "en": "Family"},
            "proxy": {"ja": "代筆", "en": "Written for the person"},
        },
        "categories": categories,
        "sources": {"own": "この市町村の決まり。出典のある基準ではない"},
        "items": [item | {"category": ONLY} for item in items],
        "pages": pages,
    }
    if head.entered_by:
        definition["entered_by"] = list(head.entered_by)
    if any(group for group, _ in runs):
        definition["sections"] = sections
    return definition


def _runs(survey: Survey) -> Iterator[tuple[str, list[str]]]:
    """(heading, item ids) of questions that stand together under one heading, in order."""
    group, ids = None, list[str]()
    for row in survey.questions:
        if group is not None and row.group != group:
            yield group, ids
            ids = []
        group = row.group
        ids.append(row.id)
    if group is not None:
        yield group, ids
