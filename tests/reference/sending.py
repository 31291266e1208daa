"""Sending: batches of bytes made at save, what the server says of each op, moving, resetting. PROTOCOL.md
section 3."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sync.ids import OpId, split_op_id
from sync.ops import Edit, Op
from tests.reference.store import Out, Pen, Store, is_refused, lost_text
from tests.reference.taking import settle, take_receipts

PROTOCOL = 1
HELD = ("quarantined", "waits")


def sign(key: str, text: str) -> str:
    """The MAC of an op's bytes."""
    raw = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    digest = hmac.new(raw, text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def owing(store: Store, no: int, held: bool) -> list[Out]:
    """What one writer has to send, in order. held: what is held aside, too, to have it tried again."""
    owed = (
        out for out in store.outbox.values() if out.no == no and (out.state == "sent" or (held and out.held))
    )
    return sorted(owed, key=lambda out: out.seq)


def first_batch(owed: Sequence[Out], limit: int) -> list[Out]:
    """The ops of the next push: those of one `made_as`."""
    same = [out for out in owed if out.made_as == owed[0].made_as]
    return same[:limit]


def envelope(store: Store, batch: Sequence[Out]) -> dict[str, Any]:
    """A push of these ops of one writer."""
    pen, first = store.pens[batch[0].no], batch[0]
    before = store.find(pen.no, first.seq - 1)
    said = nothing(store, pen.no) | {
        "prev_hash": _sent_form(pen, before)[1] if before else "",
        "ops": [_sent_form(pen, out) for out in batch],
    }
    return said | ({"made_as": first.made_as} if first.made_as else {})


def nothing(store: Store, no: int) -> dict[str, Any]:
    """A push of one writer without ops."""
    pen = store.pens[no]
    return {
        "protocol": PROTOCOL,
        "store_id": store.store_id,
        "writer_no": pen.no,
        "writer_cert": pen.certificate,
        "made_seq": pen.next_seq - 1,
        "drafts_open": len(store.drafts),
        "prev_hash": "",
        "ops": [],
    }


def _sent_form(pen: Pen, out: Out) -> list[Any]:
    """[seq, mac, text]: the bytes made at save, or a mark in the place of what cannot be sent."""
    if out.lost:
        return [out.seq, sign(pen.key, out.lost), out.lost]
    return [out.seq, out.mac, out.text]


def leaves(store: Store, batch: Sequence[Out]) -> None:
    """From now on a reply may be lost. What cannot be read any more is accounted for in its place."""
    store.put(store.outbox[out.n]._replace(tries=out.tries + 1, lost=_mark(out)) for out in batch)


def _mark(out: Out) -> str | None:
    return lost_text(out.seq, "unreadable") if out.text is None else out.lost


def take_verdicts(store: Store, batch: Sequence[Out], reply: Mapping[str, Any]) -> None:
    """What became of each op of a push."""
    elsewhere = "moved" not in reply and reply["received"].keys() - {str(out.no) for out in batch}
    fates = {seq: run for run in reply["verdicts"] for seq in range(run["from"], run["to"] + 1)}
    for sent in batch:
        out, fate = store.outbox[sent.n], fates[sent.seq]
        verdict = fate["verdict"]
        held = fate.get("reason", verdict) if verdict in HELD else None
        if is_refused(out) and verdict == "duplicate":
            held = "lost"  # a copy of this store has filed another op under the number
        sure = out.state == "sent" and out.tries == 1 and held is None and verdict != "duplicate"
        sure = sure and not elsewhere  # filed for a copy; the new number is told to its owner only
        if out.state == "sent" or out.held != held:
            gen = None if held else store.gen
            out = out._replace(state="arrived", held=held, since=frozenset(), sure=sure, gen=gen)
        store.outbox[out.n] = out
    take_receipts(store, reply)
    if "moved" in reply:
        move(store, reply["moved"])
    settle(store)


def move(store: Store, moved: Mapping[str, Any]) -> None:
    """This store was copied or rolled back: from `first_seq` on it goes on under another number."""
    no, to, first = moved["from"], moved["to"], moved["first_seq"]
    old = store.pens.get(no)
    if old is None or not old.active:
        return
    known = store.pens.get(to, old)
    numbers = {
        "next_seq": max(old.next_seq, known.next_seq),
        "next_save": max(old.next_save, known.next_save),
    }
    store.pens[no] = old._replace(active=False)
    store.pens[to] = old._replace(no=to, key=moved["mac_key"], certificate=moved["certificate"], **numbers)
    ours = [out for out in store.outbox.values() if out.no == no and out.seq >= first]
    store.put(readdressed(out, store.pens[to], no, first) for out in ours)
    store.moves = (*store.moves, (no, first, to))


def readdressed(out: Out, heir: Pen, no: int, first: int) -> Out:
    """The op under its new number: bytes as they were, the MAC anew, own ids in it read as the new ones."""
    op = renamed(out.op, no, first, heir.no)
    mac = sign(heir.key, out.text) if out.text is not None else out.mac
    return out._replace(no=heir.no, op=op, mac=mac, made_as=out.made_as or f"{no}.{first}")


def renamed(op: Op, no: int, first: int, to: int) -> Op:
    """The op with this writer's ids from `first` on read as another's; what is not before it is not its."""

    def now(known: OpId) -> OpId:
        return id_after(known, [(no, first, to)]) if split_op_id(known)[1] < op.seq else known

    edits = op.edits and {
        name: Edit(frozenset(map(now, edit.saw)), edit.now) for name, edit in op.edits.items()
    }
    return op._replace(edits=edits, replaces=op.replaces and now(op.replaces))


def id_after(known: OpId, moves: Iterable[tuple[int, int, int]]) -> OpId:
    """What an id that was on screen before these moves means after them."""
    writer, seq = split_op_id(known)
    for no, first, to in moves:
        writer = to if writer == no and seq >= first else writer
    return f"{writer}.{seq}"


def reset(store: Store, epoch: str) -> None:
    """The server was restored: every kept op is to be sent again; the old replica stays on screen
    meanwhile."""
    if store.epoch == epoch:
        return
    if store.old is None:
        store.old = store.replica
        store.put([_remember(out) for out in store.outbox.values()])
    store.epoch = epoch
    store.replica, store.cursor, store.head, store.leaving, store.received = {}, {}, {}, {}, {}
    store.put(
        out._replace(state="sent", since=frozenset(), held=None, sure=False, gen=None)
        for out in list(store.outbox.values())
        if out.text is not None or out.lost
    )


def _remember(out: Out) -> Out:
    """What the replica that stays on screen has in it."""
    return out._replace(old_gen=-1 if out.state == "shown" else out.gen)


def refused(store: Store, out: Out) -> None:
    """The server refuses this op even alone: it is kept here, and its number accounted for there."""
    store.outbox[out.n] = store.outbox[out.n]._replace(lost=lost_text(out.seq, "refused"))
