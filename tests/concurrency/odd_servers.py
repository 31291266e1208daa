"""Kayoi in circumstances that a test arranges: a disk with little room, a death at a chosen moment."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event
from werkzeug.serving import make_server

from server import serve
from server.config import Config
from server.db import db

ROOM = "room"  # a file in KAYOI_DATA: how many pages the database may have
PLENTY = 4_294_967_294


def little_room() -> Flask:
    """Kayoi whose SQLite database may not grow beyond what the file `room` says, asked at every use."""
    app = serve.application()
    room = Config.from_env().data / ROOM

    def limit(connection: Any, *_: object) -> None:
        pages = int(room.read_text()) if room.exists() else PLENTY
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with app.app_context():
        event.listen(db.engine, "checkout", limit)
    return app


class Doomed:
    """An app that kills its own process at the n-th boundary of a push: around each statement, around the
    commit, before the reply leaves and in the middle of it.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], at: int) -> None:
        self.app, self.left = app, at
        self.counting = False
        for name in ("before_cursor_execute", "after_cursor_execute", "commit", "rollback"):
            event.listen(Engine, name, self.boundary)
        event.listen(db.session, "after_commit", self.boundary)

    def boundary(self, *_: object, **_more: object) -> None:
        """One more moment at which the server might die."""
        self.left -= self.counting
        if self.counting and self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.counting = environ["PATH_INFO"].endswith("/push")
        self.boundary()
        body = b"".join(self.app(environ, start_response))
        self.boundary()
        yield body[: len(body) // 2]
        self.boundary()
        yield body[len(body) // 2 :]


def keeper(app: Flask, listening: socket.socket, orders: Connection) -> None:
    """Start a server for one request again and again. An order is the boundary at which it dies, 0 for never;
    it is answered with True when the server died of it.
    """
    while (at := orders.recv()) is not None:
        child = os.fork()
        if child == 0:
            _one_request(app, listening, at)
        _, status = os.waitpid(child, 0)
        orders.send(os.WIFSIGNALED(status))
    os._exit(0)


def _one_request(app: Flask, listening: socket.socket, at: int) -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    host, port = listening.getsockname()[:2]
    server = make_server(host, port, Doomed(app.wsgi_app, at or -1), fd=listening.fileno())
    server.handle_request()
    os._exit(0)


def room_file(config: Config) -> Path:
    """Where the test says how much room there is."""
    return config.data / ROOM
