"""How every tablet stands: what it owes, what is missing, its clock, its storage, stores it lost."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from server import clock
from server.db import db
from server.devices.contact import missing, owed_saves
from server.devices.models import Device, LostStore, Writer
from server.exchange import op_log
from server.problems import NotFound
from server.staff import service as staff

Json = dict[str, Any]


def devices(tenant_id: int) -> list[Json]:
    """Every tablet. Those somebody must look after come first: lost stores, gaps, debts, long silence."""
    found = db.session.scalars(select(Device).where(Device.tenant_id == tenant_id, Device.client == "tablet"))
    writers = _writers(tenant_id)
    cases = _cases(tenant_id)
    names = staff.names(tenant_id, _staff_of(writers))
    listed = [_device(one, writers[one.id], cases[one.id], names) for one in found]
    return sorted(listed, key=_urgency)


def close_lost_store(tenant_id: int, store_id: str, staff_id: str) -> Json:
    """The coordinator has settled what this store still owed (entered again, or not to be had). Inside a
    transaction. Raises NotFound.
    """
    case = db.session.get(LostStore, (tenant_id, store_id))
    if case is None:
        raise NotFound
    if case.closed_at is None:
        case.closed_at, case.closed_by = clock.now(), staff_id
    writers = [one for made in _writers(tenant_id).values() for one in made if one.store_id == store_id]
    return _case(case, writers, staff.names(tenant_id, _staff_of({"": writers})))


def _writers(tenant_id: int) -> dict[str, list[Writer]]:
    found: dict[str, list[Writer]] = defaultdict(list)
    wanted = select(Writer).where(Writer.tenant_id == tenant_id, Writer.client == "tablet")
    for writer in db.session.scalars(wanted.order_by(Writer.writer_no)):
        found[writer.device_id].append(writer)
    return found


def _cases(tenant_id: int) -> dict[str, list[LostStore]]:
    found: dict[str, list[LostStore]] = defaultdict(list)
    wanted = select(LostStore).where(LostStore.tenant_id == tenant_id).order_by(LostStore.opened_at)
    for case in db.session.scalars(wanted):
        found[case.device_id].append(case)
    return found


def _staff_of(writers: dict[str, list[Writer]]) -> list[str]:
    return list({one.staff_id for made in writers.values() for one in made if one.staff_id})


def _device(device: Device, writers: list[Writer], cases: list[LostStore], names: dict[str, str]) -> Json:
    lost = {case.store_id for case in cases}
    present = [one for one in writers if one.store_id not in lost]
    open_cases = [
        _case(case, [one for one in writers if one.store_id == case.store_id], names) for case in cases
    ]
    gaps = [one.gap_since for one in present if one.gap_since is not None]
    who = list(dict.fromkeys(names.get(one.staff_id or "", "") for one in present))
    return {
        "id": device.id,
        "label": device.label,
        "who": [name for name in who if name],
        "owed": sum(map(owed_saves, present)),
        "drafts_open": max((one.drafts_open for one in present), default=0),
        "last_seen_at": clock.iso(max([device.last_seen_at, *(one.last_seen_at for one in writers)])),
        "app_version": device.app_version,
        "clock_offset_s": device.clock_offset_s,
        "persisted": device.persisted,
        "free_bytes": device.free_bytes,
        "gap_since": clock.iso(min(gaps)) if gaps else None,
        "missing": sum(map(missing, present)),
        "repaired": sum(one.repaired_rows for one in present),
        "repaired_at": _latest([one.repaired_at for one in present]),
        "dates_suspect": _suspect(device, writers),
        "lost_stores": open_cases,
    }


def _case(case: LostStore, writers: list[Writer], names: dict[str, str]) -> Json:
    """owed: when the case was opened. owed_now: 0 once the store was heard of and had sent everything."""
    who = [names.get(one.staff_id or "", "") for one in writers]
    return {
        "store_id": case.store_id,
        "opened_at": clock.iso(case.opened_at),
        "owed": case.owed,
        "drafts_open": case.drafts_open,
        "owed_now": sum(map(owed_saves, writers)),
        "who": [name for name in dict.fromkeys(who) if name],
        "last_seen_at": _latest([one.last_seen_at for one in writers]),
        "closed_at": _latest([case.closed_at]),
    }


def _suspect(device: Device, writers: list[Writer]) -> Json | None:
    """Between which moments its clock was wrong by more than half a day, and how many ops came in then."""
    since, until = device.clock_wrong_since, device.clock_wrong_until
    if since is None or until is None:
        return None
    numbers = [one.writer_no for one in writers]
    return {
        "since": clock.iso(since),
        "until": clock.iso(until),
        "ops": op_log.count_received(device.tenant_id, numbers, since, until),
    }


def _latest(moments: list[datetime | None]) -> str | None:
    told = [one for one in moments if one is not None]
    return clock.iso(max(told)) if told else None


def _urgency(one: Json) -> tuple[bool, bool, int, str, str]:
    lost = any(case["closed_at"] is None and case["owed_now"] for case in one["lost_stores"])
    return (not lost, one["gap_since"] is None, -one["owed"], one["last_seen_at"], one["label"])
