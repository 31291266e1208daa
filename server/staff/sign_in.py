"""Signing in: device, session and writer in one transaction, and the reply that starts an app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import current_app

from server import clock, logs
from server.areas import service as areas
from server.auth import PERMISSIONS, Current
from server.db import transaction
from server.devices import service as devices
from server.devices import tablets
from server.devices.contact import note_new_store
from server.notices import vapid
from server.problems import NotAllowed
from server.problems_access import AppNotInstalled
from server.staff import attempts, rights, second_factor, web_sessions
from server.staff.models import Staff
from server.staff.service import Authenticated
from server.tenants import contact
from server.tenants import service as tenants

if TYPE_CHECKING:
    from server.devices.models import Writer


def sign_in(found: Authenticated, asked: Mapping[str, Any]) -> tuple[str, Writer | None]:
    """Open a session and return its token, and on a tablet the writer. Raises NotAllowed without any
    right, AppNotInstalled for a browser tab that asks for real data.
    """
    if asked["client"] == "tablet" and not (found.demo or asked["installed"]):
        attempts.given_back(found.touched)
        raise AppNotInstalled
    store_id = str(asked["store_id"])
    device_id = str(asked["device_id"]) if asked["device_id"] else None
    with transaction(found.tenant_id) as turn:
        grants = rights.grants_today(found.tenant_id, found.staff_id)
        if not grants:
            raise NotAllowed
        device_id = device_id or devices.device_of_store(found.tenant_id, store_id)
        proved = tablets.admit(found.tenant_id, device_id, asked["client"], asked["proof"])
        if not proved and (known := tablets.get(found.tenant_id, device_id)) and known.public_key:
            device_id = None  # an office browser that names a tablet without its key is another device
        device = devices.enrol(found.tenant_id, device_id, asked["client"], asked["app_version"])
        staff = turn.session.get_one(Staff, (found.tenant_id, found.staff_id), with_for_update=True)
        if staff.totp is not None and not proved:
            second_factor.check(staff, asked["code"])
        attempts.succeeded(turn.session, found.touched)
        token = web_sessions.start(
            turn.session, found.tenant_id, found.staff_id, device.id, asked["client"], proved
        )
        if asked["client"] != "tablet" or not _may_sync(grants):
            return token, None
        for case in note_new_store(found.tenant_id, device.id, store_id):
            logs.note("store-lost", tenant=found.tenant_id, owed=case.owed)
        owner = devices.Ownership(found.staff_id, device.id, store_id, "tablet")
        writer = devices.writer_for(found.tenant_id, owner)
        devices.note_scopes(writer, rights.scopes(found.tenant_id, found.staff_id, grants))
        return token, writer


def reply(who: Current, writer: Writer | None) -> dict[str, Any]:
    """What the app needs to know about its user, her rights and this server."""
    config = current_app.extensions["kayoi_config"]
    return {
        "staff": asdict(who.staff),
        "tenant": {"uid": who.tenant.uid, "name": who.tenant.name, "demo": who.tenant.demo},
        "contact": contact.of(who.tenant.id),
        "grants": [{"role": role, "scope": scope} for role, scope in who.grants],
        "roles": sorted(who.roles),
        "areas": _areas(who),
        "scopes": list(who.scopes),
        "device": _device(who),
        "writer": devices.writer_reply(who.tenant.uid, writer) if writer else None,
        "hold": who.session.hold,
        "epoch": tenants.epoch(who.tenant.id),
        "server_time": clock.now_iso(),
        "vapid_key": vapid.public_key(config),
    }


def _may_sync(grants: rights.Grants) -> bool:
    return bool({role for role, _ in grants} & (PERMISSIONS["sync"] or frozenset()))


def _areas(who: Current) -> list[dict[str, str]]:
    open_ones = [one for one in areas.every(who.tenant.id) if areas.is_open(one.fields)]
    return [{"id": one.id, "name": one.fields["name"]} for one in open_ones if f"area:{one.id}" in who.scopes]


def _device(who: Current) -> dict[str, Any] | None:
    device = devices.get_device(who.tenant.id, who.session.device_id)
    if device is None:
        return None
    told = tablets.facts(tablets.get(who.tenant.id, device.id))
    enrolled = {"enrolled": told["enrolled_at"] is not None, "trip_ends_on": told["trip_ends_on"]}
    return {"id": device.id, "label": device.label} | enrolled
