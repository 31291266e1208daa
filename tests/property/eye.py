"""An eye that looks into the server's file past all its code: plain SQL on plain columns."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sync.feed import Ranges, parse_ranges


class Logged(NamedTuple):
    """One op of the log, with why it is held, if it is."""

    id: str
    body: bytes
    verdict: str
    applied_seq: int | None
    made_as: str | None
    state: str | None
    waits_for: str | None
    record_id: str | None


class Stored(NamedTuple):
    """One current row. shown: what tablets get. own: the record's own members, which merge goes by."""

    id: str
    kind: str
    scope: str
    seq: int
    person_id: str | None
    open_conflicts: int
    shown: Mapping[str, Any]
    own: Mapping[str, Any]

    def members(self, name: str, *, own: bool = False) -> dict[str, Any]:
        """The values of a field nobody has superseded, the one in use first."""
        said = self.own if own else self.shown
        if name in said["members"]:
            return dict(said["members"][name])
        return {said["op"]: said["fields"][name]} if name in said["fields"] else {}


class Eye:
    """Reads one town of one file; open it anew when the file is another."""

    def __init__(self, file: Path) -> None:
        self.sql = sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None)
        columns = {row[1] for row in self.sql.execute("PRAGMA table_info(record)")}
        self._own = "own" if "own" in columns else "NULL"

    def close(self) -> None:
        """Let go of the file."""
        self.sql.close()

    def body_of(self, op_id: str) -> bytes | None:
        """The bytes of an op the server holds."""
        key = tuple(map(int, op_id.split(".")))
        found = self.sql.execute("SELECT body FROM op WHERE writer_no = ? AND seq = ?", key).fetchone()
        return found[0] if found else None

    def scope_of(self, record_id: str) -> str | None:
        """Where a record is found."""
        found = self.sql.execute("SELECT scope FROM record WHERE id = ?", (record_id,)).fetchone()
        return found[0] if found else None

    def row(self, record_id: str) -> Stored | None:
        """One current row."""
        return next(self._rows("AND id = ?", record_id), None)

    def rows(self) -> dict[str, Stored]:
        """Every current row."""
        return {row.id: row for row in self._rows("", None)}

    def _rows(self, where: str, value: str | None) -> Iterator[Stored]:
        wanted = f"id, kind, scope, seq, person_id, open_conflicts, body, {self._own}"
        given = () if value is None else (value,)
        for *plain, body, own in self.sql.execute(f"SELECT {wanted} FROM record WHERE 1 {where}", given):
            shown = json.loads(body)
            yield Stored(*plain, shown, json.loads(own) if own else shown)

    def log(self) -> list[Logged]:
        """Every op, in the order of arrival at each writer."""
        found = self.sql.execute(
            "SELECT o.writer_no || '.' || o.seq, o.body, o.verdict, o.applied_seq, o.made_as, "
            "h.state, h.waits_for,"
            " o.record_id FROM op o LEFT JOIN held_op h ON h.writer_no = o.writer_no AND h.seq = o.seq"
            " ORDER BY o.writer_no, o.seq"
        )
        return [Logged(*row) for row in found]

    def received(self) -> dict[int, Ranges]:
        """What the server says it holds of each writer."""
        found = self.sql.execute("SELECT writer_no, received FROM writer")
        return {no: parse_ranges(json.loads(ranges)) for no, ranges in found}

    def last(self) -> int:
        """The feed's last number."""
        return int(self.sql.execute("SELECT last FROM tenant_feed").fetchone()[0])

    def epoch(self) -> str:
        """The feed's epoch."""
        return str(self.sql.execute("SELECT epoch FROM tenant_feed").fetchone()[0])
