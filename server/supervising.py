"""Several parts of Kayoi under one process: prepared, started, watched, and all ended when one ends."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType

from flask import Flask

from server import create_app, real_data
from server.config import Config, environment
from server.devices import keys

STOP_S = 15


class Stopped(Exception):
    """Someone asked the whole to end."""


def supervise(
    config: Config,
    servers: list[tuple[list[str], socket.socket]],
    greeting: Callable[[], str],
    settings: dict[str, str] | None = None,
) -> int:
    """Prepare the database, run these servers (command line, listening socket) and a worker until asked to
    stop or until one of them ends. Returns the exit code. settings: variables every part gets besides ours.
    """
    env = environment(settings or {})
    worker = [sys.executable, "-m", "server.cli", "worker"]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    children: list[subprocess.Popen[bytes]] = []
    try:
        prepare(config)
        for words, sock in servers:
            children.append(subprocess.Popen(words, pass_fds=(sock.fileno(),), env=env))  # noqa: S603 - ours
        children.append(subprocess.Popen(worker, env=env))  # noqa: S603 - ours
        print(greeting(), flush=True)
        return _watch(children)
    except Stopped:
        print("\n終わります。 Stopping.", flush=True)
        return 0
    finally:
        _end(children)


def prepare(config: Config) -> None:
    """Keys, schema, demo town on the first start, and every form version this code brings."""
    from server.migrate import is_current, upgrade

    config.data.mkdir(parents=True, exist_ok=True)
    keys.create_master_key(config.master_key_file)
    app = create_app(config)
    if not is_current(app):
        upgrade(app)
    real_data.check_served(app)
    with app.app_context():
        _seed_or_publish(app)


def _seed_or_publish(app: Flask) -> None:
    from server.auth import TenantFacts
    from server.authoring import service as authoring
    from server.demo import seed
    from server.form_versions import service as form_versions
    from server.tenants import service as tenants

    found = tenants.all_tenants()
    if not found or seed.is_unfinished():
        print("はじめての起動: デモ用の町を作っています… First start: making a demo town …", flush=True)
        seed.seed(app)
        return
    for tenant in found:
        form_versions.publish(tenant.id)
        facts = TenantFacts(tenant.id, tenant.uid, tenant.name, tenant.demo)
        authoring.deliver(facts)


def _watch(children: list[subprocess.Popen[bytes]]) -> int:
    while all(child.poll() is None for child in children):
        time.sleep(0.2)
    print("A part of Kayoi has ended by itself; see the lines above.", file=sys.stderr, flush=True)
    return 1


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask every child to finish, and insist after a while."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_S
    for child in children:
        try:
            child.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
