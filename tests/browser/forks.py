"""Servers without the start of Python: one process has read all modules, and each server is a fork of it.

Reading them costs two seconds of a core, which nearly every browser test would pay. What runs in the fork is
`kayoi serve` itself, with the environment and the folder it is given.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]


class Forked:
    """A server: as much of Popen as its keeper needs."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """None while it runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self) -> None:
        """Return when it has ended."""
        while self.poll() is None:
            time.sleep(0.01)


def serve(environment: dict[str, str], log: Path) -> Forked:
    """Start `kayoi serve` in a process group of its own; what it prints goes to the log."""
    source = _source()
    assert source.stdin is not None
    assert source.stdout is not None
    source.stdin.write(json.dumps({"environment": environment, "log": str(log)}) + "\n")
    source.stdin.flush()
    return Forked(int(source.stdout.readline()))


@cache
def _source() -> subprocess.Popen[str]:
    """This test run's process to fork from; it ends with the run."""
    command = [sys.executable, "-m", "tests.browser.forks"]
    source = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    atexit.register(source.kill)
    return source


def _fork_for_each_line() -> None:
    import gunicorn.app.wsgiapp
    import gunicorn.workers.gthread  # noqa: F401 - read once, before the first fork

    import server.serve  # noqa: F401
    from server import create_app
    from server.cli import main
    from server.config import Config

    create_app(Config(Path("nowhere"), "sqlite:///nowhere.db"))  # reads what is read late; opens nothing

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who ends leaves nothing behind
    for line in sys.stdin:
        order = json.loads(line)
        if (pid := os.fork()) == 0:
            _as_if_started(**order)
            main(["serve"])
        print(pid, flush=True)


def _as_if_started(environment: dict[str, str], log: str) -> None:
    """In the fork: its own group, environment and output; gunicorn runs here instead of being started."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(output, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(environment)
    os.execv = _run_gunicorn  # type: ignore[assignment]


def _run_gunicorn(_path: str, words: list[str]) -> NoReturn:
    from gunicorn.app.wsgiapp import run

    sys.argv = words[words.index("gunicorn") :]
    run()
    raise SystemExit


if __name__ == "__main__":
    _fork_for_each_line()
