"""Enrolment: a coordinator's one-time code, the tablet's key, and which device it becomes."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from server import clock
from server.audit import steps
from server.db import db
from server.devices import codes
from server.devices import service as devices
from server.devices import tablets as service
from server.devices.models import Device, Enrolment
from server.problems import Invalid, NotFound
from server.problems_access import EnrolmentUnusable
from server.staff import passphrases

GOOD_FOR = timedelta(minutes=10)
TRIES = 5


@dataclass(frozen=True)
class NewCode:
    """What the coordinator is shown once; only hashes of it are kept."""

    id: str
    secret: str
    typed: str
    expires_at: str


@dataclass(frozen=True)
class Asked:
    """What a tablet brings: the code, its key, the device it says it was, and a signature by the key."""

    secret: str
    typed: str
    public_key: str
    signature: str
    device_id: str | None
    app_version: str


def open_code(
    tenant_id: int, made_by: str, typed: tuple[str, str], device_id: str | None, label: str
) -> NewCode:
    """A new code. typed: the characters and their hash, made before the transaction this is inside of.

    device_id: the tablet that is enrolled again. Raises NotFound when there is no such tablet.
    """
    if device_id is not None:
        _tablet(tenant_id, device_id)
    secret = codes.new_secret()
    made = Enrolment(
        tenant_id=tenant_id,
        id=devices.new_id(),
        secret_hash=codes.hash_of(secret),
        typed_hash=typed[1],
        device_id=device_id,
        label=label.strip(),
        made_by=made_by,
        made_at=clock.now(),
        expires_at=clock.now() + GOOD_FOR,
    )
    db.session.add(made)
    return NewCode(made.id, secret, typed[0], clock.iso(made.expires_at))


def new_typed() -> tuple[str, str]:
    """Characters to type and their argon2id hash: 50 bits are too few for a plain one."""
    typed = codes.new_typed()
    return typed, passphrases.hash_secret(typed)


def state_of(tenant_id: int, enrolment_id: str) -> str:
    """open, used or over; the page that shows the code asks. Raises NotFound."""
    found = db.session.get(Enrolment, (tenant_id, enrolment_id))
    if found is None:
        raise NotFound
    if found.used_at is not None:
        return "used"
    return "open" if clock.now() <= found.expires_at else "over"


def find(asked: Asked) -> tuple[int, str]:
    """(tenant, enrolment) of the code a tablet brings. Outside any transaction: typed codes cost a hash.

    Raises EnrolmentUnusable. A wrong typed code counts against every code that is open.
    """
    if asked.secret:
        row = db.session.execute(
            select(Enrolment.tenant_id, Enrolment.id).where(
                Enrolment.secret_hash == codes.hash_of(asked.secret)
            )
        ).one_or_none()
        if row is None:
            raise EnrolmentUnusable
        return row.tenant_id, row.id
    said = codes.typed(asked.typed)
    waiting = _open_now()
    for one in waiting:
        if passphrases.secret_matches(one.typed_hash, said):
            return one.tenant_id, one.id
    raise EnrolmentUnusable


def count_miss() -> None:
    """A wrong typed code: one try less for every open one. Inside a write transaction."""
    for one in _open_now():
        found = db.session.get(Enrolment, (one.tenant_id, one.id))
        if found is not None:
            found.misses += 1


def enrol(tenant_id: int, enrolment_id: str, asked: Asked) -> Device:
    """Make the tablet a device of the municipality. Inside `transaction(tenant_id)`.

    The same tablet asking again after a lost reply gets the same answer. Raises EnrolmentUnusable, Invalid.
    """
    _check_key(asked)
    code = db.session.get_one(Enrolment, (tenant_id, enrolment_id), with_for_update=True)
    if clock.now() > code.expires_at:
        raise EnrolmentUnusable
    if code.used_at is not None:
        return _same_again(tenant_id, code, asked)
    device = _device(tenant_id, code, asked)
    if code.label:
        device.label = code.label
    tablet = service.row_of(tenant_id, device.id)
    tablet.public_key, tablet.enrolled_at = asked.public_key, clock.now()
    tablet.state, tablet.told_at, tablet.wiped_at = "active", None, None
    code.used_at, code.used_by = clock.now(), device.id
    steps.note(tenant_id, "device", device.id, "enrolled", code.made_by)
    return device


def _open_now() -> list[Enrolment]:
    """Codes that may still be typed, newest first; never many."""
    wanted = select(Enrolment).where(
        Enrolment.used_at.is_(None), Enrolment.expires_at >= clock.now(), Enrolment.misses < TRIES
    )
    return list(db.session.scalars(wanted.order_by(Enrolment.made_at.desc()).limit(20)))


def _check_key(asked: Asked) -> None:
    said = codes.message("enrol", asked.public_key, asked.secret or codes.typed(asked.typed))
    if not codes.is_key(asked.public_key) or not codes.signed(asked.public_key, said, asked.signature):
        raise Invalid(errors={"public_key": ["not a P-256 key that signed this request"]})


def _same_again(tenant_id: int, code: Enrolment, asked: Asked) -> Device:
    tablet = service.get(tenant_id, code.used_by)
    if tablet is None or tablet.public_key != asked.public_key:
        raise EnrolmentUnusable
    return db.session.get_one(Device, (tenant_id, tablet.device_id))


def _device(tenant_id: int, code: Enrolment, asked: Asked) -> Device:
    """The device the code is for, the one it was before it was enrolled, or a new one."""
    claimed = code.device_id or asked.device_id
    known = service.get(tenant_id, claimed)
    if code.device_id is None and known is not None and (known.public_key or known.state != "active"):
        claimed = None
    if claimed is not None and (found := db.session.get(Device, (tenant_id, claimed))) is not None:
        claimed = found.id if found.client == "tablet" else None
    return devices.enrol(tenant_id, claimed, "tablet", asked.app_version)


def _tablet(tenant_id: int, device_id: str) -> Device:
    found = devices.get_device(tenant_id, device_id)
    if found is None or found.client != "tablet":
        raise NotFound
    return found
