"""The cookie of a session. A browser may work for several towns: each has its own, and a page says for which
town it asks.

A page that does not know its town yet, and whoever uses the API without a browser, says nothing and gets the
plain one.
"""

import re

from flask import Response, current_app, request

from server.auth import Current
from server.config import Config
from server.problems import Invalid
from server.staff import web_sessions

TOWN = "Kayoi-Town"
UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def cookie_name(config: Config, town: str | None = None) -> str:
    """`__Host-kayoi` on TLS; plain `kayoi` on this machine's loopback, where browsers refuse `__Host-`."""
    name = "__Host-kayoi" if config.tls else "kayoi"
    return f"{name}-{town}" if town else name


def town_asked() -> str | None:
    """The town this request is for; a link to a file says it in its address. Raises Invalid."""
    town = request.headers.get(TOWN) or request.args.get("town")
    if town and not UID.fullmatch(town):
        raise Invalid(errors={TOWN: ["not the id of a town"]})
    return town or None


def token() -> str | None:
    """The token of this request's town; never that of another one. Tablets of the time before have it in the
    plain cookie.
    """
    town, config = town_asked(), _config()
    plain = request.cookies.get(cookie_name(config))
    if town is None:
        return plain
    own = request.cookies.get(cookie_name(config, town))
    return own or (plain if plain and web_sessions.of_town(plain, town) else None)


def current() -> Current | None:
    """Who is signed in, in the town this request is for."""
    town, who = town_asked(), web_sessions.resume(token())
    return who if who and town in (None, who.tenant.uid) else None


def set_cookie(response: Response, fresh: str, client: str) -> None:
    """Give the browser its token; only a tablet's survives closing the browser."""
    config = _config()
    response.set_cookie(
        cookie_name(config, town_asked()),
        fresh,
        max_age=web_sessions.LIFETIMES["tablet"][1] if client == "tablet" else None,
        secure=config.tls,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def clear_cookie(response: Response) -> None:
    """Take the token of this request's town away again."""
    config, town, mine = _config(), town_asked(), token()
    for name in {cookie_name(config, town), cookie_name(config)}:
        if name == cookie_name(config, town) or request.cookies.get(name) == mine:
            response.delete_cookie(name, secure=config.tls, httponly=True, samesite="Strict", path="/")


def _config() -> Config:
    found: Config = current_app.extensions["kayoi_config"]
    return found
