"""Structured logs, one JSON object a line, without personal data: no query strings, no bodies, no error
texts.

What is logged of a request is its route (the rule, not the address), status, time and opaque ids. What is
logged of a crash is the type of error and the lines of our own code: the text of a database error may quote a
name.
"""

import logging
import secrets
import sys
import time
import traceback
from typing import Any

import orjson
from flask import Flask, Response, g, has_request_context, request

from server import clock

logger = logging.getLogger("kayoi")


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, Any] = getattr(record, "facts", {})
        line = {"at": clock.now_iso(), "level": record.levelname.lower(), "event": record.getMessage()}
        return orjson.dumps(line | facts).decode()


def configure() -> None:
    """Send our events to standard error as JSON lines; once per process."""
    if logger.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


def note(event: str, **facts: str | int | float | bool | None) -> None:
    """Log one event. Facts are numbers, slugs and opaque ids; never a name, an answer or a text someone
    typed.
    """
    logger.info(event, extra={"facts": _request_facts() | facts})


def crash(error: BaseException) -> None:
    """Log an unexpected error: its type and where, not its text."""
    frames = [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    sqlstate = getattr(getattr(error, "orig", None), "sqlstate", None)
    facts = {"error": type(error).__qualname__, "sqlstate": sqlstate, "frames": frames[-12:]}
    logger.error("crash", extra={"facts": _request_facts() | facts})


def _short(path: str) -> str:
    return "/".join(path.rsplit("/", 2)[-2:])


def _request_facts() -> dict[str, Any]:
    if not has_request_context():
        return {}
    return {"request": g.get("request_id"), "route": request.url_rule.rule if request.url_rule else None}


def init_app(app: Flask) -> None:
    """Log every API request when it ends."""
    configure()

    @app.before_request
    def begin() -> None:
        g.request_id = secrets.token_hex(6)
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        if request.path.startswith("/api/"):
            who = g.get("current")
            note(
                "request",
                method=request.method,
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
                tenant=who.tenant.id if who else None,
                staff=who.staff.id if who else None,
            )
        return response
