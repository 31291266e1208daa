"""The office reads. Every address needs a coordinator, sees her areas only and writes the read log."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import current_app

from server import clock
from server.api import Blueprint
from server.auth import current, permission
from server.db import outside_feed, read_snapshot
from server.exchange.again import again
from server.office import (
    conflicts,
    devices,
    duplicates,
    history,
    merged,
    people,
    plans,
    queries,
    schemas,
    schemas_devices,
    schemas_duplicates,
    schemas_merged,
    schemas_values,
    sessions,
    sheets,
)
from server.office.morning import morning
from server.office.reach import Reach, reach_of
from server.people import duplicates as likeness

blueprint = Blueprint("office", __name__, url_prefix="/api/v1/office", description="What the office reads")

Json = dict[str, Any]
WEEK = timedelta(days=7)


def _reach() -> Reach:
    return reach_of(current())


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


@blueprint.get("/morning")
@permission("office.read")
@blueprint.response(200, schemas.MorningReply)
def get_morning() -> Json:
    """How many things wait, which tablets still owe, and today's sessions."""
    likeness.catch_up(current().tenant.id)
    with read_snapshot():
        return morning(_reach(), current_app.extensions["kayoi_config"])


@blueprint.get("/sessions")
@permission("office.read")
@blueprint.arguments(queries.DaysQuery, location="query")
@blueprint.response(200, schemas.MeetingReply(many=True))
def get_sessions(query: Json) -> list[Json]:
    """Sessions of a span of days; a week back and a week ahead unless said otherwise."""
    since, until = query.get("since", clock.today() - WEEK), query.get("until", clock.today() + WEEK)
    with read_snapshot():
        return sessions.sessions(_reach(), since.isoformat(), until.isoformat())


@blueprint.get("/sessions/<uuid:session_id>")
@permission("office.read")
@blueprint.response(200, schemas.MeetingPageReply)
def get_session(session_id: UUID) -> Json:
    """One session: who came, which sheets, what they say."""
    with read_snapshot():
        return sessions.session_page(_reach(), str(session_id))


@blueprint.post("/people/search")
@permission("office.read")
@blueprint.arguments(queries.Search)
@blueprint.response(200, schemas.PeopleReply)
def search_people(search: Json) -> Json:
    """Persons whose name, birth date or telephone fits; the read log keeps the count only.

    A POST, so that the name looked for stands in no address.
    """
    with read_snapshot():
        return people.find(_reach(), search["q"])


@blueprint.get("/people/<uuid:person_id>")
@permission("office.read")
@blueprint.response(200, schemas.PersonPageReply)
def get_person(person_id: UUID) -> Json:
    """One person and everything that hangs from her."""
    with read_snapshot():
        return people.person_page(_reach(), str(person_id))


@blueprint.get("/people/<uuid:person_id>/merged")
@permission("office.read")
@blueprint.response(200, schemas_merged.MergedReply)
def get_merged(person_id: UUID) -> Json:
    """The records joined to a person, and what was written since."""
    with read_snapshot():
        return merged.merged(_reach(), str(person_id))


@blueprint.get("/submissions/<uuid:submission_id>")
@permission("office.read")
@blueprint.response(200, schemas.SheetPageReply)
def get_submission(submission_id: UUID) -> Json:
    """One answer sheet with its grounds."""
    with read_snapshot():
        return sheets.sheet_page(_reach(), str(submission_id))


@blueprint.get("/records/<uuid:record_id>/history")
@permission("office.read")
@blueprint.arguments(queries.HistoryQuery, location="query")
@blueprint.response(200, schemas_values.HistoryReply(many=True))
def get_history(query: Json, record_id: UUID) -> list[Json]:
    """Every value ever given to a field, oldest first."""
    with read_snapshot():
        return history.history(_reach(), str(record_id), query.get("field"))


@blueprint.get("/conflicts")
@permission("office.read")
@blueprint.response(200, schemas_values.ConflictReply(many=True))
def get_conflicts() -> list[Json]:
    """Fields with two answers, longest waiting first."""
    with read_snapshot():
        return conflicts.conflicts(_reach())


@blueprint.get("/held")
@permission("office.read")
@blueprint.response(200, schemas_values.HeldReply(many=True))
def get_held() -> list[Json]:
    """Ops on hold, newest first."""
    with read_snapshot():
        return history.held(_reach())


@blueprint.post("/held/again")
@permission("office.write")
@blueprint.arguments(queries.HeldAgain)
@blueprint.response(200, schemas_values.HeldAgainReply)
def post_held_again(asked: Json) -> Json:
    """Consider ops on hold once more; what nothing stands against any longer goes into the record."""
    reach, tenant = _reach(), current().tenant
    with read_snapshot():
        here = history.held_ids(reach)
    verdicts = again(tenant, [one for one in asked["ops"] if one in here])
    return {"released": sum(one.verdict not in ("quarantined", "waits") for one in verdicts)}


@blueprint.get("/duplicates")
@permission("office.read")
@blueprint.response(200, schemas_duplicates.DuplicateReply(many=True))
def get_duplicates() -> list[Json]:
    """Pairs of persons who may be one and whom nobody has told apart."""
    likeness.catch_up(current().tenant.id)
    with read_snapshot():
        return duplicates.duplicates(_reach())


@blueprint.get("/devices")
@permission("office.read")
@blueprint.response(200, schemas_devices.TabletStandingReply(many=True))
def get_devices() -> list[Json]:
    """Every tablet as it was at its last contact; those somebody must look after come first."""
    with read_snapshot():
        return devices.devices(current().tenant.id)


@blueprint.post("/lost-stores/<uuid:store_id>/close")
@permission("office.write")
@blueprint.response(200, schemas_devices.LostStoreReply)
def post_lost_store_close(store_id: UUID) -> Json:
    """Close the case of a store that was lost: what it owed has been entered again, or is not to be had."""
    with outside_feed():
        return devices.close_lost_store(current().tenant.id, str(store_id), current().staff.id)


@blueprint.get("/follow-ups")
@permission("office.read")
@blueprint.arguments(queries.PlansQuery, location="query")
@blueprint.response(200, schemas.PlanReply(many=True))
def get_follow_ups(query: Json) -> list[Json]:
    """Follow-ups of a span of days."""
    with read_snapshot():
        return plans.plans(_reach(), _text(query.get("since")), _text(query.get("until")), query.get("state"))


@blueprint.get("/flagged")
@permission("office.read")
@blueprint.arguments(queries.DaysQuery, location="query")
@blueprint.response(200, schemas.FlaggedReply(many=True))
def get_flagged(query: Json) -> list[Json]:
    """Persons whose latest sheet says 該当, newest first; the last 30 days unless said otherwise."""
    with read_snapshot():
        return sheets.flagged(_reach(), _text(query.get("since")), _text(query.get("until")))
