"""POST and GET /api/v1/sessions/<id>/supporters: a tablet is made ready for a session; how it stands."""

from typing import Any
from uuid import UUID

from server.api import Blueprint
from server.audit.service import note_read
from server.auth import current, permission
from server.db import read_snapshot, transaction
from server.supporters import service
from server.supporters.schemas import HelpedStandingReply, MadeReadyReply, MakeReady

blueprint = Blueprint(
    "supporters", __name__, url_prefix="/api/v1/sessions", description="Who helps at a session"
)


@blueprint.post("/<uuid:session_id>/supporters")
@permission("supporters")
@blueprint.arguments(MakeReady)
@blueprint.response(200, MadeReadyReply)
def post_supporters(asked: dict[str, Any], session_id: UUID) -> dict[str, Any]:
    """Make this tablet ready: pens and keys of those who may help, and the roster. Again: what is new."""
    who = current()
    with transaction(who.tenant.id):
        reply = service.make_ready(who, str(session_id), str(asked["store_id"]))
    note_read("pull", count=len(reply["rows"]))
    return reply


@blueprint.get("/<uuid:session_id>/supporters")
@permission("supporters")
@blueprint.response(200, HelpedStandingReply)
def get_supporters(session_id: UUID) -> dict[str, Any]:
    """How the session stands, and its roster as it is now."""
    with read_snapshot():
        reply = service.standing(current(), str(session_id))
    note_read("pull", count=len(reply["rows"]))
    return reply
