"""`make bench`: print the table of docs/performance.md; ratios and medians of interleaved rounds."""

import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.bench import app, pull, push
from tests.postgres import running_postgresql


def line(case: str, measured: str, goal: str) -> str:
    return f"| {case} | {measured} | {goal} |"


def push_lines(where: Path) -> list[str]:
    with running_postgresql() as new_database:
        results = {
            "SQLite": push.measure(where / "sqlite", None, str(where / "floor.db")),
            "PostgreSQL": push.measure(where / "pg", new_database("kayoi"), new_database("floor")),
        }
    return [
        line(
            f"push of 2,000 submissions, {name}: CPU beside the floor server",
            f"{r['cpu_ratio']:.2f}× ({r['kayoi_ms']:.0f} : {r['floor_ms']:.0f} ms per 1,000; "
            f"wall {r['wall_ratio']:.2f}×; {r['bytes_up']:.0f} bytes up a record)",
            "≤ 3×",
        )
        for name, r in results.items()
    ]


def pull_lines(where: Path) -> list[str]:
    r = pull.measure(where)
    measured = f"{r['ratio']:.2f}× ({r['large_ms']:.1f} : {r['small_ms']:.1f} ms)"
    return [line("delta pull of 50 changes, 20,000 persons beside 1,000", measured, "flat")]


def app_lines(where: Path) -> list[str]:
    r = app.measure(where)
    return [
        line(
            "app start from the service worker, 20,000 persons, 4× CPU throttle",
            f"{r['start_ms']:.0f} ms",
            "reported",
        ),
        line(
            "search, key to painted, the same",
            f"{r['search_ms']:.0f} ms median ({r['search_max_ms']:.0f} max)",
            "≤ 50 ms",
        ),
        line("JavaScript to the first screen, gzip", f"{r['first_kb']:.1f} kB", "≤ 90 kB"),
    ]


PARTS: dict[str, Callable[[Path], list[str]]] = {"push": push_lines, "pull": pull_lines, "app": app_lines}


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    print(f"measured {date.today()} with `make bench`\n\n| case | measured | goal |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            print("\n".join(PARTS[name](Path(folder) / name)), flush=True)


if __name__ == "__main__":
    main()
