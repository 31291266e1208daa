"""The survey sheet row by row: questions, calculations, and the headings and conditions that hold them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.xlsform_cells import Cell, Line, Table
from forms.xlsform_issues import Issues
from forms.xlsform_rules import CHOICE, MULTI, NUMBER, TEXT

TYPES = {
    "integer": ("integer", NUMBER),
    "int": ("integer", NUMBER),
    "decimal": ("number", NUMBER),
    "range": ("number", NUMBER),
    "text": ("text", TEXT),
    "string": ("text", TEXT),
    "date": ("date", TEXT),
    "select_one": ("choice", CHOICE),
    "select_multiple": ("multi", MULTI),
}
KEPT_ANYWAY = {
    *("start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email"),
    *("audit", "start-geopoint", "background-audio", "background-geopoint"),
}
OTHER_TYPES = {
    *(
        "geopoint",
        "geotrace",
        "geoshape",
        "image",
        "photo",
        "audio",
        "video",
        "file",
        "barcode",
        "acknowledge",
    ),
    *(
        "trigger",
        "time",
        "datetime",
        "rank",
        "hidden",
        "csv-external",
        "xml-external",
        "select_one_from_file",
    ),
    *("select_multiple_from_file", "select_one_external", "osm"),
}
COLUMNS = {"type", "name", "label", "hint", "required", "relevant", "constraint"}
OF_KIND = {"integer": {"unit"}, "number": {"unit", "decimals"}}
YES = {"yes", "true", "true()", "1"}
NO = {"", "no", "false", "false()", "0"}


@dataclass(frozen=True)
class Row:
    """A question. kind: our type of item. list: its choices, as the sheet calls them; list_id: as we do.

    group: its heading. conditions: the cells that say when it is shown, from the outermost group inwards.
    """

    line: Line
    name: str
    id: str
    kind: str
    rule_kind: str
    list: str
    list_id: str
    group: str
    conditions: tuple[Cell, ...]


@dataclass
class Survey:
    """titles: heading -> its words. calculations: name -> expression; at: where it stands.

    results: those with a label. absent: names of rows that are no question here.
    """

    questions: list[Row] = field(default_factory=list)
    titles: dict[str, tuple[str, str]] = field(default_factory=dict)
    calculations: dict[str, str] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)
    results: list[Line] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)


def read_survey(sheet: Table, lists: Mapping[str, str], issues: Issues) -> Survey:
    """Every row of the sheet as what it is to us; what it cannot be is noted."""
    missing = [column for column in ("type", "name") if (column, "") not in sheet.heads]
    for column in missing:
        issues.add("no-column", f"{sheet.name}!A1", column)
    reader = _Reader(lists, issues)
    for line in () if missing else sheet.lines:
        reader.row(line)
    for group in reader.open:
        issues.add("group-open", group.line.where("type"), group.line.text("name"))
    return reader.survey


@dataclass(frozen=True)
class _Group:
    line: Line
    heading: str


class _Reader:
    def __init__(self, lists: Mapping[str, str], issues: Issues) -> None:
        self.lists, self.issues, self.survey = lists, issues, Survey()
        self.open: list[_Group] = []
        self.names: set[str] = set()

    def row(self, line: Line) -> None:
        kind, _, rest = line.text("type").strip().replace("begin group", "begin_group").partition(" ")
        kind = {"end": f"end_{rest.strip()}", "begin": f"begin_{rest.strip()}"}.get(kind, kind).lower()
        if not kind:
            self.issues.add("no-type", line.at)
        elif kind == "begin_group":
            self.begin(line)
        elif kind == "end_group":
            self.others(line, {"type", "name"})  # the name says again which group it was
            if not self.open:
                self.issues.add("group-close", line.where("type"))
            else:
                self.open.pop()
        elif kind in ("begin_repeat", "end_repeat"):
            self.issues.add("repeat", line.where("type"), line.text("type"))
        elif kind in KEPT_ANYWAY:
            self.issues.add("kept-anyway", line.where("type"), kind)
        elif kind == "note":
            self.issues.add("note-row", line.where("type"), line.text("name"))
        elif kind in OTHER_TYPES:
            self.issues.add("other-type", line.where("type"), kind)
            self.survey.absent.add(line.text("name"))
        elif kind == "calculate":
            self.calculation(line)
        elif kind in TYPES:
            self.question(line, kind, rest.strip())
        else:
            self.issues.add("unknown-type", line.where("type"), line.text("type"))
            self.survey.absent.add(line.text("name"))

    def begin(self, line: Line) -> None:
        self.others(line, {"type", "name", "label", "relevant"})
        label, outer = line.ja("label"), self.open[-1].heading if self.open else ""
        heading = outer
        if label:
            heading = label.at
            english = line.en("label")
            self.survey.titles[heading] = (label.text, english.text if english else label.text)
            if english is None:
                self.issues.add("english", label.at, label.text)
            if outer:
                self.issues.add("outer-group", outer, self.survey.titles[outer][0])
        self.open.append(_Group(line, heading))

    def others(self, line: Line, known: set[str]) -> None:
        """Note the cells a row of this kind has no use for."""
        special = {"default": "default", "choice_filter": "choice-filter"}
        for (column, language), cell in line.cells.items():
            if column not in known:
                self.issues.add(special.get(column, "cell"), cell.at, cell.text)
            elif column == "hint" and language == "en":
                self.issues.add("cell", cell.at, cell.text)  # hints are for staff, Japanese only

    def name(self, line: Line) -> str | None:
        """The row's name in small letters, None when it has none that can be used."""
        given = line.text("name")
        if not given:
            self.issues.add("no-name", line.where("type"))
            return None
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", given):
            self.issues.add("bad-name", line.where("name"), given)
            return None
        small = given.lower().replace("-", "_")
        if small in self.names:
            self.issues.add("name-twice", line.where("name"), given)
            return None
        if small != given:
            self.issues.add("name-small", line.where("name"), given)
        self.names.add(small)
        return small

    def calculation(self, line: Line) -> None:
        self.others(line, {"type", "name", "label", "calculation", "unit", "decimals"})
        name, said = self.name(line), line.text("calculation")
        if not said:
            self.issues.add("no-calculation", line.where("type"), line.text("name"))
        elif name:
            self.survey.calculations[line.text("name")] = said
            self.survey.at[line.text("name")] = line.where("calculation")
            if line.ja("label"):
                self.survey.results.append(line)

    def question(self, line: Line, kind: str, rest: str) -> None:
        name, (ours, rule_kind) = self.name(line), TYPES[kind]
        known = COLUMNS | OF_KIND.get(ours, set()) | ({"parameters"} if kind == "range" else set())
        self.others(line, known | ({"constraint_message"} if line.get("constraint") else set()))
        listed, _, extra = rest.partition(" ")
        if ours in ("choice", "multi"):
            if extra.strip() == "or_other":
                self.issues.add("or-other", line.where("type"), rest)
            if listed not in self.lists:
                self.issues.add("no-list", line.where("type"), listed)
                name = None
        elif rest:
            self.issues.add("unknown-type", line.where("type"), line.text("type"))
            name = None
        if name is None:
            self.survey.absent.add(line.text("name"))
            return
        held = [group.line for group in self.open]
        found = (one.get("relevant") for one in [*held, line])
        conditions = tuple(cell for cell in found if cell)
        group = self.open[-1].heading if self.open else ""
        used = listed if ours in ("choice", "multi") else ""
        self.survey.questions.append(
            Row(
                line,
                line.text("name"),
                name,
                ours,
                rule_kind,
                used,
                self.lists.get(used, ""),
                group,
                conditions,
            )
        )
