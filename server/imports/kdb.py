"""The columns of KDB in a row: what a source says of a fiscal year, as the field of a person that keeps it.

An empty cell says nothing: what is not known is never "no".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from forms import kdb
from server.imports import cells
from server.imports.cells import Refused
from server.imports.columns import KDB_ON, KDB_YEAR, Layout, kdb_facts

Value = bool | int | float | None
FIRST_YEAR = 2008  # 後期高齢者医療 began
YES, NO = cells.YES, cells.NO - {"", "-"}
"""A dash may stand for "no" as well as for "not known": it is asked about."""

_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,12})?", re.ASCII)
_PROTEIN = re.compile(r"\(?(?:(?P<no>-|±|\+-|\+/-)|\+{1,4}|[1-4]\+)\)?", re.ASCII)


class KdbReader:
    """How these columns of one file are read. today: ISO day."""

    def __init__(self, layout: Layout, source_id: str, source: str, today: str) -> None:
        self.facts = {name: fact for name, fact in kdb_facts().items() if name in layout.columns}
        self.year, self.today = layout.year, today
        self.source_key = source_id.replace("-", "")[-12:]
        self.source = re.sub(r"[\x00-\x1f]", " ", source)

    def read(self, cell: Mapping[str, str]) -> tuple[dict[str, str | None], list[tuple[str, Refused]]]:
        """(the field with what it is to hold, what is wrong by column). None: nothing is said any more."""
        if not self.facts:
            return {}, []
        faults: list[tuple[str, Refused]] = []
        said: dict[str, Any] = {}
        for name, read in self._readers(cell).items():
            try:
                said[name] = read(cell[name])
            except Refused as fault:
                faults.append((name, fault))
        on = said.pop(KDB_ON, None)
        year = said.pop(KDB_YEAR, None) or self.year or (kdb.fiscal_year(on) if on else 0)
        if not year and not {KDB_YEAR, KDB_ON} & {name for name, _ in faults}:
            faults.append((KDB_YEAR, Refused("missing")))
        if faults:
            return {}, faults
        known = {name: value for name, value in said.items() if value is not None}
        text = kdb.Said(known, on, self.source).text() if known else None
        return {kdb.field_of(year, self.source_key): text}, []

    def _readers(self, cell: Mapping[str, str]) -> dict[str, Callable[[str], Any]]:
        own: dict[str, Callable[[str], Any]] = {KDB_YEAR: self._year, KDB_ON: self._on}
        return {name: read for name, read in own.items() if name in cell} | {
            name: _READ.get(name) or _BY_TYPE[fact["type"]] for name, fact in self.facts.items()
        }

    def _on(self, text: str) -> str | None:
        on: str | None = cells.day(text, self.today)[0]
        return on

    def _year(self, text: str) -> int | None:
        """2026, 令和8年度, R8."""
        plain = re.sub(r"年?度?$", "", _plain(text))
        if not plain:
            return None
        year = int(plain) if re.fullmatch(r"\d{4}", plain, re.ASCII) else _year_of_era(plain)
        if year < FIRST_YEAR:
            raise Refused("unknown-year")
        if year > kdb.fiscal_year(self.today):
            raise Refused("year-ahead")
        return year


def _year_of_era(plain: str) -> int:
    """By its first day, or its last one: 令和1 began after April, 平成31 ended in it."""
    days = (".4.1", ".12.31") if plain[0].isascii() else ("年4月1日", "年12月31日")
    for day in days:
        with suppress(Refused):
            return int(cells.day(plain + day)[0][:4])
    raise Refused("unknown-year")


def _measured(text: str) -> Value:
    """A number as it arrived; nothing is rounded. 0 stands for "none" in many files and would be judged."""
    plain = _plain(text)
    if not plain:
        return None
    if not _NUMBER.fullmatch(plain):
        raise Refused("not-a-value")
    if float(plain) == 0:
        raise Refused("zero")
    return float(plain) if "." in plain else int(plain)


def _counted(text: str) -> Value:
    plain = _plain(text)
    if plain and not re.fullmatch(r"\d{1,6}", plain, re.ASCII):
        raise Refused("not-a-value")
    return int(plain) if plain else None


def _yes_no(text: str) -> Value:
    plain = _plain(text).upper()
    if plain and plain not in YES | NO:
        raise Refused("unknown-yes-no")
    return plain in YES if plain else None


def _protein(text: str) -> Value:
    """Whether (+) or more. Code numbers are refused: 1 is (-) in some files and "yes" in others."""
    plain = _plain(text).replace("\u2212", "-").replace(" ", "")
    if not plain:
        return None
    found = _PROTEIN.fullmatch(plain)
    if found is not None:
        return found["no"] is None
    if plain.isdigit():
        raise Refused("unknown-protein")
    try:
        return _yes_no(plain)
    except Refused:
        raise Refused("unknown-protein") from None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


_READ: Mapping[str, Callable[[str], Value]] = {"kdb_drugs": _counted, "kdb_urine_protein": _protein}
_BY_TYPE: Mapping[str, Callable[[str], Value]] = {"number": _measured, "boolean": _yes_no}
