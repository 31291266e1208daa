"""Push of 2,000 submissions: Kayoi beside the floor server, on SQLite and on PostgreSQL."""

import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from sync.ids import uuid7
from tests.bench.servers import BenchServer, floor_server, kayoi_server
from tests.bench.tablet import BenchTablet
from tests.browser.live import LiveServer

SUBMISSIONS, PER_PUSH, ROUNDS = 2_000, 1_000, 5


@dataclass(frozen=True)
class Spent:
    """Seconds one server needed for one round: CPU of its whole process tree, and wall time."""

    cpu_s: float
    wall_s: float


class Sheets:
    """Made-up answer sheets about the persons of the demo town; the same content for both servers."""

    def __init__(self, tablet: BenchTablet) -> None:
        rows = tablet.pull_to_head()
        self.persons = [row["id"] for row in rows if row["kind"] == "person"]
        self.session = next(row["id"] for row in rows if row["kind"] == "session")
        version = next(row for row in rows if row["kind"] == "form_version")
        items = version["fields"]["definition"]["items"]
        self.codes = {item["id"]: [choice["code"] for choice in item["options"]] for item in items}
        self.number = 0

    def next(self) -> dict[str, Any]:
        self.number += 1
        answers = {
            item: codes[(self.number + place) % len(codes)]
            for place, (item, codes) in enumerate(self.codes.items())
        }
        return {
            "person": self.persons[self.number % len(self.persons)],
            "session": self.session,
            "form": "qmcoo",
            "version": 1,
            "on": "2026-11-21",
            "answered_by": "self",
            "answers": answers,
        }


def spent_by(server: BenchServer, work: Callable[[], None]) -> Spent:
    cpu, wall = server.cpu_s(), time.perf_counter()
    work()
    return Spent(server.cpu_s() - cpu, time.perf_counter() - wall)


def new_id() -> str:
    """An id as a tablet makes it: UUIDv7."""
    return uuid7(time.time_ns() // 1_000_000, os.urandom(10))


def floor_bodies(sheets: list[dict[str, Any]]) -> list[bytes]:
    listed = [{"id": new_id(), **sheet} for sheet in sheets]
    parts = [listed[at : at + PER_PUSH] for at in range(0, len(listed), PER_PUSH)]
    return [json.dumps({"submissions": part}).encode() for part in parts]


def kayoi_bodies(tablet: BenchTablet, sheets: list[dict[str, Any]]) -> list[bytes]:
    ops = [tablet.op("submission", new_id(), form_version="qmcoo/1", new=flat(sheet)) for sheet in sheets]
    return [tablet.push_body(ops[at : at + PER_PUSH]) for at in range(0, len(ops), PER_PUSH)]


def flat(sheet: dict[str, Any]) -> dict[str, Any]:
    answers = {f"a.{item}": code for item, code in sheet["answers"].items()}
    return {**{name: value for name, value in sheet.items() if name != "answers"}, **answers}


def measure(where: Path, database: str | None, floor_database: str) -> dict[str, float]:
    """Medians over interleaved rounds: ratios, CPU milliseconds per 1,000 submissions, bytes up a record."""
    settings = {"DATABASE_URL": database} if database else {}
    data = where / "kayoi"
    data.mkdir(parents=True)
    setup = LiveServer(data, **settings)
    setup.command("migrate")
    setup.command("seed-demo", "--persons", "300")
    kayoi = kayoi_server(data, database, where / "kayoi.log")
    floor = floor_server(floor_database, where / "floor.log")
    try:
        return _rounds(kayoi, floor)
    finally:
        kayoi.stop()
        floor.stop()


def _rounds(kayoi: BenchServer, floor: BenchServer) -> dict[str, float]:
    tablet = BenchTablet(kayoi.url)
    sheets, http = Sheets(tablet), requests.Session()
    pairs: list[tuple[Spent, Spent]] = []
    sizes: list[int] = []
    for turn in range(ROUNDS + 1):
        content = [sheets.next() for _ in range(SUBMISSIONS)]
        ours, theirs = kayoi_bodies(tablet, content), floor_bodies(content)
        pairs.append((_push_all(kayoi, tablet, ours), _floor_all(floor, http, theirs)))
        sizes.append(sum(map(len, ours)))
        if turn == 0:
            pairs.clear()  # the first round warms both servers up
    per_thousand = 1_000 / SUBMISSIONS * 1_000
    return {
        "cpu_ratio": statistics.median(ours.cpu_s / theirs.cpu_s for ours, theirs in pairs),
        "wall_ratio": statistics.median(ours.wall_s / theirs.wall_s for ours, theirs in pairs),
        "kayoi_ms": statistics.median(ours.cpu_s for ours, _ in pairs) * per_thousand,
        "floor_ms": statistics.median(theirs.cpu_s for _, theirs in pairs) * per_thousand,
        "bytes_up": statistics.median(sizes) / SUBMISSIONS,
    }


def _push_all(kayoi: BenchServer, tablet: BenchTablet, bodies: list[bytes]) -> Spent:
    def work() -> None:
        for body in bodies:
            verdicts = tablet.push(body)["verdicts"]
            if [verdict["verdict"] for verdict in verdicts] != ["applied"]:
                raise RuntimeError(f"not applied: {verdicts[:3]}")

    return spent_by(kayoi, work)


def _floor_all(floor: BenchServer, http: requests.Session, bodies: list[bytes]) -> Spent:
    def work() -> None:
        for body in bodies:
            http.post(f"{floor.url}/push", data=body).raise_for_status()

    return spent_by(floor, work)
