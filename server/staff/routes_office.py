"""Accounts in the office: who works here, rights, passphrases good once, leaving."""

from typing import Any
from uuid import UUID

from server import clock
from server.api import Blueprint
from server.auth import current, permission
from server.db import read_snapshot, transaction
from server.staff import leaving, office
from server.staff import schemas_office as schemas

blueprint = Blueprint("staff", __name__, url_prefix="/api/v1/office/staff", description="Accounts")
Json = dict[str, Any]


@blueprint.get("")
@permission("office.read")
@blueprint.response(200, schemas.AccountsReply(many=True))
def get_staff() -> list[Json]:
    """Every account with its rights, those that have ended last."""
    with read_snapshot():
        return office.listed(current().tenant.id)


@blueprint.post("")
@permission("office.write")
@blueprint.arguments(schemas.NewAccount)
@blueprint.response(201, schemas.OnceReply)
def post_staff(asked: Json) -> Json:
    """A new account with one right; its passphrase is good once and for a day."""
    who = current()
    office.check_everywhere(who)
    once, once_hash = office.new_once()
    with transaction(who.tenant.id):
        made = office.add(who.tenant.id, who.staff.id, asked, once_hash)
        return {"id": made.id, "passphrase": once, "until": clock.iso(made.once_until or clock.now())}


@blueprint.get("/<uuid:staff_id>")
@permission("office.read")
@blueprint.response(200, schemas.AccountReply)
def get_account(staff_id: UUID) -> Json:
    """One account: rights, open steps, and everything that was done about it."""
    who = current()
    office.check_everywhere(who)
    with read_snapshot():
        told = office.account(who.tenant.id, str(staff_id))
        return told | {"open_steps": len(leaving.open_steps(who.tenant.id, str(staff_id)))}


@blueprint.post("/<uuid:staff_id>/passphrase")
@permission("office.write")
@blueprint.response(200, schemas.OnceReply)
def post_passphrase(staff_id: UUID) -> Json:
    """She forgot it: one that is good once and for a day. Every session of hers ends."""
    who = current()
    office.check_everywhere(who)
    once, once_hash = office.new_once()
    with transaction(who.tenant.id):
        until = office.reset(who.tenant.id, str(staff_id), who.staff.id, once_hash)
    return {"id": str(staff_id), "passphrase": once, "until": until}


@blueprint.post("/<uuid:staff_id>/second-factor/reset")
@permission("office.write")
@blueprint.response(204)
def post_factor_reset(staff_id: UUID) -> None:
    """Her telephone is gone: she sets up a new second factor at her next login."""
    who = current()
    office.check_everywhere(who)
    with transaction(who.tenant.id):
        office.forget_factor(who.tenant.id, str(staff_id), who.staff.id)


@blueprint.post("/<uuid:staff_id>/grants")
@permission("office.write")
@blueprint.arguments(schemas.NewRight)
@blueprint.response(201, schemas.AccountReply)
def post_grant(asked: Json, staff_id: UUID) -> Json:
    """Give a right, from a day and until a day."""
    who = current()
    office.check_everywhere(who)
    with transaction(who.tenant.id):
        office.give(who.tenant.id, str(staff_id), who.staff.id, asked)
        return office.account(who.tenant.id, str(staff_id))


@blueprint.post("/<uuid:staff_id>/grants/<uuid:grant_id>/end")
@permission("office.write")
@blueprint.response(200, schemas.AccountReply)
def post_grant_end(staff_id: UUID, grant_id: UUID) -> Json:
    """End a right now. The last coordinator of the municipality keeps hers."""
    who = current()
    office.check_everywhere(who)
    with transaction(who.tenant.id):
        office.take(who.tenant.id, str(staff_id), str(grant_id), who.staff.id)
        return office.account(who.tenant.id, str(staff_id))


@blueprint.post("/<uuid:staff_id>/leave")
@permission("office.write")
@blueprint.arguments(schemas.LeaveAsked)
@blueprint.response(200, schemas.MovedReply)
def post_leave(asked: Json, staff_id: UUID) -> Json:
    """She leaves: her open steps go to a named colleague as ops, and the account ends."""
    who = current()
    office.check_everywhere(who)
    with transaction(who.tenant.id) as turn:
        return {"moved": leaving.leave(turn, who.tenant, str(staff_id), str(asked["to"]), who.staff.id)}


@blueprint.post("/<uuid:staff_id>/return")
@permission("office.write")
@blueprint.response(200, schemas.MovedReply)
def post_return(staff_id: UUID) -> Json:
    """Undo her leaving: the account is open, and what nobody changed since is hers again."""
    who = current()
    office.check_everywhere(who)
    with transaction(who.tenant.id) as turn:
        return {"moved": leaving.come_back(turn, who.tenant, str(staff_id), who.staff.id)}
