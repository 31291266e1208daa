"""The one handler: problems, framework errors and crashes all leave as application/problem+json."""

import errno
import re
from typing import Any

import orjson
from flask import Flask, Response, current_app, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, SecurityError

from server import logs
from server.problems import (
    BadRequest,
    BodyTooLarge,
    Busy,
    Invalid,
    LoginRequired,
    MethodNotAllowed,
    NotAcceptableEncoding,
    NotAllowed,
    NotFound,
    Problem,
    StorageFull,
    UnknownHost,
)

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FIELD = re.compile(r"\w{1,40}", re.ASCII)


def to_response(problem: Problem) -> Response:
    """The problem as `application/problem+json`, in the client's language."""
    language = "en" if request.accept_languages.best_match(["ja", "en"], "ja") == "en" else "ja"
    about = f" ({problem.about})" if problem.about else ""
    texts = {
        "title_ja": problem.title_ja,
        "title_en": problem.title,
        "detail_ja": problem.detail_ja + about,
        "detail_en": problem.detail + about,
    }
    head = {
        "type": f"/problems/{problem.slug}",
        "title": texts[f"title_{language}"],
        "status": problem.status,
    }
    body = head | {"detail": texts[f"detail_{language}"]} | texts | problem.members
    response = Response(orjson.dumps(body), problem.status, mimetype="application/problem+json")
    response.headers["Content-Language"] = language
    if "wait_s" in problem.members:
        response.headers["Retry-After"] = str(problem.members["wait_s"])
    return response


BY_STATUS: dict[int, type[Problem]] = {
    400: BadRequest,
    401: LoginRequired,
    403: NotAllowed,
    404: NotFound,
    405: MethodNotAllowed,
    413: BodyTooLarge,
    415: NotAcceptableEncoding,
    421: UnknownHost,
    422: Invalid,
}


def from_http(error: HTTPException) -> Problem:
    """The problem that says what a framework's HTTP error says, with webargs' messages as `errors`."""
    status = error.code or 500
    if isinstance(error, SecurityError):
        return UnknownHost()
    if status == 422:
        messages = getattr(error, "data", {}).get("messages", {})
        return Invalid(errors=_flatten(messages))
    return BY_STATUS.get(status, Problem if status >= 500 else BadRequest)()


def from_database(error: DBAPIError) -> Problem:
    """A full disk, a database that is away for a moment and lock timeouts have their own answers; every other
    database fault is an internal error.
    """
    text = str(error.orig)
    if "disk is full" in text or getattr(error.orig, "sqlstate", "") == "53100":
        return StorageFull()
    if error.connection_invalidated or _is_away(getattr(error.orig, "sqlstate", "")):
        return Busy(wait_s=5)
    if "locked" in text or getattr(error.orig, "sqlstate", "") in ("55P03", "57014", "40001", "40P01"):
        return Busy(wait_s=2)
    return Problem()


def _is_away(sqlstate: str | None) -> bool:
    """True when PostgreSQL was stopped, is starting, or was never reached (no state at all)."""
    return sqlstate is None or sqlstate.startswith(("08", "57P0"))


def from_crash(error: Exception) -> Problem:
    """What is said of an error nobody has answered yet."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, DBAPIError):
        return from_database(error)
    if isinstance(error, OSError) and error.errno in _NO_ROOM:  # the office journal
        return StorageFull()
    return Problem()


def _flatten(messages: Any, path: str = "") -> dict[str, list[str]]:
    """`{field: [reason]}` with dotted paths; the place (json, query) is left out.

    A member that cannot be a field of ours is called `?`: what somebody typed is not said back.
    """
    if isinstance(messages, list):
        return {path or "_": [str(text) for text in messages]}
    if not isinstance(messages, dict):
        return {path or "_": [str(messages)]}
    flat: dict[str, list[str]] = {}
    for key, value in messages.items():
        skip = not path and key in ("json", "query", "path", "_schema")
        name = str(key) if _FIELD.fullmatch(str(key)) else "?"
        flat |= _flatten(value, path if skip else f"{path}.{name}".lstrip("."))
    return flat


def init_app(app: Flask) -> None:
    """Answer every error in the same shape; crashes without internals."""

    @app.errorhandler(Problem)
    def on_problem(problem: Problem) -> Response:
        return to_response(problem)

    @app.errorhandler(HTTPException)
    def on_http(error: HTTPException) -> Response:
        if error.response is not None or (error.code or 500) < 400:
            return error.get_response()  # type: ignore[return-value]
        if (cause := getattr(error, "original_exception", None)) is not None:
            return to_response(from_crash(cause))  # it happened after the view: the read log, say
        response = to_response(from_http(error))
        if "Allow" in (headers := dict(error.get_headers())):
            response.headers["Allow"] = headers["Allow"]
        return response

    @app.errorhandler(Exception)
    def on_crash(error: Exception) -> Response:
        logs.crash(error)
        problem = from_crash(error)
        if current_app.testing and type(problem) is Problem:
            raise error
        return to_response(problem)
