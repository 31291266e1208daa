"""POST /api/v1/device/…: a tablet enrols, asks for a challenge, says that it has wiped itself."""

from typing import Any

from flask import Response, request

from server import cookies
from server.api import Blueprint
from server.auth import permission
from server.db import outside_feed, read_snapshot, transaction
from server.devices import enrolling
from server.devices import schemas_tablet as schemas
from server.devices import tablets as service
from server.problems import Invalid, NotFound
from server.problems_access import EnrolmentUnusable, OtherTown
from server.staff import attempts, web_sessions
from server.tenants import service as tenants

blueprint = Blueprint("device", __name__, url_prefix="/api/v1/device", description="A tablet, about itself")

CLEAR = '"cache", "cookies", "storage"'


@blueprint.post("/challenge")
@permission("public")
@blueprint.arguments(schemas.ChallengeAsked)
@blueprint.response(200, schemas.ChallengeReply)
def post_challenge(asked: dict[str, Any]) -> dict[str, str]:
    """A nonce for the tablet's key to sign, good once and for two minutes."""
    return {"nonce": service.challenge(str(asked["device_id"]))}


@blueprint.post("/enrol")
@permission("public")
@blueprint.arguments(schemas.EnrolAsked)
@blueprint.response(201, schemas.EnrolReply)
def post_enrol(asked: dict[str, Any]) -> dict[str, Any]:
    """Enrol the public key of a tablet with a one-time code. The same again after a lost reply."""
    given = enrolling.Asked(**asked | {"device_id": str(asked["device_id"]) if asked["device_id"] else None})
    if bool(given.secret) == bool(given.typed):
        raise Invalid(errors={"secret": ["send either secret or typed"]})
    touched = attempts.counters(None, request.remote_addr)
    attempts.begin(touched)
    try:
        with read_snapshot():
            tenant_id, enrolment_id = enrolling.find(given)
    except EnrolmentUnusable:
        if given.typed:
            with outside_feed():
                enrolling.count_miss()
        raise
    with read_snapshot():
        town = tenants.get(tenant_id)
        uid, name = town.uid, town.name
    if cookies.town_asked() not in (None, uid):
        attempts.given_back(touched)
        raise OtherTown(towns=[{"uid": uid, "name": name}])
    with transaction(tenant_id) as turn:
        device = enrolling.enrol(tenant_id, enrolment_id, given)
        attempts.succeeded(turn.session, touched)
    return {"device": {"id": device.id, "label": device.label}, "town": name}


@blueprint.post("/wiped")
@permission("public")
@blueprint.arguments(schemas.WipedAsked)
@blueprint.response(204)
def post_wiped(asked: dict[str, Any]) -> Response:
    """The tablet has wiped itself as it was told: noted, its key forgotten, every session on it ended.

    It says so by a session of its own, or by its key.
    """
    device_id = str(asked["device_id"])
    response = Response(status=204)
    cookies.clear_cookie(response)
    who = cookies.current()
    ours = who is not None and who.session.device_id == device_id
    with outside_feed() as session:
        tenant_id = who.tenant.id if who and ours else service.proved_by(device_id, asked["proof"])
        if not service.wiped(tenant_id, device_id):
            raise NotFound
        web_sessions.end_all_on(session, tenant_id, device_id)
    if asked["alone"]:
        response.headers["Clear-Site-Data"] = CLEAR
    return response
