"""GET /api/v1/office/restores: what the office has to look at again after a restore."""

from typing import Any

from server.api import Blueprint
from server.auth import current, permission
from server.backup import service
from server.backup.schemas import RestoreReply
from server.db import read_snapshot

blueprint = Blueprint(
    "restores", __name__, url_prefix="/api/v1/office", description="Restores of this server"
)


@blueprint.get("/restores")
@permission("office.read")
@blueprint.response(200, RestoreReply(many=True))
def get_restores() -> list[dict[str, Any]]:
    """Restores, newest first, with the numbers and times of office and import ops the backup lacked."""
    with read_snapshot():
        return service.restores(current().tenant.id)
