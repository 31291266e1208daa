"""In which areas a master lies. Everybody reads masters; only who holds the area writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sync.ops import Value

Fields = Mapping[str, Value]
MASTERS = frozenset({"area", "salon", "session"})


def areas_of(
    kind: str, record_id: str, before: Fields, after: Fields, salon_of: Callable[[str], Fields | None]
) -> set[str]:
    """The areas a write touches: where the master lies and where it is to lie. Of other kinds none.

    before: its fields in use, empty at its creation; after: what the write says; salon_of: a salon's fields.
    """
    if kind == "area":
        return {record_id}
    if kind == "salon":
        return _texts(before.get("area"), after.get("area"))
    if kind == "session":
        found = [salon_of(salon) for salon in _texts(before.get("salon"), after.get("salon"))]
        return _texts(*(salon.get("area") for salon in found if salon is not None))
    return set()


def _texts(*values: Any) -> set[str]:
    return {value for value in values if isinstance(value, str)}
