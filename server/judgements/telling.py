"""What the office is told about runs that judge a period again."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import select

from server.audit.service import note_read
from server.db import db
from server.judgements.models import Judgement, JudgingRun
from server.office.reach import Reach
from server.records import service as records
from server.staff import service as staff

Json = dict[str, Any]
LISTED = 50
PAGE = 50


def runs(reach: Reach) -> Json:
    """Every run, newest first, and the areas there are."""
    wanted = select(JudgingRun).where(JudgingRun.tenant_id == reach.tenant_id)
    rows = db.session.scalars(wanted.order_by(JudgingRun.at.desc(), JudgingRun.id.desc()).limit(LISTED)).all()
    areas = [{"id": area, "name": name} for area, name in reach.areas.items()]
    return {"runs": [run(reach, row) for row in rows], "areas": areas}


def run(reach: Reach, row: JudgingRun) -> Json:
    """One run: what was asked, and how far it has come."""
    asked = orjson.loads(row.asked)
    areas = [{"id": area, "name": reach.areas.get(area, "")} for area in asked["areas"]]
    return asked | {
        "id": row.id,
        "state": row.state,
        "areas": areas,
        "looked_at": row.looked_at,
        "differing": row.differing,
        "kept": row.kept,
        "lines": orjson.loads(row.lines),
        "by": staff.names(reach.tenant_id, [row.by_id]).get(row.by_id, ""),
        "at": row.at,
    }


def sheets(reach: Reach, row: JudgingRun, after: str) -> Json:
    """The sheets that got a further result of a run, a page at a time; each look is noted."""
    wanted = select(Judgement.id, Judgement.submission_id).where(
        Judgement.tenant_id == reach.tenant_id, Judgement.run_id == row.id, Judgement.id > after
    )
    found = db.session.execute(wanted.order_by(Judgement.id).limit(PAGE)).all()
    views = records.get_many(reach.tenant_id, [sheet_id for _, sheet_id in found])
    shown = [view for _, sheet_id in found if (view := views.get(sheet_id)) is not None and reach.sees(view)]
    persons = reach.people([view.fields["person"] for view in shown])
    told = [
        {"id": view.id, "on": view.fields["on"], "person": persons[view.fields["person"]]}
        for view in shown
        if view.fields["person"] in persons
    ]
    for one in told:
        note_read("submission", one["id"])
    return {"sheets": told, "next": found[-1][0] if len(found) == PAGE else None}
