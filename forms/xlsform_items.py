"""Make an item of our format out of a question of the sheet, and results out of its calculations."""

import re
from typing import Any

from forms.xlsform_cells import Cell, Line, labels
from forms.xlsform_issues import Issues
from forms.xlsform_parser import Unsayable
from forms.xlsform_rules import BOOLEAN, NUMBER, Speaker
from forms.xlsform_survey import NO, YES, Row, Survey

Json = dict[str, Any]
OURS = {"confidence": "D", "sources": ["own"]}
"""Every rule of a town's own is shown as 暫定: nobody has checked it in a source."""


class ItemMaker:
    """criteria: whose rules they are. origins: filled with the cell behind each place of the definition."""

    def __init__(
        self, form: str, criteria: str, speaker: Speaker, issues: Issues, origins: dict[str, str]
    ) -> None:
        self.form, self.criteria = form, criteria
        self.speaker, self.issues, self.origins = speaker, issues, origins
        self.before: set[str] = set()

    def item(self, no: int, row: Row) -> Json:
        """The item; rules that cannot be said are noted and left out."""
        line, place = row.line, f"items[{no - 1}]"
        ja, en = labels(line, self.issues)
        self.origins[place] = line.where("name")
        item: Json = {
            "id": f"{self.form}.{row.id}",
            "no": no,
            "wording": ja,
            "reference_en": en,
            "type": row.kind,
            "required": self.required(line),
        }
        if row.list:
            item["choices"] = row.list_id
        hint = line.ja("hint")
        if hint:
            item["hint"] = hint.text
        if row.kind in ("integer", "number"):
            item |= self.number(row)
        shown = self.shown(row)
        if shown:
            item["shown"] = shown
            self.origins[f"{place}.shown"] = row.conditions[-1].at
        item |= self.constraint(place, row, item)
        self.before.add(row.name)
        return item

    def required(self, line: Line) -> bool:
        said = line.text("required").lower()
        if said not in YES | NO:
            self.issues.add("required-rule", line.where("required"), said)
        return said in YES

    def number(self, row: Row) -> Json:
        """Unit and decimals; a range has its limits in `parameters`."""
        found: Json = {}
        unit = self.unit(row.line)
        if unit:
            found["unit"] = unit
        if row.kind == "number":
            found["decimals"] = self.decimals(row.line)
        parameters = row.line.get("parameters")
        for name, text in re.findall(r"(\w+)\s*=\s*(-?[0-9.]+)", parameters.text if parameters else ""):
            if name in ("start", "end"):
                found["minimum" if name == "start" else "maximum"] = _plain(float(text))
        return found

    def unit(self, line: Line) -> Json | None:
        ja, en = line.ja("unit"), line.en("unit")
        if ja is None:
            return None
        if en is None and not ja.text.isascii():
            self.issues.add("english", ja.at, ja.text)
        return {"ja": ja.text, "en": en.text if en else ja.text}

    def decimals(self, line: Line) -> int:
        said = line.get("decimals")
        if said is None:
            self.issues.add("decimals", line.where("type"), line.text("name"))
            return 1
        if said.text not in ("0", "1", "2", "3"):
            self.issues.add("bad-number", said.at, said.text)
            return 1
        return int(said.text)

    def shown(self, row: Row) -> str | None:
        """Every condition on the way to the question, all of which must hold."""
        rules = [rule for rule in (self.condition(cell) for cell in row.conditions) if rule]
        return " && ".join(f"({rule})" for rule in rules) if len(rules) > 1 else rules[0] if rules else None

    def condition(self, cell: Cell) -> str | None:
        rule = self.rule(cell, None)
        later = [name for name in self.speaker.used if name not in self.before] if rule else []
        if later:
            self.issues.add("later-question", cell.at, later[0])
        return rule

    def rule(self, cell: Cell, own: str | None) -> str | None:
        """The yes/no a cell says, None (and noted) when it cannot be said."""
        try:
            rule = self.speaker.rule(cell.text, own)
        except Unsayable as problem:
            self.issues.add(problem.rule, cell.at, problem.found)
            return None
        if self.speaker.differs:
            self.issues.add("unanswered", cell.at, cell.text)
        return rule

    def constraint(self, place: str, row: Row, item: Json) -> Json:
        cell = row.line.get("constraint")
        if cell is None:
            return {}
        self.origins[f"{place}.minimum"] = self.origins[f"{place}.constraints"] = cell.at
        try:
            limits = self.speaker.limits(cell.text, row.name)
        except Unsayable:
            limits = None
        if limits is not None:
            wrong = limits.get("minimum", 0) >= limits.get("maximum", 0) and len(limits) == 2
            self.issues.add("limits-order" if wrong else "limits", cell.at, cell.text)
            return {name: _plain(limit) for name, limit in limits.items()}
        rule = self.rule(cell, row.name)
        if rule is None:
            return {}
        ja, en = row.line.ja("constraint_message"), row.line.en("constraint_message")
        words = {
            "ja": ja.text if ja else "この答えは、ほかの答えや決まりと合いません。",
            "en": en.text if en else ja.text if ja else "This answer does not fit the rule of the question.",
        }
        return {"constraints": [{"id": "sheet", "rule": rule, "level": "hard", **words}]}

    def results(self, survey: Survey) -> Json:
        """Calculations with a label: a number with a unit is a measure, a yes/no a finding."""
        found: dict[str, list[Json]] = {"measures": [], "findings": []}
        for line in survey.results:
            cell = line.get("calculation")
            if cell is not None:
                self.result(line, cell, found)
        for name, expression in survey.calculations.items():
            self.unused(name, expression, survey)
        return {name: made for name, made in found.items() if made}

    def result(self, line: Line, cell: Cell, found: dict[str, list[Json]]) -> None:
        try:
            said = self.speaker.say(cell.text)
        except Unsayable as problem:
            self.issues.add(problem.rule, cell.at, problem.found)
            return
        if self.speaker.differs:
            self.issues.add("unanswered", cell.at, cell.text)
        if said.kind != NUMBER:
            for (column, _), idle in line.cells.items():
                if column in ("unit", "decimals"):
                    self.issues.add("cell", idle.at, idle.text)
        ja, en = labels(line, self.issues)
        named = {"id": f"r_{line.text('name').lower().replace('-', '_')}"[:40], "ja": ja, "en": en}
        if said.kind == BOOLEAN:
            self.origins[f"findings[{len(found['findings'])}]"] = cell.at
            found["findings"].append(
                {**named, "role": "result", "criteria": self.criteria, "rule": said.text, **OURS}
            )
        elif said.kind == NUMBER and self.unit(line):
            self.origins[f"measures[{len(found['measures'])}]"] = cell.at
            decimals = self.decimals(line)
            found["measures"].append(
                {**named, "unit": self.unit(line), "decimals": decimals, "value": said.text, **OURS}
            )
        else:
            self.issues.add("result-unit" if said.kind == NUMBER else "result-kind", cell.at, cell.text)

    def unused(self, name: str, expression: str, survey: Survey) -> None:
        """A calculation nobody names and nobody sees must be readable all the same."""
        if name in {line.text("name") for line in survey.results}:
            return
        try:
            self.speaker.say(expression)
        except Unsayable as problem:
            self.issues.add(problem.rule, survey.at[name], problem.found)


def _plain(value: float) -> int | float:
    return int(value) if value.is_integer() else value
