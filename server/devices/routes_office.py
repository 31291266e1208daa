"""Tablets as the office looks after them: codes for new ones, names, lost and stolen ones, history."""

from typing import Any
from uuid import UUID

from flask import current_app, request
from marshmallow import fields, validate

from server.api import Blueprint, Schema
from server.audit import steps
from server.auth import current, permission
from server.db import outside_feed, read_snapshot
from server.devices import enrolling, standing
from server.devices import tablets as service
from server.devices.standing import STANDINGS
from server.qr import picture
from server.staff import service as staff

blueprint = Blueprint("tablets", __name__, url_prefix="/api/v1/office", description="Looking after tablets")
Json = dict[str, Any]


class CodeAsked(Schema):
    """device_id: a tablet that is enrolled again."""

    device_id = fields.UUID(allow_none=True, load_default=None)
    label = fields.String(load_default="", validate=validate.Length(0, 60))


class Picture(Schema):
    """A QR code of size × size squares; path: the dark ones, as an SVG path."""

    size = fields.Integer()
    path = fields.String()


class CodeReply(Schema):
    id = fields.String()
    link = fields.String()
    typed = fields.String()
    expires_at = fields.String()
    picture = fields.Nested(Picture)


class CodeState(Schema):
    state = fields.String()


class Describe(Schema):
    label = fields.String(validate=validate.Length(1, 60))
    owner = fields.UUID(allow_none=True)
    trip_ends_on = fields.Date(allow_none=True)


class Change(Schema):
    state = fields.String(required=True, validate=validate.OneOf(STANDINGS))
    escrowed = fields.Boolean(load_default=False)


class StepReply(Schema):
    what = fields.String()
    at = fields.String()
    by = fields.String(allow_none=True)
    detail = fields.Dict()


class StandingReply(Schema):
    """owed, drafts_open: at its last contact."""

    id = fields.String()
    label = fields.String()
    enrolled_at = fields.String(allow_none=True)
    owner = fields.String(allow_none=True)
    owner_name = fields.String(allow_none=True)
    state = fields.String()
    told_at = fields.String(allow_none=True)
    wiped_at = fields.String(allow_none=True)
    trip_ends_on = fields.String(allow_none=True)
    owed = fields.Integer()
    drafts_open = fields.Integer()
    steps = fields.List(fields.Nested(StepReply))


@blueprint.post("/enrolments")
@permission("office.write")
@blueprint.arguments(CodeAsked)
@blueprint.response(201, CodeReply)
def post_enrolment(asked: Json) -> Json:
    """A one-time code for a tablet: a picture, and characters to type. Good for ten minutes."""
    who, config = current(), current_app.extensions["kayoi_config"]
    typed = enrolling.new_typed()
    device_id = str(asked["device_id"]) if asked["device_id"] else None
    with outside_feed():
        made = enrolling.open_code(who.tenant.id, who.staff.id, typed, device_id, asked["label"])
    link = f"{config.public_url or request.host_url.rstrip('/')}/enrol#{made.secret}"
    return {
        "id": made.id,
        "link": link,
        "typed": enrolling.codes.grouped(made.typed),
        "expires_at": made.expires_at,
        "picture": picture(link),
    }


@blueprint.get("/enrolments/<uuid:enrolment_id>")
@permission("office.read")
@blueprint.response(200, CodeState)
def get_enrolment(enrolment_id: UUID) -> Json:
    """Whether a code is open, used or over."""
    with read_snapshot():
        return {"state": enrolling.state_of(current().tenant.id, str(enrolment_id))}


@blueprint.get("/devices/<uuid:device_id>")
@permission("office.read")
@blueprint.response(200, StandingReply)
def get_device(device_id: UUID) -> Json:
    """One tablet: whose, how it stands, what it owes, and every step."""
    with read_snapshot():
        return _told(str(device_id))


@blueprint.post("/devices/<uuid:device_id>")
@permission("office.write")
@blueprint.arguments(Describe)
@blueprint.response(200, StandingReply)
def post_device(asked: Json, device_id: UUID) -> Json:
    """Name a tablet, say whose it is, or when its trip ends."""
    with outside_feed():
        standing.describe(current().tenant.id, str(device_id), current().staff.id, asked)
        return _told(str(device_id))


@blueprint.post("/devices/<uuid:device_id>/standing")
@permission("office.write")
@blueprint.arguments(Change)
@blueprint.response(200, StandingReply)
def post_standing(asked: Json, device_id: UUID) -> Json:
    """Say that a tablet is lost, stolen, retired, or in use again."""
    with outside_feed():
        standing.change(
            current().tenant.id, str(device_id), asked["state"], current().staff.id, asked["escrowed"]
        )
        return _told(str(device_id))


def _told(device_id: str) -> Json:
    tenant_id = current().tenant.id
    device = standing.find(tenant_id, device_id)
    said = service.facts(service.get(tenant_id, device_id))
    history = steps.of(tenant_id, device_id)
    people = {one["by"] for one in history} | {one["detail"].get("owner") for one in history}
    names = staff.names(tenant_id, [one for one in {*people, said["owner"]} if one])
    for one in history:
        one["by"] = names.get(one["by"]) if one["by"] else None
        if one["detail"].get("owner"):
            one["detail"]["owner"] = names.get(one["detail"]["owner"])
    owed, drafts = standing.owed_on(tenant_id, device_id)
    told = {"id": device_id, "label": device.label, "owed": owed, "drafts_open": drafts, "steps": history}
    return said | told | {"owner_name": names.get(said["owner"] or "")}
