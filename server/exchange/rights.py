"""What the writer of an op may write: her rights now, or those her tablet held at its last contact.

A supporter's are those of the sessions she was granted, or that a nurse made her tablet ready for: what she
entered there counts whenever it is sent."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson

from server.exchange.kinds import TENANT, Kind
from server.staff import rights as staff_rights


class Rights(NamedTuple):
    """Who writes, and the (role, scope) pairs she holds. staff_id None: the server, which may write all."""

    staff_id: str | None
    pairs: frozenset[tuple[str, str]]
    ended: bool = False

    @property
    def coordinates(self) -> bool:
        """True for a coordinator and for the server itself."""
        return self.staff_id is None or any(role == "coordinator" for role, _ in self.pairs)

    def coordinates_in(self, scope: str) -> bool:
        """True when she coordinates this area or the whole municipality."""
        if self.staff_id is None:
            return True
        return not self.ended and any(
            role == "coordinator" and held in (scope, TENANT) for role, held in self.pairs
        )

    def may_write(self, kind: Kind, scopes: Iterable[str]) -> bool:
        """True when she may write such a record in one of these scopes."""
        if self.staff_id is None:
            return True
        if self.ended:
            return False
        return any(self._holds(kind, scope) for scope in scopes)

    def may_edit_own(self, kind: Kind, scope: str, fields: Iterable[str]) -> bool:
        """True for the fields the owner of a `staff:` scope may edit."""
        return not self.ended and scope == f"staff:{self.staff_id}" and kind.owner_fields.issuperset(fields)

    def may_help(self, kind: Kind, session_id: object) -> bool:
        """True for what supporters write too, at a session whose roster this one was given."""
        if self.ended or not kind.by_supporters:
            return False
        return ("supporter", f"{staff_rights.ROSTER}{session_id}") in self.pairs

    def _holds(self, kind: Kind, scope: str) -> bool:
        return any(
            role in kind.roles and (held in (scope, TENANT) or scope == TENANT) for role, held in self.pairs
        )


def rights_of(writer: Any, grants: Iterable[tuple[str, str]] | None = None) -> Rights:
    """By which rights this writer's ops are judged. An ended writer has none: ops are kept, not applied.

    grants: those that hold today, when they have been read already.
    """
    if writer.staff_id is None:
        return Rights(None, frozenset())
    now = staff_rights.grants_today(writer.tenant_id, writer.staff_id) if grants is None else grants
    held_then = orjson.loads(writer.scopes_at_contact)  # tenant and staff:<self> among them give no role
    at_contact = (("nurse", scope) for scope in held_then if scope.startswith("area:"))
    sessions = orjson.loads(writer.sessions)
    made_ready = (("supporter", f"{staff_rights.ROSTER}{session_id}") for session_id in sessions)
    pairs = frozenset([*now, *at_contact, *made_ready])
    return Rights(writer.staff_id, pairs, writer.ended_at is not None)
