"""Serving the app with gunicorn: threads, no control socket. `kayoi serve` stays on loopback, where a proxy
with TLS stands in front; `kayoi serve-lan` brings its own TLS (server/lan).
"""

import gc
import os
import socket
import sys
from pathlib import Path

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


def listen(port: int, host: str = "127.0.0.1", say: str = "PORT={}") -> socket.socket:
    """The listening socket, held from now on. Raises ConfigError in one line when the port is taken; `say` is
    how another one is chosen.
    """
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except PermissionError:
        raise ConfigError(
            f"Port {port} is not for this user: choose one from 1024, {say.format(8443)}"
        ) from None
    except OSError:
        raise ConfigError(
            f"Port {port} is already in use: stop the other program, "
            f"or choose another with {say.format(port + 1)}"
        ) from None
    sock.listen(2048)
    sock.set_inheritable(True)
    return sock


def command(
    config: Config,
    sock: socket.socket,
    app: str = "server.serve:application()",
    certificate: Path | None = None,
) -> list[str]:
    """gunicorn's command line. The socket is handed over, so that nobody can take the port in between.

    certificate: a file with key and certificate, read anew for each connection; without it plain HTTP.
    """
    options: dict[str, object] = {
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
    if certificate is not None:
        options |= {"certfile": certificate, "keyfile": certificate, "config": "python:server.lan.tls"}
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "gunicorn", "--preload", "--no-control-socket", *flags, app]


def serve(config: Config) -> None:
    """Become gunicorn. Returns only by exception."""
    sock = listen(config.port)  # named, so that it stays open until gunicorn has it
    words = command(config, sock)
    os.execv(words[0], words)  # noqa: S606 - our own command line
