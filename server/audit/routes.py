"""POST /api/v1/audit takes a tablet's read log; GET /api/v1/office/reads shows the log to an auditor."""

from typing import Any

from server.api import Blueprint
from server.audit import notes, service
from server.audit.schemas import Reads, ReadsPage, ReadsQuery, ReadsReply
from server.auth import current, permission
from server.db import outside_feed, read_snapshot

blueprint = Blueprint("audit", __name__, url_prefix="/api/v1", description="Who looked at whom")


@blueprint.post("/audit")
@permission("sync")
@blueprint.arguments(Reads)
@blueprint.response(200, ReadsReply)
def post_reads(sent: dict[str, Any]) -> dict[str, Any]:
    """File a tablet's reads; sending them again changes nothing."""
    who, writer_no, store_id = current(), sent["writer_no"], str(sent["store_id"])
    reads = notes.opened(who.tenant.uid, writer_no, store_id, sent["reads"])
    with outside_feed():
        received = service.receive(who.tenant.id, writer_no, store_id, reads)
    return {"received": received}


@blueprint.get("/office/reads")
@permission("reads.read")
@blueprint.arguments(ReadsQuery, location="query")
@blueprint.response(200, ReadsPage)
def get_reads(query: dict[str, Any]) -> dict[str, Any]:
    """The read log, newest first."""
    with read_snapshot():
        return service.page(current().tenant.id, query)
