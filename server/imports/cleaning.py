"""A row of cells as a person's fields, with what is wrong with it and what was noticed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.imports import cells as read
from server.imports.cells import Read, Refused
from server.imports.columns import FIELDS, Layout
from server.imports.kdb import KdbReader
from server.imports.rules import FROM_WAREKI, RULES
from server.people.merging import SHELTERED

Json = dict[str, Any]
NEEDED = ("family_kana", "given_kana", "born_on", "sex", "area")
HIDDEN = tuple(sorted(SHELTERED))
"""Fields of a protected person that never leave the import."""


@dataclass
class Row:
    """One row as understood. key: the person as the source calls her. fields: as far as they are good.

    hidden: field -> keyed hash, in place of what must not be kept. notes: `{"field", "rule", …}`.
    """

    n: int
    key: str | None = None
    fields: Json = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    notes: list[Json] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """True when a note of it refuses the row."""
        return any(refuses(note["rule"]) for note in self.notes)

    def note(self, name: str, rule: str, more: Mapping[str, Any] | None = None) -> None:
        """Note a rule that applies to a field, `""` for the whole row."""
        self.notes.append({"field": name, "rule": rule, **(more or {})})


@dataclass(frozen=True)
class Reader:
    """How the rows of one file are read. places: field -> cell. areas: plain name or number -> area id.

    today: ISO day. hash_of: keyed hash of a value that is not kept. kdb: reads the columns of KDB.
    """

    layout: Layout
    places: Mapping[str, int]
    width: int
    areas: Mapping[str, str]
    today: str
    hash_of: Callable[[str], str]
    kdb: KdbReader

    @property
    def complete(self) -> bool:
        """True when the file has every column a new person needs."""
        return all(name in self.places or _pair_of(name) in self.places for name in NEEDED)

    def row(self, n: int, given: Sequence[str]) -> Row:
        """One row. It is refused when any of its cells is."""
        row = Row(n)
        if self._slipped(given):
            row.note("", "cells")
        cell = {name: given[place] if place < len(given) else "" for name, place in self.places.items()}
        protected = self._protected(row, cell)
        for name in FIELDS:
            if name in cell and name != "protected":
                self._read(row, name, cell[name])
        told, faults = self.kdb.read(cell)
        row.fields.update(told)
        for name, fault in faults:
            row.note(name, fault.rule, fault.more)
        row.key = row.fields.get(self.layout.key)
        if protected:
            self._hide(row)
        self._complete(row)
        return row

    def key(self, given: Sequence[str]) -> str | None:
        """What the source calls the person of a row, None when that cannot be read."""
        place = self.places[self.layout.key]
        try:
            value = self._value(self.layout.key, given[place])[0] if place < len(given) else None
        except Refused:
            return None
        return str(value) if value else None

    def unsaid(self, given: Sequence[str]) -> list[str]:
        """A refused row's cells as they may be kept: the address of someone protected is left out.

        Where cells have slipped into other columns nobody knows whose row it is: only its number is kept.
        """
        at = self.places.get("protected")
        if at is None:
            return list(given)
        if self._slipped(given):
            shown = {self.places[self.layout.key]}
        elif _may_be_protected(given[at]):
            shown = set(range(len(given))) - {self.places[name] for name in HIDDEN if name in self.places}
        else:
            return list(given)
        return [cell if place in shown else "" for place, cell in enumerate(given)]

    def _slipped(self, given: Sequence[str]) -> bool:
        return len(given) < self.width or any(given[self.width :])

    def _protected(self, row: Row, cell: Mapping[str, str]) -> bool:
        """Whether the row is of someone protected. What cannot be read counts as yes."""
        if "protected" not in cell:
            return False
        try:
            row.fields["address_protected"] = read.flag(cell["protected"])[0]
        except Refused as fault:
            row.note("protected", fault.rule)
            return True
        return bool(row.fields["address_protected"])

    def _read(self, row: Row, name: str, cell: str) -> None:
        try:
            value, hints = self._value(name, cell)
        except Refused as fault:
            row.note(name, fault.rule, fault.more)
            return
        for hint in hints:
            row.note(name, hint)
        if name in _PAIRS:
            row.fields.update(zip(_PAIRS[name], value, strict=True))
        else:
            row.fields[_FIELD_OF.get(name, name)] = value

    def _value(self, name: str, cell: str) -> Read:
        if name == "register_no":
            return read.number(cell, self.layout.digits)
        if name == "born_on":
            return read.day(cell, self.today)
        if name == "area":
            return self._area(cell)
        return _READ[name](cell)

    def _area(self, cell: str) -> Read:
        plain = plain_area(cell)
        if not plain:
            return None, ()
        if plain not in self.areas:
            raise Refused("unknown-area")
        return self.areas[plain], ()

    def _hide(self, row: Row) -> None:
        for name in HIDDEN:
            value = row.fields.pop(name, None)
            if value is not None:
                row.hidden[name] = self.hash_of(value)

    def _complete(self, row: Row) -> None:
        """What must be there and is mapped, but is empty."""
        said = {note["field"] for note in row.notes}
        for name in (self.layout.key, *NEEDED):
            pair = _pair_of(name)
            source = pair if pair in self.places else name
            if source in self.places and row.fields.get(name) is None and not {source, name} & said:
                row.note(source, "missing")
                said.add(source)


def area_names(areas: Sequence[tuple[str, str, int | None]]) -> dict[str, str]:
    """Plain name or number -> id of (id, name, number) of each area."""
    numbered = {str(number): one for one, _, number in areas if number is not None}
    return numbered | {plain_area(name): one for one, name, _ in areas}


def plain_area(text: str) -> str:
    """An area's name, or number without its zeros, as it is compared."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return str(int(plain)) if plain.isascii() and plain.isdigit() else plain


def refuses(rule: str) -> bool:
    """True for a rule that keeps a row out."""
    return rule in FROM_WAREKI or RULES[rule].refuses


def _pair_of(name: str) -> str:
    """The column that can hold this field together with another; `""` when there is none."""
    return next((one for one, pair in _PAIRS.items() if name in pair), "")


def _may_be_protected(cell: str) -> bool:
    try:
        return bool(read.flag(cell)[0])
    except Refused:
        return True


_PAIRS = {"kana": ("family_kana", "given_kana"), "name": ("family", "given")}
_FIELD_OF = {"event": "state", "event_on": "state_on"}
_READ: Mapping[str, Callable[[str], Read]] = {
    "insured_no": read.insured_number,
    "kana": read.kana_names,
    "family_kana": read.kana,
    "given_kana": read.kana,
    "name": read.names,
    "family": lambda cell: read.text(cell, 100),
    "given": lambda cell: read.text(cell, 100),
    "sex": read.sex,
    "phone": read.phone,
    "address": lambda cell: read.text(cell, 300),
    "event": read.event,
    "event_on": read.day,
}
