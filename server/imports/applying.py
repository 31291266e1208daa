"""Applying: batches of rows become ops, each batch with what is remembered of it in one transaction.

So a batch is there whole or not at all: killed at any moment, the next call goes on with the next row, and
two who press at once take turns.
"""

from __future__ import annotations

import hashlib
import hmac
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Row

from server import clock, logs
from server.auth import TenantFacts
from server.db import Turn, transaction
from server.devices import service as devices
from server.exchange.clerk import Clerk, Standing
from server.imports import store
from server.imports.checking import is_protected, shield
from server.imports.cleaning import NEEDED
from server.imports.comparing import Given, creation, edits, said
from server.imports.models import ImportRun, ImportSource
from server.imports.uploading import hasher
from server.people import merging
from server.problems import ImportState, NotFound

Json = dict[str, Any]
BATCH = 250
NEW = "new"


def apply_for(tenant: TenantFacts, run_id: str, staff_id: str, seconds: float) -> bool:
    """Apply rows for so long; True when none are left. Raises ImportState, NotFound.

    Opens one transaction a batch.
    """
    until = time.monotonic() + seconds
    while apply_batch(tenant, run_id, staff_id):
        if time.monotonic() > until:
            return False
    return True


def apply_batch(tenant: TenantFacts, run_id: str, staff_id: str, size: int = BATCH) -> bool:
    """Apply the next rows; False when there were none and the run is done."""
    with transaction(tenant.id) as turn:
        run, source = _begin(tenant.id, run_id, staff_id)
        lines = store.lines(tenant.id, run_id, store.OPEN, limit=size, undone=True)
        if not lines:
            _finish(turn, run, source)
            return False
        _Batch(turn, tenant, run, _writer(tenant, source, staff_id), lines).file()
    return True


def _begin(tenant_id: int, run_id: str, staff_id: str) -> tuple[ImportRun, ImportSource]:
    """The run and its source, free for this run. Raises ImportState when another came first."""
    run = store.run(tenant_id, run_id, lock=True)
    if run is None:
        raise NotFound
    source = store.source(tenant_id, run.source_id, lock=True)
    if source is None or run.state not in ("ready", "applying", "applied"):
        raise ImportState(state=run.state)
    if run.state == "ready" and (source.current_run is not None or source.last_run != run.base_run):
        raise ImportState(state="stale")
    if run.state == "applied" and source.last_run != run.id:
        raise ImportState(state="stale")
    if run.state == "ready":
        run.state, run.applied_by = "applying", staff_id
        source.current_run = run.id
    return run, source


def _finish(turn: Turn, run: ImportRun, source: ImportSource) -> None:
    """Nothing is left to apply: the source has spoken. What was taken is forgotten, the rest is kept."""
    if run.state == "applying":
        store.note_seen(turn.session, run.tenant_id, run.source_id, run.id)
        logs.note("import-applied", tenant=run.tenant_id, run=run.id, rows=run.rows)
    counts = orjson.loads(run.counts)
    result = counts.setdefault("result", {})
    for _, fate, _, count in store.count_outcomes(run.tenant_id, run.id):
        if fate is not None:
            result[fate] = result.get(fate, 0) + count
    run.counts = orjson.dumps(counts).decode()
    store.forget_done(turn.session, run.tenant_id, run.id)
    run.state, run.applied_at = "applied", run.applied_at or clock.now()
    source.current_run, source.last_run = None, run.id


def _writer(tenant: TenantFacts, source: ImportSource, staff_id: str) -> int:
    """The pen of whoever applies, on the device that stands for the source."""
    device = devices.enrol(tenant.id, source.device_id, "import", "")
    source.device_id = device.id
    owner = devices.Ownership(staff_id, device.id, source.id, "import")
    return devices.writer_for(tenant.id, owner).writer_no


@dataclass
class _Planned:
    """One row as an op, if there is anything to write. draft: None when there is not."""

    line: Row[Any]
    person_id: str
    fields: Json
    hidden: dict[str, str]
    given: Given
    draft: Json | None = None
    wrote: list[str] = field(default_factory=list)
    fate: str = "unchanged"

    def write(self, how: str, what: Json) -> None:
        """Make it an op, unless there is nothing to say."""
        if what:
            self.draft = {"kind": "person", "id": self.person_id, how: what}
            self.wrote = list(what)


@dataclass
class _Batch:
    """Some rows on their way into the record."""

    turn: Turn
    tenant: TenantFacts
    run: ImportRun
    writer_no: int
    lines: Sequence[Row[Any]]

    def file(self) -> None:
        """Make the ops, file them, and remember what the source has said now."""
        self.known = store.values(self.tenant.id, self.run.source_id, [line.key for line in self.lines])
        self.hash_of = hasher(self.tenant.uid)
        self.key_field = orjson.loads(self.run.mapping)["key"]
        clerk = Clerk(self.turn, self.tenant.uid, self.writer_no)
        who = {line.n: self._person_of(line) for line in self.lines}
        standing = clerk.standing(list(who.values()))
        self.roots = merging.roots(self.tenant.id, set(who.values()))
        planned = [self._plan(line, who[line.n], standing.get(who[line.n])) for line in self.lines]
        writing = [one for one in planned if one.draft is not None]
        results = clerk.file([one.draft for one in writing if one.draft is not None])
        filed = {one.line.n: result for one, result in zip(writing, results, strict=True)}
        self._remember(planned, filed)

    def _person_of(self, line: Row[Any]) -> str:
        """Whom a row is about. A new person's id follows from her number: applied again it is the same."""
        known = self.known.get(line.key)
        if known is not None:
            return str(known.person_id)
        chosen = line.answer if line.outcome == "question" else line.person_id
        if chosen is not None and chosen != NEW:
            return str(chosen)
        key = devices.purpose_key(self.tenant.uid, "import-person")
        digest = hmac.new(key, f"{self.key_field}:{line.key}".encode(), hashlib.sha256).digest()
        return str(uuid.UUID(bytes=digest[:16], version=4))

    def _plan(self, line: Row[Any], person_id: str, there: Standing | None) -> _Planned:
        fields, hidden = orjson.loads(line.fields), orjson.loads(line.hidden or "{}")
        known = self.known.get(line.key)
        given = orjson.loads(known.given) if known else {}
        if is_protected(fields, given, self.roots.get(person_id)):
            shield(fields, hidden, self.hash_of)
        one = _Planned(line, person_id, fields, hidden, given)
        if there is not None:
            one.write("edits", edits(given, there, fields, self.hash_of))
        elif all(fields.get(name) is not None for name in NEEDED):
            one.write("new", creation(fields))
        else:
            one.fate = "missing"
        return one

    def _remember(self, planned: Sequence[_Planned], filed: dict[int, tuple[str, str]]) -> None:
        values, fates = [], []
        for one in planned:
            op, verdict = filed.get(one.line.n, (None, one.fate))
            fates.append((one.line.n, verdict, one.person_id))
            if verdict == "missing":
                continue
            wrote = dict.fromkeys(one.wrote, op) if op else {}
            values.append(
                {
                    "tenant_id": self.tenant.id,
                    "source_id": self.run.source_id,
                    "key": one.line.key,
                    "person_id": one.person_id,
                    "given": orjson.dumps(said(one.given, one.fields, one.hidden, wrote)).decode(),
                    "run_id": self.run.id,
                }
            )
        store.put_values(self.turn.session, values)
        store.set_fates(self.turn.session, self.tenant.id, self.run.id, fates)
