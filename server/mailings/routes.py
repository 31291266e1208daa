"""Paper: who is sent a questionnaire, print runs, sheets that are out, and the sheet with a number."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server.api import Blueprint
from server.auth import current, permission
from server.db import read_snapshot
from server.mailings import lists, schemas, service
from server.office.reach import Reach, reach_of

blueprint = Blueprint(
    "paper", __name__, url_prefix="/api/v1/office/paper", description="Questionnaires on paper"
)

Json = dict[str, Any]


def _reach() -> Reach:
    return reach_of(current())


@blueprint.get("/choices")
@permission("office.read")
@blueprint.response(200, schemas.ChoicesReply)
def get_choices() -> Json:
    """What a print run begins with: forms in their newest version, areas and salons."""
    with read_snapshot():
        return service.choices(_reach())


@blueprint.get("/recipients")
@permission("office.read")
@blueprint.arguments(schemas.RecipientsQuery, location="query")
@blueprint.response(200, schemas.RecipientReply(many=True))
def get_recipients(query: Json) -> list[Json]:
    """Everybody of an area or of a salon, with what stands against a letter; no address."""
    area, salon = query.get("area"), query.get("salon")
    with read_snapshot():
        return service.recipients(_reach(), str(area) if area else None, str(salon) if salon else None)


@blueprint.post("/recipients")
@permission("office.read")
@blueprint.arguments(schemas.ChosenBody)
@blueprint.response(200, schemas.RecipientReply(many=True))
def post_recipients(asked: Json) -> list[Json]:
    """Persons chosen one by one, with what stands against a letter; no address."""
    with read_snapshot():
        return service.chosen(_reach(), [str(one) for one in asked["persons"]])


@blueprint.post("/print")
@permission("office.write")
@blueprint.arguments(schemas.PrintBody)
@blueprint.response(200, schemas.PrintedReply)
def post_print(asked: Json) -> Json:
    """Sheets to print with their numbers and addresses. Nothing is kept; a protected address is left out."""
    who = current()
    persons = [str(one) for one in asked["persons"]]
    with read_snapshot():
        return service.printed(who.tenant, _reach(), persons, asked["form"], asked["version"])


@blueprint.get("/counts")
@permission("office.read")
@blueprint.response(200, schemas.MailingCounts)
def get_counts() -> Json:
    """How many printed sheets each list holds."""
    with read_snapshot():
        return dict(lists.counts(_reach()))


@blueprint.get("/people/<uuid:person_id>")
@permission("office.read")
@blueprint.response(200, schemas.MailingReply(many=True))
def get_mailings_of(person_id: UUID) -> list[Json]:
    """Every sheet that was printed for a person, the newest first."""
    with read_snapshot():
        return lists.mailings_of(_reach(), str(person_id))


@blueprint.get("/mailings")
@permission("office.read")
@blueprint.arguments(schemas.MailingsQuery, location="query")
@blueprint.response(200, schemas.MailingReply(many=True))
def get_mailings(query: Json) -> list[Json]:
    """Printed sheets of one list: out, sent, returned, replied, or keyed in once only."""
    with read_snapshot():
        return lists.mailings(_reach(), query["state"])


@blueprint.post("/number")
@permission("office.read")
@blueprint.arguments(schemas.NumberBody)
@blueprint.response(200, schemas.NumberReply)
def post_number(asked: Json) -> Json:
    """The sheet with this number: whose it is, its form, and what was keyed in of it."""
    with read_snapshot():
        return service.by_number(current().tenant, _reach(), asked["number"])
