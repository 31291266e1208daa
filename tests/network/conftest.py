"""A live gunicorn with a municipality, and a bad line in front of it."""

import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from server import create_app, serve
from server.config import Config
from tests.conftest import Templates, close
from tests.network.proxy import Proxy
from tests.tablet import found_masters


@dataclass
class Live:
    """A running server. file: its SQLite file. address: straight to it; proxy: over the bad line."""

    file: Path
    address: tuple[str, int]
    proxy: Proxy


@pytest.fixture(scope="module")
def live(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """gunicorn as `kayoi serve` starts it, on a port of its own."""
    config = templates.copy("sqlite", tmp_path_factory.mktemp("network"), towns=True)
    app = create_app(config)
    found_masters(app)
    close(app)
    sock = serve.listen(0)
    process = subprocess.Popen(
        serve.command(config, sock),
        env={
            **os.environ,
            "KAYOI_DATA": str(config.data),
            "DATABASE_URL": config.database_url,
            "PUSH": "off",
        },
        pass_fds=(sock.fileno(),),
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    proxy = Proxy(sock.getsockname())
    yield Live(_file(config), sock.getsockname(), proxy)
    proxy.close()
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=20)
    sock.close()


def _file(config: Config) -> Path:
    assert config.sqlite_file is not None
    return Path(config.sqlite_file)
