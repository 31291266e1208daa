"""Lost, stolen, given up, and back again: what a coordinator decides about a tablet, each a step."""

from datetime import date
from typing import Any

from sqlalchemy import select

from server.audit import steps
from server.db import db
from server.devices import tablets as service
from server.devices.contact import owed
from server.devices.models import STANDINGS, Device, LostStore, Tablet, Writer
from server.problems import Invalid, NotFound
from server.problems_access import DeviceOwes, DeviceState
from server.staff import service as staff

__all__ = ["STANDINGS", "change", "describe", "find", "owed_on"]


def owed_on(tenant_id: int, device_id: str) -> tuple[int, int]:
    """(ops, drafts) that the tablet owed at its last contact; stores it has lost are cases of their own."""
    lost = select(LostStore.store_id).where(LostStore.tenant_id == tenant_id)
    writers = db.session.scalars(
        select(Writer).where(
            Writer.tenant_id == tenant_id, Writer.device_id == device_id, Writer.store_id.not_in(lost)
        )
    ).all()
    return sum(map(owed, writers)), max((writer.drafts_open for writer in writers), default=0)


def change(tenant_id: int, device_id: str, state: str, by_id: str, escrowed: bool = False) -> Tablet:
    """Say that a tablet is lost, stolen, retired, or in use again. Inside a write transaction.

    Raises NotFound, DeviceState (it is wiped already), DeviceOwes (a retired one must owe nothing, unless
    its escrow file is kept).
    """
    find(tenant_id, device_id)
    tablet = service.row_of(tenant_id, device_id)
    if tablet.state == state:
        return tablet
    if tablet.wiped_at is not None:
        raise DeviceState
    ops, drafts = owed_on(tenant_id, device_id)
    if state == "retired" and (ops or drafts) and not escrowed:
        raise DeviceOwes(owed=ops, drafts_open=drafts)
    tablet.state, tablet.told_at = state, None
    what = "found" if state == "active" else state
    steps.note(tenant_id, "device", device_id, what, by_id, owed=ops, drafts=drafts, escrowed=int(escrowed))
    return tablet


def describe(tenant_id: int, device_id: str, by_id: str, said: dict[str, Any]) -> None:
    """Name a tablet, say whose it is, or when its trip ends. Inside a write transaction. Raises NotFound."""
    device, tablet = find(tenant_id, device_id), service.row_of(tenant_id, device_id)
    label = str(said.get("label") or "").strip()
    if label and label != device.label:
        device.label = label
        steps.note(tenant_id, "device", device_id, "renamed", by_id)
    if "owner" in said:
        _give(tablet, str(said["owner"]) if said["owner"] else None, by_id)
    if "trip_ends_on" in said:
        _plan_trip(tablet, said["trip_ends_on"], by_id)


def find(tenant_id: int, device_id: str) -> Device:
    """A tablet of this municipality. Raises NotFound."""
    device = db.session.get(Device, (tenant_id, device_id))
    if device is None or device.client != "tablet":
        raise NotFound
    return device


def _give(tablet: Tablet, owner_id: str | None, by_id: str) -> None:
    if owner_id == tablet.owner_id:
        return
    if owner_id is not None and not staff.works_here(tablet.tenant_id, owner_id):
        raise Invalid(errors={"owner": ["no such account"]})
    tablet.owner_id = owner_id
    steps.note(tablet.tenant_id, "device", tablet.device_id, "owner", by_id, owner=owner_id)


def _plan_trip(tablet: Tablet, ends_on: date | None, by_id: str) -> None:
    if ends_on != tablet.trip_ends_on:
        tablet.trip_ends_on = ends_on
        until = ends_on.isoformat() if ends_on else None
        steps.note(tablet.tenant_id, "device", tablet.device_id, "trip", by_id, until=until)
