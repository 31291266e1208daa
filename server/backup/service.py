"""What the office may know of restores: when, from which backup, and what it has to look at again."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import select

from server import clock
from server.backup.models import Restore
from server.db import db
from server.devices import service as devices
from server.staff import service as staff


def restores(tenant_id: int) -> list[dict[str, Any]]:
    """Every restore of this tenant, newest first. Inside a snapshot."""
    wanted = select(Restore).where(Restore.tenant_id == tenant_id).order_by(Restore.restored_at.desc())
    return [_told(tenant_id, one) for one in db.session.scalars(wanted)]


def _told(tenant_id: int, one: Restore) -> dict[str, Any]:
    spans = orjson.loads(one.office_ops)
    who = _who(tenant_id, {writer_no for writer_no, *_ in spans})
    return {
        "id": one.id,
        "restored_at": clock.iso(one.restored_at),
        "taken_at": clock.iso(one.taken_at),
        "listed": one.listed,
        "ops": [
            {"writer_no": no, "from": first, "to": last, "at": at, **who.get(no, {"staff": "", "device": ""})}
            for no, first, last, at in spans
        ],
    }


def _who(tenant_id: int, writer_nos: set[int]) -> dict[int, dict[str, str]]:
    """Names of those writers the restored database knows."""
    found = [devices.get_writer(tenant_id, writer_no) for writer_no in writer_nos]
    known = [writer for writer in found if writer is not None]
    names = staff.names(tenant_id, [writer.staff_id for writer in known if writer.staff_id])
    labels = devices.labels(tenant_id, [writer.device_id for writer in known])
    return {
        writer.writer_no: {
            "staff": names.get(writer.staff_id or "", ""),
            "device": labels.get(writer.device_id, ""),
        }
        for writer in known
    }
