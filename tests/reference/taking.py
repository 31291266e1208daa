"""Taking in a page: rows, cursor, receipts and the overlay move in one transaction. PROTOCOL.md section 4."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sync.feed import (
    Cursor,
    Digest,
    add,
    bucket_of,
    digest_of,
    holds,
    parse_cursor,
    parse_ranges,
    write_cursor,
    write_holding,
)
from sync.merge import Row, overlay
from tests.reference.screen import contains
from tests.reference.store import Kept, Out, Place, Store, is_refused

Page = Mapping[str, Any]


def query(store: Store, limit: int) -> dict[str, Any]:
    """What the next pull asks for."""
    asked: dict[str, Any] = {"limit": limit}
    asked |= {"store_id": store.store_id, "repaired": store.repaired}
    if not store.epoch:
        return asked
    held: dict[int, tuple[tuple[int, int], ...]] = {}
    for out in holdable(store):
        held[out.no] = add(held.get(out.no, ()), [out.seq])
    return asked | {
        "cursor": write_cursor(Cursor(store.epoch, _within(store.cursor, store.scopes))),
        "head": write_cursor(Cursor(store.epoch, _within(store.head, store.scopes))),
        "holding": write_holding(held),
    }


def holdable(store: Store) -> list[Out]:
    """Ops whose values lie over the replica here exactly as the server applied them."""
    return [out for out in store.outbox.values() if out.state == "arrived" and out.sure and out.held is None]


def take_page(store: Store, page: Page) -> None:
    """Apply one page to the value a transaction works on."""
    fusing = holdable(store)
    take_scopes(store, page["scopes"])
    store.epoch, store.gen = page["epoch"], store.gen + 1
    for said in (*page["form_versions"], *page["rows"]):
        keep(store, (said["scope"], said["id"]), Kept(said["seq"], store.gen, said["kind"], read_row(said)))
    for scope, record_id, seq in page["kept"]:
        fuse(store, (scope, record_id), seq, fusing)
    for scope, record_id, _ in page["withdrawn"]:  # an op may write a record whose row has never come
        store.leaving[scope, record_id] = frozenset()
    cursor = parse_cursor(page["cursor"])
    assert cursor is not None
    store.cursor |= cursor.scopes
    take_receipts(store, page)
    _note_held(store, page)
    _note_heads(store, page["head"])
    if store.old is not None and store.scopes <= set(page["head"]):
        _end_reset(store, store.old)
    wrong = {scope for scope, said in page["digest"].items() if digest(store, scope) != Digest(*said)}
    store.suspect = store.suspect - page["digest"].keys() | wrong
    settle(store)


def _end_reset(store: Store, old: Mapping[Place, Kept]) -> None:
    """The new replica is whole. Old rows it lacks stay, as about to leave, while unfinished work names
    them."""
    store.old = None
    there, naming = {record_id for _, record_id in store.replica}, _naming(store)
    for place, kept in old.items():
        if place[1] in naming and place[1] not in there:
            store.replica[place], store.leaving[place] = kept._replace(gen=0), frozenset()


def _naming(store: Store) -> frozenset[str]:
    """Records that a draft or an op on its way names: their rows stay on screen."""
    return store.drafts.union(*(out.names for out in store.unshown()))


def digest(store: Store, scope: str, bucket: int | None = None) -> Digest:
    """The digest of a scope's rows here, or of one bucket of them. What waits to leave is not counted."""
    rows = [
        (record_id, kept.seq)
        for (found_in, record_id), kept in store.replica.items()
        if found_in == scope and (found_in, record_id) not in store.leaving
    ]
    return digest_of(row for row in rows if bucket in (None, bucket_of(row[0])))


def take_rows(store: Store, scope: str, buckets: Collection[int], rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows of the buckets that did not fit: they stand in place of ours, what is not among them leaves."""
    store.gen += 1
    known = {place for place in store.replica if place[0] == scope and bucket_of(place[1]) in buckets}
    for said in rows:
        place = (scope, said["id"])
        store.repaired += place not in known or store.replica[place].seq != said["seq"]
        keep(store, place, Kept(said["seq"], store.gen, said["kind"], read_row(said)))
        known.discard(place)
    gone = [place for place in known if place not in store.leaving]
    store.repaired += len(gone)
    store.leaving |= dict.fromkeys(gone, frozenset())
    store.suspect = store.suspect - {scope}


def take_scopes(store: Store, scopes: Iterable[str]) -> None:
    """The scopes of who is signed in. Rows of one that nobody here holds any more leave like withdrawn
    ones."""
    assert store.user is not None
    before, store.users[store.user] = store.scopes, frozenset(scopes)
    held = frozenset().union(*store.users.values())
    for scope in before - held:
        store.cursor.pop(scope, None)
        store.head.pop(scope, None)
        store.leaving |= {place: frozenset() for place in store.replica if place[0] == scope}


def take_receipts(store: Store, reply: Page) -> None:
    """What the server and its backups hold. A shown op inside the backups needs no copy here any more."""
    store.received |= {int(no): parse_ranges(pairs) for no, pairs in reply["received"].items()}
    store.backed_up |= {int(no): parse_ranges(pairs) for no, pairs in reply["backed_up"].items()}
    store.put(
        out._replace(text=None)
        for out in list(store.outbox.values())
        if out.state == "shown" and out.text is not None and holds(store.backed_up.get(out.no, ()), out.seq)
    )


def read_row(said: Mapping[str, Any]) -> Row:
    """A pulled row."""
    members = {name: dict(pairs) for name, pairs in said["members"].items()}
    return Row(said["op"], said["fields"], members, {})


def keep(store: Store, place: Place, kept: Kept) -> None:
    """Store a row; it is not about to leave any more."""
    store.replica[place] = kept
    store.leaving.pop(place, None)


def fuse(store: Store, place: Place, seq: int, fusing: Iterable[Out]) -> None:
    """A row left out because only our own ops changed it: they move into the replica here."""
    base = store.replica.get(place)
    fresh = [
        out
        for out in fusing
        if out.op.id == place[1] and place[0] not in out.since and not contains(store, base, out)
    ]
    if base is None and not any(out.op.new for out in fresh):
        return  # the row got lost here: the digest will tell
    row = overlay(base.row if base else None, [(out.id, out.op) for out in fresh])
    if row is not None:
        keep(store, place, Kept(seq, store.gen, base.kind if base else fresh[0].op.kind, row))


def settle(store: Store) -> None:
    """Ops become shown and withdrawn rows go when every held scope was at head since."""
    if store.old is not None:
        return
    for out in [out for out in store.unshown() if _is_ready(store, out) and not _retained(store, out)]:
        _show(store, out)
    naming = _naming(store)
    for place, since in list(store.leaving.items()):
        if store.scopes <= since and place[1] not in naming:
            del store.leaving[place]
            store.replica.pop(place, None)


def _is_ready(store: Store, out: Out) -> bool:
    """Every scope its author holds was at head since it arrived."""
    scopes = store.users.get(out.staff, frozenset())
    return out.state == "arrived" and out.held is None and bool(scopes) and scopes <= out.since


def _show(store: Store, out: Out) -> None:
    """It leaves the overlay. A row that no pull has brought since takes it in: one about to leave, or one of
    a scope that only somebody else here holds."""
    store.outbox[out.n] = out._replace(state="shown")
    for place, kept in list(store.replica.items()):
        behind = place in store.leaving or place[0] not in out.since
        if place[1] == out.op.id and behind and not contains(store, kept, out):
            row = overlay(kept.row, [(out.id, out.op)])
            assert row is not None
            store.replica[place] = kept._replace(row=row)


def _retained(store: Store, out: Out) -> bool:
    """No scope has the row any more: it may have gone to one that was at head before it went; or a draft or
    another op still names it, and they leave the screen together."""
    record_id = out.op.id
    if any(place[1] == record_id and place not in store.leaving for place in store.replica):
        return False
    if any(place[1] == record_id and not store.scopes <= since for place, since in store.leaving.items()):
        return True
    others = (other for other in store.unshown() if record_id in other.names)
    return record_id in store.drafts or not all(_is_ready(store, other) for other in others)


def _note_heads(store: Store, heads: Iterable[str]) -> None:
    """Ops that had arrived before this page was asked for, and rows on their way out, have seen these."""
    reached = frozenset(heads)
    store.head |= {scope: store.cursor[scope] for scope in reached}
    store.put(
        out._replace(since=out.since | reached)
        for out in list(store.outbox.values())
        if out.state == "arrived"
    )
    store.leaving = {place: since | reached for place, since in store.leaving.items()}


def _note_held(store: Store, page: Page) -> None:
    """Every page says what is held of the writers it names: ops released since then count as arrived now."""
    held = dict(page["held"])
    for out in list(store.outbox.values()):
        if out.state != "arrived" or str(out.no) not in page["received"] or out.held == held.get(out.id):
            continue
        if is_refused(out):
            continue
        now = held.get(out.id)
        gen = None if now else store.gen - 1
        store.outbox[out.n] = out._replace(held=now, since=frozenset(), sure=False, gen=gen)


def _within(positions: Mapping[str, int], scopes: Iterable[str]) -> dict[str, int]:
    return {scope: seq for scope, seq in positions.items() if scope in scopes}
