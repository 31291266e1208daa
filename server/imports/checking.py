"""The preview: rows compared with the source's last file and with the register. Writes no record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson
from sqlalchemy import Row

from server.auth import TenantFacts
from server.db import outside_feed, read_snapshot
from server.imports import store
from server.imports.cleaning import HIDDEN, NEEDED
from server.imports.columns import Layout
from server.imports.comparing import STOPPED, Given, View, creation, edits, said
from server.imports.models import ImportRun
from server.imports.same import Register
from server.imports.uploading import hasher
from server.people import merging
from server.people.merging import MERGED_INTO, PROTECTED
from server.problems import NotFound
from server.records import service as records
from server.records.service import RecordView

Json = dict[str, Any]
PART = 10_000


def check_part(tenant: TenantFacts, run_id: str) -> None:
    """Compare the next rows of a run; when none are left it is ready. Opens its own transactions."""
    with read_snapshot():
        run, base = _run_and_base(tenant.id, run_id)
        todo = store.lines(tenant.id, run_id, ["todo"], limit=PART) if run.state == "checking" else []
        compared = _Part(tenant, run, todo).compare() if run.base_run == base else []
    with outside_feed() as session:
        run, base_now = _run_and_base(tenant.id, run_id, lock=True)
        if run.state not in ("checking", "ready"):
            return
        if run.base_run != base_now:
            run.state, run.base_run = "checking", base_now
            store.compare_again(session, tenant.id, run_id)
        elif run.state == "checking" and base == base_now:
            store.set_lines(session, tenant.id, run_id, compared)
            if len(todo) < PART:
                run.counts = orjson.dumps(_counts(run)).decode()
                run.state = "ready"


def _run_and_base(tenant_id: int, run_id: str, *, lock: bool = False) -> tuple[ImportRun, str | None]:
    """(the run, the last run of its source that was applied)."""
    run = store.run(tenant_id, run_id, lock=lock)
    source = store.source(tenant_id, run.source_id, lock=lock) if run else None
    if run is None or source is None:
        raise NotFound
    return run, source.last_run


def shield(fields: Json, hidden: dict[str, str], hash_of: Callable[[str], str]) -> None:
    """Take out of a protected person's fields what must not be kept; a keyed hash stays."""
    for name in HIDDEN:
        value = fields.pop(name, None)
        if value is not None:
            hidden[name] = hash_of(value)


def is_protected(fields: Mapping[str, Any], given: Given, root: View | None) -> bool:
    """True when the row or anybody else says so of this person or of one she is joined with.

    A source may take back what it said itself, nothing more. root: the record that stands for her.
    """
    if fields.get(PROTECTED):
        return True
    if root is None:
        return False
    taken_back = given.get(PROTECTED, {}).get("op") if PROTECTED in fields else None
    return any(value is True and op != taken_back for op, value in root.members_of(PROTECTED))


@dataclass
class _Part:
    """Some rows on their way through the comparison."""

    tenant: TenantFacts
    run: ImportRun
    lines: Sequence[Row[Any]]

    def __post_init__(self) -> None:
        self.hash_of = hasher(self.tenant.uid)
        layout = Layout(**orjson.loads(self.run.mapping))
        self.key_field, self.names_people = layout.key, layout.names_people
        self.known = store.values(self.tenant.id, self.run.source_id, [line.key for line in self.lines])
        self.views = records.get_many(self.tenant.id, [row.person_id for row in self.known.values()])
        joined = [view.id for view in self.views.values() if view.fields.get(MERGED_INTO)]
        self.roots = merging.roots(self.tenant.id, joined)  # of everybody else: her own record

    @cached_property
    def register(self) -> Register:
        """Everybody; read only when a row is not known yet."""
        return Register(self.tenant.id, self.key_field)

    def compare(self) -> list[Json]:
        """The rows with what was found."""
        return [self._compare(line) for line in self.lines]

    def _compare(self, line: Row[Any]) -> Json:
        fields, hidden = orjson.loads(line.fields), orjson.loads(line.hidden or "{}")
        known = self.known.get(line.key)
        view = self.views.get(known.person_id) if known else self.register.certain(line.key, fields)
        found = {
            "n": line.n,
            "person_id": view.id if view else None,
            "notes": line.notes,
            "changes": None,
            "candidates": None,
            "cells": None,
        }
        given = orjson.loads(known.given) if known else {}
        if view is not None:
            found |= self._compared(view, given, fields, hidden)
            if found["outcome"] == "unchanged" and (not known or said(given, fields, hidden, {}) != given):
                found["outcome"] = "remember"
        else:
            found |= self._unknown(line, fields, hidden)
        return found | {"fields": _json(fields), "hidden": _json(hidden) if hidden else None}

    def _compared(self, view: RecordView, given: Given, fields: Json, hidden: dict[str, str]) -> Json:
        if is_protected(fields, given, self.roots.get(view.id, view)):
            shield(fields, hidden, self.hash_of)
        made = edits(given, view, fields, self.hash_of)
        if not made:
            return {"outcome": "unchanged"}
        return {
            "outcome": "changed",
            "changes": _json(_said(name, edit["now"]) for name, edit in made.items()),
        }

    def _unknown(self, line: Row[Any], fields: Json, hidden: dict[str, str]) -> Json:
        absent = [name for name in NEEDED if fields.get(name) is None]
        candidates = self.register.candidates(line.key, fields)
        if any(is_protected(fields, {}, self.register.people[one["id"]]) for one in candidates):
            shield(fields, hidden, self.hash_of)
        if candidates:
            return {"outcome": "question", "candidates": _json(candidates)}
        if absent:
            why = [{"field": name, "rule": "missing"} for name in absent]
            if not self.names_people:
                why = [{"field": self.key_field, "rule": "not-registered"}]
            notes = [*orjson.loads(line.notes or "[]"), *why]
            return {"outcome": "rejected", "notes": _json(notes), "cells": line.cells}
        changes = [_said(name, value) for name, value in creation(fields).items() if name == "state"]
        return {"outcome": "new", "changes": _json(changes) if changes else None}


def _said(name: str, value: Any) -> str:
    """A change as it is counted: the field, and where a state comes in, which."""
    return f"state={value}" if name == "state" and value in STOPPED else name


def _counts(run: ImportRun) -> Json:
    """What the preview says, counted once."""
    by_field: dict[str, int] = {}
    states: dict[str, int] = {}
    for outcome, changes, count in store.count_changes(run.tenant_id, run.id):
        for change in changes:
            name, _, state = change.partition("=")
            if state:
                states[state] = states.get(state, 0) + count
            if outcome == "changed":
                by_field[name] = by_field.get(name, 0) + count
    outcomes: dict[str, int] = {}
    for outcome, _, _, count in store.count_outcomes(run.tenant_id, run.id):
        outcomes[outcome] = outcomes.get(outcome, 0) + count
    return {
        "outcomes": outcomes,
        "by_field": by_field,
        "states": states,
        "noted": store.count_noted(run.tenant_id, run.id),
        "missing": store.count_missing(run) if run.whole else 0,
    }


def _json(value: Mapping[str, Any] | Iterable[Any]) -> str:
    return orjson.dumps(value if isinstance(value, dict) else list(value)).decode()
