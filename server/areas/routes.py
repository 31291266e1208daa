"""地区の編成替え: shown before it is done, done in parts, undone. For a coordinator of the whole town."""

from typing import Any
from uuid import UUID

from server.api import Blueprint
from server.areas import moving, planning, schemas, telling
from server.auth import Current, current, permission
from server.db import read_snapshot, transaction
from server.office.reach import reach_of
from server.problems import NotFound

blueprint = Blueprint("areas", __name__, url_prefix="/api/v1/office/areas", description="Areas")

Json = dict[str, Any]


def _coordinator() -> Current:
    """Who asks, when she coordinates the whole municipality; for others there is nothing here."""
    who = current()
    if not reach_of(who).everywhere:
        raise NotFound
    return who


@blueprint.get("")
@permission("office.read")
@blueprint.response(200, schemas.AreasReply)
def get_areas() -> Json:
    """Areas with how many persons and which salons lie in them, and every reorganisation, newest first."""
    with read_snapshot():
        return telling.overview(_coordinator().tenant.id)


@blueprint.post("/preview")
@permission("office.write")
@blueprint.arguments(schemas.Asked)
@blueprint.response(200, schemas.Preview)
def post_preview(asked: Json) -> Json:
    """What a reorganisation would move, close and leave. Nothing is done."""
    with read_snapshot():
        tenant_id = _coordinator().tenant.id
        return planning.reply(tenant_id, planning.plan(tenant_id, asked))


@blueprint.post("/reorganise")
@permission("office.write")
@blueprint.arguments(schemas.Decided)
@blueprint.response(201, schemas.Work)
def post_reorganise(asked: Json) -> Json:
    """Begin what the preview of this token showed; ask `go-on` until it is `done`."""
    token = asked.pop("token")
    with read_snapshot():
        who = _coordinator()
    with transaction(who.tenant.id) as turn:
        return telling.work(who.tenant.id, moving.begin(turn, who, asked, token))


@blueprint.post("/works/<uuid:work_id>/go-on")
@permission("office.write")
@blueprint.response(200, schemas.Work)
def post_go_on(work_id: UUID) -> Json:
    """Move the next part; ask again until it is `done` or `undone`. Asking more often changes nothing."""
    with read_snapshot():
        who = _coordinator()
    with transaction(who.tenant.id) as turn:
        return telling.work(who.tenant.id, moving.go_on(turn, who, str(work_id)))


@blueprint.post("/works/<uuid:work_id>/undo")
@permission("office.write")
@blueprint.response(200, schemas.Work)
def post_undo(work_id: UUID) -> Json:
    """Take it back: everybody who is still where it put them; ask `go-on` until it is `undone`."""
    with read_snapshot():
        who = _coordinator()
    with transaction(who.tenant.id) as turn:
        return telling.work(who.tenant.id, moving.undo(turn, who, str(work_id)))
