"""What the signed-in coordinator may see: her tenant, her areas. Every office query goes through it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from server import clock
from server.auth import Current
from server.exchange import masters
from server.people import merging
from server.people import service as people
from server.problems import NotFound
from server.records import service as records
from server.records.service import RecordView
from server.staff import rights


@dataclass(frozen=True)
class Reach:
    """scopes: feed scopes she holds. everywhere: True when she coordinates the whole municipality."""

    tenant_id: int
    scopes: frozenset[str]
    everywhere: bool

    @cached_property
    def areas(self) -> dict[str, str]:
        """Names of the areas by id."""
        return dict(rights.areas_of(self.tenant_id))

    def sees(self, view: RecordView) -> bool:
        """True when the record lies in her areas (or belongs to the whole municipality)."""
        return view.scope in self.scopes

    def writes(self, view: RecordView) -> bool:
        """True when she may put it right: she sees it, and of a master she holds the area it lies in."""
        areas = masters.areas_of(view.kind, view.id, view.fields, {}, self._fields)
        return self.sees(view) and (self.everywhere or self.scopes.issuperset(f"area:{one}" for one in areas))

    def _fields(self, record_id: str) -> Mapping[str, Any] | None:
        view = records.get(self.tenant_id, record_id)
        return None if view is None else view.fields

    def get(self, record_id: str, kind: str | None = None) -> RecordView:
        """The record. Raises NotFound when there is none of this kind or it lies outside her areas."""
        view = records.get(self.tenant_id, record_id)
        if view is None or (kind is not None and view.kind != kind) or not self.sees(view):
            raise NotFound
        return view

    def people(self, person_ids: Iterable[str | None]) -> dict[str, dict[str, Any]]:
        """Those of the persons she may see, as lists name them, by the id asked for.

        A person whose record is joined to another is named as that one, with its id.
        """
        wanted = merging.roots(self.tenant_id, {one for one in person_ids if one})
        today = clock.today()
        return {
            asked: people.brief(view, self.areas, today) for asked, view in wanted.items() if self.sees(view)
        }


def reach_of(who: Current) -> Reach:
    """The reach of a signed-in coordinator: her areas as coordinator, not those she nurses in."""
    coordinated = {scope for role, scope in who.grants if role == "coordinator"}
    everywhere = "tenant" in coordinated
    areas = {
        scope for scope in who.scopes if scope.startswith("area:") and (everywhere or scope in coordinated)
    }
    return Reach(who.tenant.id, frozenset(areas | {"tenant"}), everywhere)


def field_reach_of(who: Current) -> Reach:
    """The reach of somebody in the field: what her tablet may pull whole; of a session's roster she sees no
    history.
    """
    return Reach(who.tenant.id, frozenset(one for one in who.scopes if one.startswith("area:")), False)
