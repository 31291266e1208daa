"""Judging the sheets of a period again: for a coordinator of the whole municipality."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server.api import Blueprint
from server.auth import Current, current, permission
from server.db import outside_feed, read_snapshot
from server.judgements import running, schemas_runs, telling
from server.office.reach import Reach, reach_of
from server.problems import NotFound

blueprint = Blueprint(
    "judging_runs", __name__, url_prefix="/api/v1/office/forms/judging", description="Judging a period again"
)

Json = dict[str, Any]
AT_ONCE_S = 2


def _coordinator() -> tuple[Current, Reach]:
    """Who asks, when she coordinates the whole municipality; for others there is nothing here."""
    who = current()
    reach = reach_of(who)
    if not reach.everywhere:
        raise NotFound
    return who, reach


def _run(reach: Reach, run_id: str) -> Json:
    with read_snapshot():
        return telling.run(reach, running.get(reach.tenant_id, run_id))


@blueprint.get("")
@permission("forms.author")
@blueprint.response(200, schemas_runs.RunsReply)
def get_runs() -> Json:
    """Every run, newest first, and the areas there are."""
    _, reach = _coordinator()
    with read_snapshot():
        return telling.runs(reach)


@blueprint.post("")
@permission("forms.author")
@blueprint.arguments(schemas_runs.RunBody)
@blueprint.response(201, schemas_runs.JudgingRunReply)
def ask_run(wanted: Json) -> Json:
    """Begin to count what would differ; ask `go-on` until it is `counted`. Nothing is kept by that."""
    who, reach = _coordinator()
    asked = wanted | {
        "since": wanted["since"].isoformat(),
        "until": wanted["until"].isoformat(),
        "areas": sorted({str(one) for one in wanted["areas"]}),
    }
    with outside_feed() as session:
        run_id = running.ask(session, reach.tenant_id, who.staff.id, asked)
    return _run(reach, run_id)


@blueprint.get("/<uuid:judging_id>")
@permission("forms.author")
@blueprint.response(200, schemas_runs.JudgingRunReply)
def get_run(judging_id: UUID) -> Json:
    """One run: what was asked, and how far it has come."""
    _, reach = _coordinator()
    return _run(reach, str(judging_id))


@blueprint.post("/<uuid:judging_id>/go-on")
@permission("forms.author")
@blueprint.response(200, schemas_runs.JudgingRunReply)
def go_on(judging_id: UUID) -> Json:
    """Look at the next sheets; ask again until it is `counted` or `done`. More often changes nothing."""
    _, reach = _coordinator()
    running.work(reach.tenant_id, str(judging_id), AT_ONCE_S)
    return _run(reach, str(judging_id))


@blueprint.post("/<uuid:judging_id>/begin")
@permission("forms.author")
@blueprint.response(200, schemas_runs.JudgingRunReply)
def begin_run(judging_id: UUID) -> Json:
    """Judge what was counted: further results beside the old ones, never over them."""
    who, reach = _coordinator()
    with outside_feed() as session:
        running.begin(session, reach.tenant_id, str(judging_id), who.staff.id)
    return _run(reach, str(judging_id))


@blueprint.post("/<uuid:judging_id>/cancel")
@permission("forms.author")
@blueprint.response(200, schemas_runs.JudgingRunReply)
def cancel_run(judging_id: UUID) -> Json:
    """Go no further. Results it has kept stay."""
    who, reach = _coordinator()
    with outside_feed() as session:
        running.cancel(session, reach.tenant_id, str(judging_id), who.staff.id)
    return _run(reach, str(judging_id))


@blueprint.get("/<uuid:judging_id>/sheets")
@permission("forms.author")
@blueprint.arguments(schemas_runs.AfterQuery, location="query")
@blueprint.response(200, schemas_runs.RunSheetsReply)
def get_run_sheets(query: Json, judging_id: UUID) -> Json:
    """The sheets that got a further result, a page at a time."""
    _, reach = _coordinator()
    with read_snapshot():
        return telling.sheets(
            reach, running.get(reach.tenant_id, str(judging_id)), str(query.get("after", ""))
        )
