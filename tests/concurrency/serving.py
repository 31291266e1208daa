"""gunicorn as `kayoi serve` starts it, on a listening socket of ours, which outlives every kill."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

from server import serve
from server.config import Config
from tests.reference.lines import Tcp

ROOT = Path(__file__).parents[2]


class Gunicorn:
    """The server's master and its workers. application: what they serve, Kayoi unless said otherwise."""

    def __init__(self, config: Config, application: str = "server.serve:application()", **env: str) -> None:
        self.config, self.application, self.env = config, application, env
        self.socket = serve.listen(0)
        self.start()

    def start(self) -> None:
        url = self.config.database_url.replace("postgresql+psycopg://", "postgresql://")
        env = {**os.environ, "KAYOI_DATA": str(self.config.data), "DATABASE_URL": url, "PUSH": "off"}
        command = serve.command(self.config, self.socket)
        self.process = subprocess.Popen(
            [*command[:-1], self.application],
            env=env | self.env,
            cwd=ROOT,
            pass_fds=(self.socket.fileno(),),
            start_new_session=True,
            stderr=(self.config.data / "server.log").open("ab"),
        )

    def kill(self) -> None:
        """End the master and its workers in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        self.kill()
        self.socket.close()

    def line(self) -> Tcp:
        """A way to it; a request that comes while it is down waits in the socket's queue."""
        return Tcp(*self.socket.getsockname()[:2], timeout_s=30)
