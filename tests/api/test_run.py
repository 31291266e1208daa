"""`kayoi run` as a person uses it: a real process tree, started twice, stopped by a signal to its own pid
only.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]


COMMAND = """
import pathlib, sys
from server import cli, pages
pages.BUILDS = (pathlib.Path(sys.argv[1]),)
cli.main(["run"])
"""


def _a_build(where: Path) -> Path:
    """A page that stands for the built app, so that these tests need no Node."""
    folder = where / "dist"
    folder.mkdir(exist_ok=True)
    (folder / "index.html").write_text("<!doctype html>")
    return folder


class Running:
    """One `kayoi run`; `url` once it has said where it serves."""

    def __init__(self, data: Path, port: int = 0) -> None:
        env = {**os.environ, "KAYOI_DATA": str(data), "PORT": str(port), "PUSH": "off"}
        env.pop("DATABASE_URL", None)
        self.log = data.parent / f"run-{time.monotonic_ns()}.log"
        command = [sys.executable, "-c", COMMAND, str(_a_build(data.parent))]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)

    def said(self) -> str:
        return self.log.read_text()

    def url(self) -> str:
        """Where it serves, once it answers."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and self.process.poll() is None:
            found = re.search(r"http://127\.0\.0\.1:\d+", self.said())
            if found and _answers(found[0]):
                return found[0]
            time.sleep(0.05)
        raise AssertionError(self.said())

    def stop(self, number: int) -> tuple[int, list[int]]:
        """Signal this one process; its exit code, and the pids it left behind."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(number)
        code = self.process.wait(timeout=30)
        _, alive = psutil.wait_procs(family, timeout=5)
        return code, [process.pid for process in alive]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "var"


def test_it_starts_twice_keeps_its_town_and_leaves_nothing_running(data: Path) -> None:
    first = Running(data)
    first.url()
    assert "First start" in first.said()
    assert "yamaguchi" in first.said()
    assert first.stop(signal.SIGINT) == (0, [])
    again = Running(data)
    again.url()
    assert "First start" not in again.said()
    assert again.stop(signal.SIGTERM) == (0, [])
    assert "Traceback" not in first.said() + again.said()
    assert (data / "master.key").stat().st_mode & 0o777 == 0o600


def test_a_taken_port_is_one_clear_line_and_nothing_is_made(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = Running(data, port)
        assert run.process.wait(timeout=30) == 1
    said = f"Port {port} is already in use: stop the other program, or choose another with PORT={port + 1}"
    assert run.said().strip() == f"Error: {said}"
    assert not data.exists()


def test_when_one_part_dies_the_whole_ends_and_says_so(data: Path) -> None:
    run = Running(data)
    run.url()
    family = psutil.Process(run.process.pid).children(recursive=True)
    worker = next(process for process in family if "worker" in process.cmdline())
    worker.kill()
    assert run.process.wait(timeout=30) == 1
    _, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []
    assert "has ended by itself" in run.said()


def test_migrate_and_serve_are_enough_for_an_operator(data: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "KAYOI_DATA": str(data), "PORT": str(port), "KAYOI_WORKERS": "1"}
    env.pop("DATABASE_URL", None)
    kayoi = [sys.executable, "-m", "server.cli"]
    subprocess.run([*kayoi, "migrate"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen([*kayoi, "serve"], cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not _answers(f"http://127.0.0.1:{port}") and time.monotonic() < deadline:
            time.sleep(0.05)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as reply:
            assert reply.read() == b'{"status":"ready"}'
    finally:
        server.terminate()
        assert server.wait(timeout=30) == 0
