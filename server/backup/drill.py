"""The drill: the newest backup is restored into a scratch place, as on the bad day, and compared."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from server import clock, logs
from server.backup import checking, files, journal, places, restoring
from server.backup.archive import Damaged, Manifest
from server.config import Config, ConfigError
from server.db import db, read_snapshot
from server.devices import keys
from server.exchange import service as exchange
from sync import feed


@dataclass
class Report:
    """What a drill found. faults: one line each; none means that a restore would have worked."""

    file: Path
    manifest: Manifest | None = None
    age_hours: float = 0.0
    took_s: float = 0.0
    rows: int = 0
    ops: int = 0
    faults: list[str] = field(default_factory=list)


def drill(config: Config) -> Report:
    """Restore the newest backup into a scratch place, which is gone afterwards. Raises ConfigError."""
    found = files.archives(config.backups)
    if not found:
        raise ConfigError(f"there is no backup in {config.backups}: run `kayoi backup` first")
    report, began = Report(found[-1]), time.monotonic()
    try:
        with files.only_one(config.backups), places.scratch(config) as place:
            report.manifest = checking.fill(place, report.file)
            lines = journal.read(config.journal_file)
            restoring.make_whole(config, place, report.manifest, lines, {})
            with place.app_context():
                _look(report)
                report.faults += _digest_faults(report.manifest)
                report.faults += _unhealed(report.manifest)
    except Damaged as damaged:
        report.faults.append(str(damaged))
    report.faults += _key_faults(config, report.manifest)
    report.took_s = time.monotonic() - began
    logs.note("backup-drill", rows=report.rows, faults=len(report.faults), ms=round(report.took_s * 1000))
    return report


def _look(report: Report) -> None:
    """Count, and see that what is said to have been received is in the op log."""
    manifest = report.manifest
    if manifest is None:
        return
    report.age_hours = (clock.now() - datetime.fromisoformat(manifest.taken_at)).total_seconds() / 3600
    report.rows = sum(told.rows for told in manifest.tables.values())
    with read_snapshot():
        for uid, part in manifest.tenants.items():
            held = {row.writer_no: row.held for row in db.session.execute(_HELD, {"tenant": part.id})}
            report.ops += sum(held.values())
            for writer_no, ranges in part.ranges().items():
                if feed.count(ranges) != held.get(writer_no, 0):
                    report.faults.append(f"{uid}: the op log does not hold all that writer {writer_no} sent")


def _digest_faults(manifest: Manifest) -> list[str]:
    """Scopes whose digest is not what their rows say: tablets would repair what is right."""
    return [
        f"{uid}: the digest of {scope} is not that of its rows"
        for uid, part in manifest.tenants.items()
        for scope in exchange.check_digests(part.id, repair=False)
    ]


def _unhealed(manifest: Manifest) -> list[str]:
    with read_snapshot():
        now = checking.tenants_now()
    return [
        f"{uid}: the epoch was not renewed"
        for uid, part in manifest.tenants.items()
        if now[uid].epoch == part.epoch
    ]


def _key_faults(config: Config, manifest: Manifest | None) -> list[str]:
    """A backup without its key opens nothing signed: the newest key backup must hold the right one."""
    found = sorted(config.key_backups.glob(f"{files.KEYS}*.zip"))
    if not found:
        return [f"there is no key backup in {config.key_backups}"]
    key = files.keys_of(found[-1]).get("master.key", b"")
    if manifest is not None and keys.fingerprint_of(key) != manifest.key:
        return [f"{found[-1].name} does not hold the master key of this backup"]
    return []


_HELD = text("SELECT writer_no, count(*) AS held FROM op WHERE tenant_id = :tenant GROUP BY writer_no")
