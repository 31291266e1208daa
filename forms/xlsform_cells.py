"""The sheets of an XLSForm as rows of named cells that remember where they stand."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms.xlsform_issues import Issues

Sheets = Mapping[str, Mapping[str, str]]
"""sheet name -> {"B7": text}; every text as the author sees it, empty cells left out."""

_AT = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LANGUAGES = {"japanese": "ja", "日本語": "ja", "ja": "ja", "english": "en", "英語": "en", "en": "en"}
TRANSLATED = {"label", "hint", "constraint_message", "unit"}
Key = tuple[str, str]
"""(column, language): ("label", "ja"); the language is empty where the column says none."""


@dataclass(frozen=True)
class Cell:
    """A text and where it stands: "survey!D7"."""

    text: str
    at: str


@dataclass(frozen=True)
class Line:
    """One row of a sheet. bare: the language of columns that name none."""

    at: str
    cells: Mapping[Key, Cell]
    bare: str = "ja"

    def get(self, column: str, language: str = "") -> Cell | None:
        """The cell of a column, None when it is empty."""
        return self.cells.get((column, language))

    def text(self, column: str) -> str:
        """The text of a column without a language."""
        cell = self.get(column)
        return cell.text if cell else ""

    def where(self, column: str, language: str = "") -> str:
        """Where a column of this row stands, or the row's first cell when it is empty."""
        cell = self.get(column, language)
        return cell.at if cell else self.at

    def ja(self, column: str) -> Cell | None:
        """The Japanese: the column that says so, else the one that names no language."""
        return self._in(column, "ja")

    def en(self, column: str) -> Cell | None:
        """The English."""
        return self._in(column, "en")

    def _in(self, column: str, language: str) -> Cell | None:
        plain = self.get(column) if self.bare == language else None
        return self.get(column, language) or plain


@dataclass(frozen=True)
class Table:
    """A sheet: its columns with their head cells, and its rows."""

    name: str
    heads: Mapping[Key, Cell]
    lines: tuple[Line, ...]


def language_of(text: str) -> str | None:
    """ "ja" or "en" of "Japanese (ja)", "日本語" or "en"; None for any other language."""
    code = re.search(r"\(([a-z]{2})(?:-[A-Za-z]+)?\)\s*$", text)
    return _LANGUAGES.get(code[1] if code else text.strip().lower())


def table(sheets: Sheets, name: str, issues: Issues, bare: str = "ja") -> Table | None:
    """A sheet by its name, None when there is none; heads nobody can read are noted."""
    cells = next((cells for sheet, cells in sheets.items() if sheet.strip().lower() == name), None)
    if cells is None:
        return None
    columns: dict[str, Key] = {}
    heads: dict[Key, Cell] = {}
    for letters, _, cell in _placed(name, cells, {1}):
        key = _key(cell.text)
        if key is None or key in heads:
            issues.add("language" if key is None else "column", cell.at, cell.text)
            continue
        columns[letters], heads[key] = key, cell
    rows: dict[int, dict[Key, Cell]] = {}
    for letters, n, cell in _placed(name, cells, None):
        if n > 1 and letters in columns:
            rows.setdefault(n, {})[columns[letters]] = cell
        elif n > 1 and f"{letters}1" not in cells:
            issues.add("cell", cell.at, cell.text)
    return Table(name, heads, tuple(Line(f"{name}!A{n}", rows[n], bare) for n in sorted(rows)))


def labels(line: Line, issues: Issues) -> tuple[str, str]:
    """The label in both languages; without English the Japanese stands in, and that is noted."""
    ja, en = line.ja("label"), line.en("label")
    if ja is None:
        issues.add("no-label", line.where("label", "ja"))
        return "-", "-"
    if en is None:
        issues.add("english", ja.at, ja.text)
    return ja.text, en.text if en else ja.text


def _placed(name: str, cells: Mapping[str, str], only: set[int] | None) -> Iterator[tuple[str, int, Cell]]:
    for at, text in cells.items():
        found = _AT.fullmatch(at)
        if found and text.strip() and (only is None or int(found[2]) in only):
            yield found[1], int(found[2]), Cell(text.strip(), f"{name}!{at}")


def _key(head: str) -> Key | None:
    """What a column holds: `label::Japanese (ja)` is ("label", "ja"). None: a language we do not keep."""
    column, _, language = head.strip().partition("::")
    column = column.strip().lower().replace(" ", "_")
    if not language:
        return (column, "")
    if column not in TRANSLATED:
        return (f"{column}::{language.strip().lower()}", "")
    spoken = language_of(language)
    return None if spoken is None else (column, spoken)
