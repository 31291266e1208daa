"""FHIR downloads for a coordinator: a form version, the sheets of a person, those of an area."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from flask import Response, current_app
from marshmallow import fields, validate

from server.api import Blueprint, Schema
from server.audit.service import note_read
from server.auth import current, permission
from server.db import read_snapshot
from server.fhir import service
from server.fhir.service import Chosen
from server.office import queries
from server.office.reach import Reach, reach_of

if TYPE_CHECKING:
    from collections.abc import Iterator

blueprint = Blueprint(
    "fhir", __name__, url_prefix="/api/v1/office/fhir", description="FHIR R4 (4.0.1) downloads"
)

Json = dict[str, Any]
FHIR = "application/fhir+json"


def _download(body: Any, name: str) -> Response:
    reply = Response(body, mimetype=FHIR)
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return reply


class FormQuery(Schema):
    """A form version."""

    form = fields.String(required=True, validate=validate.Length(1, 80))
    version = fields.Integer(required=True, validate=validate.Range(1, 999_999))


@blueprint.get("/form")
@permission("office.read")
@blueprint.arguments(FormQuery, location="query")
@blueprint.response(200, content_type=FHIR)
def get_form(query: Json) -> Response:
    """A form version as a Questionnaire."""
    with read_snapshot():
        made = service.form(current().tenant, query["form"], query["version"])
    return _download(orjson.dumps(made), "questionnaire")


@blueprint.get("/people/<uuid:person_id>")
@permission("office.read")
@blueprint.response(200, content_type=FHIR)
def get_person(person_id: UUID) -> Response:
    """Every sheet of a person with what it finds, as a Bundle."""
    reach = reach_of(current())
    with read_snapshot():
        chosen = service.of_person(reach, str(person_id))
    return _bundle(reach, chosen)


@blueprint.get("/areas/<uuid:area_id>")
@permission("office.read")
@blueprint.arguments(queries.DaysQuery, location="query")
@blueprint.response(200, content_type=FHIR)
def get_area(query: Json, area_id: UUID) -> Response:
    """The sheets of a span of days of an area, as a Bundle that is made while it is sent."""
    reach = reach_of(current())
    since, until = (query[name].isoformat() if name in query else None for name in ("since", "until"))
    with read_snapshot():
        chosen = service.of_area(reach, str(area_id), since, until)
    return _bundle(reach, chosen)


def _bundle(reach: Reach, chosen: Chosen) -> Response:
    for person_id, sheets in chosen.sheets.items():
        note_read("export", person_id, len(sheets))
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    @contextmanager
    def look() -> Iterator[None]:
        """No context is held between two pieces: who downloads may stop reading at any."""
        with app.app_context(), read_snapshot():
            yield

    return _download(service.bundle(current().tenant, reach, chosen, look), "bundle")
