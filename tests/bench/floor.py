"""The floor server: the least a server can do with answer sheets; the yardstick of every server benchmark.

Bare Flask, msgspec validation into typed structs, one bulk insert into PostgreSQL over a connection that each
thread keeps, the stored JSON back as it is. No accounts, no merge, no history, no audit, no idempotence.
Started by the benchmark with the same gunicorn gthread settings as Kayoi; FLOOR_DB names the database.
"""

import os
import threading

import msgspec
import psycopg
from flask import Flask, Response, request

CREATE = """CREATE TABLE IF NOT EXISTS submission (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id TEXT NOT NULL, person TEXT NOT NULL, body TEXT NOT NULL)"""
INSERT = "INSERT INTO submission (id, person, body) VALUES (%s, %s, %s)"
AFTER = "SELECT seq, body FROM submission WHERE seq > %s ORDER BY seq LIMIT %s"


class Submission(msgspec.Struct, forbid_unknown_fields=True):
    """One answer sheet: 15 answers and 8 measures, about 620 bytes of JSON."""

    id: str
    person: str
    session: str
    form: str
    version: int
    on: str
    answered_by: str
    answers: dict[str, int]
    measures: dict[str, float]


class Push(msgspec.Struct, forbid_unknown_fields=True):
    """What one request stores."""

    submissions: list[Submission]


decoder = msgspec.json.Decoder(Push)
encoder = msgspec.json.Encoder()
kept = threading.local()


def connection(database: str) -> psycopg.Connection:
    """This thread's connection, opened at its first request."""
    if not hasattr(kept, "connection"):
        kept.connection = psycopg.connect(database)
    return kept.connection


def prepare(database: str) -> None:
    """Create the one table."""
    with psycopg.connect(database) as setup:
        setup.execute(CREATE)


def create_floor() -> Flask:
    """The app: POST /push, GET /pull?after=&limit=."""
    app = Flask(__name__)
    database = os.environ["FLOOR_DB"]

    @app.post("/push")
    def push() -> dict[str, int]:
        rows = [
            (one.id, one.person, encoder.encode(one).decode())
            for one in decoder.decode(request.get_data()).submissions
        ]
        with connection(database).transaction(), connection(database).cursor() as cursor:
            cursor.executemany(INSERT, rows)
        return {"stored": len(rows)}

    @app.get("/pull")
    def pull() -> Response:
        """The stored texts after a cursor as one JSON array; header X-Cursor is the next cursor."""
        after, limit = request.args.get("after", 0, type=int), request.args.get("limit", 1_000, type=int)
        with connection(database).transaction():
            rows = connection(database).execute(AFTER, (after, limit)).fetchall()
        reply = Response("[" + ",".join([body for _, body in rows]) + "]", mimetype="application/json")
        reply.headers["X-Cursor"] = str(rows[-1][0] if rows else after)
        return reply

    @app.get("/healthz")
    def healthz() -> dict[str, bool]:
        return {"ok": True}

    return app
