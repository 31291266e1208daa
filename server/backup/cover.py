"""What every backup that a restore may use holds of each writer: only that may a tablet let go of.

`backed_up` of a writer is kept in its own row, so that a push and a pull say it for nothing. It is worked out
anew when a backup is added or retired and after a restore: the seqs in all of them, not in the oldest only,
because after a restore a later backup may belong to a past that has been left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

import orjson
from sqlalchemy import select

from server import clock
from server.backup import journal
from server.backup.archive import Manifest
from server.backup.models import Backup, BackupCover
from server.db import db, outside_feed, transaction
from server.devices import received as writers
from server.tenants import service as tenants
from sync import feed


def register(found: Iterable[tuple[Manifest, Path]], retired: Collection[str] = ()) -> None:
    """Note that a restore may use these backups from now on, and none of the retired ones.

    Opens its own transactions.
    """
    with outside_feed() as session:
        for manifest, file in found:
            if session.get(Backup, manifest.id) is None:
                session.add(_row(manifest, file))
                session.flush()
                session.add_all(_covers(manifest))
        for one in session.scalars(select(Backup).where(Backup.id.in_(retired))):
            one.retired_at = one.retired_at or clock.now()
    work_out()


def _row(manifest: Manifest, file: Path) -> Backup:
    at, size = datetime.fromisoformat(manifest.taken_at), file.stat().st_size
    return Backup(id=manifest.id, name=file.name, taken_at=at, size_bytes=size, retired_at=None)


def _covers(manifest: Manifest) -> list[BackupCover]:
    told = {uid: orjson.dumps(part.received).decode() for uid, part in manifest.tenants.items()}
    return [BackupCover(backup_id=manifest.id, tenant_uid=uid, received=one) for uid, one in told.items()]


def usable() -> list[Backup]:
    """The backups a restore may use, oldest first."""
    wanted = select(Backup).where(Backup.retired_at.is_(None)).order_by(Backup.taken_at, Backup.name)
    return list(db.session.scalars(wanted))


def retire_all_but(keep: int, folder: Path, ledger: Path) -> list[str]:
    """Retire the oldest backups beyond these many; the names of the files that are gone now.

    First the ledger, then the file, last the database: tablets let go of their copies only when nobody can
    restore that backup any more. Opens its own transactions.
    """
    going = [(one.id, one.name) for one in usable()[:-keep]]
    for backup_id, name in going:
        journal.append(ledger, [{"retired": backup_id, "name": name, "at": clock.now_iso()}])
        (folder / name).unlink(missing_ok=True)
    if going:
        with outside_feed() as session:
            for backup_id, _ in going:
                session.get_one(Backup, backup_id).retired_at = clock.now()
        work_out()
    return [name for _, name in going]


def work_out() -> None:
    """Bring every writer's `backed_up` up to date. Opens a transaction a tenant."""
    for tenant in tenants.all_tenants():
        covered = _in_all(tenant.uid)
        with transaction(tenant.id):
            writers.note_backed_up(tenant.id, covered)


def _in_all(tenant_uid: str) -> dict[int, feed.Ranges]:
    """{writer number: the seqs that every usable backup holds}."""
    wanted = (
        select(Backup.id, BackupCover.received)
        .outerjoin(BackupCover, (BackupCover.backup_id == Backup.id) & (BackupCover.tenant_uid == tenant_uid))
        .where(Backup.retired_at.is_(None))
    )
    return _common(_ranges(received) for _, received in db.session.execute(wanted))


def _common(held: Iterable[dict[int, feed.Ranges]]) -> dict[int, feed.Ranges]:
    in_all: dict[int, feed.Ranges] | None = None
    for one in held:
        if in_all is None:
            in_all = one
        else:
            in_all = {no: feed.common(ranges, one[no]) for no, ranges in in_all.items() if no in one}
    return in_all or {}


def _ranges(received: str | None) -> dict[int, feed.Ranges]:
    said = orjson.loads(received) if received else {}
    return {int(no): feed.parse_ranges(pairs) for no, pairs in said.items()}
