"""The keys under which a tablet keeps what it stores: made here, given only to who holds the scope now.

One random key per device, scope and generation. When somebody who was given a key has lost the scope, or her
account has ended, the others get the next generation at their next contact, and their tablet seals anew.
"""

import os
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from server import clock
from server.auth import PERMISSIONS, Current
from server.db import db, read_snapshot, transaction
from server.devices import keys, sealing
from server.devices import service as devices
from server.staff import rights
from server.staff.models import ScopeKey, ScopeKeyHolder, Staff

DEVICE = "device"  # under which older versions kept what everybody on the tablet must be able to send
_IV_BYTES = 12


def for_session(who: Current) -> dict[str, Any]:
    """Every key she holds on her tablet now, all generations of each, and the one to which it seals what only
    the server may open; none in the office or without a scope.

    Outside any transaction: one is opened when a key has to be made or her having it noted.
    """
    if who.session.client != "tablet" or not who.session.device_id or not _may_sync(who):
        return {"keys": [], "sealing": None}
    device, wanted = who.session.device_id, (DEVICE, *who.scopes)
    with read_snapshot():
        held = _Held(who.tenant.id)
        if not _missing(device, who.staff.id, wanted, held):
            return _given(who, device, wanted, held)
    with transaction(who.tenant.id):
        give(who.tenant.id, who.tenant.uid, device, who.staff.id, wanted)
        return _given(who, device, wanted, _Held(who.tenant.id))


def for_supporter(
    tenant_id: int, tenant_uid: str, device_id: str, staff_id: str, roster: str
) -> list[dict[str, Any]]:
    """What a supporter opens and signs with on a tablet of the day: the roster and her own. Inside a
    transaction.
    """
    hers = (f"staff:{staff_id}", roster)
    give(tenant_id, tenant_uid, device_id, staff_id, hers)
    return _opened(tenant_id, tenant_uid, device_id, hers)


def give(tenant_id: int, tenant_uid: str, device_id: str, staff_id: str, wanted: Iterable[str]) -> None:
    """Make the keys that are missing and note that she has them. Inside a transaction."""
    for scope, last, known in _missing(device_id, staff_id, wanted, _Held(tenant_id)):
        generation = last
        if not known:
            generation = max(last + 1, keys.seconds_so_far(clock.now()))
            sealed = _seal(tenant_uid, (device_id, scope, generation), os.urandom(32))
            place = {"tenant_id": tenant_id, "device_id": device_id, "scope": scope}
            db.session.add(ScopeKey(**place, generation=generation, sealed=sealed))
            db.session.flush()
        db.session.add(
            ScopeKeyHolder(
                tenant_id=tenant_id,
                device_id=device_id,
                scope=scope,
                generation=generation,
                staff_id=staff_id,
            )
        )
    db.session.flush()


class _Held(dict[str, set[str]]):
    """What others on a tablet may hold keys of today, read once each. Inside one snapshot or transaction."""

    def __init__(self, tenant_id: int) -> None:
        super().__init__()
        self.tenant_id = tenant_id

    def __missing__(self, staff_id: str) -> set[str]:
        account = db.session.get(Staff, (self.tenant_id, staff_id))
        scopes: tuple[str, ...] = ()
        if account is not None and account.ended_at is None:
            grants = rights.grants_today(self.tenant_id, staff_id)
            scopes = rights.scopes(self.tenant_id, staff_id, grants)
        self[staff_id] = {DEVICE, *scopes} if scopes else set()
        return self[staff_id]


def _missing(
    device_id: str, staff_id: str, wanted: Iterable[str], held: _Held
) -> list[tuple[str, int, bool]]:
    """(scope, highest generation, whether that one goes on) of the keys she has yet to be given."""
    tenant_id = held.tenant_id
    here = (ScopeKey.tenant_id == tenant_id, ScopeKey.device_id == device_id)
    latest: dict[str, int] = {}
    for scope, generation in db.session.execute(select(ScopeKey.scope, ScopeKey.generation).where(*here)):
        latest[scope] = max(generation, latest.get(scope, 0))
    holders = _holders(tenant_id, device_id, latest)
    missing = []
    for scope in wanted:
        others_here = holders[scope] - {staff_id}
        lost = any(
            scope not in held[one] and not rights.may_help(tenant_id, one, scope) for one in others_here
        )
        if lost or scope not in latest or staff_id not in holders[scope]:
            missing.append((scope, latest.get(scope, 0), scope in latest and not lost))
    return missing


def _holders(tenant_id: int, device_id: str, latest: dict[str, int]) -> defaultdict[str, set[str]]:
    """Who was given the present key of each scope."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    here = (ScopeKeyHolder.tenant_id == tenant_id, ScopeKeyHolder.device_id == device_id)
    for one in db.session.scalars(select(ScopeKeyHolder).where(*here)):
        if latest[one.scope] == one.generation:
            found[one.scope].add(one.staff_id)
    return found


def _colleagues(device_id: str, held: _Held) -> dict[str, list[str]]:
    """Who was once given a key of a scope on this device and holds the scope now."""
    here = (ScopeKeyHolder.tenant_id == held.tenant_id, ScopeKeyHolder.device_id == device_id)
    wanted = select(ScopeKeyHolder.scope, ScopeKeyHolder.staff_id).where(*here).distinct()
    given = [(scope, staff_id) for scope, staff_id in db.session.execute(wanted)]
    found: defaultdict[str, list[str]] = defaultdict(list)
    for scope, staff_id in sorted(given):
        if scope in held[staff_id]:
            found[scope].append(staff_id)
    return found


def _given(who: Current, device_id: str, wanted: Iterable[str], held: _Held) -> dict[str, Any]:
    return {
        "keys": _keys(who, device_id, wanted, held),
        "sealing": sealing.current(who.tenant.id, who.tenant.uid),
    }


def _keys(who: Current, device_id: str, wanted: Iterable[str], held: _Held) -> list[dict[str, Any]]:
    staff = _colleagues(device_id, held)
    opened = _opened(who.tenant.id, who.tenant.uid, device_id, wanted)
    return [key | {"staff": staff[key["scope"]]} for key in opened]


def _opened(tenant_id: int, tenant_uid: str, device_id: str, wanted: Iterable[str]) -> list[dict[str, Any]]:
    """Every generation of these keys, the oldest first."""
    found = db.session.execute(
        select(ScopeKey.scope, ScopeKey.generation, ScopeKey.sealed)
        .where(ScopeKey.tenant_id == tenant_id, ScopeKey.device_id == device_id)
        .where(ScopeKey.scope.in_(list(wanted)))
        .order_by(ScopeKey.scope, ScopeKey.generation)
    )
    return [
        {
            "scope": scope,
            "generation": generation,
            "key": keys.base64url(_open(tenant_uid, (device_id, scope, generation), sealed)),
        }
        for scope, generation, sealed in found
    ]


def _may_sync(who: Current) -> bool:
    return bool(who.roles & (PERMISSIONS["sync"] or frozenset()))


def _seal(tenant_uid: str, place: tuple[str, str, int], key: bytes) -> str:
    iv = os.urandom(_IV_BYTES)
    return keys.base64url(iv + _cipher(tenant_uid).encrypt(iv, key, _bound(place)))


def _open(tenant_uid: str, place: tuple[str, str, int], sealed: str) -> bytes:
    raw = keys.unbase64url(sealed)
    return _cipher(tenant_uid).decrypt(raw[:_IV_BYTES], raw[_IV_BYTES:], _bound(place))


def _cipher(tenant_uid: str) -> AESGCM:
    return AESGCM(devices.purpose_key(tenant_uid, "scope-keys"))


def _bound(place: tuple[str, str, int]) -> bytes:
    return "|".join(str(part) for part in place).encode()
