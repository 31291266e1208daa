"""Sources and runs as the office sees them: what may be asked, and what is shown of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Row
from sqlalchemy.orm import Session

from forms import kdb
from server import clock
from server.audit.service import note_read
from server.db import db
from server.devices import service as devices
from server.imports import rules, store
from server.imports.applying import NEW
from server.imports.columns import FIELDS, Layout, all_fields, layout_of
from server.imports.kdb import FIRST_YEAR
from server.imports.models import ImportRun, ImportSource
from server.people import service as people
from server.problems import ImportState, Invalid, NotFound
from server.records import service as records
from server.staff import rights
from server.staff import service as staff

Json = dict[str, Any]
RUNS_SHOWN = 50
KEPT = timedelta(days=90)
LISTS = {
    "new": ("new",),
    "changed": ("changed",),
    "question": ("question",),
    "rejected": ("rejected", "repeated"),
}


def overview(tenant_id: int) -> Json:
    """Every source with its columns, and the newest runs."""
    known = {source.id: source for source in store.sources(tenant_id)}
    return {
        "fields": [
            {"field": name, "group": "person" if name in FIELDS else "kdb", "ja": one.ja, "en": one.en}
            for name, one in all_fields().items()
        ],
        "sources": [source_reply(source) for source in known.values()],
        "runs": [_brief(run, known[run.source_id]) for run in store.runs(tenant_id, RUNS_SHOWN)],
    }


def source_reply(source: ImportSource) -> Json:
    """A source and which column holds what."""
    layout = Layout(**orjson.loads(source.mapping))
    return {"id": source.id, "name": source.name, **layout.stored()}


def save_source(tenant_id: int, wanted: Json) -> ImportSource:
    """The source of this name, with these columns from now on. Inside a transaction. Raises Invalid."""
    layout = layout_of({name: value for name, value in wanted.items() if name != "name"})
    if layout.year and not FIRST_YEAR <= layout.year <= kdb.fiscal_year(clock.today().isoformat()):
        raise Invalid(errors={"year": ["始まった年度にします / a fiscal year that has begun"]})
    source = store.source_named(tenant_id, wanted["name"])
    if source is None:
        source = ImportSource(
            tenant_id=tenant_id, id=devices.new_id(), name=wanted["name"], created_at=clock.now()
        )
        db.session.add(source)
    elif source.last_run is not None and orjson.loads(source.mapping)["key"] != layout.key:
        raise Invalid(errors={"key": ["the key of a source that has been applied stays"]})
    source.mapping = orjson.dumps(layout.stored()).decode()
    db.session.flush()
    return source


def keep(session: Session, run: ImportRun, lines: Sequence[Json]) -> None:
    """Store a run and its rows. Inside a transaction."""
    session.add(run)
    session.flush()
    store.insert_lines(session, lines)


def run_reply(tenant_id: int, run_id: str) -> Json:
    """One run: where it stands, what its preview says, and how far applying has come."""
    run, source = _run(tenant_id, run_id)
    outcomes = store.count_outcomes(tenant_id, run_id)
    waiting = [(fate, answered, n) for outcome, fate, answered, n in outcomes if outcome == "question"]
    todo = sum(n for outcome, fate, answered, n in outcomes if _is_due(outcome, answered))
    counts = orjson.loads(run.counts)
    return _brief(run, source) | {
        "checked": sum(n for outcome, _, _, n in outcomes if outcome != "todo"),
        "todo": todo,
        "done": sum(n for outcome, fate, answered, n in outcomes if fate is not None),
        "unanswered": sum(n for fate, answered, n in waiting if fate is None and not answered),
        "answered": sum(n for fate, answered, n in waiting if fate is None and answered),
        "rejected_kept": sum(n for outcome, _, _, n in outcomes if outcome == "rejected"),
        "stale": run.state == "ready" and source.last_run != run.base_run,
        "counts": {"outcomes": {}, "by_field": {}, "states": {}, "noted": 0, "missing": 0, "result": {}}
        | counts,
    }


def lines_page(tenant_id: int, run_id: str, which: str, after: int, limit: int) -> Json:
    """A page of rows of one sort, as the coordinator checks them. The read log keeps how many."""
    _run(tenant_id, run_id)
    if which == "noted":
        found = store.noted_lines(tenant_id, run_id, after, limit)
    else:
        found = store.lines(tenant_id, run_id, LISTS[which], after, limit)
    shown = _Shown(tenant_id, found)
    note_read("list", count=len(found))
    return {
        "lines": [shown.line(line) for line in found],
        "next": found[-1].n if len(found) == limit else None,
    }


def missing_page(tenant_id: int, run_id: str, after: str, limit: int) -> Json:
    """A page of persons the source named before and this file does not. They are only listed."""
    run, _ = _run(tenant_id, run_id)
    found = store.missing(run, after, limit) if run.whole else []
    shown = _Shown(tenant_id, [], [row.person_id for row in found])
    note_read("list", count=len(found))
    return {
        "people": [{"key": row.key, "person": shown.person(row.person_id)} for row in found],
        "next": found[-1].key if len(found) == limit else None,
    }


def answer(session: Session, tenant_id: int, run_id: str, answers: Mapping[int, str | None]) -> int:
    """Say of rows who they are: a candidate's id, "new", or None for not yet. Returns how many were set."""
    _answerable(tenant_id, run_id)
    lines = store.lines_at(tenant_id, run_id, list(answers))
    known = {line.n: {one["id"] for one in orjson.loads(line.candidates)} | {NEW, None} for line in lines}
    for n, said in answers.items():
        if n not in known or said not in known[n]:
            raise Invalid(errors={"answers": ["no such row or candidate"]})
    return sum(store.set_answers(session, tenant_id, run_id, said, [n]) for n, said in answers.items())


def answer_all(session: Session, tenant_id: int, run_id: str, how: str) -> int:
    """Answer every open question alike: "new", or "same" where there is exactly one candidate."""
    _answerable(tenant_id, run_id)
    if how == NEW:
        return store.set_answers(session, tenant_id, run_id, NEW)
    count = 0
    for line in list(store.all_lines(tenant_id, run_id, "question")):
        candidates = orjson.loads(line.candidates)
        if len(candidates) == 1 and line.answer is None and line.fate is None:
            count += store.set_answers(session, tenant_id, run_id, candidates[0]["id"], [line.n])
    return count


def close(session: Session, tenant_id: int, run_id: str) -> None:
    """Put a run away: what is still kept of its rows is forgotten. Raises ImportState while it is applied."""
    run, _ = _run(tenant_id, run_id, lock=True)
    if run.state == "applying":
        raise ImportState(state=run.state)
    store.forget_lines(session, tenant_id, run_id)
    run.state, run.closed_at = "closed", run.closed_at or clock.now()


def discard(session: Session, tenant_id: int, run_id: str, new_source: str) -> None:
    """Leave nothing of a run that was only a trial; nor of its source, when the trial made it."""
    if run_id:
        run, _ = _run(tenant_id, run_id, lock=True)
        if run.state not in ("checking", "ready"):
            raise ImportState(state=run.state)
        store.forget_lines(session, tenant_id, run_id)
        session.delete(run)
        session.flush()
    if new_source and (source := store.source(tenant_id, new_source)) is not None:
        session.delete(source)


def oldest_kept() -> datetime:
    """Runs that came before this instant are put away, whoever has forgotten them."""
    return clock.now() - KEPT


def put_away(session: Session, tenant_id: int, run_ids: Sequence[str]) -> None:
    """Close runs, save those that are being applied. Inside a transaction."""
    for run_id in run_ids:
        if _run(tenant_id, run_id)[0].state != "applying":
            close(session, tenant_id, run_id)


def _run(tenant_id: int, run_id: str, *, lock: bool = False) -> tuple[ImportRun, ImportSource]:
    run = store.run(tenant_id, run_id, lock=lock)
    source = store.source(tenant_id, run.source_id) if run else None
    if run is None or source is None:
        raise NotFound
    return run, source


def _answerable(tenant_id: int, run_id: str) -> None:
    run, _ = _run(tenant_id, run_id, lock=True)
    if run.state not in ("ready", "applied"):
        raise ImportState(state=run.state)


def _is_due(outcome: str, answered: bool) -> bool:
    return outcome in store.OPEN and (outcome != "question" or answered)


def _brief(run: ImportRun, source: ImportSource) -> Json:
    names = staff.names(run.tenant_id, [one for one in (run.uploaded_by, run.applied_by) if one])
    counts = orjson.loads(run.counts)
    return {
        "id": run.id,
        "source": {"id": source.id, "name": source.name},
        "state": run.state,
        "encoding": run.encoding,
        "rows": run.rows,
        "whole": run.whole,
        "outcomes": counts.get("outcomes", {}),
        "uploaded_by": names.get(run.uploaded_by, ""),
        "applied_by": names.get(run.applied_by or "", None),
        "created_at": clock.iso(run.created_at),
        "applied_at": clock.iso(run.applied_at) if run.applied_at else None,
        "closed_at": clock.iso(run.closed_at) if run.closed_at else None,
    }


class _Shown:
    """Rows as they are drawn, with the persons they name."""

    def __init__(self, tenant_id: int, lines: Sequence[Row[Any]], more: Sequence[str] = ()) -> None:
        named = [line.person_id for line in lines if line.person_id]
        named += [one["id"] for line in lines for one in orjson.loads(line.candidates or "[]")]
        self.areas = dict(rights.areas_of(tenant_id))
        self.today = clock.today()
        self.views = records.get_many(tenant_id, [*named, *more])

    def person(self, person_id: str | None) -> Json | None:
        """A person as lists name her."""
        view = self.views.get(person_id or "")
        return people.brief(view, self.areas, self.today) if view else None

    def line(self, line: Row[Any]) -> Json:
        """One row."""
        fields = orjson.loads(line.fields or "{}")
        return {
            "n": line.n,
            "outcome": line.outcome,
            "key": line.key,
            "name": people.name(fields),
            "kana": people.kana(fields),
            "born_on": fields.get("born_on"),
            "protected": line.hidden is not None or bool(fields.get("address_protected")),
            "person": self.person(line.person_id),
            "changes": [self._change(line, fields, one) for one in orjson.loads(line.changes or "[]")],
            "notes": [_note(note) for note in orjson.loads(line.notes or "[]")],
            "candidates": [
                {"why": one["why"], "person": self.person(one["id"])}
                for one in orjson.loads(line.candidates or "[]")
            ],
            "answer": line.answer,
            "fate": line.fate,
        }

    def _change(self, line: Row[Any], fields: Json, change: str) -> Json:
        name = change.partition("=")[0]
        view = self.views.get(line.person_id or "")
        before, now = view.fields.get(name) if view else None, fields.get(name)
        if name == "area":
            before, now = (self.areas.get(one or "", one) for one in (before, now))
        return {"field": name, "before": before, "now": now}


def _note(note: Json) -> Json:
    said = rules.words(note["rule"], note)
    ja, en = rules.title(note["field"])
    return {
        "field": note["field"],
        "field_ja": ja,
        "field_en": en,
        "rule": note["rule"],
        "row": note.get("row"),
        "ja": said.ja,
        "en": said.en,
        "do_ja": said.do_ja,
        "do_en": said.do_en,
        "refuses": said.refuses,
    }
