"""GET /api/v1/towns: whose server this is."""

from typing import Any

from server.api import Blueprint
from server.auth import permission
from server.db import read_snapshot
from server.tenants import service
from server.tenants.schemas import TownReply

blueprint = Blueprint(
    "towns", __name__, url_prefix="/api/v1", description="The municipalities of this server"
)


@blueprint.get("/towns")
@permission("public")
@blueprint.response(200, TownReply(many=True))
def get_towns() -> list[dict[str, Any]]:
    """The municipalities that work on this server: who uses a tablet for a second one chooses here."""
    with read_snapshot():
        return [{"uid": town.uid, "name": town.name, "demo": town.demo} for town in service.all_tenants()]
