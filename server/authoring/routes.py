"""The town's own forms: for a coordinator of the whole municipality. Upload, look, test, publish, recall."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server import body
from server.api import Blueprint
from server.auth import Current, current, permission
from server.authoring import schemas, service, trials
from server.authoring.workbook import FILE_BYTES
from server.db import outside_feed, read_snapshot, transaction
from server.office.reach import reach_of
from server.problems import NotFound

blueprint = Blueprint("authoring", __name__, url_prefix="/api/v1/office/forms", description="Own forms")

Json = dict[str, Any]


def _author() -> Current:
    """Who asks, when she coordinates the whole municipality; for others there is nothing here."""
    who = current()
    if not reach_of(who).everywhere:
        raise NotFound
    return who


def _kept(who: Current, made: service.Made) -> Json:
    with outside_feed() as session:
        return {"id": service.keep(session, who.tenant.id, who.staff.id, made), "notes": made.notes}


@blueprint.get("")
@permission("forms.author")
@blueprint.response(200, schemas.FormsReply)
def get_forms() -> Json:
    """The forms there are: the town's own, every version with its steps, and those the product brings."""
    who = current()
    if not reach_of(who).everywhere:
        return {"allowed": False, "practice": who.tenant.demo, "editions": [], "brought": []}
    brought = service.brought(who.tenant.id)
    with read_snapshot():
        editions = service.overview(who.tenant.id)
    return {"allowed": True, "practice": who.tenant.demo, "editions": editions, "brought": brought}


@blueprint.post("/offers")
@permission("forms.author")
@blueprint.arguments(schemas.OfferBody)
@blueprint.response(200, schemas.OffersReply)
def offer_form(wanted: Json) -> Json:
    """Let nurses begin sheets with a form this product brings, or no longer; filed sheets stay."""
    who = _author()
    service.offer(who.tenant.id, wanted["form"], wanted.get("version"), wanted["on"])
    return {"brought": service.brought(who.tenant.id)}


@blueprint.post("/files")
@permission("forms.author")
@blueprint.response(200, schemas.MadeReply)
def upload_form() -> Json:
    """Read an XLSForm (.xlsx, 4 MiB) sent as the body: a draft, or what must be mended."""
    who = _author()
    return _kept(who, service.read_spreadsheet(body.read_file(FILE_BYTES)))


@blueprint.post("/measures")
@permission("forms.author")
@blueprint.arguments(schemas.MeasuresBody)
@blueprint.response(200, schemas.MadeReply)
def make_measures(wanted: Json) -> Json:
    """A set of measurements with own thresholds, as a draft."""
    who = _author()
    return _kept(who, service.make_measures(wanted))


@blueprint.get("/<uuid:edition_id>")
@permission("forms.author")
@blueprint.response(200, schemas.EditionReply)
def get_edition(edition_id: UUID) -> Json:
    """One version: what it says, what it would replace, what of its file was left out."""
    who = _author()
    with read_snapshot():
        return service.edition_reply(who.tenant.id, str(edition_id))


@blueprint.post("/<uuid:edition_id>/steps")
@permission("forms.author")
@blueprint.arguments(schemas.StepBody)
@blueprint.response(200, schemas.EditionReply)
def take_step(wanted: Json, edition_id: UUID) -> Json:
    """Test, publish, retire, recall or drop a version. Sheets keep the version they were begun with."""
    who = _author()
    with transaction(who.tenant.id) as turn:
        stands = service.take(turn, who.staff.id, str(edition_id), wanted["step"], wanted.get("reason"))
    service.deliver(who.tenant)
    with read_snapshot():
        return service.edition_reply(who.tenant.id, stands)


@blueprint.post("/<uuid:edition_id>/triers")
@permission("forms.author")
@blueprint.arguments(schemas.TriersBody)
@blueprint.response(200, schemas.EditionReply)
def name_triers(wanted: Json, edition_id: UUID) -> Json:
    """Say who tries a version out in a real town. Their sheets are 試用: they count in no list and export."""
    who = _author()
    named = [str(one) for one in wanted["staff"]]
    with transaction(who.tenant.id) as turn:
        trials.name_triers(turn, service.edition_of(who.tenant.id, str(edition_id)), who.staff.id, named)
    service.deliver(who.tenant)
    with read_snapshot():
        return service.edition_reply(who.tenant.id, str(edition_id))
