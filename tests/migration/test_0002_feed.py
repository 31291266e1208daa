"""Migration 0002 on a database as the first version left it."""

import json

import flask_migrate
from flask import Flask
from sqlalchemy import text

from server import migrate
from server.db import db, outside_feed
from server.exchange import digests
from tests.migration.test_migrations import fresh_app

__all__ = ["fresh_app"]
ROWS = [
    (1, "018f0000-0000-7000-8000-0000000000a1", "tenant", 3),
    (1, "018f0000-0000-7000-8000-ab00000000a2", "tenant", 7),
    (1, "018f0000-0000-7000-8000-cd00000000a3", "area:x", 8),
    (2, "018f0000-0000-7000-8000-0000000000a1", "tenant", 3),
]


BODY = '{"op":"1.1","fields":{"name":"東 \\"op\\":"},"members":{}}'


def test_the_digests_of_the_rows_that_are_there_are_filled_in(fresh_app: Flask) -> None:
    folder = str(migrate.FOLDER)
    flask_migrate.upgrade(directory=folder, revision="0001")
    with outside_feed() as session:
        for tenant_id, record_id, scope, seq in ROWS:
            session.execute(
                text(
                    "INSERT INTO record (tenant_id, id, kind, scope, seq, restamped_seq, open_conflicts,"
                    " body) VALUES (:t, :i, 'area', :s, :q, 0, 0, :b)"
                ),
                {"t": tenant_id, "i": record_id, "s": scope, "q": seq, "b": BODY},
            )
        session.execute(
            text(
                "INSERT INTO feed_extra (tenant_id, scope, record_id, seq, withdrawn)"
                " VALUES (1, 'area:x', '018f0000-0000-7000-8000-0000000000a9', 9, :gone)"
            ),
            {"gone": True},
        )
    flask_migrate.upgrade(directory=folder, revision="0002")
    kept = db.session.execute(text("SELECT tenant_id, scope, count, last FROM scope_digest ORDER BY 1, 2"))
    assert [tuple(row) for row in kept] == [(1, "area:x", 1, 9), (1, "tenant", 2, 7), (2, "tenant", 1, 3)]
    for tenant_id in (1, 2):
        assert digests.differing(db.session(), tenant_id) == {}
    for tenant_id, record_id, scope, seq in ROWS:
        place = {"scope": scope, "seq": seq, "kind": "area", "id": record_id}
        assert json.loads(body_of(tenant_id, record_id)) == place | json.loads(BODY)
    db.session.rollback()
    flask_migrate.downgrade(directory=folder, revision="0001")
    assert {body_of(tenant_id, record_id) for tenant_id, record_id, _, _ in ROWS} == {BODY}


def body_of(tenant_id: int, record_id: str) -> str:
    wanted = text("SELECT body FROM record WHERE tenant_id = :t AND id = :i")
    return str(db.session.scalar(wanted, {"t": tenant_id, "i": record_id}))
