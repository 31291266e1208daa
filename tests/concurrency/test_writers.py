"""Eight writer processes on hot records and a reader that polls: no edit lost, no row missed."""

import os

import pytest
from flask import Flask

from server import create_app
from server.config import Config
from sync.feed import add, count
from tests.concurrency.counting import digest_faults, op_log, received, replica, wrong_fields
from tests.concurrency.hands import LOGINS, at_once, hot_persons, read_until, tablet, write_until
from tests.conftest import close
from tests.reference.device import Device
from tests.reference.lines import InProcess
from tests.tablet import MADE_AT, found_masters

WRITERS = 8
HOT = 4


@pytest.mark.parametrize("seconds", [4, pytest.param(60, marks=pytest.mark.long)])
def test_eight_writers_at_once_lose_no_edit_and_a_reader_misses_no_row(config: Config, seconds: int) -> None:
    app = create_app(config)
    found_masters(app)
    writers = [tablet(InProcess(app), LOGINS[at % len(LOGINS)]) for at in range(WRITERS)]
    hot = hot_persons(writers[0], HOT)
    for one in writers:
        one.sync()
    readers = [tablet(InProcess(app), "ichiro")]
    close(app)

    jobs = [(write_until, one) for one in writers] + [(read_until, one) for one in readers]
    done = at_once(config, jobs, hot, seconds)

    app = create_app(config)
    _nothing_is_lost(app, done[:WRITERS])
    _nothing_was_missed(app, done)
    close(app)


def _nothing_is_lost(app: Flask, done: list) -> None:  # type: ignore[type-arg]
    log = op_log(app)
    for work in done:
        pen = work.store.pen()
        assert work.acknowledged <= log.keys()
        assert len(work.acknowledged) == pen.next_seq - 1 == count(received(app, pen.no))
        assert received(app, pen.no) == add((), range(1, pen.next_seq))
    reader = tablet(InProcess(app), "ichiro")
    assert reader.sync()
    rows = {place[1]: kept.row for place, kept in reader.store.replica.items()}
    assert wrong_fields(log, rows) == []
    several = [
        one for one in log.values() if one.op and one.op.edits and one.verdict in ("merged", "conflict")
    ]
    assert len(several) >= 5, "the hands never met on one record"
    assert digest_faults(app) == []


def _nothing_was_missed(app: Flask, done: list) -> None:  # type: ignore[type-arg]
    fresh = tablet(InProcess(app), "ichiro")
    assert fresh.sync()
    *writers, reader = done
    kept = Device(fresh.server, reader.store, lambda: MADE_AT)
    assert kept.sync(limit=20)
    assert replica(kept) == replica(fresh)
    made = set().union(*(work.made for work in writers))
    assert len(made) > WRITERS
    assert made <= {record_id for _, record_id in kept.store.replica}
    print(f"{os.getpid()}: {sum(work.pushes for work in writers)} pushes, {len(made)} new persons")
