"""POST, GET and DELETE /api/v1/session: signing in, who am I, signing out."""

from typing import Any

from flask import Response, g, jsonify, request

from server import cookies
from server.api import Blueprint
from server.auth import current, permission
from server.db import read_snapshot
from server.devices.schemas_tablet import Proof
from server.problems import LoginRequired
from server.staff import scope_keys, service, sign_in, web_sessions
from server.staff.schemas import SignedInReply, SignIn, SignOut

blueprint = Blueprint("session", __name__, url_prefix="/api/v1", description="Signing in and out")


@blueprint.post("/session")
@permission("public")
@blueprint.arguments(SignIn)
@blueprint.response(200, SignedInReply)
def post_session(asked: dict[str, Any]) -> Response:
    """Sign in. A tablet also gets its writer: the same again for the same store_id and person."""
    town = cookies.town_asked()
    found = service.authenticate(asked["login"], asked["passphrase"], request.remote_addr, town)
    _end_session_of_request()
    token, writer = sign_in.sign_in(found, asked)
    with read_snapshot():
        who = web_sessions.find(token)
        if who is None:
            raise LoginRequired
        reply = sign_in.reply(who, writer)
    response = jsonify(SignedInReply().dump(reply | scope_keys.for_session(who)))
    g.current = who
    cookies.set_cookie(response, token, asked["client"])
    return response


@blueprint.get("/session")
@permission("signed-in")
@blueprint.response(200, SignedInReply)
def get_session() -> dict[str, Any]:
    """Who is signed in, and on a tablet the keys of what it stores; the writer's is given at sign-in only."""
    with read_snapshot():
        reply = sign_in.reply(current(), None)
    return reply | scope_keys.for_session(current())


@blueprint.post("/session/renew")
@permission("public")
@blueprint.arguments(Proof)
@blueprint.response(204)
def post_session_renew(proof: dict[str, str]) -> Response:
    """A fresh token for an enrolled tablet that shows its key; the old one ends when this one is used."""
    token = cookies.token()
    if not token:
        raise LoginRequired
    fresh, client = web_sessions.renew(token, proof)
    response = Response(status=204)
    cookies.set_cookie(response, fresh, client)
    return response


@blueprint.delete("/session")
@permission("public")
@blueprint.arguments(SignOut, location="query")
@blueprint.response(204)
def delete_session(asked: dict[str, Any]) -> Response:
    """Sign out; the token is worthless from now on. Signing out twice is no error."""
    response = Response(status=204)
    whose = asked.get("of")
    if whose is None:
        cookies.clear_cookie(response)
    _end_session_of_request(whose and str(whose))
    return response


def _end_session_of_request(staff_id: str | None = None) -> None:
    token = cookies.token()
    if token:
        web_sessions.end(token, staff_id)
