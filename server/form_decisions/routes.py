"""What the town decides about a form that came with the app: for a coordinator of the whole municipality."""

from __future__ import annotations

from typing import Any

from server.api import Blueprint
from server.auth import Current, current, permission
from server.db import read_snapshot, transaction
from server.form_decisions import schemas, service
from server.office.reach import reach_of
from server.problems import NotFound

blueprint = Blueprint(
    "form_decisions", __name__, url_prefix="/api/v1/office/forms/brought", description="Decisions about forms"
)

Json = dict[str, Any]


def _coordinator() -> Current:
    """Who asks, when she coordinates the whole municipality; for others there is nothing here."""
    who = current()
    if not reach_of(who).everywhere:
        raise NotFound
    return who


def _changed(who: Current, form: str) -> Json:
    service.deliver(who.tenant)
    return _page(who, form)


def _page(who: Current, form: str) -> Json:
    with read_snapshot():
        return service.page(who.tenant.id, form)


@blueprint.get("")
@permission("forms.author")
@blueprint.arguments(schemas.FormQuery, location="query")
@blueprint.response(200, schemas.DecisionsReply)
def get_decisions(query: Json) -> Json:
    """What may be chosen of a form, what is in force, and every decision about it."""
    return _page(_coordinator(), query["form"])


@blueprint.post("/criteria")
@permission("forms.author")
@blueprint.arguments(schemas.ChooseBody)
@blueprint.response(200, schemas.DecisionsReply)
def choose_criteria(wanted: Json) -> Json:
    """Criteria and k of a form from a day on. Sheets of earlier days stay judged as they were."""
    who, form = _coordinator(), wanted["form"]
    with transaction(who.tenant.id) as turn:
        service.choose(turn, who.staff.id, form, wanted["facts"], wanted["since"])
    return _changed(who, form)


@blueprint.post("/undo")
@permission("forms.author")
@blueprint.arguments(schemas.UndoBody)
@blueprint.response(200, schemas.DecisionsReply)
def undo_choice(wanted: Json) -> Json:
    """Take a choice back: before its day as if it had never been, afterwards from tomorrow on."""
    who, form = _coordinator(), wanted["form"]
    with transaction(who.tenant.id) as turn:
        service.undo(turn, who.staff.id, form, wanted["n"])
    return _changed(who, form)


@blueprint.post("/steps")
@permission("forms.author")
@blueprint.arguments(schemas.VersionStepBody)
@blueprint.response(200, schemas.DecisionsReply)
def take_version_step(wanted: Json) -> Json:
    """Retire, recall or use again a version that came with the app. Filed sheets and drafts keep it."""
    who, form = _coordinator(), wanted["form"]
    with transaction(who.tenant.id) as turn:
        service.step(turn, who.staff.id, form, wanted["version"], wanted["step"], wanted.get("reason"))
    return _changed(who, form)
