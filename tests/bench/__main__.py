"""`make bench`: print the table of docs/performance.md; ratios and medians of interleaved rounds."""

import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.bench import again, app, conflicts, delta, first, judging, offline, push, storm


def line(case: str, measured: str, goal: str) -> str:
    return f"| {case} | {measured} | {goal} |"


PUSHED: list[tuple[str, Callable[[push.Spent], float], str]] = [
    ("time", lambda spent: spent.wall_s, "≤ 2.5× (≥ 0.4 of its records/s)"),
    ("CPU, database included", lambda spent: spent.cpu_s, "≤ 2.5× (2×)"),
    ("CPU of the app's processes", lambda spent: spent.app_s, "reported"),
]


def push_lines(where: Path) -> list[str]:
    lines = []
    for name, compared in push.measure(where).items():
        case = f"push of 2,000 sheets, {name}"
        for what, of, goal in PUSHED:
            ratio = statistics.median(push.ratios(compared, of))
            lines.append(line(f"{case}: {what} beside the floor server", f"{ratio:.2f}×", goal))
        up, down, requests = push.carried(compared)
        lines.append(
            line(
                f"{case}: bytes a record up and down, requests",
                f"{up:.0f} and {down:.1f} B, {requests:.0f} requests",
                "≤ 200 and ≤ 10 B, ≤ 5",
            )
        )
    return lines


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
            "empty delta, p50 in the app; CPU of server and database; p50 at the client",
            f"{r['empty_server_ms']:.1f} ms; {r['empty_cpu_ms']:.1f} ms; {r['empty_20000_ms']:.1f} ms"
            f" (floor {r['empty_floor_ms']:.1f} ms)",
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


def storm_lines(where: Path) -> list[str]:
    return [text for name, storms in storm.measure(where).items() for text in _storm_lines(name, storms)]


def _storm_lines(name: str, storms: storm.Storms) -> list[str]:
    case = f"storm of 100 tablets × 40 sheets, {name}"
    return [
        line(
            f"{case}: records/s beside the floor",
            f"{1 / storm.median_ratio(storms, 'wall_s'):.2f}",
            "≥ 0.4",
        ),
        line(f"{case}: p95 beside the floor", f"{storm.median_ratio(storms, 'p95_s'):.2f}×", "≤ 3× (2×)"),
        line(f"{case}: CPU beside the floor", f"{storm.median_ratio(storms, 'cpu_s'):.2f}×", "reported"),
        line(
            f"{case}: errors; acknowledged and not stored, checked by id",
            f"{storms.errors}; {storms.lost}",
            "0; 0",
        ),
    ]


def conflicts_lines(where: Path) -> list[str]:
    lines = []
    for name, (one, other) in conflicts.measure(where).items():
        case = f"two tablets change the same {conflicts.CHANGED} persons, {name}"
        both = f"on one tablet {{}}, on the other {{}} of {2 * conflicts.CHANGED}"
        lines.append(
            line(f"{case}: other fields kept", both.format(one.kept, other.kept), "400 of 400 on both")
        )
        same = [f"{shown.in_use} in use + {shown.beside} beside" for shown in (one, other)]
        lines.append(
            line(
                f"{case}: the same field",
                f"{same[0]} on one tablet, {same[1]} on the other",
                "200 + 200 on both",
            )
        )
    return lines


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


def forms_lines(where: Path) -> list[str]:
    case = "judging a sheet in the browser, 4× CPU throttle"
    return [
        line(
            f"{case}: {r.name}, {r.answered} answers",
            f"{r.median_ms:.2f} ms median, {r.p95_ms:.2f} ms p95 (first in a new page {r.first_ms:.1f} ms)",
            "≤ 1 ms",
        )
        for r in judging.measure(where)
    ]


def again_lines(where: Path) -> list[str]:
    return [
        line(
            f"judging {r.looked_at:,} sheets of a period again, {name}",
            f"counted {r.looked_at / r.counted_s:,.0f} sheets/s, judged and {r.kept:,} results kept "
            f"{r.looked_at / r.judged_s:,.0f} sheets/s ({r.counted_s:.0f} s + {r.judged_s:.0f} s)",
            "≥ 200 sheets/s",
        )
        for name, r in again.measure(where)
    ]


PARTS: dict[str, Callable[[Path], list[str]]] = {
    "push": push_lines,
    "first": first_lines,
    "delta": delta_lines,
    "storm": storm_lines,
    "conflicts": conflicts_lines,
    "app": app_lines,
    "offline": offline_lines,
    "forms": forms_lines,
    "again": again_lines,
}


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    print(f"measured {date.today()} with `make bench`\n\n| case | measured | goal |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            print("\n".join(PARTS[name](Path(folder) / name)), flush=True)


if __name__ == "__main__":
    main()
