"""The read log's lines about pulls: one a run of pages, not one a page."""

from datetime import datetime, timedelta
from hashlib import sha256

import orjson
from sqlalchemy.exc import DBAPIError

from server import clock, logs
from server.audit.service import note_read, write_read
from server.auth import Current
from server.db import outside_feed
from server.exchange.pull import Reply
from server.room import no_room
from server.staff import web_sessions

RUN = timedelta(days=1)  # a download that is cut off and goes on later is noted again


def note_page(who: Current, page: Reply, coming: int | None) -> None:
    """Note that these rows are being shown, unless the run they belong to has been noted as a whole.

    The first page of several notes all that is to come and how far that reaches; a later page is covered
    when it goes on counting, shows nothing newer, and the session still holds the same scopes.
    """
    if coming and _is_noted(who, page.highest):
        return
    if page.is_last or not page.to_come:
        note_read("pull", count=page.shown)
        return
    noted = orjson.dumps([page.end, clock.now_iso(), _scopes(who)]).decode()
    try:
        with outside_feed():
            write_read(who, "pull", page.to_come)
            web_sessions.keep_noted(who, noted)
    except DBAPIError as error:
        if not no_room(error):
            raise
        note_read("pull", count=page.shown)


def tell_download(who: Current, page: Reply) -> None:
    """Say in the server's log that a register is being carried off whole: seldom, and to be watched by day
    and tablet.
    """
    facts = {"tenant": who.tenant.id, "staff": who.staff.id, "device": who.session.device_id}
    logs.note("register-downloaded", rows=page.to_come or page.shown, **facts)


def _is_noted(who: Current, highest: int) -> bool:
    if who.session.noted is None:
        return False
    to, at, scopes = orjson.loads(who.session.noted)
    recent = clock.now() - datetime.fromisoformat(at) < RUN
    return bool(highest <= to and recent and scopes == _scopes(who))


def _scopes(who: Current) -> str:
    return sha256(orjson.dumps(who.scopes)).hexdigest()[:16]
