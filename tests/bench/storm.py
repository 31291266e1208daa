"""The storm: 100 tablets come back at once, each with 40 answer sheets; Kayoi beside the floor server."""

import json
import socket
import statistics
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg

from tests.bench.database import Database, durable_postgresql
from tests.bench.push import PERSONS, Sheet, Sheets, floor_body, kayoi_body
from tests.bench.servers import BenchServer, floor_server, kayoi_server, kayoi_town
from tests.bench.tablet import BenchTablet

TABLETS, EACH, ROUNDS, WARM_UP = 100, 40, 5, 2
PATIENCE_S = 120


class Answered(NamedTuple):
    """One request: seconds from the moment all were let go to its whole answer, the status and the body."""

    seconds: float
    status: int
    body: bytes


class Round(NamedTuple):
    """A storm: seconds to the last answer, the 95th percentile of all, CPU seconds, and what went wrong."""

    wall_s: float
    p95_s: float
    cpu_s: float
    errors: int


def at_once(address: tuple[str, int], requests: Sequence[bytes]) -> list[Answered]:
    """Every request on a connection of its own, all let go in the same moment."""
    answers = [Answered(PATIENCE_S, 0, b"")] * len(requests)
    gate = threading.Barrier(len(requests) + 1)
    began = 0.0

    def ask(at: int) -> None:
        gate.wait()
        status, body = _ask(address, requests[at])
        answers[at] = Answered(time.perf_counter() - began, status, body)

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(len(requests))]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    gate.wait()
    for thread in threads:
        thread.join()
    return answers


def _ask(address: tuple[str, int], request: bytes) -> tuple[int, bytes]:
    """Status and body; status 0 when there was no answer. Nothing but a socket: the client costs little."""
    try:
        with socket.create_connection(address, timeout=PATIENCE_S) as line:
            line.sendall(request)
            raw = bytearray()
            while part := line.recv(65_536):
                raw += part
    except OSError:
        return 0, b""
    head, _, body = bytes(raw).partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]) if head else 0, body


def post(path: str, body: bytes, *headers: str) -> bytes:
    """A request as bytes; the server closes the connection after its answer."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


class Kayoi:
    """One server and a hundred tablets signed in to it."""

    def __init__(self, where: Path, database_url: str | None) -> None:
        kayoi_town(where, database_url, PERSONS)
        self.server = kayoi_server(where, database_url, where / "server.log")
        self.tablets = [BenchTablet(self.server.url) for _ in range(TABLETS)]
        self.sheets = Sheets(self.tablets[0])
        self.going: list[list[str]] = []
        self.acknowledged: set[str] = set()

    def requests(self, content: list[list[Sheet]]) -> list[bytes]:
        """One push of each tablet."""
        self.going = [[] for _ in self.tablets]
        return list(map(self._request, self.tablets, content, self.going))

    def _request(self, tablet: BenchTablet, part: list[Sheet], ids: list[str]) -> bytes:
        body = kayoi_body(tablet, part, ids)
        cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in tablet.http.cookies)
        kind = "Content-Type: application/json"
        return post("/api/v1/sync/push", body, kind, "Content-Encoding: gzip", f"Cookie: {cookie}")

    @staticmethod
    def is_right(answer: Answered) -> bool:
        """Every op of the push was applied."""
        if answer.status != 200:
            return False
        return [run["verdict"] for run in json.loads(answer.body)["verdicts"]] == ["applied"]

    def note(self, right: Sequence[bool]) -> None:
        """Which of the requests were acknowledged."""
        for ids, was_right in zip(self.going, right, strict=True):
            self.acknowledged.update(ids if was_right else ())

    def not_stored(self) -> int:
        """How many acknowledged sheets a tablet that starts anew is not given."""
        reader = BenchTablet(self.server.url)
        return len(self.acknowledged - {row["id"] for row in reader.pull_to_head()})


class Floor:
    """The floor server under the same storm."""

    def __init__(self, where: Path, url: str) -> None:
        self.url = url
        self.server = floor_server(url, where / "floor.log")
        self.acknowledged = 0

    def requests(self, content: list[list[Sheet]]) -> list[bytes]:
        """One push of each tablet."""
        return [post("/push", floor_body(part)) for part in content]

    @staticmethod
    def is_right(answer: Answered) -> bool:
        """All was stored."""
        return answer.status == 200 and json.loads(answer.body)["stored"] == EACH

    def note(self, right: Sequence[bool]) -> None:
        """Which of the requests were acknowledged."""
        self.acknowledged += sum(right) * EACH

    def not_stored(self) -> int:
        """How many sheets it acknowledged and does not have."""
        with psycopg.connect(self.url) as connection:
            row = connection.execute("SELECT count(*) FROM submission").fetchone()
        return self.acknowledged - (row[0] if row else 0)


def storm(one: Kayoi | Floor, database: Database, content: list[list[Sheet]]) -> Round:
    """Let all tablets go at once, and measure."""
    requests, server = one.requests(content), one.server
    cpu = server.cpu_s() + database.cpu_s()
    answers = at_once(_address(server), requests)
    cpu = server.cpu_s() + database.cpu_s() - cpu
    waited = sorted(answer.seconds for answer in answers)
    right = list(map(one.is_right, answers))
    one.note(right)
    return Round(waited[-1], waited[int(len(waited) * 0.95) - 1], cpu, right.count(False))


def _address(server: BenchServer) -> tuple[str, int]:
    parts = urlsplit(server.url)
    return parts.hostname or "", parts.port or 0


class Storms(NamedTuple):
    """Rounds of one server beside the floor's; errors and acknowledged sheets not stored, of all rounds."""

    ours: list[Round]
    floor: list[Round]
    errors: int
    lost: int


def measure(where: Path) -> dict[str, Storms]:
    """Interleaved storms on the floor and on Kayoi with both databases: {database: its storms}."""
    where.mkdir(parents=True)
    with durable_postgresql() as new_database:
        database = Database()
        everyone: dict[str, Kayoi | Floor] = {"floor": Floor(where, new_database("floor"))}
        everyone["PostgreSQL"] = Kayoi(where / "pg", new_database("kayoi"))
        everyone["SQLite"] = Kayoi(where / "sqlite", None)
        try:
            rounds = _rounds(everyone, database)
            lost = {name: one.not_stored() for name, one in everyone.items()}
        finally:
            for one in everyone.values():
                one.server.stop()
    if lost["floor"] or any(one.errors for one in rounds["floor"]):
        raise RuntimeError("the floor server itself failed: nothing to compare with")
    return {name: _storms(rounds[name], rounds["floor"], lost[name]) for name in ("PostgreSQL", "SQLite")}


def _rounds(everyone: dict[str, Kayoi | Floor], database: Database) -> dict[str, list[Round]]:
    rounds: dict[str, list[Round]] = {name: [] for name in everyone}
    for _ in range(WARM_UP + ROUNDS):
        for name, one in everyone.items():
            source = one if isinstance(one, Kayoi) else everyone["PostgreSQL"]
            content = [[source.sheets.next() for _ in range(EACH)] for _ in range(TABLETS)]  # type: ignore[union-attr]
            rounds[name].append(storm(one, database, content))
    return rounds


def _storms(ours: list[Round], floor: list[Round], lost: int) -> Storms:
    return Storms(ours[WARM_UP:], floor[WARM_UP:], sum(one.errors for one in ours), lost)


def median_ratio(storms: Storms, name: str) -> float:
    """The median over the rounds of one measure, ours by the floor's."""
    pairs = zip(storms.ours, storms.floor, strict=True)
    return statistics.median(getattr(ours, name) / getattr(floor, name) for ours, floor in pairs)
