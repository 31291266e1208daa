"""Escrow files: anybody of the municipality brings one; the office sees counts, an author her own drafts."""

from typing import Any

from server import body
from server.api import Blueprint
from server.audit.service import note_read
from server.auth import current, permission
from server.db import read_snapshot
from server.escrow import service
from server.escrow.schemas import DraftCountsReply, EscrowReply, OwnDraftsReply

blueprint = Blueprint("escrow", __name__, url_prefix="/api/v1", description="Escrow files")


@blueprint.post("/escrow")
@permission("signed-in")
@blueprint.response(200, EscrowReply)
def post_escrow() -> dict[str, int]:
    """Take in an escrow file, sent as the body (plain or gzip, 32 MiB). Again and again changes nothing."""
    return service.take(current().tenant, current().staff.id, body.read_file(body.FILE_BYTES))


@blueprint.get("/escrow/drafts")
@permission("sync")
@blueprint.response(200, OwnDraftsReply)
def get_own_drafts() -> dict[str, Any]:
    """What she had under way on a tablet whose escrow file has come."""
    who = current()
    with read_snapshot():
        drafts = service.own_drafts(who.tenant.id, who.staff.id)
    for one in drafts:
        note_read("person", str(one["draft"].get("person", ""))[:36])
    return {"drafts": drafts}


@blueprint.get("/office/escrow")
@permission("office.read")
@blueprint.response(200, DraftCountsReply)
def get_counts() -> dict[str, Any]:
    """How many drafts have come in escrow files, by author."""
    with read_snapshot():
        return {"drafts": service.counts_of_drafts(current().tenant.id)}
