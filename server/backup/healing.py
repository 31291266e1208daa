"""What a restored database needs before tablets may meet it: a new epoch, fresh writer numbers, the list of
what the office did since.

Tablets refill the rest: the new epoch makes each of them send again every op it has kept, and a writer this
database never heard of proves itself by its certificate.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import update

from server import clock
from server.backup import journal
from server.backup.archive import Manifest
from server.backup.journal import OfficeOps
from server.backup.models import Restore
from server.db import db, transaction
from server.devices import received as writers
from server.tenants import service as tenants
from server.tenants.models import TenantFeed

# Erased records are to be erased again here, from a list that outlives backups, once there is such a feature.

JUMP = 1_000_000  # far more writers than any server gives out between a backup and its restore
A_DAY = 50_000  # and more than it gives out in one day: a second restore of one backup begins higher still
SINCE = date(2026, 1, 1)


@dataclass(frozen=True)
class Healed:
    """One tenant after a restore. lost: what the office had filed after the backup; listed: whether that is
    all of it.
    """

    uid: str
    name: str
    epoch: str
    writers_from: int
    lost: list[OfficeOps]
    listed: bool


def heal(manifest: Manifest, lines: Sequence[dict[str, Any]], known: dict[str, int]) -> list[Healed]:
    """Make a database that was loaded from a backup one that tablets may meet. Opens its own transactions.

    lines: the office journal. known: the highest writer number of the database that is replaced, by tenant.
    """
    healed, listed = [], journal.complete_since(lines, manifest.id)
    for tenant in tenants.all_tenants():
        part = manifest.tenants[tenant.uid]
        lost = journal.missing(lines, tenant.uid, part.epoch, part.ranges())
        seen = max(known.get(tenant.uid, 0), journal.highest_writer(lines, tenant.uid))
        with transaction(tenant.id):
            seen = max(seen, writers.highest_number(tenant.id), tenants.writers_from(tenant.id))
            epoch, writers_from = str(uuid.uuid4()), first_free(seen, clock.today())
            wanted = update(TenantFeed).where(TenantFeed.tenant_id == tenant.id)
            db.session.execute(wanted.values(epoch=epoch, writers_from=writers_from))
            writers.end_forgetful_writers(tenant.id)
            db.session.add(_row(tenant.id, manifest, lost, listed))
        healed.append(Healed(tenant.uid, tenant.name, epoch, writers_from, lost, listed))
    return healed


def ledger_lines(manifest: Manifest, healed: Sequence[Healed]) -> list[dict[str, Any]]:
    """What the journal keeps of a restore."""
    return [
        {
            "restored": one.epoch,
            "from": manifest.tenants[one.uid].epoch,
            "tenant": one.uid,
            "writers_from": one.writers_from,
            "backup": manifest.id,
            "at": clock.now_iso(),
        }
        for one in healed
    ]


def first_free(seen: int, today: date) -> int:
    """A round number past every writer number that can have been given out, also those nobody remembers."""
    by_the_day = max(0, (today - SINCE).days) * A_DAY
    return -(-max(seen + JUMP, by_the_day) // JUMP) * JUMP


def _row(tenant_id: int, manifest: Manifest, lost: Sequence[OfficeOps], listed: bool) -> Restore:
    spans = [[one.writer_no, one.first, one.last, one.at] for one in lost]
    return Restore(
        tenant_id=tenant_id,
        id=str(uuid.uuid4()),
        backup_id=manifest.id,
        taken_at=datetime.fromisoformat(manifest.taken_at),
        restored_at=clock.now(),
        listed=listed,
        office_ops=orjson.dumps(spans).decode(),
    )
