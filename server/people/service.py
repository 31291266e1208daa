"""People: how their names are written and found, how old they are, how a list names them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from forms.names import search_key
from server.records.service import RecordView


def matches(fields: Mapping[str, Any], query: str) -> bool:
    """True when every word of the query begins a name of hers or is part of her birth date or telephone."""
    return all(_word_matches(fields, word) for word in query.split())


def _word_matches(fields: Mapping[str, Any], word: str) -> bool:
    key = search_key(word)
    names = [search_key(fields.get(name) or "") for name in ("family_kana", "given_kana", "family", "given")]
    whole = (names[0] + names[1], names[2] + names[3])
    if key and any(name.startswith(key) for name in (*names, *whole)):
        return True
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", word))
    if len(digits) < 4:
        return False
    numbers = (fields.get("born_on") or "", fields.get("phone") or "")
    return any(digits in re.sub(r"\D", "", number) for number in numbers)


def age(born_on: str, on: date) -> int:
    """Full years on that day; someone born on 29 February is a year older on 1 March."""
    born = date.fromisoformat(born_on)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def name(fields: Mapping[str, Any]) -> str:
    """The name as written, or in kana when no kanji is known."""
    written = " ".join(part for part in (fields.get("family"), fields.get("given")) if part)
    return written or kana(fields)


def kana(fields: Mapping[str, Any]) -> str:
    """The name as read."""
    return " ".join(part for part in (fields.get("family_kana"), fields.get("given_kana")) if part)


def brief(person: RecordView, areas: Mapping[str, str], on: date) -> dict[str, Any]:
    """A person as lists name her. areas: names by id."""
    fields = person.fields
    return {
        "id": person.id,
        "name": name(fields),
        "kana": kana(fields),
        "born_on": fields["born_on"],
        "age": age(fields["born_on"], on),
        "sex": fields["sex"],
        "area": {"id": fields["area"], "name": areas.get(fields["area"], "")},
        "state": fields.get("state") or "active",
    }
