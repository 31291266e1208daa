"""Bugs to plant into the reference tablet and into joining persons; planted.py says how."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from server.exchange import joined
from server.exchange.filing import Filing
from tests.property import accidents, acts, office
from tests.property.planted import MERGES, RESTORES, Patch, bug
from tests.reference import device, screen, sending, taking
from tests.reference.device import Device, Killed
from tests.reference.store import Out, Store

# --- the tablet ------------------------------------------------------------------------------------


@bug()
def cursor_before_data(patch: Patch) -> None:
    """The cursor is stored first and the rows after it; the app may end in between."""
    real = Device._transaction

    @contextmanager
    def in_two(self: Device) -> Iterator[Store]:
        before = self.store
        try:
            with real(self) as work:
                yield work
        except Killed:
            if self.store is before:
                self.store = replace(before.fork(), cursor=dict(work.cursor))
            raise

    patch.setattr(Device, "_transaction", in_two)


@bug()
def overlay_dropped_on_arrival(patch: Patch) -> None:
    """An answer leaves the overlay as soon as the server has it, before a pull has brought it back."""
    patch.setattr(taking, "_is_ready", lambda _store, out: out.state == "arrived" and out.held is None)


@bug()
def overlay_dropped_at_one_head(patch: Patch) -> None:
    """An answer leaves the overlay when one of her scopes was at the head since, not all of them."""

    def ready(_store: Store, out: Out) -> bool:
        return out.state == "arrived" and out.held is None and bool(out.since)

    patch.setattr(taking, "_is_ready", ready)


@bug({office.edits: 6, acts.pull: 30})
def withdrawn_applied_at_once(patch: Patch) -> None:
    """A row goes the moment one scope withdraws it, before the scope it went to has brought it."""
    real = taking.settle

    def settle(store: Store) -> None:
        for place in list(store.leaving):
            del store.leaving[place]
            store.replica.pop(place, None)
        real(store)

    patch.setattr(taking, "settle", settle)


@bug({acts.draw: 25, acts.pull: 30})
def saw_taken_at_save(patch: Patch) -> None:
    """`saw` lists what the record holds when she saves, not what she was shown."""
    real = Device.save

    def save(self: Device, *drafts: Mapping[str, Any], moves: int | None = None) -> list[Out]:
        rows, late = self.screen(), []
        for one in drafts:
            edits = one.get("edits", {})
            now = {
                n: (screen.drawn_members(rows.get(one["id"]), n), value) for n, (_, value) in edits.items()
            }
            late.append({**one, "edits": now} if now else one)
        return real(self, *late, moves=None)

    patch.setattr(Device, "save", save)


@bug({acts.correct: 8})
def quarantine_breaks_the_chain(patch: Patch) -> None:
    """An edit over an own op that is held lists that op alone, not what it had seen."""
    patch.setattr(device, "closed", lambda _store, _name, saw: list(saw))


@bug({accidents.forgotten: 8})
def digest_ignored(patch: Patch) -> None:
    """The digests are not compared."""
    patch.setattr(Device, "repair", lambda *_: None)


@bug(RESTORES)
def old_replica_dropped_at_once(patch: Patch) -> None:
    """After a restore the screen shows the new replica while it is still being filled."""
    real = sending.reset

    def reset(store: Store, epoch: str) -> None:
        real(store, epoch)
        store.old = None

    patch.setattr(sending, "reset", reset)


@bug(RESTORES)
def reset_does_not_send_again(patch: Patch) -> None:
    """After a restore only what was never acknowledged is sent; what the backup lacks is not."""
    real = sending.reset

    def reset(store: Store, epoch: str) -> None:
        sent = {out.n for out in store.outbox.values() if out.state == "sent"}
        real(store, epoch)
        store.put(out._replace(state="shown") for out in list(store.outbox.values()) if out.n not in sent)

    patch.setattr(sending, "reset", reset)


@bug(RESTORES)
def feed_reset_pulls_before_pushing(patch: Patch) -> None:
    """After a restore the tablet fills its new replica first, and lets go of the old one, then it pushes."""
    real = Device.push_all

    def late(self: Device, held: bool = False) -> bool:
        if self.store.old is not None:
            with self._transaction() as store:
                sent = {
                    out.n for out in store.outbox.values() if out.state == "sent" and out.old_gen is not None
                }
                store.put(
                    out._replace(state="arrived") for out in list(store.outbox.values()) if out.n in sent
                )
            while self.pull():
                pass
            with self._transaction() as store:
                store.put(out._replace(state="sent") for out in list(store.outbox.values()) if out.n in sent)
        return real(self, held)

    patch.setattr(Device, "push_all", late)


# --- joining persons -------------------------------------------------------------------------------


@bug(MERGES)
def merge_moves_rows(patch: Patch) -> None:
    """Joining two persons hangs the one's sheets from the other; undoing it leaves them there."""
    real = joined._draw

    def draw(filing: Filing, root: Any, *more: Any) -> None:
        real(filing, root, *more)
        for other in joined.joined_with(filing, root):
            for record in filing.hanging_from(other.id):
                if record.kind.name != "person":
                    record.person_id = root.id
                    joined._renumber(filing, record)

    patch.setattr(joined, "_draw", draw)


@bug(MERGES)
def undo_loses_root_ops(patch: Patch) -> None:
    """Undoing a merge takes the root back to how she was registered, with all that was filed on her since."""
    real = joined.redraw

    def redraw(filing: Filing, person: Any, this: str, before: Any) -> Any:
        apart = person.person_id is not None
        done = real(filing, person, this, before)
        if apart and person.person_id is None and before.root is not None:
            root = before.root
            root.row_or_none = root.row._replace(members={})
            filing.put(root)
        return done

    patch.setattr(joined, "redraw", redraw)
