"""Delta pull of 50 changes, with 1,000 and with 20,000 persons in the register."""

import statistics
import time
from pathlib import Path

from tests.bench.servers import BenchServer, kayoi_server
from tests.bench.tablet import BenchTablet
from tests.browser.live import LiveServer

CHANGES, ROUNDS = 50, 15


class Register:
    """One server with a register of a given size; one tablet changes persons, another pulls the changes."""

    def __init__(self, where: Path, persons: int) -> None:
        data = where / f"register-{persons}"
        data.mkdir(parents=True)
        setup = LiveServer(data)
        setup.command("migrate")
        setup.command("seed-demo", "--persons", str(persons))
        self.server: BenchServer = kayoi_server(data, None, where / f"register-{persons}.log")
        self.changer, self.reader = BenchTablet(self.server.url), BenchTablet(self.server.url, "suzuki")
        rows = self.changer.pull_to_head()
        self.persons = [row for row in rows if row["kind"] == "person"]
        self.reader.pull_to_head()
        self.saw = {row["id"]: row["op"] for row in self.persons}

    def round_s(self, number: int) -> tuple[float, int]:
        """Change 50 persons, then pull them: seconds of the pull, and how many rows came."""
        ops = [self._change(row["id"], number) for row in self.persons[:CHANGES]]
        self.changer.push(self.changer.push_body(ops))
        began = time.perf_counter()
        rows = self.reader.pull()["rows"]
        return time.perf_counter() - began, len(rows)

    def _change(self, person: str, number: int) -> list[object]:
        edit = {"phone": {"saw": [self.saw[person]], "now": f"0000-00-{number:04d}"}}
        op = self.changer.op("person", person, edits=edit)
        self.saw[person] = f"{self.changer.writer_no}.{op[0]}"
        return op


def measure(where: Path) -> dict[str, float]:
    """Median milliseconds of one delta pull at both sizes (interleaved), and their ratio."""
    small, large = Register(where, 1_000), Register(where, 20_000)
    try:
        pairs = [(small.round_s(number), large.round_s(number)) for number in range(ROUNDS)]
    finally:
        small.server.stop()
        large.server.stop()
    if any(count != CHANGES for pair in pairs for _, count in pair):
        raise RuntimeError("a delta pull did not bring exactly the changed rows")
    return {
        "small_ms": statistics.median(one for (one, _), _ in pairs) * 1_000,
        "large_ms": statistics.median(one for _, (one, _) in pairs) * 1_000,
        "ratio": statistics.median(big / little for (little, _), (big, _) in pairs),
    }
