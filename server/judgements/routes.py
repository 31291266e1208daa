"""A filed sheet judged again, for coordinators of the area it lies in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server.api import Blueprint
from server.audit.service import note_read
from server.auth import current, permission
from server.db import outside_feed, read_snapshot
from server.judgements import schemas, service
from server.office.reach import reach_of

blueprint = Blueprint(
    "judgements", __name__, url_prefix="/api/v1/office/submissions", description="Judging again"
)

Json = dict[str, Any]


def _page(submission_id: UUID) -> Json:
    reach = reach_of(current())
    with read_snapshot():
        sheet = reach.get(str(submission_id), "submission")
        note_read("submission", str(submission_id))
        return service.page(reach.tenant_id, sheet)


@blueprint.get("/<uuid:submission_id>/judgements")
@permission("office.read")
@blueprint.response(200, schemas.JudgementsReply)
def get_judgements(submission_id: UUID) -> Json:
    """Further results of a sheet, and what it can be judged by."""
    return _page(submission_id)


@blueprint.post("/<uuid:submission_id>/judgements")
@permission("office.write")
@blueprint.arguments(schemas.JudgeBody)
@blueprint.response(200, schemas.JudgementsReply)
def judge_again(wanted: Json, submission_id: UUID) -> Json:
    """Judge its stored answers again: a new result beside the old one, never over it."""
    who = current()
    reach = reach_of(who)
    with read_snapshot():
        sheet = reach.get(str(submission_id), "submission")
        said = service.judge(reach.tenant_id, sheet, wanted["version"], wanted["criteria"])
    with outside_feed() as session:
        service.keep(session, reach.tenant_id, who.staff.id, sheet.id, said)
    return _page(submission_id)
