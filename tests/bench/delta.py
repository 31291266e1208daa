"""Delta pull of 50 changes, and of none, in registers of three sizes, beside the floor server."""

import statistics
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

import orjson
import requests

from tests.bench import floor
from tests.bench.database import Database, durable_postgresql
from tests.bench.register import Register, seed_floor, seed_kayoi
from tests.bench.servers import BenchServer, floor_server, kayoi_server
from tests.bench.tablet import BenchTablet
from tests.bench.wire import Answer, Wire, pull_path, read, wire_of

SIZES, BESIDE_FLOOR, CHANGES, ROUNDS, EMPTY = (1_000, 20_000, 100_000), 20_000, 50, 60, 5


class Town:
    """One server with a register of a given size; one tablet changes records, another pulls the changes."""

    def __init__(self, server: BenchServer, register: Register) -> None:
        self.server, self.register, self.random = server, register, Random(7)
        self.changer, self.reader = BenchTablet(server.url), BenchTablet(server.url, "suzuki")
        self.saw: dict[str, str] = {}
        self.wire = wire_of(self.reader, "zstd")
        self.cursor, more = "", True
        while more:
            page = read(self.wire.get(pull_path(self.reader, self.cursor, 1)))
            self.cursor, more = page["cursor"], page["more"]
            self.saw |= {row["id"]: row["op"] for row in page["rows"] if row["kind"] == "person"}
        self.persons = sorted(self.saw)

    def change(self) -> None:
        """25 persons have another telephone number, 25 have a new sheet."""
        chosen = self.random.sample(self.persons, CHANGES // 2)
        self.changer.push(self.changer.push_body([*map(self._new_phone, chosen), *map(self._sheet, chosen)]))

    def _new_phone(self, person: str) -> list[Any]:
        number = f"0{self.random.randrange(10**9):09}"
        op = self.changer.op("person", person, edits={"phone": {"saw": [self.saw[person]], "now": number}})
        self.saw[person] = f"{self.changer.writer_no}.{op[0]}"
        return op

    def _sheet(self, person: str) -> list[Any]:
        draft = self.register.sheet_of(person)
        return self.changer.op("submission", draft["id"], form_version="bench/1", new=draft["new"])

    def pull(self, changes: int) -> Answer:
        """One pull; it must bring exactly the changes, in one page."""
        answer = self.wire.get(pull_path(self.reader, self.cursor, 0))
        page = read(answer)
        if len(page["rows"]) != changes or page["more"]:
            raise RuntimeError(f"{len(page['rows'])} rows came, more: {page['more']}")
        self.cursor = page["cursor"]
        return answer


class Bare:
    """The floor with as many records as the register beside it."""

    def __init__(self, url: str, register: Register) -> None:
        self.url, self.register, self.random = url, register, Random(7)
        self.http, self.wire, self.after = requests.Session(), Wire(url), "0"
        self.after = self.wire.get("/pull?after=0&limit=1000000").headers["X-Cursor"]

    def change(self) -> None:
        sheets = [_as_floor(self.register.sheet_of(self._somebody())) for _ in range(CHANGES)]
        self.http.post(f"{self.url}/push", json={"submissions": sheets}).raise_for_status()

    def _somebody(self) -> str:
        return str(self.random.choice(self.register.persons)["id"])

    def pull(self) -> Answer:
        answer = self.wire.get(f"/pull?after={self.after}&limit=1000")
        self.after = answer.headers["X-Cursor"]
        return answer


def _as_floor(draft: dict[str, Any]) -> dict[str, Any]:
    new = draft["new"]
    head = {name: new[name] for name in ("person", "form", "version", "on", "answered_by")}
    answers = {
        name: value for name, value in new.items() if name.startswith("a.bench.0") or name[:9] == "a.bench.1"
    }
    measures = {name: value for name, value in new.items() if name.startswith("a.") and name not in answers}
    return {"id": draft["id"], "session": draft["id"], "answers": answers, "measures": measures, **head}


def measure(where: Path) -> dict[str, float]:
    """p50 milliseconds of a delta of 50 and of none, at each size and of the floor; bytes of a delta.

    empty_cpu_ms: what one of none costs the server and the database. empty_server_ms: p50 of its time in the
    app, from the first look at the request to the reply, as the server's own log says.
    """
    with durable_postgresql() as new_database, ExitStack() as stop:
        towns: dict[int, Town] = {}
        for size in SIZES:
            register = Register(size, 0 if size > BESIDE_FLOOR else size)
            data, url = where / str(size), new_database(f"kayoi_{size}")
            seed_kayoi(data, url, register)
            server = kayoi_server(data, url, where / f"{size}.log")
            stop.callback(server.stop)
            towns[size] = Town(server, register)
            if size == BESIDE_FLOOR:
                theirs = new_database("floor")
                floor.prepare(theirs)
                seed_floor(theirs, register)
                beside = floor_server(theirs, where / "floor.log")
                stop.callback(beside.stop)
                bare = Bare(beside.url, register)
        return _rounds(towns, bare, Database())


def _rounds(towns: dict[int, Town], bare: Bare, database: Database) -> dict[str, float]:
    full: dict[Any, list[float]] = {key: [] for key in (*towns, "floor")}
    empty: dict[Any, list[float]] = {key: [] for key in (*towns, "floor")}
    sizes, cpu, inside = [], [], []
    for _ in range(ROUNDS):
        for size, town in towns.items():
            town.wire.rest()
            town.change()
            answer = town.pull(CHANGES)
            full[size].append(answer.seconds)
            before, logged = town.server.cpu_s() + database.cpu_s(), town.server.log.stat().st_size
            empty[size] += [town.pull(0).seconds for _ in range(EMPTY)]
            cpu.append(town.server.cpu_s() + database.cpu_s() - before)
            inside += _pulls_ms(town.server.log, logged)
            sizes += [len(answer.body)] if size == BESIDE_FLOOR else []
        bare.wire.rest()
        bare.change()
        full["floor"].append(bare.pull().seconds)
        empty["floor"] += [bare.pull().seconds for _ in range(EMPTY)]
    ms = {f"delta_{key}_ms": statistics.median(times) * 1_000 for key, times in full.items()}
    ms |= {f"empty_{key}_ms": statistics.median(times) * 1_000 for key, times in empty.items()}
    ms |= {
        "empty_cpu_ms": statistics.median(cpu) / EMPTY * 1_000,
        "empty_server_ms": statistics.median(inside),
    }
    return ms | {"bytes": statistics.median(sizes)}


def _pulls_ms(log: Path, after: int) -> list[float]:
    """Milliseconds of every pull the server has logged since."""
    with log.open("rb") as lines:
        lines.seek(after)
        said = [orjson.loads(line) for line in lines if line.startswith(b"{")]
    return [line["ms"] for line in said if line.get("route") == "/api/v1/sync/pull"]
