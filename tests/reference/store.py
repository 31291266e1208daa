"""What a tablet keeps: one value. A transaction makes the next value; a kill leaves the one before.

Every part is immutable and the tables are copied when a transaction begins, so that keeping an old Store is
keeping a copy of the tablet.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sync.feed import Ranges
from sync.merge import Row
from sync.ops import Op

Place = tuple[str, str]  # scope, record id


class Out(NamedTuple):
    """One op in the outbox.

    n: order of making on this store. text: the bytes made at save, None when no copy is kept. op: what they
    say, own ids of a moved store rewritten. lost: the mark sent in the op's place. state: sent (to be sent),
    arrived (the server holds it), shown (a pull has brought it). held: why the server holds it aside. since:
    scopes whose head a pull begun after its arrival has reached. sure: its first push was answered. gen: the
    last page before it arrived. old_gen: the same for the replica on screen during a reset.
    """

    n: int
    no: int
    seq: int
    staff: str
    text: str | None
    mac: str
    op: Op
    names: frozenset[str]
    made_as: str | None = None
    lost: str | None = None
    state: str = "sent"
    held: str | None = None
    since: frozenset[str] = frozenset()
    tries: int = 0
    sure: bool = False
    gen: int | None = None
    old_gen: int | None = None

    @property
    def id(self) -> str:
        """The op's id."""
        return f"{self.no}.{self.seq}"


class Kept(NamedTuple):
    """A row of the replica. gen: the number of the page that brought it."""

    seq: int
    gen: int
    kind: str
    row: Row


class Pen(NamedTuple):
    """A writer of this store: whose, its key, and the numbers it uses next."""

    no: int
    staff: str
    key: str
    certificate: str
    next_seq: int
    next_save: int
    active: bool = True


@dataclass
class Store:
    """Everything durable on one tablet. users: staff -> the scopes she held when last heard of."""

    store_id: str
    device_id: str | None = None
    tenant: str = ""
    epoch: str = ""
    user: str | None = None
    gen: int = 0
    next_n: int = 1
    drafts: frozenset[str] = frozenset()
    repaired: int = 0  # rows fetched again because a digest did not fit
    suspect: frozenset[str] = frozenset()  # scopes whose digest does not fit
    moves: tuple[tuple[int, int, int], ...] = ()  # writer, first seq, writer from there on
    old: dict[Place, Kept] | None = None  # what stays on screen while a new epoch is being pulled
    users: dict[str, frozenset[str]] = field(default_factory=dict)
    pens: dict[int, Pen] = field(default_factory=dict)
    outbox: dict[int, Out] = field(default_factory=dict)
    replica: dict[Place, Kept] = field(default_factory=dict)
    leaving: dict[Place, frozenset[str]] = field(default_factory=dict)
    cursor: dict[str, int] = field(default_factory=dict)
    head: dict[str, int] = field(default_factory=dict)
    received: dict[int, Ranges] = field(default_factory=dict)
    backed_up: dict[int, Ranges] = field(default_factory=dict)

    TABLES = ("users", "pens", "outbox", "replica", "leaving", "cursor", "head", "received", "backed_up")

    def fork(self) -> "Store":
        """The value a transaction works on."""
        tables: dict[str, Any] = {name: dict(getattr(self, name)) for name in self.TABLES}
        return replace(self, **tables)

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes of who is signed in."""
        return self.users.get(self.user or "", frozenset())

    def put(self, outs: Iterable[Out]) -> None:
        """Write ops of the outbox."""
        for out in outs:
            self.outbox[out.n] = out

    def unshown(self) -> list[Out]:
        """Ops that lie over the replica, in the order made."""
        return [out for out in self.outbox.values() if out.state != "shown"]

    def find(self, no: int, seq: int) -> Out | None:
        """The op of this number."""
        return next((out for out in self.outbox.values() if (out.no, out.seq) == (no, seq)), None)

    def pen(self) -> Pen:
        """The pen of who is signed in: of several the newest."""
        return max(pen for pen in self.pens.values() if pen.staff == self.user and pen.active)


def lost_text(seq: int, why: str) -> str:
    """What is sent in the place of an op that cannot be."""
    return f'{{"seq":{seq},"lost":"{why}"}}'


def is_refused(out: Out) -> bool:
    """Only this store has it: the server never takes these bytes."""
    return out.lost == lost_text(out.seq, "refused")
