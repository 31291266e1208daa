"""The worker process: one ticker that tells nurses of their plans. Never started by create_app.

The truth is in the reminder table; APScheduler only says when to look. Any number of workers may run.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from server import clock, logs
from server.auth import TenantFacts
from server.backup import taking
from server.backup.drill import drill
from server.backup.files import hold
from server.config import Config
from server.db import read_snapshot
from server.follow_ups.telling import Told, tell_due
from server.imports import going_on
from server.judgements import running as judging
from server.lan.watch import Watch
from server.notices.push import Sender
from server.people import duplicates
from server.tenants import service as tenants

TICK_S = 15
LAN_S = 3600
SUNDAY = 7


def run(app: Flask, tick_s: int = TICK_S) -> None:
    """Work until SIGTERM or SIGINT, then finish the tick under way and return."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(
        _safely(app, tick),
        "interval",
        seconds=tick_s,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
        next_run_time=clock.now(),
    )
    scheduler.add_job(
        _safely(app, compare_people), "interval", seconds=tick_s, coalesce=True, misfire_grace_time=None
    )
    scheduler.add_job(_safely(app, finish_imports), "interval", minutes=1, coalesce=True, max_instances=1)
    scheduler.add_job(_safely(app, finish_judging), "interval", minutes=1, coalesce=True, max_instances=1)
    if _config(app).lan_names:
        watch = Watch(_config(app))
        scheduler.add_job(
            _safely(app, lambda _: watch.look()),
            "interval",
            seconds=LAN_S,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=clock.now(),
        )
    if at := _config(app).backup_at:
        daily = {"hour": at[:2], "minute": at[3:], "timezone": clock.TOKYO, "misfire_grace_time": None}
        scheduler.add_job(_safely(app, back_up), "cron", **daily)
    with hold(_config(app)):
        scheduler.start()
        logs.note("worker-started", push=_config(app).push, tick_s=tick_s)
        stop.wait()
        scheduler.shutdown(wait=True)
    logs.note("worker-stopped")


def tick(app: Flask) -> Told:
    """One look at the queue of every tenant. With PUSH=off nothing is claimed and nothing leaves."""
    total = Told()
    if not _config(app).push:
        return total
    with app.app_context(), Sender(_config(app)) as sender:
        for tenant in _tenant_ids():
            total += _tell(_config(app), tenant, sender)
    if total != Told():
        logs.note("reminders-told", sent=total.sent, failed=total.failed, later=total.later)
    return total


def compare_people(app: Flask) -> None:
    """Look for persons registered twice among those who have changed; the office then need not wait."""
    with app.app_context():
        for tenant in _tenant_ids():
            duplicates.catch_up(tenant)


def finish_imports(app: Flask) -> None:
    """Go on with imports whose page was closed half-way, and put away those nobody has closed for long."""
    with app.app_context():
        for tenant in _tenants():
            going_on.finish(tenant)


def finish_judging(app: Flask) -> None:
    """Go on judging a period whose page was closed half-way."""
    with app.app_context():
        for tenant in _tenant_ids():
            judging.finish(tenant)


def back_up(app: Flask) -> None:
    """The backup of the day; on Sundays the newest one is also restored into a scratch place."""
    config = _config(app)
    with app.app_context():
        if taking.is_fresh():  # another worker was first
            return
        taking.take(config, config.backup_keep)
    if clock.today().isoweekday() == SUNDAY:
        drill(config)


def _tenant_ids() -> list[int]:
    return [tenant.id for tenant in _tenants()]


def _tenants() -> list[TenantFacts]:
    with read_snapshot():
        return [TenantFacts(one.id, one.uid, one.name, one.demo) for one in tenants.all_tenants()]


def _tell(config: Config, tenant_id: int, sender: Sender) -> Told:
    """What was told in one tenant. Its trouble is logged and does not keep the others waiting."""
    try:
        return tell_due(config, tenant_id, sender)
    except Exception as error:  # noqa: BLE001  the lease returns what was claimed, the next tick tries again
        logs.crash(error)
        return Told()


def _safely(app: Flask, job: Callable[[Flask], object]) -> Callable[[], None]:
    """The job with its crashes logged without their text: a database error may quote a name."""

    def once() -> None:
        try:
            job(app)
        except Exception as error:  # noqa: BLE001  the next tick tries again
            logs.crash(error)

    return once


def _config(app: Flask) -> Config:
    config: Config = app.extensions["kayoi_config"]
    return config
