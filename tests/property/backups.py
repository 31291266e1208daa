"""A server that loses everything since its backup, and comes back under a new epoch."""

import sqlite3
import uuid
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from server.db import db, transaction


def back_up(app: Flask, tenant_id: int) -> Path:
    """Copy the server's SQLite file while it runs."""
    file = _file(app)
    target = file.with_name(f"backup-{tenant_id}.db")
    with sqlite3.connect(file) as live, sqlite3.connect(target) as copy:
        live.backup(copy)
    return target


def restore(app: Flask, tenant_id: int, backup: Path) -> None:
    """Put the copy in the place of the file; the feed starts anew."""
    db.session.remove()
    db.engine.dispose()
    with sqlite3.connect(backup) as copy, sqlite3.connect(_file(app)) as live:
        copy.backup(live)
    with transaction(tenant_id) as turn:
        change = text("UPDATE tenant_feed SET epoch = :epoch WHERE tenant_id = :tenant")
        turn.session.execute(change, {"epoch": str(uuid.uuid4()), "tenant": tenant_id})


def _file(app: Flask) -> Path:
    return Path(app.extensions["kayoi_config"].sqlite_file)
