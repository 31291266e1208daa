"""Where a member of staff is signed in: what she sees in her account, and may end."""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select

from server import clock
from server.audit import steps
from server.auth import Current
from server.db import db
from server.devices import service as devices
from server.problems import NotFound
from server.staff import web_sessions
from server.staff.models import WebSession


def of(who: Current) -> list[dict[str, Any]]:
    """Her sign-ins that hold now, the one she asks with first, then the one used last."""
    places = _places(who)
    ids = {row.device_id for rows in places.values() for row in rows if row.device_id}
    labels = devices.labels(who.tenant.id, list(ids))
    found = [
        {
            "id": place_id,
            "label": labels.get(rows[0].device_id or "", ""),
            "client": rows[0].client,
            "here": _is_here(rows, who),
            "since": clock.iso(rows[0].created_at),
            "used_at": clock.iso(max(row.seen_at for row in rows)),
        }
        for place_id, rows in places.items()
    ]
    return sorted(found, key=lambda one: (one["here"], one["used_at"]), reverse=True)


def end(who: Current, place_ids: Sequence[str]) -> int:
    """End these at once, or without any named all but the one she asks with; how many. Inside a transaction.
    Raises NotFound.
    """
    places = _places(who)
    if not set(place_ids) <= places.keys():
        raise NotFound
    chosen = place_ids or [place for place, rows in places.items() if not _is_here(rows, who)]
    hashes = [row.token_hash for place in chosen for row in places[place]]
    db.session.execute(
        delete(WebSession).where(WebSession.tenant_id == who.tenant.id, WebSession.token_hash.in_(hashes))
    )
    if chosen:
        steps.note(
            who.tenant.id, "staff", who.staff.id, "sessions-ended", who.staff.id, count=len(set(chosen))
        )
    return len(set(chosen))


def _places(who: Current) -> dict[str, list[WebSession]]:
    """Tokens of one sign-in belong together: on an enrolled tablet one follows the other, four in an hour."""
    hers = select(WebSession).where(
        WebSession.tenant_id == who.tenant.id, WebSession.staff_id == who.staff.id
    )
    found: dict[str, list[WebSession]] = defaultdict(list)
    for row in db.session.scalars(hers):
        if web_sessions.holds(row):
            found[_place_id(row)].append(row)
    return found


def _place_id(row: WebSession) -> str:
    """Says nothing of the token, and stays when the token is renewed."""
    text = f"place|{row.staff_id}|{row.device_id}|{row.client}|{row.created_at.isoformat()}"
    return sha256(text.encode()).hexdigest()[:32]


def _is_here(rows: Sequence[WebSession], who: Current) -> bool:
    return any(row.token_hash == who.session.token_hash for row in rows)
