"""A tablet: saves, shows, pushes and pulls. Everything it keeps is `store`; the rest is gone when it dies."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sync.merge import Row
from sync.ops import Op, read_op
from tests.reference import sending, taking
from tests.reference.screen import closed, on_screen, screen
from tests.reference.sending import id_after
from tests.reference.server import Refused, Server
from tests.reference.store import Out, Pen, Store

BATCH = 1_000
NOT_NOW = (401, 429, 503, 507)
TOO_MUCH = (400, 413, 422)
VERSION = "reference"


class Killed(Exception):
    """The app ended in the middle of something."""


class Device:
    """One tablet. now: its own clock, which may be wrong. dies: "before" or "after" the next commit."""

    def __init__(self, server: Server, store: Store, now: Callable[[], str]) -> None:
        self.server, self.store, self.now = server, store, now
        self.dies = ""

    @contextmanager
    def _transaction(self) -> Iterator[Store]:
        work = self.store.fork()
        yield work
        dies, self.dies = self.dies, ""
        if dies != "before":
            self.store = work
        if dies:
            raise Killed(dies)

    # --- who works here ------------------------------------------------------------------------

    def sign_in(self, login: str, passphrase: str) -> None:
        """Sign in on line. Raises Cut, Refused."""
        said = {"login": login, "passphrase": passphrase, "store_id": self.store.store_id}
        said |= {"client": "tablet", "app_version": VERSION}
        if self.store.device_id:
            said["device_id"] = self.store.device_id
        self._welcome(self.server.sign_in(said))

    def _welcome(self, reply: Mapping[str, Any]) -> None:
        with self._transaction() as store:
            store.user = reply["staff"]["id"]
            store.device_id, store.tenant = reply["device"]["id"], reply["tenant"]["uid"]
            store.users.setdefault(store.user, frozenset())
            taking.take_scopes(store, reply["scopes"])
            if reply["writer"] is not None:
                _take_pen(store, reply["writer"])
            if store.epoch and store.epoch != reply["epoch"]:
                sending.reset(store, reply["epoch"])
            store.epoch = reply["epoch"]

    # --- what she sees and does ----------------------------------------------------------------

    def screen(self) -> dict[str, Row]:
        """Every record as it is drawn."""
        return screen(self.store)

    def save(self, *drafts: Mapping[str, Any], moves: int | None = None) -> list[Out]:
        """File ops as one thing saved. Raises Killed: then all of it is kept, or nothing.

        A draft: kind, id, new or edits {field: (members drawn, now)}, and any optional member of an op.
        moves:
        how often the store had moved when the fields were drawn; not since when left out.
        """
        with self._transaction() as store:
            pen, made = store.pen(), []
            since = store.moves[len(store.moves) if moves is None else moves :]
            for draft in drafts:
                made.append(self._make(store, draft, since))
            store.pens[pen.no] = store.pens[pen.no]._replace(next_save=pen.next_save + 1)
        return made

    def _make(self, store: Store, draft: Mapping[str, Any], moves: Sequence[tuple[int, int, int]]) -> Out:
        pen = store.pen()
        members = {"seq": pen.next_seq, "save": pen.next_save, "kind": draft["kind"], "id": draft["id"]}
        members |= {"made_at": self.now(), **draft}
        if "edits" in draft:
            members["edits"] = {
                name: {"saw": closed(store, name, [id_after(one, moves) for one in saw]), "now": now}
                for name, (saw, now) in draft["edits"].items()
            }
        text = json.dumps(members, ensure_ascii=False, separators=(",", ":"))
        op = read_op(members)
        assert isinstance(op, Op), op
        mac, names = sending.sign(pen.key, text), frozenset(_names(store, op))
        out = Out(store.next_n, pen.no, pen.next_seq, pen.staff, text, mac, op, names)
        store.outbox[out.n] = out
        store.next_n += 1
        store.pens[pen.no] = pen._replace(next_seq=pen.next_seq + 1)
        return out

    def draft(self, record_id: str, is_open: bool) -> None:
        """Begin or end an unfinished sheet about a record: meanwhile it stays on screen."""
        with self._transaction() as store:
            store.drafts = store.drafts | {record_id} if is_open else store.drafts - {record_id}
            taking.settle(store)

    def draft_all_done(self) -> None:
        """Every unfinished sheet is finished or thrown away."""
        for record_id in self.store.drafts:
            self.draft(record_id, False)

    # --- sync ----------------------------------------------------------------------------------

    def sync(self, limit: int = BATCH, held: bool = True) -> bool:
        """Send what everyone on this tablet owes, then pull to the head. False when it had to stop."""
        for _ in range(100):
            try:
                if not self.push_all(held):
                    return False
                while self.pull(limit):
                    pass
                return True
            except Refused as no:
                if no.slug != "feed-reset":
                    raise
                self.reset(str(no.problem["epoch"]))
        return False

    def push_all(self, held: bool = False) -> bool:
        """Push for every writer on this tablet, whoever is signed in. Raises Cut, Refused when not now."""
        for _ in range(3):
            epoch = self.store.epoch
            for no in sorted({out.no for out in self.store.outbox.values()}):
                self._push_writer(no, held)
            if self.store.epoch == epoch:
                return True
        return False

    def _push_writer(self, no: int, held: bool) -> None:
        limit, after = BATCH, 0
        while owed := [out for out in sending.owing(self.store, no, held) if out.seq > after]:
            batch = sending.first_batch(owed, limit)
            try:
                self.push(batch)
            except Refused as refusal:
                if refusal.status in NOT_NOW:
                    raise
                if refusal.status not in TOO_MUCH:
                    return  # the server will not hear this writer now: the others need not wait for it
                if len(batch) > 1:
                    limit = (len(batch) + 1) // 2
                    continue
                if not batch[0].lost and self._hears(no):
                    self._refused_alone(batch[0])
                    continue
            after = batch[-1].seq

    def _hears(self, no: int) -> bool:
        """True when the server takes a push without ops: it is the op that it refuses, not everything."""
        try:
            self.server.push(sending.nothing(self.store, no))
        except Refused:
            return False
        return True

    def _refused_alone(self, out: Out) -> None:
        with self._transaction() as store:
            sending.refused(store, out)

    def push(self, batch: Sequence[Out]) -> None:
        """Send ops of one writer and take in what became of them. Raises Cut, Refused, Killed."""
        with self._transaction() as store:
            sending.leaves(store, batch)
        batch = [self.store.outbox[out.n] for out in batch]
        reply = self.server.push(self._facts() | sending.envelope(self.store, batch))
        if self.store.epoch and reply["epoch"] != self.store.epoch:
            self.reset(reply["epoch"])
            return
        with self._transaction() as store:
            sending.take_verdicts(store, batch, reply)

    def _facts(self) -> dict[str, Any]:
        return {
            "clock": self.now(),
            "app_version": VERSION,
            "persisted": True,
            "repaired": self.store.repaired,
        }

    def pull(self, limit: int = BATCH) -> bool:
        """Take in one page; True when there is more. Raises Cut, Refused, Killed."""
        asked = taking.query(self.store, limit) | {"clock": self.now(), "app_version": VERSION}
        page = self.server.pull(asked)
        with self._transaction() as store:
            taking.take_page(store, page)
        if not page["more"]:
            for scope in sorted(self.store.suspect):
                self.repair(scope)
        return bool(page["more"])

    def repair(self, scope: str) -> None:
        """The digest of a scope does not fit: fetch the buckets that differ. Raises Cut, Refused, Killed."""
        said = self.server.get(f"/api/v1/sync/digest?scope={scope}")
        pairs = enumerate(said["buckets"])
        wrong = [n for n, pair in pairs if taking.digest(self.store, scope, n) != tuple(pair)]
        if wrong and said["epoch"] == self.store.epoch:
            asked = ".".join(map(str, wrong))
            rows = self.server.get(f"/api/v1/sync/rows?scope={scope}&buckets={asked}")["rows"]
            with self._transaction() as store:
                taking.take_rows(store, scope, wrong, rows)

    def reset(self, epoch: str) -> None:
        """The server was restored."""
        with self._transaction() as store:
            sending.reset(store, epoch)


def _take_pen(store: Store, said: Mapping[str, Any]) -> None:
    """Numbering goes on after everything this store or the server knows."""
    assert store.user is not None
    highest = max((last for _, last in said["received"]), default=0)
    known = store.pens.get(said["writer_no"])
    seq = max(known.next_seq if known else 1, highest + 1)
    save = max(known.next_save if known else 1, said["save"] + 1)
    pen = Pen(said["writer_no"], store.user, said["mac_key"], said["certificate"], seq, save)
    store.pens[pen.no] = pen._replace(active=known.active if known else True)


def _names(store: Store, op: Op) -> set[str]:
    """The record an op writes, and whom and which session it hangs from."""
    kept = on_screen(store).get(op.id)
    fields = op.new or (kept.row.fields if kept else {})
    made = (out.op.new for out in store.outbox.values() if out.op.id == op.id and out.op.new)
    fields = fields or next(made, {})
    return {op.id, *(str(fields[name]) for name in ("person", "session") if fields.get(name))}
