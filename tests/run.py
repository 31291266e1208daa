"""Run every suite in order, print how long each took beside its budget, and fail if any failed.

`python -m tests.run` is what `make test` calls; `--long` adds the longer proofs of `make test-long`.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass

from tests.browser import install

BUILD = ["pwa/build_hook.py"]
PYTEST = ["-m", "pytest", "-q"]
SHORT = ["-m", "not long", "-n", "2", "--dist", "worksteal"]
LOGIC = ["tests/unit", "tests/property", "tests/network"]
TOLD = ["tests/api", "tests/migration", "tests/recorded"]  # on both databases
NOUNS = ["tests/imports", "tests/people", "tests/authoring"]  # on both databases in `make test-long`


@dataclass(frozen=True)
class Suite:
    """One command of the test run.

    budget_s: seconds on two cores (the project's own limits). database: what it runs on; "": both.
    """

    name: str
    command: list[str]
    budget_s: int
    database: str = ""


def npm(script: str) -> list[str]:
    return [*BUILD, "--npm", "run", script]


QUICK = [
    Suite("format", ["-m", "ruff", "format", "--check", "--quiet", "."], 5),
    Suite("lint", ["-m", "ruff", "check", "--quiet", "."], 5),
    Suite("types (Python)", ["-m", "mypy"], 30),
    Suite("build the app", BUILD, 60),
    Suite("types (TypeScript)", npm("check"), 20),
    Suite("format and lint (TypeScript)", npm("lint"), 20),
    Suite("unit (TypeScript)", npm("test"), 30),
    Suite("unit and property", [*PYTEST, *SHORT, *LOGIC], 90),
    Suite("API and migrations", [*PYTEST, *SHORT, *TOLD], 380),
    Suite("imports, people, forms", [*PYTEST, *SHORT, *NOUNS], 60, "sqlite"),
    Suite("concurrency", [*PYTEST, *SHORT, "tests/concurrency"], 60),
    Suite("browser", [*PYTEST, *SHORT, "tests/browser"], 540),
]
LONG = [
    Suite("imports and forms, PostgreSQL", [*PYTEST, *SHORT, *NOUNS], 240, "postgresql"),
    Suite("longer proofs", [*PYTEST, "-m", "long", "tests"], 7200),
]


def run_suite(suite: Suite) -> tuple[bool, float]:
    """Whether the suite passed, and how many seconds it took."""
    print(f"\n== {suite.name}", flush=True)
    began = time.monotonic()
    chosen = {"KAYOI_TEST_DB": suite.database} if suite.database else {}
    done = subprocess.run([sys.executable, *suite.command], env={**os.environ, **chosen}, check=False)
    return done.returncode == 0, time.monotonic() - began


def main() -> int:
    if (missing := install.ensure_browser()) is not None:
        print(missing)
        return 1
    suites = QUICK + (LONG if "--long" in sys.argv[1:] else [])
    results = [(suite, *run_suite(suite)) for suite in suites]
    print("\nsuite                           seconds  budget")
    for suite, passed, took in results:
        note = "" if passed else "  FAILED"
        print(f"{suite.name:30} {took:9.1f} {suite.budget_s:7}{note}")
    failed = sum(not passed for _, passed, _ in results)
    print(f"suites: {len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
