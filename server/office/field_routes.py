"""What a nurse reads on line beside what her tablet holds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server.api import Blueprint
from server.auth import current, permission
from server.db import read_snapshot
from server.exchange.joined import MERGED_INTO, PROTECTED, SHELTERED
from server.office import history, queries, schemas_values
from server.office.reach import Reach, field_reach_of

blueprint = Blueprint(
    "records", __name__, url_prefix="/api/v1/records", description="What a nurse reads on line"
)


@blueprint.get("/<uuid:record_id>/history")
@permission("sync")
@blueprint.arguments(queries.HistoryQuery, location="query")
@blueprint.response(200, schemas_values.HistoryReply(many=True))
def get_history(query: dict[str, Any], record_id: UUID) -> list[dict[str, Any]]:
    """Every value ever given to a field of a record in her areas, oldest first."""
    reach = field_reach_of(current())
    with read_snapshot():
        told = history.history(reach, str(record_id), query.get("field"))
        hidden = _sheltered(reach, str(record_id))
    return [one for one in told if one["field"] not in hidden]


def _sheltered(reach: Reach, record_id: str) -> frozenset[str]:
    """The fields a tablet must not be told of: the address of a protected person, or of one joined to her."""
    seen: set[str] = set()
    at: str | None = record_id
    while at is not None and at not in seen:
        seen.add(at)
        view = reach.get(at)
        if any(value is True for _, value in view.members_of(PROTECTED)):
            return SHELTERED
        at = view.fields.get(MERGED_INTO)
    return frozenset()
