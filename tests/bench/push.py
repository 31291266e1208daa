"""Push of 2,000 answer sheets from one tablet: Kayoi on both databases beside the floor server."""

import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import requests

from sync.ids import uuid7
from tests.bench.database import Database, durable_postgresql
from tests.bench.servers import BenchServer, floor_server, kayoi_server, kayoi_town
from tests.bench.tablet import BenchTablet

SHEETS, PER_PUSH, ROUNDS, PERSONS = 2_000, 1_000, 9, 300
WARM_UP = 2  # rounds before it counts
Sheet = dict[str, Any]


class Spent(NamedTuple):
    """What one server needed for one round: seconds of wall time, of its own CPU and of the database's."""

    wall_s: float
    app_s: float
    database_s: float

    @property
    def cpu_s(self) -> float:
        """Both together; SQLite works inside the app's processes."""
        return self.app_s + self.database_s


class Carried(NamedTuple):
    """Bytes of the bodies of one round, up and down, and how many requests they went in."""

    up: int
    down: int
    requests: int


class Sheets:
    """Made-up answer sheets about the persons of the demo town; the same content for every server."""

    def __init__(self, tablet: BenchTablet) -> None:
        rows = tablet.pull_to_head()
        self.random = Random(20_261_121)
        self.persons = [row["id"] for row in rows if row["kind"] == "person"]
        self.session = next(row["id"] for row in rows if row["kind"] == "session")
        versions = (row["fields"] for row in rows if row["kind"] == "form_version")
        self.items = next(one["definition"]["items"] for one in versions if one["form"] == "bench")

    def next(self) -> Sheet:
        """15 answers and 8 measures."""
        return {
            "person": self.random.choice(self.persons),
            "session": self.session,
            "form": "bench",
            "version": 1,
            "on": "2026-11-21",
            "answered_by": "self",
            "answers": {item["id"]: self._answer(item) for item in self.items if item["type"] == "choice"},
            "measures": {item["id"]: self._measure(item) for item in self.items if item["type"] != "choice"},
        }

    def _answer(self, item: Sheet) -> int:
        return int(self.random.choice(item["options"])["code"])

    def _measure(self, item: Sheet) -> float:
        """Around the middle of what the item allows, as measures are."""
        middle, spread = (item["minimum"] + item["maximum"]) / 2, (item["maximum"] - item["minimum"]) / 8
        return round(
            min(max(self.random.gauss(middle, spread), item["minimum"]), item["maximum"]), item["decimals"]
        )


def new_id() -> str:
    """An id as a tablet makes it: UUIDv7."""
    return uuid7(time.time_ns() // 1_000_000, os.urandom(10))


def floor_body(sheets: list[Sheet]) -> bytes:
    """One request of the floor server."""
    listed = [{"id": new_id(), **sheet} for sheet in sheets]
    return json.dumps({"submissions": listed}, separators=(",", ":")).encode()


def kayoi_body(tablet: BenchTablet, sheets: list[Sheet], ids: list[str] | None = None) -> bytes:
    """One push. ids: where the ids of its records are noted."""
    ops = []
    for sheet in sheets:
        record = new_id()
        ops.append(tablet.op("submission", record, form_version="bench/1", new=flat(sheet)))
        if ids is not None:
            ids.append(record)
    return tablet.push_body(ops)


def flat(sheet: Sheet) -> Sheet:
    """The fields of a submission."""
    head = {name: value for name, value in sheet.items() if name not in ("answers", "measures")}
    return head | {
        f"a.{item}": value for part in ("answers", "measures") for item, value in sheet[part].items()
    }


def parted(sheets: list[Sheet]) -> list[list[Sheet]]:
    """What goes into one request each."""
    return [sheets[at : at + PER_PUSH] for at in range(0, len(sheets), PER_PUSH)]


class Kayoi:
    """One server, one signed-in tablet, and what its rounds needed."""

    def __init__(self, where: Path, database_url: str | None, database: Database) -> None:
        kayoi_town(where, database_url, PERSONS)
        self.database = database
        self.server = kayoi_server(where, database_url, where / "server.log")
        self.tablet = BenchTablet(self.server.url)
        self.rounds: list[Spent] = []
        self.carried: list[Carried] = []

    def round(self, sheets: list[Sheet]) -> None:
        bodies = [kayoi_body(self.tablet, part) for part in parted(sheets)]
        replies: list[requests.Response] = []
        self.rounds.append(
            spent_by(self.server, self.database, lambda: replies.extend(map(self._push, bodies)))
        )
        for reply in replies:
            if [run["verdict"] for run in reply.json()["verdicts"]] != ["applied"]:
                raise RuntimeError(f"not applied: {reply.text[:300]}")
        down = sum(int(reply.headers["Content-Length"]) for reply in replies)
        self.carried.append(Carried(sum(map(len, bodies)), down, len(bodies)))

    def _push(self, body: bytes) -> requests.Response:
        return self.tablet.post_push(body)


class Floor:
    """The floor server, and what its rounds needed."""

    def __init__(self, where: Path, url: str, database: Database) -> None:
        self.database, self.http = database, requests.Session()
        self.server = floor_server(url, where / "floor.log")
        self.rounds: list[Spent] = []

    def round(self, sheets: list[Sheet]) -> None:
        bodies = [floor_body(part) for part in parted(sheets)]
        self.rounds.append(spent_by(self.server, self.database, lambda: self._push(bodies)))

    def _push(self, bodies: list[bytes]) -> None:
        for body in bodies:
            self.http.post(f"{self.server.url}/push", data=body).raise_for_status()


def spent_by(server: BenchServer, database: Database, work: Callable[[], None]) -> Spent:
    """What the work cost the server and the database."""
    app, data, wall = server.cpu_s(), database.cpu_s(), time.perf_counter()
    work()
    wall = time.perf_counter() - wall
    return Spent(wall, server.cpu_s() - app, database.cpu_s() - data)


class Compared(NamedTuple):
    """Rounds of one server beside the floor's, warmed up."""

    ours: list[Spent]
    floor: list[Spent]
    carried: list[Carried]


def measure(where: Path) -> dict[str, Compared]:
    """Interleaved rounds of the floor and of Kayoi on both databases: {database: its rounds}."""
    where.mkdir(parents=True)
    with durable_postgresql() as new_database:
        database = Database()
        floor = Floor(where, new_database("floor"), database)
        ours = {"PostgreSQL": Kayoi(where / "pg", new_database("kayoi"), database)}
        ours["SQLite"] = Kayoi(where / "sqlite", None, database)
        try:
            sheets = {name: Sheets(one.tablet) for name, one in ours.items()}
            for _ in range(WARM_UP + ROUNDS):
                content = [sheets["PostgreSQL"].next() for _ in range(SHEETS)]
                floor.round(content)
                ours["PostgreSQL"].round(content)
                ours["SQLite"].round([sheets["SQLite"].next() for _ in range(SHEETS)])
        finally:
            for server in (floor.server, *(one.server for one in ours.values())):
                server.stop()
    floor_rounds = floor.rounds[WARM_UP:]
    return {name: Compared(one.rounds[WARM_UP:], floor_rounds, one.carried) for name, one in ours.items()}


def ratios(compared: Compared, of: Callable[[Spent], float]) -> list[float]:
    """Ours by the floor's, round by round."""
    return [of(ours) / of(floor) for ours, floor in zip(compared.ours, compared.floor, strict=True)]


def carried(compared: Compared) -> tuple[float, float, float]:
    """Bytes a record up and down, and requests a round: medians of our rounds."""
    return (
        statistics.median(one.up for one in compared.carried) / SHEETS,
        statistics.median(one.down for one in compared.carried) / SHEETS,
        statistics.median(one.requests for one in compared.carried),
    )
