"""The floor server: the least a server can do with a push, and the yardstick of every server benchmark.

Bare Flask, msgspec validation into typed structs, one bulk insert through the raw driver.
No accounts, no merge,
no history, no audit.
Started by the benchmark with the same gunicorn gthread settings as Kayoi; FLOOR_DB names the database.
"""

import os
import sqlite3

import msgspec
import psycopg
from flask import Flask, request

CREATE = """CREATE TABLE IF NOT EXISTS submission (
  id TEXT PRIMARY KEY, person TEXT, session TEXT, form TEXT, version INTEGER,
  filed_on TEXT, answered_by TEXT, answers TEXT)"""
COLUMNS = "(id, person, session, form, version, filed_on, answered_by, answers)"


class Submission(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    person: str
    session: str
    form: str
    version: int
    on: str
    answered_by: str
    answers: dict[str, int]


class Push(msgspec.Struct, forbid_unknown_fields=True):
    submissions: list[Submission]


decoder = msgspec.json.Decoder(Push)
encoder = msgspec.json.Encoder()


def rows_of(push: Push) -> list[tuple[object, ...]]:
    return [
        (
            s.id,
            s.person,
            s.session,
            s.form,
            s.version,
            s.on,
            s.answered_by,
            encoder.encode(s.answers).decode(),
        )
        for s in push.submissions
    ]


def insert_sqlite(path: str, rows: list[tuple[object, ...]]) -> None:
    with sqlite3.connect(path, timeout=10) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.executemany(f"INSERT INTO submission {COLUMNS} VALUES (?,?,?,?,?,?,?,?)", rows)
    connection.close()


def insert_postgresql(url: str, rows: list[tuple[object, ...]]) -> None:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO submission {COLUMNS} VALUES (%s,%s,%s,%s,%s,%s,%s,%s)", rows)


def prepare(database: str) -> None:
    if database.startswith("postgresql"):
        with psycopg.connect(database) as connection:
            connection.execute(CREATE)
    else:
        with sqlite3.connect(database) as connection:
            connection.execute(CREATE)


def create_floor() -> Flask:
    app = Flask(__name__)
    database = os.environ["FLOOR_DB"]
    insert = insert_postgresql if database.startswith("postgresql") else insert_sqlite

    @app.post("/push")
    def push() -> dict[str, int]:
        rows = rows_of(decoder.decode(request.get_data()))
        insert(database, rows)
        return {"stored": len(rows)}

    @app.get("/healthz")
    def healthz() -> dict[str, bool]:
        return {"ok": True}

    return app
