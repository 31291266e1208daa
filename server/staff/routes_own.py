"""Her own account: a passphrase of her own, and a second factor. Answered also before these are set up."""

from typing import Any

from flask import request

from server.api import Blueprint
from server.auth import Current, current, permission
from server.db import read_snapshot, transaction
from server.problems import LoginFailed
from server.qr import picture
from server.staff import attempts, office, passphrases, places, second_factor, service
from server.staff import schemas_office as schemas

blueprint = Blueprint("own", __name__, url_prefix="/api/v1/session", description="Her own account")
Json = dict[str, Any]


@blueprint.post("/passphrase")
@permission("own")
@blueprint.arguments(schemas.ChangeOwn)
@blueprint.response(204)
def post_passphrase(asked: Json) -> None:
    """Choose a passphrase of her own; every other session of hers ends."""
    who = current()
    touched = _known(who, asked["passphrase"])
    office.unfit(asked["new"], who)
    fresh = passphrases.hash_passphrase(asked["new"])
    with transaction(who.tenant.id) as turn:
        attempts.succeeded(turn.session, touched)
        staff = office.herself(who)
        office.change_own(staff, who.session.token_hash, fresh)


@blueprint.post("/second-factor")
@permission("own")
@blueprint.arguments(schemas.PassphraseGiven)
@blueprint.response(200, schemas.FactorLink)
def post_second_factor(asked: Json) -> Json:
    """Begin with a second factor: what an authenticator app reads. In use once a code was confirmed."""
    who = current()
    touched = _known(who, asked["passphrase"])
    with transaction(who.tenant.id) as turn:
        attempts.succeeded(turn.session, touched)
        staff = office.herself(who)
        link = second_factor.begin(staff)
    return {"link": link, "picture": picture(link)}


@blueprint.post("/second-factor/confirm")
@permission("own")
@blueprint.arguments(schemas.CodeGiven)
@blueprint.response(200, schemas.RecoveryReply)
def post_second_factor_confirm(asked: Json) -> Json:
    """Confirm the first code; eight recovery codes, shown once."""
    who = current()
    touched = attempts.counters(f"code|{who.staff.id}", request.remote_addr)
    attempts.begin(touched)
    with transaction(who.tenant.id) as turn:
        staff = office.herself(who)
        given = second_factor.confirm(staff, asked["code"])
        attempts.succeeded(turn.session, touched)
    return {"recovery": given}


@blueprint.get("/places")
@permission("own")
@blueprint.response(200, schemas.PlaceReply(many=True))
def get_places() -> list[Json]:
    """Where she is signed in: the tablet or office browser, since when, and when it was last used."""
    with read_snapshot():
        return places.of(current())


@blueprint.post("/places/end")
@permission("own")
@blueprint.arguments(schemas.PlacesEnded)
@blueprint.response(200, schemas.EndedReply)
def post_places_end(asked: Json) -> Json:
    """End sign-ins of hers at once; none named: all but this one. Her passphrase is asked for again."""
    who = current()
    touched = _known(who, asked["passphrase"])
    with transaction(who.tenant.id) as turn:
        attempts.succeeded(turn.session, touched)
        return {"ended": places.end(who, asked["places"])}


def _known(who: Current, passphrase: str) -> list[attempts.Counter]:
    """What to forget once this is done; misses count as at a login. Raises LoginFailed, LoginWait."""
    with read_snapshot():
        staff = office.herself(who)
        login, known = staff.login, staff.passphrase_hash
    touched = service.counters(login, request.remote_addr)
    this_try = attempts.begin(touched)
    if not passphrases.matches(known, passphrase):
        raise LoginFailed(tries_left=this_try.left)
    return touched
