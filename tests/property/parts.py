"""What the reference tablet keeps: ops in its outbox, rows in its replica."""

from dataclasses import dataclass, field
from typing import Any

from sync.merge import Row
from sync.ops import Op


@dataclass
class Out:
    """One op in the outbox. since: scopes whose head was reached by a pull begun after its arrival."""

    seq: int
    text: str
    op: Op
    state: str = "sent"
    since: set[str] = field(default_factory=set)
    held: str | None = None
    tries: int = 0
    sure: bool = False  # its first push was answered: no row pulled before can have it in
    arrived_gen: int = -1
    acknowledged: bool = False


@dataclass
class Kept:
    """A row of the replica, and the number of the page that brought it."""

    seq: int
    gen: int
    row: Row


def read_row(said: dict[str, Any]) -> Row:
    """A pulled row."""
    return Row(said["op"], said["fields"], {name: dict(pairs) for name, pairs in said["members"].items()}, {})


def contains(kept: Kept | None, mine: Out) -> bool:
    """True when the row cannot lack the op: its page was asked for after the op had arrived."""
    return kept is not None and mine.held is None and 0 <= mine.arrived_gen < kept.gen
