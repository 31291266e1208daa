"""`make bench`: print the table of docs/performance.md; ratios and medians of interleaved rounds."""

import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.bench import app, delta, first, offline, push


def line(case: str, measured: str, goal: str) -> str:
    return f"| {case} | {measured} | {goal} |"


PUSHED: list[tuple[str, Callable[[push.Spent], float], str]] = [
    ("time", lambda spent: spent.wall_s, "≤ 2.5× (≥ 0.4 of its records/s)"),
    ("CPU, database included", lambda spent: spent.cpu_s, "≤ 2.5× (2×)"),
    ("CPU of the app's processes", lambda spent: spent.app_s, "reported"),
]


def push_lines(where: Path) -> list[str]:
    return [
        line(
            f"push of 2,000 sheets, {name}: {what} beside the floor server",
            f"{statistics.median(push.ratios(compared, of)):.2f}×",
            goal,
        )
        for name, compared in push.measure(where).items()
        for what, of, goal in PUSHED
    ]


def first_lines(where: Path) -> list[str]:
    r = first.measure(where)
    case = "first download, 20,000 persons + their latest sheet"
    return [
        line(
            f"{case}: records/s beside the floor, plain",
            f"{r['identity_ratio']:.2f} ({r['records_s']:,.0f} a second in {r['requests']} requests)",
            "≥ 0.67",
        ),
        line(f"{case}: the same, packed with zstd by ourselves", f"{r['zstd_ratio']:.2f}", "≥ 0.5"),
        line(
            f"{case}: bytes a record",
            f"zstd {r['zstd_bytes']:.0f}, gzip {r['gzip_bytes']:.0f}, plain {r['identity_bytes']:.0f} "
            f"(floor {r['floor_bytes']:.0f})",
            "≤ 110 (85)",
        ),
    ]


def delta_lines(where: Path) -> list[str]:
    r = delta.measure(where)
    beside = r["delta_20000_ms"] / r["delta_floor_ms"]
    return [
        line(
            "delta of 50 changes among 20,000 persons, p50 beside the floor, one request",
            f"{beside:.2f}× ({r['delta_20000_ms']:.1f} : {r['delta_floor_ms']:.1f} ms), {r['bytes']:,.0f} B",
            "≤ 3× (2×), ≤ 7,000 B",
        ),
        line(
            "empty delta, p50 at the client",
            f"{r['empty_20000_ms']:.1f} ms (floor {r['empty_floor_ms']:.1f} ms)",
            "≤ 3 ms (1 ms) of the server",
        ),
        line(
            "delta of 50 and of none, with 1,000 · 20,000 · 100,000 persons",
            " · ".join(f"{r[f'delta_{n}_ms']:.1f}" for n in delta.SIZES)
            + " ms and "
            + " · ".join(f"{r[f'empty_{n}_ms']:.1f}" for n in delta.SIZES)
            + " ms",
            "flat",
        ),
    ]


def app_lines(where: Path) -> list[str]:
    r = app.measure(where)
    return [
        line(
            "app start from the service worker until the password can be typed, 4× CPU throttle",
            f"{r['start_ms']:.0f} ms",
            "reported",
        ),
        line("unlock, from 開く to the keys, the same", f"{r['unlock_ms']:.0f} ms", "≤ 1,500 ms"),
        line("20,000 persons ready, from the keys to today", f"{r['ready_ms']:.0f} ms", "≤ 1,200 ms"),
        line(
            "sealed save, from the tap to the drawn check-in, the same",
            f"{r['save_ms']:.0f} ms median ({r['save_max_ms']:.0f} max)",
            "≤ 60 ms",
        ),
        line(
            "search, key to painted, the same",
            f"{r['search_ms']:.0f} ms median ({r['search_max_ms']:.0f} max)",
            "≤ 50 ms",
        ),
        line(
            "who may be the same while registering, key to painted, the same",
            f"{r['compared_ms']:.0f} ms median ({r['compared_max_ms']:.0f} max)",
            "≤ 50 ms",
        ),
        line("JavaScript to the first screen, gzip", f"{r['first_kb']:.1f} kB", "≤ 90 kB"),
    ]


def offline_lines(where: Path) -> list[str]:
    r = offline.measure(where)
    return [
        line(
            "30 days offline, 2,000 ops and 500 of a colleague: one sync, 4× CPU throttle",
            f"{r['seconds']:.1f} s ({r['requests']:.0f} requests; longest task {r['longest_ms']:.0f} ms)",
            "≤ 10 s",
        )
    ]


PARTS: dict[str, Callable[[Path], list[str]]] = {
    "push": push_lines,
    "first": first_lines,
    "delta": delta_lines,
    "app": app_lines,
    "offline": offline_lines,
}


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    print(f"measured {date.today()} with `make bench`\n\n| case | measured | goal |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            print("\n".join(PARTS[name](Path(folder) / name)), flush=True)


if __name__ == "__main__":
    main()
