"""First download of a register, page by page, beside the floor server on the same PostgreSQL."""

import statistics
from pathlib import Path
from typing import NamedTuple

from tests.bench import floor
from tests.bench.database import durable_postgresql
from tests.bench.register import Register, seed_floor, seed_kayoi
from tests.bench.servers import floor_server, kayoi_server
from tests.bench.tablet import BenchTablet
from tests.bench.wire import Wire, pull_path, read, wire_of

PERSONS, ROUNDS = 20_000, 7


class Pages(NamedTuple):
    """The addresses of a download's pages, and how many records they bring."""

    paths: list[str]
    records: int


class Download(NamedTuple):
    """One download. size: bytes of all bodies as they travelled."""

    seconds: float
    size: int


def measure(where: Path) -> dict[str, float]:
    """Medians of interleaved rounds: records a second beside the floor, plain and packed; bytes a record."""
    register = Register(PERSONS, PERSONS)
    with durable_postgresql() as new_database:
        ours, theirs = new_database("kayoi"), new_database("floor")
        seed_kayoi(where / "kayoi", ours, register)
        floor.prepare(theirs)
        seed_floor(theirs, register)
        kayoi = kayoi_server(where / "kayoi", ours, where / "kayoi.log")
        bare = floor_server(theirs, where / "floor.log")
        try:
            return _rounds(BenchTablet(kayoi.url), Wire(bare.url))
        finally:
            kayoi.stop()
            bare.stop()


def _rounds(tablet: BenchTablet, bare: Wire) -> dict[str, float]:
    wires = {name: wire_of(tablet, name) for name in ("identity", "zstd", "gzip")}
    pages, floor_pages = _pages(tablet, wires["identity"]), _floor_pages(bare)
    rounds = []
    for turn in range(ROUNDS + 1):
        done = {name: _download(wire, pages.paths) for name, wire in wires.items()}
        done["floor"] = _download(bare, floor_pages.paths)
        if turn:  # the first round warms everything up
            rounds.append(done)
    speed = {name: floor_pages.records / pages.records for name in wires}
    return {
        **{
            f"{name}_ratio": statistics.median(
                one["floor"].seconds / one[name].seconds / speed[name] for one in rounds
            )
            for name in wires
        },
        **{f"{name}_bytes": rounds[0][name].size / pages.records for name in wires},
        "floor_bytes": rounds[0]["floor"].size / floor_pages.records,
        "records_s": statistics.median(pages.records / one["identity"].seconds for one in rounds),
        "requests": len(pages.paths),
    }


def _pages(tablet: BenchTablet, wire: Wire) -> Pages:
    """The requests a tablet makes; learnt once, so that nothing is read while it counts."""
    paths, records, cursor, coming = [], 0, "", 0
    while True:
        paths.append(pull_path(tablet, cursor, coming))
        page = read(wire.get(paths[-1]))
        here = len(page["rows"]) + len(page["form_versions"])
        records, cursor = records + here, page["cursor"]
        coming = max(sum(page.get("total", {"": coming}).values()) - here, 1)
        if not page["more"]:
            return Pages(paths, records)


def _floor_pages(bare: Wire) -> Pages:
    paths, after = [], "0"
    while True:
        path = f"/pull?after={after}&limit=1000"
        answer = bare.get(path)
        if answer.body == b"[]":
            return Pages(paths, 2 * PERSONS)
        paths.append(path)
        after = answer.headers["X-Cursor"]


def _download(wire: Wire, paths: list[str]) -> Download:
    wire.rest()
    answers = [wire.get(path) for path in paths]
    return Download(sum(one.seconds for one in answers), sum(len(one.body) for one in answers))
