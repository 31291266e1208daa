"""What KDB says of a person, as her record keeps it (forms/kdb.py)."""

from __future__ import annotations

from typing import Any

from forms import kdb
from server.records.service import RecordView

LENGTH = 1_000


def is_said(value: Any) -> bool:
    """True for a text that a source may leave in a person's record."""
    return type(value) is str and len(value) <= LENGTH and kdb.read(value) is not None


def said(person: RecordView) -> dict[str, list[Any]]:
    """Field -> every value nobody has superseded, of the fields that hold what KDB says."""
    return {
        name: [value for _, value in person.members_of(name)]
        for name in person.fields
        if kdb.year_of(name) is not None
    }
