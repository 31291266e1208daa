"""The history of tablets and accounts: every step, by whom and when, never changed."""

from typing import Any

import orjson
from sqlalchemy import func, select

from server import clock, logs
from server.audit.models import AdminStep
from server.db import db
from server.devices.service import new_id


def note(
    tenant_id: int, about: str, about_id: str, what: str, by_id: str | None, **detail: str | int | None
) -> None:
    """Add a step to the history of a `device` or a `staff` account. Inside a write transaction."""
    last = db.session.scalar(
        select(func.max(AdminStep.n)).where(AdminStep.tenant_id == tenant_id, AdminStep.about_id == about_id)
    )
    step = AdminStep(
        tenant_id=tenant_id,
        id=new_id(),
        about=about,
        about_id=about_id,
        what=what,
        by_id=by_id,
        at=clock.now(),
        n=(last or 0) + 1,
        detail=orjson.dumps(detail).decode(),
    )
    db.session.add(step)
    db.session.flush()
    logs.note(f"{about}-{what}", tenant=tenant_id, about=about_id, by=by_id)


def of(tenant_id: int, about_id: str) -> list[dict[str, Any]]:
    """Its history, newest first; who did it by id."""
    rows = db.session.scalars(
        select(AdminStep)
        .where(AdminStep.tenant_id == tenant_id, AdminStep.about_id == about_id)
        .order_by(AdminStep.n.desc())
    )
    return [
        {"what": row.what, "at": clock.iso(row.at), "by": row.by_id, "detail": orjson.loads(row.detail)}
        for row in rows
    ]
