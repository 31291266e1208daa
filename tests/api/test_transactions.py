"""The promises of server.db: one writer of a tenant at a time, numbers in commit order, all or nothing."""

import threading
import time
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import event, select, text

from server import clock
from server.db import UnknownTenant, db, outside_feed, read_snapshot, transaction
from server.devices import service as devices
from server.devices.models import Device
from server.tenants.models import Tenant, TenantFeed


def last(tenant_id: int = 1) -> int:
    with read_snapshot() as session:
        return session.get_one(TenantFeed, tenant_id).last


def test_the_first_statement_takes_the_counter(app: Flask) -> None:
    said: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda _c, _k, statement, *_: said.append(statement))
        with transaction(1) as turn:
            turn.session.execute(select(Tenant))
    writes = [statement for statement in said if not statement.startswith("BEGIN")]
    assert writes[0].startswith("UPDATE tenant_feed")
    if said[0].startswith("BEGIN"):
        assert said[0] == "BEGIN IMMEDIATE"


def test_numbers_are_consecutive_and_kept_only_when_the_transaction_commits(app: Flask) -> None:
    with app.app_context():
        with transaction(1) as turn:
            assert [turn.next_seq() for _ in range(3)] == [1, 2, 3]
        with pytest.raises(ZeroDivisionError):
            _write_and_fail()
        assert last() == 3
        with read_snapshot() as session:
            assert session.scalars(select(Device)).all() == []
        with transaction(1) as turn:
            assert turn.next_seq() == 4


def _write_and_fail() -> None:
    with transaction(1) as turn:
        turn.next_seq()
        devices.enrol(1, None, "tablet", "")
        raise ZeroDivisionError


def test_eight_threads_never_share_a_number_and_readers_see_no_gap(app: Flask) -> None:
    given: list[int] = []
    seen_gap: list[str] = []

    def write() -> None:
        for _ in range(10):
            with app.app_context(), transaction(1) as turn:
                seqs = [turn.next_seq() for _ in range(3)]
                time.sleep(0.001)
                for seq in seqs:
                    device = devices.enrol(1, None, "tablet", "")
                    device.label = str(seq)
                given.extend(seqs)

    def read() -> None:
        while any(writer.is_alive() for writer in writers):
            with app.app_context(), read_snapshot() as session:
                rows = {int(label) for label in session.scalars(select(Device.label))}
                known = session.scalar(select(TenantFeed.last).where(TenantFeed.tenant_id == 1))
            if rows != set(range(1, (known or 0) + 1)):
                seen_gap.append(f"{known}: {len(rows)}")

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    reader = threading.Thread(target=read)
    reader.start()
    for thread in (*writers, reader):
        thread.join()
    assert sorted(given) == list(range(1, 241))
    assert seen_gap == []


def test_two_towns_do_not_wait_for_each_other_on_postgresql(app: Flask) -> None:
    if app.extensions["kayoi_write_lock"] is not None:
        return  # SQLite has one writer for the whole file
    other: list[int] = []

    def write_other() -> None:
        with app.app_context(), transaction(2) as turn:
            other.append(turn.next_seq())

    with app.app_context(), transaction(1):
        thread = threading.Thread(target=write_other)
        thread.start()
        thread.join(timeout=5)
    assert other == [1]


def test_a_snapshot_does_not_move_while_others_write(app: Flask) -> None:
    with app.app_context(), read_snapshot() as session:
        before = session.scalar(select(TenantFeed.last).where(TenantFeed.tenant_id == 1))

        def write() -> None:
            with app.app_context(), transaction(1) as turn:
                turn.next_seq()

        thread = threading.Thread(target=write)
        thread.start()
        thread.join(timeout=5)
        assert session.scalar(select(TenantFeed.last).where(TenantFeed.tenant_id == 1)) == before
    with app.app_context():
        assert last() == (before or 0) + 1


def test_reading_inside_a_write_sees_its_own_rows(app: Flask) -> None:
    with app.app_context(), transaction(1):
        made = devices.enrol(1, None, "tablet", "")
        with read_snapshot() as session:
            assert session.get(Device, (1, made.id)) is made


def test_what_was_read_before_is_read_again_inside_the_transaction(app: Flask) -> None:
    with app.app_context():
        with read_snapshot() as session:
            stale = session.get_one(Tenant, 1)
        assert stale.name == "かよい町"

        def rename() -> None:
            with app.app_context(), outside_feed() as session:
                session.execute(text("UPDATE tenant SET name = '新町' WHERE id = 1"))

        thread = threading.Thread(target=rename)
        thread.start()
        thread.join()
        with transaction(1) as turn:
            assert turn.session.get_one(Tenant, 1).name == "新町"


def test_a_transaction_inside_a_transaction_is_a_programming_error(app: Flask) -> None:
    with app.app_context(), transaction(1):
        with pytest.raises(RuntimeError, match="already open"), transaction(1):
            pass
        with pytest.raises(RuntimeError, match="already open"), outside_feed():
            pass


def test_a_row_written_outside_a_transaction_is_a_programming_error(app: Flask) -> None:
    with app.app_context():
        device = Device(tenant_id=1, id="x", label="x", client="tablet", app_version="")
        db.session.add(device)
        with pytest.raises(RuntimeError, match="transaction"):
            db.session.flush()
        db.session.rollback()


def test_an_unknown_tenant_is_no_transaction(app: Flask) -> None:
    with app.app_context(), pytest.raises(UnknownTenant), transaction(99):
        pass


def test_instants_come_back_aware_and_naive_ones_are_refused(app: Flask) -> None:
    with app.app_context(), transaction(1):
        made = devices.enrol(1, None, "tablet", "")
        db.session.flush()
        db.session.expire_all()
        found = db.session.get_one(Device, (1, made.id)).created_at
        assert found.tzinfo is not None
        assert clock.iso(found).endswith("Z")
        made.created_at = datetime(2026, 11, 21)
        with pytest.raises(Exception, match="naive"):
            db.session.flush()
        db.session.rollback()


def test_sqlite_is_set_to_survive_a_power_cut(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            return
        with read_snapshot() as session:
            ask = [
                session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")
            ]
            assert ask == ["wal", 2]
            assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
            assert session.execute(text("PRAGMA busy_timeout")).scalar() == 10_000
