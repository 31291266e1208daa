"""Start the servers a benchmark compares, and read the CPU time they used."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import psycopg

from tests.bench import floor
from tests.browser.live import ROOT, free_port

GTHREAD = ["--worker-class", "gthread", "--workers", "2", "--threads", "8", "--no-control-socket"]


class BenchServer:
    """One server process tree on a free port. cpu_s(): user + system seconds of the whole tree so far.

    log: what it printed.
    """

    def __init__(self, command: list[str], port: int, environment: dict[str, str], log: Path) -> None:
        self.url, self.log = f"http://127.0.0.1:{port}", log
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=log.open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._await_health()

    def _await_health(self) -> None:
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"no answer from {self.url}")

    def cpu_s(self) -> float:
        root = psutil.Process(self.process.pid)
        return sum(cpu_of(process) for process in [root, *root.children(recursive=True)])

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def floor_server(database: str, log: Path) -> BenchServer:
    floor.prepare(database)
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", *GTHREAD, "--bind", f"127.0.0.1:{port}"]
    return BenchServer([*command, "tests.bench.floor:create_floor()"], port, {"FLOOR_DB": database}, log)


def kayoi_server(data: Path, database_url: str | None, log: Path) -> BenchServer:
    """Kayoi as `kayoi serve` starts it, and the benchmark's form."""
    port = free_port()
    environment = _environment(data, database_url) | {"PORT": str(port)}
    return BenchServer([sys.executable, "-m", "tests.bench.serving", "serve"], port, environment, log)


def kayoi_town(data: Path, database_url: str | None, persons: int) -> None:
    """Make the demo town for a server, with the benchmark's form published in it."""
    data.mkdir(parents=True)
    environment = {**os.environ, **_environment(data, database_url)}
    for words in (["migrate"], ["seed-demo", "--persons", str(persons)]):
        command = [sys.executable, "-m", "tests.bench.serving", *words]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    if database_url:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")  # as autovacuum does within a minute


def _environment(data: Path, database_url: str | None) -> dict[str, str]:
    own = {"KAYOI_DATA": str(data), "PUSH": "off"}
    return own | ({"DATABASE_URL": database_url} if database_url else {})


def cpu_of(process: psutil.Process) -> float:
    """CPU seconds of one process: to the nanosecond where the kernel tells, otherwise in its clock ticks.

    None of one that has just ended.
    """
    try:
        threads = sorted(Path(f"/proc/{process.pid}/task").glob("*/schedstat"))
        if threads:
            return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
        spent = process.cpu_times()
    except (psutil.NoSuchProcess, OSError):
        return 0.0
    return float(spent.user + spent.system)
