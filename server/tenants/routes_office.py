"""The office's name and telephone: every coordinator reads them, she of the whole municipality sets them."""

from typing import Any

from server.api import Blueprint
from server.audit import steps
from server.auth import current, permission
from server.db import outside_feed, read_snapshot
from server.office.reach import reach_of
from server.problems import NotFound
from server.tenants import contact, schemas

blueprint = Blueprint("contact", __name__, url_prefix="/api/v1/office", description="Whom a resident may ask")

Json = dict[str, Any]


@blueprint.get("/contact")
@permission("office.read")
@blueprint.response(200, schemas.ContactReply)
def get_contact() -> Json:
    """The office's name and telephone, as they are printed for residents."""
    with read_snapshot():
        return contact.of(current().tenant.id) | {"may_change": reach_of(current()).everywhere}


@blueprint.post("/contact")
@permission("office.write")
@blueprint.arguments(schemas.ContactBody)
@blueprint.response(200, schemas.ContactReply)
def post_contact(said: Json) -> Json:
    """Set them. Tablets hear of it when they next open with a connection."""
    who = current()
    if not reach_of(who).everywhere:
        raise NotFound
    with outside_feed():
        contact.keep(who.tenant.id, said["name"], said["phone"])
        steps.note(who.tenant.id, "town", who.tenant.uid, "contact", who.staff.id)
        return contact.of(who.tenant.id) | {"may_change": True}
