"""Every look at a person leaves a line: noted during the request, written before its answer leaves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
from flask import Flask, Response, g
from sqlalchemy import select, tuple_
from sqlalchemy.exc import DBAPIError

from server import clock, logs
from server.audit.models import ReadLog
from server.audit.notes import Read
from server.auth import Current, current
from server.db import INSERT, db, insert_new, one_write
from server.devices import service as devices
from server.problems import Invalid, WriterUnknown
from server.ready import Ready
from server.room import no_room
from server.staff import service as staff
from sync import feed

if TYPE_CHECKING:
    from server.devices.models import Writer

_MARK = re.compile(r"([0-9]{1,11})~([0-9a-f.-]{1,36})")


def note_read(kind: str, record_id: str = "", count: int = 0) -> None:
    """Note that the signed-in person is being shown this. kind: person, submission, list, search, pull,
    export, print.

    May be called anywhere in a request, also inside a snapshot or a transaction. If the note cannot be
    written the answer does not leave; on a full disk it is written to the server's log instead.
    """
    g.setdefault("reads", []).append((kind, record_id, count))


def init_app(app: Flask) -> None:
    """Write the notes of a request when its view is done."""

    @app.after_request
    def write(response: Response) -> Response:
        noted = g.pop("reads", [])
        if noted and response.status_code < 400:
            _write(current(), noted)
        return response


def write_read(who: Current, kind: str, count: int, record_id: str = "") -> None:
    """Write a line of the read log now, as part of the open transaction."""
    db.session.execute(insert_new(ReadLog), _rows(who, [(kind, record_id, count)]))


def _rows(who: Current, noted: Sequence[tuple[str, str, int]]) -> list[dict[str, Any]]:
    now = clock.now()
    common = {
        "tenant_id": who.tenant.id,
        "staff_id": who.staff.id,
        "device_id": who.session.device_id,
        "place": who.session.client,
        "at": now,
        "received_at": now,
    }
    return [
        common
        | {"id": devices.new_id(), "kind": kind, "record_id": record_id, "count": count, "sealed": None}
        for kind, record_id, count in noted
    ]


def _write(who: Current, noted: Sequence[tuple[str, str, int]]) -> None:
    rows = _rows(who, noted)
    try:
        with one_write() as connection:
            if len(rows) == 1:
                _NOTED.run_on(connection, **rows[0])
            else:
                connection.execute(insert_new(ReadLog), rows)
    except DBAPIError as error:
        if not no_room(error):
            raise
        for kind, record_id, count in noted:
            logs.note("read-noted-here-only", kind=kind, record=record_id, count=count, staff=who.staff.id)


_NOTED = Ready({name: insert(ReadLog).on_conflict_do_nothing() for name, insert in INSERT.items()})


def receive(tenant_id: int, writer_no: int, store_id: str, reads: Sequence[Read]) -> list[list[int]]:
    """File what a tablet noted, once each, and return the ranges received. Inside a transaction.

    The reads belong to the writer's person, whoever carries them. Raises WriterUnknown when the store is not
    that writer's.
    """
    writer = devices.get_writer(tenant_id, writer_no, lock=True)
    if writer is None or writer.store_id != store_id or writer.staff_id is None:
        raise WriterUnknown
    if reads:
        rows = [_row(writer, read) for read in reads]
        db.session.execute(insert_new(ReadLog, rows))
    ranges = feed.add(feed.parse_ranges(orjson.loads(writer.reads_received)), [read.n for read in reads])
    writer.reads_received = orjson.dumps(ranges).decode()
    return [list(span) for span in ranges]


def _row(writer: Writer, read: Read) -> dict[str, Any]:
    return {
        "tenant_id": writer.tenant_id,
        "id": f"{writer.writer_no}.{read.n}",
        "staff_id": writer.staff_id,
        "device_id": writer.device_id,
        "place": "tablet",
        "kind": read.kind,
        "record_id": read.record_id,
        "count": read.count,
        "at": read.at,
        "received_at": clock.now(),
        "sealed": read.sealed,
    }


def page(tenant_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """One page of the log, newest first, with names of staff and devices."""
    wanted = select(ReadLog).where(ReadLog.tenant_id == tenant_id)
    if "staff" in query:
        wanted = wanted.where(ReadLog.staff_id == str(query["staff"]))
    if "record" in query:
        wanted = wanted.where(ReadLog.record_id == str(query["record"]))
    if "before" in query:
        wanted = wanted.where(tuple_(ReadLog.received_at, ReadLog.id) < tuple_(*_position(query["before"])))
    wanted = wanted.order_by(ReadLog.received_at.desc(), ReadLog.id.desc()).limit(query["limit"] + 1)
    rows = list(db.session.scalars(wanted))
    shown = rows[: query["limit"]]
    more = len(rows) > len(shown)
    return {"reads": _shown(tenant_id, shown), "next": _mark(shown[-1]) if more else None}


def _shown(tenant_id: int, rows: Sequence[ReadLog]) -> list[dict[str, Any]]:
    names = staff.names(tenant_id, list({row.staff_id for row in rows}))
    labels = devices.labels(tenant_id, list({row.device_id for row in rows if row.device_id}))
    return [
        {
            "id": row.id,
            "staff_id": row.staff_id,
            "staff_name": names.get(row.staff_id, ""),
            "device": labels.get(row.device_id or "", ""),
            "place": row.place,
            "kind": row.kind,
            "record_id": row.record_id,
            "count": row.count,
            "at": clock.iso(row.at),
            "received_at": clock.iso(row.received_at),
        }
        for row in rows
    ]


def _mark(row: ReadLog) -> str:
    return f"{int(row.received_at.timestamp())}~{row.id}"


def _position(mark: str) -> tuple[datetime, str]:
    found = _MARK.fullmatch(mark)
    if found is None:
        raise Invalid(errors={"before": ["not a `next` of this list"]})
    return datetime.fromtimestamp(int(found[1]), UTC), found[2]
