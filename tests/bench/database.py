"""A PostgreSQL with the settings it comes with, durable like an operator's, and the CPU time it used."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

from tests import postgres
from tests.bench.servers import cpu_of
from tests.postgres import SETTINGS, running_postgresql, server_url


@contextmanager
def durable_postgresql() -> Iterator[Callable[[str], str]]:
    """As running_postgresql, but on a disk, and what the tests switch off (fsync, …) is on again."""
    postgres.on_disk = True
    with running_postgresql() as new_database:
        with psycopg.connect(server_url(), autocommit=True) as connection:
            for name in (setting.partition("=")[0] for setting in SETTINGS[:3]):
                connection.execute(f"ALTER SYSTEM RESET {name}")  # type: ignore[call-overload]
            connection.execute("SELECT pg_reload_conf()")
        yield new_database


class Database:
    """The database server's processes. cpu_s(): user + system seconds of all of them so far."""

    def __init__(self) -> None:
        with psycopg.connect(server_url()) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
        pid_file = Path(row[0] if row else "") / "postmaster.pid"
        self.process = psutil.Process(int(pid_file.read_text().splitlines()[0]))

    def cpu_s(self) -> float:
        """What processes that have ended used is not in it; the servers keep theirs."""
        return sum(map(cpu_of, [self.process, *self.process.children()]))
