"""Migration 0003 on a database with writers of the version before."""

import flask_migrate
from flask import Flask
from sqlalchemy import text

from server import migrate
from server.db import db, outside_feed
from tests.migration.test_migrations import fresh_app

__all__ = ["fresh_app"]
AT = "2026-11-01 00:00:00+00:00"


def test_nothing_counts_as_backed_up_and_numbering_goes_on(fresh_app: Flask) -> None:
    folder = str(migrate.FOLDER)
    flask_migrate.upgrade(directory=folder, revision="0002")
    columns = "tenant_id, writer_no, device_id, client, store_id, received, reads_received, made_seq, save"
    columns += ", drafts_open, scopes_at_contact, created_at, last_seen_at"
    with outside_feed() as session:
        for statement in (
            f"INSERT INTO tenant (id, uid, name, demo, created_at) VALUES (1, 'u', '町', :yes, '{AT}')",
            "INSERT INTO tenant_feed (tenant_id, epoch, last) VALUES (1, 'e', 5)",
            "INSERT INTO device (tenant_id, id, label, client, app_version, created_at, last_seen_at)"
            f" VALUES (1, 'd', 'タブレット1号', 'tablet', '', '{AT}', '{AT}')",
            f"INSERT INTO writer ({columns}) VALUES"
            f" (1, 7, 'd', 'tablet', 's', '[[1,3]]', '[]', 3, 3, 0, '[]', '{AT}', '{AT}')",
        ):
            session.execute(text(statement), {"yes": True} if ":yes" in statement else {})
    flask_migrate.upgrade(directory=folder, revision="0003")
    assert db.session.execute(text("SELECT received, backed_up FROM writer")).one() == ("[[1,3]]", "[]")
    assert db.session.execute(text("SELECT epoch, last, writers_from FROM tenant_feed")).one() == ("e", 5, 0)
    db.session.rollback()
    flask_migrate.downgrade(directory=folder, revision="0002")
    assert db.session.execute(text("SELECT received FROM writer")).one() == ("[[1,3]]",)
