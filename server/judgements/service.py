"""Judging a filed sheet again: its stored answers, another version of its form or other criteria.

An answer that waits for somebody to decide between two values counts as not given.
"""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.db import db
from server.devices import service as devices
from server.form_versions import own
from server.judgements.models import Judgement
from server.problems import NotFound
from server.records import service as records
from server.records.service import RecordView
from server.staff import service as staff
from server.submissions import service as submissions
from server.tenants import service as tenants

Json = dict[str, Any]


def page(tenant_id: int, sheet: RecordView) -> Json:
    """What the sheet can be judged by, and every further result so far, the newest first."""
    wanted = select(Judgement).where(Judgement.tenant_id == tenant_id, Judgement.submission_id == sheet.id)
    rows = db.session.scalars(wanted.order_by(Judgement.at.desc(), Judgement.id.desc())).all()
    names = staff.names(tenant_id, list({row.by_id for row in rows}))
    return {
        "choices": _choices(tenant_id, sheet),
        "judgements": [_told(row, names.get(row.by_id, "")) for row in rows],
    }


def judge(tenant_id: int, sheet: RecordView, version: int, criteria: dict[str, str]) -> Json:
    """A further result, not yet kept. Raises NotFound for a version or criteria there are none of."""
    choice = next((one for one in _choices(tenant_id, sheet) if one["version"] == version), None)
    sets = (
        {one["id"]: {each["code"] for each in one["sets"]} for one in choice["criteria_sets"]}
        if choice
        else {}
    )
    if choice is None or not all(name in sets.get(question, ()) for question, name in criteria.items()):
        raise NotFound
    chosen = {f"criteria_{question}": name for question, name in criteria.items()}
    said = submissions.judge_again(tenant_id, sheet, version, chosen)
    if said is None:
        raise NotFound
    return said


def keep(session: Session, tenant_id: int, staff_id: str, sheet_id: str, said: Json) -> None:
    """Keep a further result beside the others."""
    session.add(
        Judgement(
            tenant_id=tenant_id,
            id=devices.new_id(),
            submission_id=sheet_id,
            version=said["judged_by"]["version"],
            said=orjson.dumps(said).decode(),
            by_id=staff_id,
            at=clock.now(),
        )
    )


def _choices(tenant_id: int, sheet: RecordView) -> list[Json]:
    """The versions of its form this town has had, with the criteria each may be judged by."""
    uid = tenants.get(tenant_id).uid
    form = sheet.fields["form"]
    held = [view for view in records.of_kind(tenant_id, "form_version") if view.fields["form"] == form]
    found = []
    for version in sorted({view.fields["version"] for view in held}):
        published = own.published(uid, form, version)
        if published is not None:
            found.append({"version": version, "criteria_sets": published.get("criteria_sets", [])})
    return found


def _told(row: Judgement, by: str) -> Json:
    said = orjson.loads(row.said)
    result = said["result"]
    return {
        "id": row.id,
        "version": row.version,
        "criteria": said["judged_by"]["criteria"],
        "facts": said["judged_by"].get("facts", {}),
        "kdb": said["judged_by"].get("kdb"),
        "by": by,
        "at": row.at,
        "findings": submissions.findings(result),
        "gradings": submissions.gradings(result),
        "not_asked": said["unknown_items"],
    }
