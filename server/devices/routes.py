"""POST /api/v1/writers: a writer for an office tab."""

from typing import Any

from server.api import Blueprint
from server.auth import current, permission
from server.db import transaction
from server.devices import service
from server.devices.schemas import NewWriter, NewWriterReply

blueprint = Blueprint("writers", __name__, url_prefix="/api/v1", description="Who holds a pen")


@blueprint.post("/writers")
@permission("office.write")
@blueprint.arguments(NewWriter)
@blueprint.response(201, NewWriterReply)
def post_writer(asked: dict[str, Any]) -> dict[str, Any]:
    """The writer of this tab: the same for the same store_id, otherwise a new number."""
    who = current()
    with transaction(who.tenant.id):
        device_id = who.session.device_id or service.enrol(who.tenant.id, None, "office", "").id
        owner = service.Ownership(who.staff.id, device_id, str(asked["store_id"]), asked["client"])
        writer = service.writer_for(who.tenant.id, owner)
        service.note_scopes(writer, who.scopes)
        return {"writer": service.writer_reply(who.tenant.uid, writer)}
