"""Filing for an import: ops of its own writer inside a transaction that is open, on records as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from server.db import Turn
from server.exchange.clones import Stretch
from server.exchange.filing import Filing
from server.exchange.server_ops import draft, number
from server.exchange.stretch import file_stretch, finish, load
from sync.ids import OpId, op_id
from sync.merge import Row, field_of
from sync.ops import Value


class Standing(NamedTuple):
    """A record as ops are merged into it, not as tablets are shown it."""

    row: Row

    @property
    def fields(self) -> Mapping[str, Value]:
        """The values in use."""
        return self.row.fields

    def members_of(self, field: str) -> Iterable[tuple[OpId, Value]]:
        """Everything nobody has superseded."""
        return field_of(self.row, field).members.items()


class Clerk:
    """One writer's turn. `standing` first, then `file` once."""

    def __init__(self, turn: Turn, tenant_uid: str, writer_no: int) -> None:
        self._filing = Filing(turn, tenant_uid)
        self._writer_no = writer_no

    def standing(self, record_ids: Sequence[str]) -> dict[str, Standing]:
        """The records that exist, by id."""
        self._filing.load(record_ids)
        found = {record_id: self._filing.get(record_id) for record_id in record_ids}
        return {record_id: Standing(record.row) for record_id, record in found.items() if record is not None}

    def file(self, drafts: Sequence[Mapping[str, Any]]) -> list[tuple[OpId, str]]:
        """File drafts (kind, id, new or edits) and return (op id, verdict) of each, in order."""
        filing = self._filing
        pen = filing.pen(self._writer_no)
        batch = number(pen, [draft(filing.tenant_uid, members) for members in drafts])
        load(filing, batch)
        verdicts = file_stretch(filing, Stretch(pen, batch, {}))
        finish(filing)
        return [(op_id(pen.no, one.seq), one.verdict) for one in verdicts]
