"""A form of the town's own: from what was read to every tablet, one recorded step after the other.

What a version says never changes. The record that travels (form_version) is the one way to the tablets; the
tables here hold the drafts, the steps, and what the state of that record must be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import forms
from forms.xlsform import Reading, read_xlsform
from forms.xlsform_issues import Issues
from server import clock
from server.auth import TenantFacts
from server.authoring import trials
from server.authoring.compiling import NotAccepted, cell_of, compile_form
from server.authoring.measures import definition_of
from server.authoring.models import FormEdition, FormStep
from server.authoring.workbook import Workbook, read_workbook
from server.db import Turn, db, read_snapshot
from server.devices import service as devices
from server.form_decisions import service as form_decisions
from server.form_versions import own
from server.form_versions import service as form_versions
from server.problems import FormState, NotFound
from server.staff import service as staff
from server.tenants import service as tenants

Json = dict[str, Any]
STEPS: dict[str, dict[str, str]] = {
    "draft": {"test": "test", "drop": "dropped"},
    "test": {"publish": "published", "drop": "dropped"},
    "published": {"retire": "retired", "recall": "recalled"},
    "retired": {"publish": "published", "recall": "recalled"},
    "recalled": {},
    "dropped": {},
}
"""state -> step -> the state after it. recalled is the end: what was wrong once is not offered again."""

SENT = {"test": "test", "published": "published", "retired": "retired", "recalled": "recalled"}
"""States tablets are told, and by which word. A test that was dropped is retired for them."""


class Made:
    """What a file or a set came to. published: None when something must be mended first."""

    def __init__(self, origin: str, published: Json | None, notes: list[dict[str, str]]) -> None:
        self.origin, self.published, self.notes = origin, published, notes


def read_spreadsheet(raw: bytes) -> Made:
    """An XLSForm as a form of ours, with everything that was left out, changed or must be mended."""
    return made_of(read_workbook(raw))


def made_of(book: Workbook) -> Made:
    """The same of a workbook that has been read."""
    reading = read_xlsform(book.sheets)
    published = _compiled(reading)
    if published is not None and book.checker:
        for problem in book.checker:
            reading.issues.add("checker", _row_of(problem), problem)
        published = None
    return Made("spreadsheet", published, [issue.said() for issue in reading.issues.all])


def _compiled(reading: Reading) -> Json | None:
    if reading.definition is None:
        return None
    found = compile_form(reading.definition, reading.lists)
    if isinstance(found, NotAccepted):
        reading.issues.add("refused", cell_of(found.place, reading.origins), found.why)
        return None
    return found


def _row_of(problem: str) -> str:
    """The cell pyxform speaks of: it names rows only."""
    row = problem.partition("[row : ")[2].partition("]")[0]
    return f"survey!A{row}" if row.isdigit() else "survey!A1"


def make_measures(asked: Json) -> Made:
    """A set of measurements as a form."""
    found = compile_form(definition_of(asked), {})
    if isinstance(found, NotAccepted):
        issues = Issues()
        issues.add("refused", f"measures!{found.place}", found.why)
        return Made("measures", None, [issue.said() for issue in issues.all])
    return Made("measures", found, [])


def keep(session: Session, tenant_id: int, staff_id: str, made: Made) -> str | None:
    """Keep it as a new draft under the next version number; its id, None when it must be mended first."""
    if made.published is None:
        return None
    form = made.published["form"]
    version = _newest(session, tenant_id, form) + 1
    edition = FormEdition(
        tenant_id=tenant_id,
        id=devices.new_id(),
        form=form,
        version=version,
        state="draft",
        origin=made.origin,
        definition=_json(own.numbered(made.published, version)),
        notes=_json(made.notes),
    )
    session.add(edition)
    session.flush()
    _note(session, edition, "made", staff_id, None)
    return edition.id


def _newest(session: Session, tenant_id: int, form: str) -> int:
    hers = (FormEdition.tenant_id == tenant_id, FormEdition.form == form)
    return session.scalar(select(func.max(FormEdition.version)).where(*hers)) or 0


def take(turn: Turn, staff_id: str, edition_id: str, step: str, reason: str | None) -> str:
    """Take a step with a version; the id of the version it brought forward. Publishing retires the version in
    use, and of a version that was on trial it publishes a copy. Raises NotFound, FormState.
    """
    edition = edition_of(turn.tenant_id, edition_id)
    if step not in _open(edition):
        raise FormState(state=edition.state)
    if step == "publish":
        for other in _of_form(turn.tenant_id, edition.form):
            if other.state == "published":
                _go(turn, other, "retire", staff_id, None)
        if trials.triers(edition) is not None:
            edition = _copied(turn, edition, staff_id)
    _go(turn, edition, step, staff_id, reason)
    return edition.id


def edition_of(tenant_id: int, edition_id: str) -> FormEdition:
    """Raises NotFound."""
    edition = db.session.get(FormEdition, (tenant_id, edition_id), populate_existing=True)
    if edition is None:
        raise NotFound
    return edition


def _open(edition: FormEdition) -> dict[str, str]:
    """The steps that are open. What was tried and taken out of use stays out: its sheets are 試用."""
    steps = STEPS[edition.state]
    if edition.state != "retired" or trials.triers(edition) is None:
        return steps
    return {step: state for step, state in steps.items() if step != "publish"}


def _copied(turn: Turn, edition: FormEdition, staff_id: str) -> FormEdition:
    """The tried version under the next number; the tried one itself is out of use from now on."""
    version = _newest(turn.session, turn.tenant_id, edition.form) + 1
    definition = own.numbered(orjson.loads(edition.definition), version)
    copy = trials.copy_of(edition, devices.new_id(), version, definition)
    turn.session.add(copy)
    turn.session.flush()
    _note(turn.session, copy, "made", staff_id, None)
    edition.state = "retired"
    _note(turn.session, edition, "retire", staff_id, None)
    return copy


def _go(turn: Turn, edition: FormEdition, step: str, staff_id: str, reason: str | None) -> None:
    edition.state = STEPS[edition.state][step]
    _note(turn.session, edition, step, staff_id, reason)
    if step in ("retire", "recall"):
        said = {"what": step, "version": edition.version, "reason": reason}
        form_decisions.note(turn, edition.form, said, staff_id)


def _note(session: Session, edition: FormEdition, step: str, staff_id: str, reason: str | None) -> None:
    steps = (FormStep.tenant_id == edition.tenant_id, FormStep.edition_id == edition.id)
    n = session.scalar(select(func.count()).select_from(FormStep).where(*steps)) or 0
    session.add(
        FormStep(
            tenant_id=edition.tenant_id,
            edition_id=edition.id,
            n=n + 1,
            step=step,
            reason=reason,
            by_id=staff_id,
            at=clock.now(),
        )
    )


def deliver(tenant: TenantFacts) -> None:
    """Bring every version that has left the office to the tablets, and their states up to date.

    Done again it changes nothing: what a stopped server left undone, its next start does. Outside any
    transaction.
    """
    with read_snapshot():
        editions = db.session.scalars(select(FormEdition).where(FormEdition.tenant_id == tenant.id)).all()
        left = (FormStep.tenant_id == tenant.id, FormStep.step.in_(("test", "publish")))
        out = set(db.session.scalars(select(FormStep.edition_id).where(*left)))
    own.deliver(
        tenant,
        [
            own.Sent(one.form, one.version, one.definition, SENT.get(one.state, "retired"))
            for one in editions
            if one.id in out
        ],
    )
    form_decisions.deliver(tenant)


def brought(tenant_id: int) -> list[Json]:
    """The form versions this product brings, and whether the town's nurses may begin a sheet with them."""
    return [
        {
            "form": one.form,
            "version": one.version,
            "title": asdict(loaded.title),
            "licence": asdict(loaded.licence),
            "offered": one.offered,
        }
        for one in form_versions.offers(tenant_id)
        for loaded in [forms.load(one.form, one.version)]
    ]


def offer(tenant_id: int, form: str, version: int | None, on: bool) -> None:
    """Offer a form this product brings, or no longer. Raises NotFound."""
    try:
        form_versions.switch(tenant_id, form, version, on)
    except forms.UnknownForm:
        raise NotFound from None


def overview(tenant_id: int) -> list[Json]:
    """Every version of the town's own forms with its steps, the newest first."""
    wanted = select(FormEdition).where(FormEdition.tenant_id == tenant_id)
    editions = db.session.scalars(wanted.order_by(FormEdition.form, FormEdition.version.desc())).all()
    steps = _steps(tenant_id, [edition.id for edition in editions])
    return [_brief(edition, steps[edition.id]) for edition in editions]


def edition_reply(tenant_id: int, edition_id: str) -> Json:
    """One version with all it says, and the version it would take the place of. Raises NotFound."""
    edition = edition_of(tenant_id, edition_id)
    before = [
        other
        for other in _of_form(tenant_id, edition.form)
        if other.version < edition.version and other.state in ("published", "retired", "recalled")
    ]
    return _brief(edition, _steps(tenant_id, [edition.id])[edition.id]) | {
        "definition": orjson.loads(edition.definition),
        "before": orjson.loads(before[-1].definition) if before else None,
        "notes": orjson.loads(edition.notes),
        "steps_open": sorted(_open(edition)),
        "triers": trials.told(edition),
        "practice": tenants.get(tenant_id).demo,
    }


def _of_form(tenant_id: int, form: str) -> list[FormEdition]:
    wanted = select(FormEdition).where(FormEdition.tenant_id == tenant_id, FormEdition.form == form)
    return list(db.session.scalars(wanted.order_by(FormEdition.version)))


def _steps(tenant_id: int, edition_ids: Iterable[str]) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {one: [] for one in edition_ids}
    wanted = select(FormStep).where(FormStep.tenant_id == tenant_id, FormStep.edition_id.in_(list(found)))
    rows = db.session.scalars(wanted.order_by(FormStep.edition_id, FormStep.n)).all()
    names = staff.names(tenant_id, list({row.by_id for row in rows}))
    for row in rows:
        found[row.edition_id].append(
            {"step": row.step, "by": names.get(row.by_id, ""), "at": row.at, "reason": row.reason}
        )
    return found


def _brief(edition: FormEdition, steps: list[Json]) -> Json:
    definition = orjson.loads(edition.definition)
    return {
        "id": edition.id,
        "form": edition.form,
        "version": edition.version,
        "title": definition["title"],
        "questions": len(definition["items"]),
        "state": edition.state,
        "origin": edition.origin,
        "steps": steps,
    }


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
