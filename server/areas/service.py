"""Which areas there are, which are closed, and where somebody registered in a closed one belongs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from server.records import service as records
from server.records.service import RecordView

if TYPE_CHECKING:
    from server.exchange.hooks import Applied, Filing

STEPS = 20  # areas joined to areas that were joined: more are a circle


def every(tenant_id: int) -> list[RecordView]:
    """Every area in the town's own order, closed ones too."""
    found = records.of_kind(tenant_id, "area")
    return sorted(found, key=lambda area: (area.fields.get("number") or 0, area.fields["name"]))


def is_open(fields: Mapping[str, Any]) -> bool:
    """True for an area in which somebody may be registered."""
    return fields.get("closed_on") is None


def after_person(filing: Filing, applied: Applied) -> None:
    """Who was registered for a closed area, or moved there, on a tablet that had not heard of it belongs to
    the area that took its place.
    """
    if "area" not in applied.op.values():
        return
    area, goes_to = applied.after.get("area"), applied.after.get("area")
    for _ in range(STEPS):
        fields = filing.view(str(goes_to)) or {}
        if is_open(fields) or not fields.get("into"):
            break
        goes_to = fields["into"]
    if goes_to != area:
        filing.write("person", applied.record_id, {"area": goes_to})
