"""Serving the app with gunicorn: threads, loopback only, no control socket. A proxy with TLS stands in
front.
"""

import gc
import os
import socket
import sys

from flask import Flask

from server import create_app
from server.backup.files import hold
from server.config import Config, ConfigError


def application() -> Flask:
    """The app of this process's environment, for gunicorn and other WSGI servers."""
    config = Config.from_env()
    app = create_app(config)
    app.extensions["kayoi_running"] = hold(config)  # workers inherit it: no restore while one of them lives
    gc.collect()
    gc.freeze()  # what the app is made of is never garbage: do not look through it again after every push
    gc.set_threshold(50_000, 20, 100)
    return app


def listen(port: int) -> socket.socket:
    """The listening socket, held from now on. Raises ConfigError in one line when the port is taken."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(("127.0.0.1", port))
    except OSError:
        raise ConfigError(
            f"Port {port} is already in use: stop the other program, or choose another with PORT={port + 1}"
        ) from None
    sock.listen(2048)
    sock.set_inheritable(True)
    return sock


def command(config: Config, sock: socket.socket) -> list[str]:
    """gunicorn's command line. The socket is handed over, so that nobody can take the port in between."""
    options = {
        "bind": f"fd://{sock.fileno()}",
        "worker-class": "gthread",
        "workers": config.workers,
        "threads": config.threads,
        "timeout": 60,
        "graceful-timeout": 10,
        "keep-alive": 20,
        "log-level": "warning",
        "worker-tmp-dir": str(config.data),
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    start = [sys.executable, "-m", "gunicorn", "--preload", "--no-control-socket", *flags]
    return [*start, "server.serve:application()"]


def serve(config: Config) -> None:
    """Become gunicorn. Returns only by exception."""
    sock = listen(config.port)  # named, so that it stays open until gunicorn has it
    words = command(config, sock)
    os.execv(words[0], words)  # noqa: S606 - our own command line
