"""What each tablet owed when it was last heard of. What it has made since, nobody here can know."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server import clock
from server.db import db
from server.devices.contact import owed_saves
from server.devices.models import Device, Writer
from server.staff import service as staff

Json = dict[str, Any]


def tablets(tenant_id: int) -> list[Json]:
    """Every tablet in use, those that owe most first. owed: 件 saved by then that had not arrived."""
    rows = db.session.execute(_WRITERS.where(Device.tenant_id == tenant_id)).all()
    names = staff.names(tenant_id, list({row.Writer.staff_id for row in rows if row.Writer.staff_id}))
    devices: dict[str, Json] = {}
    for device, writer in rows:
        shown = devices.setdefault(device.id, _empty(device))
        shown["owed"] += owed_saves(writer)
        shown["drafts_open"] += writer.drafts_open
        shown["last_seen_at"] = max(shown["last_seen_at"], clock.iso(writer.last_seen_at))
        name = names.get(writer.staff_id or "")
        if name and name not in shown["who"]:
            shown["who"].append(name)
    listed = [{**one, "staff": "・".join(one["who"])} for one in devices.values()]
    return sorted(listed, key=lambda one: (-one["owed"], one["last_seen_at"], one["label"]))


def _empty(device: Device) -> Json:
    seen = clock.iso(device.last_seen_at)
    return {
        "id": device.id,
        "label": device.label,
        "who": [],
        "owed": 0,
        "drafts_open": 0,
        "last_seen_at": seen,
    }


_WRITERS = (
    select(Device, Writer)
    .join(Writer, (Writer.tenant_id == Device.tenant_id) & (Writer.device_id == Device.id))
    .where(Device.client == "tablet", Writer.client == "tablet", Writer.ended_at.is_(None))
    .order_by(Writer.writer_no)
)
