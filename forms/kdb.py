"""What KDB (国保データベース) says of a person in a fiscal year: facts her sheets of that year are judged by.

Each source says one short text a person and fiscal year, in the field `kdb#<year>-<source>` of her record:
`bmi=19.5;dental=n;on=2026-09-01;source=KDB支援ツール`. Names are those of the forms' facts without `kdb_`;
what is not said is unknown, never "no". No I/O, no clock. pwa/src/forms/kdb.ts is the twin;
tests/vectors/kdb.json holds what both must say.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from forms.days import exists

Json = dict[str, Any]
LIST, PREFIX = "kdb", "kdb_"
SOURCE_LENGTH = 60

_FIELD = re.compile(r"kdb#(\d{4})-[a-z0-9]{1,32}", re.ASCII)
_FACT = r"[a-z][a-z0-9_]{0,39}=(?:y|n|\d{1,6}(?:\.\d{1,12})?);"
_SAID = re.compile(
    rf"(?P<facts>(?:{_FACT}){{1,40}}?)(?:on=(?P<on>[12]\d{{3}}-\d\d-\d\d);)?"
    rf"source=(?P<source>[^\x00-\x1f]{{1,{SOURCE_LENGTH}}})",
    re.ASCII,
)


class Said(NamedTuple):
    """What one source says. facts: by the forms' names. on: the day it holds for, where that is said."""

    facts: Mapping[str, bool | float]
    on: str | None
    source: str

    def text(self) -> str:
        """As it is kept."""
        parts = [f"{name.removeprefix(PREFIX)}={_plain(value)}" for name, value in sorted(self.facts.items())]
        return ";".join([*parts, *([f"on={self.on}"] if self.on else []), f"source={self.source}"])


def field_of(year: int, source_key: str) -> str:
    """The field of a person that holds what a source says of a fiscal year."""
    return f"{LIST}#{year}-{source_key}"


def year_of(field: str) -> int | None:
    """The fiscal year a field is about; None for any other field."""
    found = _FIELD.fullmatch(field)
    return int(found[1]) if found else None


def fiscal_year(on: str) -> int:
    """The fiscal year of a day: it begins in April."""
    return int(on[:4]) - (on[5:7] < "04")


def read(text: object) -> Said | None:
    """A kept text; None for anything else."""
    found = _SAID.fullmatch(text) if isinstance(text, str) else None
    if found is None or (found["on"] is not None and not exists(found["on"])):
        return None
    pairs = [one.split("=") for one in found["facts"].split(";")[:-1]]
    facts = {PREFIX + name: _value(value) for name, value in pairs}
    return Said(facts, found["on"], found["source"]) if len(facts) == len(pairs) else None


def known(said: Mapping[str, Iterable[object]], on: str) -> dict[str, Json]:
    """What is known of her for a sheet of that day: only what is said of the fiscal year the day is in.

    said: field -> every value it holds. Result: fact -> `{"value", "said": [{"value", "source", "on"}]}`;
    value is None where what is said differs.
    """
    found: dict[str, Json] = {}
    fields = sorted(name for name in said if year_of(name) == fiscal_year(on))
    texts = [read(text) for name in fields for text in said[name]]
    for one in (text for text in texts if text is not None):
        for fact, value in one.facts.items():
            entry = found.setdefault(fact, {"value": value, "said": []})
            entry["said"].append({"value": value, "source": one.source, "on": one.on})
            if _differs(entry["value"], value):
                entry["value"] = None
    return found


def asked(published: Mapping[str, Any]) -> list[Json]:
    """The facts of a form that only KDB can tell."""
    return [fact for fact in published["facts"] if fact["id"].startswith(PREFIX)]


def facts(published: Mapping[str, Any], found: Mapping[str, Json]) -> dict[str, bool | float]:
    """What a form is judged by, out of what is known: facts it asks for, of its type, said in one way."""
    return {one["id"]: one["value"] for one in told(published, found) if one["value"] is not None}


def told(published: Mapping[str, Any], found: Mapping[str, Json]) -> list[Json]:
    """The same with who said it, in the form's order, and those left out because two values are said."""
    return [
        {"id": fact["id"]} | found[fact["id"]]
        for fact in asked(published)
        if fact["id"] in found and _fits(fact, found[fact["id"]]["value"])
    ]


def _fits(fact: Json, value: object) -> bool:
    return value is None or isinstance(value, bool) == (fact["type"] == "boolean")


def _differs(one: object, other: object) -> bool:
    return one is None or isinstance(one, bool) != isinstance(other, bool) or one != other


def _value(text: str) -> bool | float:
    if text in ("y", "n"):
        return text == "y"
    return float(text) if "." in text else int(text)


def _plain(value: bool | float) -> str:
    if isinstance(value, bool):
        return "y" if value else "n"
    return format(Decimal(repr(value)).normalize(), "f")
