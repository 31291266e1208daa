"""What a nurse sees: the replica, and over it the store's own ops that no pull has shown yet."""

from collections.abc import Iterable, Mapping

from sync.ids import OpId
from sync.merge import Row, field_of, overlay
from tests.reference.store import Kept, Out, Store

SAW = 200  # ids a `saw` may list


def screen(store: Store) -> dict[str, Row]:
    """Every record as it is drawn. What is filed on a person lies over whom she is merged into, too."""
    newest = on_screen(store)
    shown = {record_id: kept.row for record_id, kept in newest.items()}
    corrected = {out.op.replaces for out in store.outbox.values()}
    for out in store.unshown():
        readable = out.text is not None and out.id not in corrected
        for record_id in {out.op.id, canonical(shown, out.op.id)} if readable else ():
            if not contains(store, newest.get(record_id), out):
                row = overlay(shown.get(record_id), [(out.id, out.op)])
                assert row is not None
                shown[record_id] = row
    return shown


def canonical(shown: Mapping[str, Row], record_id: str) -> str:
    """Whom a person has been merged into, as far as there are rows of them; any other record is itself."""
    passed: set[str] = set()
    while record_id in shown and record_id not in passed:
        passed.add(record_id)
        target = shown[record_id].fields.get("merged_into")
        record_id = target if target in shown else record_id
    return record_id


def on_screen(store: Store) -> dict[str, Kept]:
    """The row of each record: one that stays before one about to leave, then the newest; during a reset those
    of the old replica.
    """
    newest: dict[str, Kept] = {}
    leaving = store.leaving if store.old is None else {}
    rank: dict[str, tuple[bool, int]] = {}
    for place, kept in (store.replica if store.old is None else store.old).items():
        its = (place not in leaving, kept.seq)
        if its > rank.get(place[1], (False, -1)):
            newest[place[1]], rank[place[1]] = kept, its
    return newest


def contains(store: Store, kept: Kept | None, out: Out) -> bool:
    """True when the row cannot lack the op: its page was asked for after the op had arrived."""
    gen = out.gen if store.old is None else out.old_gen
    return kept is not None and out.held is None and gen is not None and kept.gen > gen


def drawn_members(row: Row | None, name: str) -> frozenset[OpId]:
    """The ops whose values a field shows: what an edit of it has seen."""
    return frozenset(field_of(row, name).members) if row is not None else frozenset()


def closed(store: Store, name: str, saw: Iterable[OpId]) -> list[OpId]:
    """An edit drawn over unshown ops of this store has seen what they saw, too; the nearest are kept."""
    unshown = {out.id: out.op for out in store.unshown()}
    seen = dict.fromkeys(sorted(saw))
    todo = list(seen)
    while todo:
        op = unshown.get(todo.pop(0))
        edits = op.edits if op else None
        for earlier in sorted(edits[name].saw) if edits and name in edits else ():
            if earlier not in seen:
                seen[earlier] = None
                todo.append(earlier)
    return list(seen)[:SAW]
