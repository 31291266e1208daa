"""Imports: for a coordinator of the whole municipality. Upload, preview, questions, apply, give back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from server import body
from server.api import Blueprint
from server.audit.service import note_read
from server.auth import Current, current, permission
from server.db import outside_feed, read_snapshot
from server.imports import giving_back, schemas, service, taking_back, uploading
from server.imports.applying import apply_for
from server.imports.checking import check_part
from server.office.reach import reach_of
from server.problems import NotFound

blueprint = Blueprint("imports", __name__, url_prefix="/api/v1/office/imports", description="Imports")

Json = dict[str, Any]
AT_ONCE_S = 1.5
"""How long one request applies before it says how far it has come."""


def _coordinator() -> Current:
    """Who asks, when she coordinates the whole municipality; for others there is nothing here."""
    who = current()
    if not reach_of(who).everywhere:
        raise NotFound
    return who


def _run(who: Current, run_id: UUID) -> Json:
    with read_snapshot():
        return service.run_reply(who.tenant.id, str(run_id))


@blueprint.get("")
@permission("office.read")
@blueprint.response(200, schemas.ImportsReply)
def get_imports() -> Json:
    """Where files come from, and what was imported, newest first."""
    with read_snapshot():
        if not reach_of(current()).everywhere:
            return {"allowed": False, "fields": [], "sources": [], "runs": []}
        return {"allowed": True} | service.overview(current().tenant.id)


@blueprint.post("/look")
@permission("office.write")
@blueprint.arguments(schemas.FileQuery, location="query")
@blueprint.response(200, schemas.LookReply)
def look_at_file(query: Json) -> Json:
    """Encoding and columns of the beginning of a file, sent as the body. Nothing is kept."""
    _coordinator()
    return uploading.look(body.read_file(uploading.HEAD_BYTES), query.get("encoding"))


@blueprint.post("/sources")
@permission("office.write")
@blueprint.arguments(schemas.SourceBody)
@blueprint.response(200, schemas.SourceReply)
def save_source(wanted: Json) -> Json:
    """The source of this name, with these columns from now on."""
    who = _coordinator()
    with outside_feed():
        return service.source_reply(service.save_source(who.tenant.id, wanted))


@blueprint.post("/sources/<uuid:source_id>/files")
@permission("office.write")
@blueprint.arguments(schemas.FileQuery, location="query")
@blueprint.response(200, schemas.RunReply)
def upload_file(query: Json, source_id: UUID) -> Json:
    """Read a file of this source, sent as the body. No record is written, and the file is not stored."""
    who = _coordinator()
    raw = body.read_file(body.FILE_BYTES)
    run, lines = uploading.read_file(who.tenant, str(source_id), who.staff.id, raw, query.get("encoding"))
    with outside_feed() as session:
        service.keep(session, run, lines)
    return _run(who, UUID(run.id))


@blueprint.post("/sources/<uuid:source_id>/take-back")
@permission("office.write")
@blueprint.arguments(schemas.TakeBackBody)
@blueprint.response(200, schemas.RunReply)
def take_back(wanted: Json, source_id: UUID) -> Json:
    """A run that takes back what the source said of KDB in a fiscal year. No record is written yet."""
    who = _coordinator()
    with outside_feed() as session:
        run, lines = taking_back.begun(who.tenant.id, str(source_id), wanted["year"], who.staff.id)
        service.keep(session, run, lines)
    return _run(who, UUID(run.id))


@blueprint.get("/<uuid:run_id>")
@permission("office.read")
@blueprint.response(200, schemas.RunReply)
def get_run(run_id: UUID) -> Json:
    """Where a run stands."""
    return _run(_coordinator(), run_id)


@blueprint.post("/<uuid:run_id>/check")
@permission("office.write")
@blueprint.response(200, schemas.RunReply)
def check_run(run_id: UUID) -> Json:
    """Compare the next rows of a run. Ask again until it is `ready`."""
    who = _coordinator()
    check_part(who.tenant, str(run_id))
    return _run(who, run_id)


@blueprint.post("/<uuid:run_id>/apply")
@permission("office.write")
@blueprint.response(200, schemas.RunReply)
def apply_run(run_id: UUID) -> Json:
    """Apply the next rows of a run. Ask again until it is `applied`; asked too often, it changes nothing."""
    who = _coordinator()
    apply_for(who.tenant, str(run_id), who.staff.id, AT_ONCE_S)
    return _run(who, run_id)


@blueprint.post("/<uuid:run_id>/answers")
@permission("office.write")
@blueprint.arguments(schemas.AnswersBody)
@blueprint.response(200, schemas.AnsweredReply)
def answer_questions(wanted: Json, run_id: UUID) -> Json:
    """Say who rows are that may be somebody on the register."""
    who = _coordinator()
    with outside_feed() as session:
        count = service.answer(
            session,
            who.tenant.id,
            str(run_id),
            {one["row"]: one["answer"] for one in wanted.get("answers", ())},
        )
        if "all_open" in wanted:
            count += service.answer_all(session, who.tenant.id, str(run_id), wanted["all_open"])
    return {"set": count}


@blueprint.post("/<uuid:run_id>/close")
@permission("office.write")
@blueprint.response(200, schemas.RunReply)
def close_run(run_id: UUID) -> Json:
    """Put a run away; rows that were not taken are forgotten."""
    who = _coordinator()
    with outside_feed() as session:
        service.close(session, who.tenant.id, str(run_id))
    return _run(who, run_id)


@blueprint.get("/<uuid:run_id>/lines")
@permission("office.read")
@blueprint.arguments(schemas.LinesQuery, location="query")
@blueprint.response(200, schemas.LinesReply)
def get_lines(query: Json, run_id: UUID) -> Json:
    """A page of rows of one sort."""
    who = _coordinator()
    with read_snapshot():
        return service.lines_page(who.tenant.id, str(run_id), query["which"], query["after"], query["limit"])


@blueprint.get("/<uuid:run_id>/missing")
@permission("office.read")
@blueprint.arguments(schemas.MissingQuery, location="query")
@blueprint.response(200, schemas.MissingReply)
def get_missing(query: Json, run_id: UUID) -> Json:
    """Persons the source named before and this file does not."""
    who = _coordinator()
    with read_snapshot():
        return service.missing_page(who.tenant.id, str(run_id), query["after"], query["limit"])


@blueprint.get("/<uuid:run_id>/rejected.csv")
@permission("office.read")
@blueprint.response(200, content_type="text/csv")
def get_rejected(run_id: UUID) -> Response:
    """The rows that were not taken, with reasons, in the encoding they came in."""
    who = _coordinator()
    with read_snapshot():
        raw, count = giving_back.rejected_csv(who.tenant.id, str(run_id))
    note_read("export", count=count)
    reply = Response(raw, mimetype="text/csv")
    reply.headers["Content-Disposition"] = 'attachment; filename="rejected.csv"'
    return reply
