"""Who in the register a new row may be: certain by the source's own number, otherwise a question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.people import matching
from server.people.matching import Traits
from server.people.merging import MERGED_INTO
from server.records import service as records
from server.records.service import RecordView

SHOWN = 5
NUMBER = "key_same"
"""The reason of a candidate who holds the row's own number, though something else speaks against her."""


class Register:
    """Everybody on the register, by number and by what is compared of a person. Joined records are one."""

    def __init__(self, tenant_id: int, key_field: str) -> None:
        everybody = records.of_kind(tenant_id, "person")
        self.people = {view.id: view for view in everybody if not view.fields.get(MERGED_INTO)}
        self.traits: dict[str, Traits] = {}
        self.by_key: dict[str, list[str]] = {}
        self.blocks: dict[str, list[str]] = {}
        for view in self.people.values():
            self.traits[view.id] = matching.traits(view.fields)
            for block in matching.blocks(self.traits[view.id]):
                self.blocks.setdefault(block, []).append(view.id)
            if number := view.fields.get(key_field):
                self.by_key.setdefault(number, []).append(view.id)

    def certain(self, key: str, fields: Mapping[str, Any]) -> RecordView | None:
        """The one person who holds this number and was born that day."""
        found = [self.people[one] for one in self.by_key.get(key, [])]
        born_on = fields.get("born_on")
        if len(found) != 1 or born_on not in (None, found[0].fields.get("born_on")):
            return None
        return found[0]

    def candidates(self, key: str, fields: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Persons who may be the same with the reasons why, the likeliest first."""
        row = matching.traits(fields)
        found = {one: [NUMBER] for one in self.by_key.get(key, [])}
        near = {one for block in matching.sought(row) for one in self.blocks.get(block, [])}
        for one in sorted(near):
            why = matching.reasons(row, self.traits[one])
            if why:
                found[one] = found.get(one, []) + why
        likeliest = sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))
        return [{"id": one, "why": why} for one, why in likeliest[:SHOWN]]
