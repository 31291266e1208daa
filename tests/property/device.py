"""A reference tablet: the device's half of PROTOCOL.md in Python, small enough to read.

It knows the server only through a Transport. `bugs` plants faults on purpose, to prove that the simulation
would see them: "cursor-first", "drop-on-arrival".
"""

import json
from collections.abc import Iterable
from typing import Any

from sync.feed import Cursor, add, parse_cursor, write_cursor, write_holding
from sync.merge import Row, overlay
from sync.ops import Op, parse_op
from tests.property.lines import Transport
from tests.property.parts import Kept, Out, contains, read_row
from tests.tablet import MADE_AT, sign

Replica = dict[tuple[str, str], Kept]


class Device:
    """One tablet and the nurse who holds it."""

    def __init__(
        self, name: str, writer: dict[str, Any], store_id: str, scopes: Iterable[str], epoch: str
    ) -> None:
        self.name, self.store_id, self.epoch = name, store_id, epoch
        self.no: int = writer["writer_no"]
        self.key, self.certificate = writer["mac_key"], writer["certificate"]
        self.scopes = set(scopes)
        self.replica: Replica = {}
        self.old: Replica | None = None  # what stays on screen while a new epoch is being pulled
        self.cursor: dict[str, int] = {}
        self.head: dict[str, int] = {}
        self.leaving: dict[tuple[str, str], set[str]] = {}
        self.left: set[str] = set()  # records no held scope has any more, as far as this device knows
        self.out: list[Out] = []
        self.gen = 0
        self.bugs: set[str] = set()

    # --- what the nurse sees and does ----------------------------------------------------------

    def view(self) -> dict[str, Row]:
        """Every record as her screen draws it: the replica, and on it her own unshown ops."""
        newest: dict[str, Kept] = {}
        for (_, record_id), kept in (self.replica if self.old is None else self.old).items():
            if record_id not in newest or kept.seq > newest[record_id].seq:
                newest[record_id] = kept
        shown = {record_id: kept.row for record_id, kept in newest.items()}
        for mine in self.out:
            if mine.state == "shown" or contains(newest.get(mine.op.id), mine):
                continue
            row = overlay(shown.get(mine.op.id), [(self.op_id(mine), mine.op)])
            if row is not None:
                shown[mine.op.id] = row
        return shown

    def create(self, kind: str, record_id: str, new: dict[str, Any], replaces: str | None = None) -> Out:
        """Save a new record."""
        more = {"replaces": replaces} if replaces else {}
        return self._save({"kind": kind, "id": record_id, "made_at": MADE_AT, "new": new, **more})

    def edit(
        self, kind: str, record_id: str, name: str, saw: Iterable[str], now: Any, replaces: str | None = None
    ) -> Out:
        """Save one changed field. saw: the members that were on screen when it was drawn."""
        edits = {name: {"saw": sorted(self._closed(name, saw)), "now": now}}
        more = {"replaces": replaces} if replaces else {}
        return self._save({"kind": kind, "id": record_id, "made_at": MADE_AT, "edits": edits, **more})

    def op_id(self, mine: Out) -> str:
        """The op's id."""
        return f"{self.no}.{mine.seq}"

    def _closed(self, name: str, saw: Iterable[str]) -> set[str]:
        """An edit drawn over unshown ops of this store has seen what they saw, too."""
        unshown = {self.op_id(mine): mine.op for mine in self.out if mine.state != "shown"}
        seen = set(saw)
        for known in list(seen):
            edits = unshown[known].edits if known in unshown else None
            if edits and name in edits:
                seen |= edits[name].saw
        return seen

    def _save(self, members: dict[str, Any]) -> Out:
        seq = len(self.out) + 1
        text = json.dumps({"seq": seq, "save": seq, **members}, ensure_ascii=False, separators=(",", ":"))
        op = parse_op(text.encode())
        assert isinstance(op, Op)
        self.out.append(Out(seq, text, op))
        return self.out[-1]

    # --- push ----------------------------------------------------------------------------------

    def push(self, server: Transport, some: list[Out] | None = None) -> None:
        """Send what is unsent, or some of it. Raises Cut."""
        batch = [mine for mine in self.out if mine.state == "sent"] if some is None else some
        if not batch:
            return
        for mine in batch:
            mine.tries += 1
        reply = server.push(self._envelope(batch))
        if reply["epoch"] != self.epoch:
            self.reset(reply["epoch"])
            return
        self._judge(batch, reply)

    def _envelope(self, batch: list[Out]) -> dict[str, Any]:
        before = batch[0].seq - 1
        return {
            "protocol": 1,
            "store_id": self.store_id,
            "writer_no": self.no,
            "writer_cert": self.certificate,
            "made_seq": len(self.out),
            "drafts_open": 0,
            "prev_hash": sign(self.key, self.out[before - 1].text) if before else "",
            "ops": [[mine.seq, sign(self.key, mine.text), mine.text] for mine in batch],
        }

    def _judge(self, batch: list[Out], reply: dict[str, Any]) -> None:
        fates = {seq: run for run in reply["verdicts"] for seq in range(run["from"], run["to"] + 1)}
        for mine in batch:
            fate = fates[mine.seq]
            held = (
                fate.get("reason", fate["verdict"]) if fate["verdict"] in ("quarantined", "waits") else None
            )
            mine.sure = mine.sure or (mine.tries == 1 and held is None and fate["verdict"] != "duplicate")
            if mine.state == "sent" or mine.held != held:
                mine.state, mine.since, mine.arrived_gen = "arrived", set(), self.gen
            mine.held, mine.acknowledged = held, True
            if "drop-on-arrival" in self.bugs and held is None:
                mine.state = "shown"
        self._settle()

    # --- pull ----------------------------------------------------------------------------------

    def pull(self, server: Transport, limit: int = 1_000, killed: bool = False) -> bool:
        """Take in one page; True when there is more. killed: the app dies before it is stored."""
        holding = [mine for mine in self.out if mine.state == "arrived" and mine.held is None and mine.sure]
        query = {
            "cursor": write_cursor(
                Cursor(self.epoch, {s: q for s, q in self.cursor.items() if s in self.scopes})
            ),
            "head": write_cursor(
                Cursor(self.epoch, {s: q for s, q in self.head.items() if s in self.scopes})
            ),
            "holding": write_holding({self.no: add((), [mine.seq for mine in holding])}),
            "limit": limit,
        }
        page = server.pull(sorted(self.scopes), query)
        if killed:
            if "cursor-first" in self.bugs:
                self.cursor |= _position(page)
            return False
        self._apply(page, holding)
        return bool(page["more"])

    def _apply(self, page: dict[str, Any], holding: list[Out]) -> None:
        """Rows, cursor, receipts and the overlay move together."""
        self.gen += 1
        for said in page["form_versions"] + page["rows"]:
            self._keep(said["scope"], said["id"], said["seq"], read_row(said))
        for scope, record_id, seq in page["kept"]:
            self._fuse(scope, record_id, seq, holding)
        for scope, record_id, _ in page["withdrawn"]:
            if (scope, record_id) in self.replica:
                self.leaving[(scope, record_id)] = set()
            elif not self._has(record_id):
                self.left.add(record_id)
        self.cursor |= _position(page)
        self._note_heads(page)
        if self.old is not None and self.scopes <= self.head.keys():
            self.old = None
        self._settle()

    def _note_heads(self, page: dict[str, Any]) -> None:
        held = dict(page["held"])
        for mine in self.out:
            if mine.state == "arrived" and str(self.no) in page["received"]:
                now = held.get(self.op_id(mine))
                if mine.held and not now:  # released before this page was made: its rows have it in
                    mine.since, mine.arrived_gen = set(), self.gen - 1
                mine.held = now
        for scope in page["head"]:
            self.head[scope] = self.cursor[scope]
        for mine in self.out:
            if mine.state == "arrived":
                mine.since |= set(page["head"])
        for since in self.leaving.values():
            since |= set(page["head"])

    def _keep(self, scope: str, record_id: str, seq: int, row: Row) -> None:
        self.replica[(scope, record_id)] = Kept(seq, self.gen, row)
        self.leaving.pop((scope, record_id), None)
        self.left.discard(record_id)

    def _has(self, record_id: str) -> bool:
        return any(known == record_id for _, known in self.replica)

    def _fuse(self, scope: str, record_id: str, seq: int, holding: list[Out]) -> None:
        """A row left out because only our own ops changed it: they move into the replica here."""
        base = self.replica.get((scope, record_id))
        fresh = [
            (self.op_id(mine), mine.op)
            for mine in holding
            if mine.op.id == record_id and scope not in mine.since and not contains(base, mine)
        ]
        row = overlay(base.row if base else None, fresh)
        if row is not None:
            self._keep(scope, record_id, seq, row)

    def _settle(self) -> None:
        """Ops become shown, withdrawn rows go, when every held scope was at head since."""
        if self.old is not None:
            return
        for mine in self.out:
            if (
                mine.state == "arrived"
                and mine.held is None
                and self.scopes <= mine.since
                and not self._retained(mine)
            ):
                self._show(mine)
        naming = {mine.op.id for mine in self.out if mine.state != "shown"}
        for (scope, record_id), since in list(self.leaving.items()):
            if self.scopes <= since and record_id not in naming:
                del self.leaving[(scope, record_id)]
                self.replica.pop((scope, record_id), None)
                if not self._has(record_id):
                    self.left.add(record_id)

    def _show(self, mine: Out) -> None:
        """It leaves the overlay. A row that is only kept until she lets go of it takes it in."""
        mine.state = "shown"
        rows = [key for key in self.replica if key[1] == mine.op.id]
        if not rows:
            self.left.add(mine.op.id)  # at the head everywhere, and no scope has it: not hers any more
        for key in rows:
            kept = self.replica[key]
            if key in self.leaving and not contains(kept, mine):
                row = overlay(kept.row, [(self.op_id(mine), mine.op)])
                self.replica[key] = Kept(kept.seq, kept.gen, row or kept.row)

    def _retained(self, mine: Out) -> bool:
        """No scope has the row any more, but another op of hers still names it."""
        stays = any(r == mine.op.id and (s, r) not in self.leaving for s, r in self.replica)
        others = (other for other in self.out if other is not mine and other.op.id == mine.op.id)
        return not stays and any(other.state == "sent" or other.held for other in others)

    # --- changes of rights, and a restored server ----------------------------------------------

    def regrant(self, scopes: Iterable[str]) -> None:
        """The session holds other scopes from now on."""
        now = set(scopes)
        for lost in self.scopes - now:
            self.cursor.pop(lost, None)
            self.head.pop(lost, None)
            self.leaving |= {key: set() for key in self.replica if key[0] == lost}
        self.scopes = now
        self._settle()

    def reset(self, epoch: str) -> None:
        """The server was restored: send everything kept again; the old replica stays on screen meanwhile."""
        self.epoch = epoch
        if self.old is None:
            self.old = self.replica
        self.replica, self.cursor, self.head, self.leaving = {}, {}, {}, {}
        for mine in self.out:
            mine.state, mine.since, mine.held, mine.sure = "sent", set(), None, False
            mine.arrived_gen = -1


def _position(page: dict[str, Any]) -> dict[str, int]:
    cursor = parse_cursor(page["cursor"])
    assert cursor is not None
    return dict(cursor.scopes)
