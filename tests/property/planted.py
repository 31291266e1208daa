"""Bugs to plant, each into the code that runs: a simulation that stays green with one of them proves nothing.

A bug is a function that patches the server, the merge or the reference tablet; its docstring says what is
wrong then. `often` beside it: acts that happen more often in the runs that look for it. docs/proof.md lists
all.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from server.backup import cover, healing
from server.exchange import apply, clones, joined, pages, pens, push, replaced
from server.exchange import store as tables
from server.exchange.filing import Filing
from sync import feed
from sync import merge as merging
from sync.merge import Field, Merged, apply_edits, field_of
from sync.ops import Edit, Op
from tests.property import accidents, acts, office

Patch = pytest.MonkeyPatch
Often = Mapping[Callable[..., Any], float]
BUGS: dict[Callable[[Patch], None], Often] = {}


def bug(often: Often | None = None) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    """Put a bug on the list."""

    def listed(plant: Callable[[Patch], None]) -> Callable[[Patch], None]:
        BUGS[plant] = often or {}
        return plant

    return listed


CLONES: dict[Callable[..., Any], float] = {
    accidents.cloned: 6,
    accidents.rolled_back: 6,
    accidents.set_aside: 6,
}
RESTORES: dict[Callable[..., Any], float] = {accidents.backed_up: 5, accidents.restored: 6}
MERGES: dict[Callable[..., Any], float] = {office.merges: 10, office.undoes: 10}


# --- the merge -------------------------------------------------------------------------------------


@bug()
def last_writer_wins(patch: Patch) -> None:
    """Every edit replaces whatever is there, seen or not."""
    real = apply.apply_op

    def overwrite(row: Any, op_id: str, op: Op, careful: Any) -> Merged:
        if row is None:
            return real(row, op_id, op, careful)
        edits = {name: Edit(frozenset(field_of(row, name).members), now) for name, now in op.values().items()}
        return apply_edits(row, op_id, edits, careful, True)

    patch.setattr(apply, "apply_op", overwrite)


@bug(RESTORES)
def pending_not_remembered(patch: Patch) -> None:
    """An op that was replaced before it arrived comes back when it does."""
    real = merging.merge
    patch.setattr(merging, "merge", lambda *said: Field(real(*said).members, frozenset()))


# --- push ------------------------------------------------------------------------------------------


@bug({acts.push: 30})
def dedupe_missing(patch: Patch) -> None:
    """An op that comes again is applied again."""
    real = tables.insert

    def forgetful(session: Any, rows: Iterable[dict[str, Any]], records: Any) -> None:
        for row in rows:
            tables.delete_op(session, row["tenant_id"], row["writer_no"], row["seq"])
        real(session, rows, records)

    patch.setattr(clones, "_stored_around", lambda *_: {})
    patch.setattr(tables, "insert", forgetful)


@bug(CLONES)
def moved_ops_mean_the_old_number(patch: Patch) -> None:
    """Own ids in the bytes of a moved op are read as the other store's."""
    patch.setattr(apply, "as_written_now", lambda op, *_: op)


@bug({acts.new_hanging: 25})
def waits_never_released(patch: Patch) -> None:
    """Ops that wait for a record are forgotten when it comes."""
    patch.setattr(apply, "release", lambda *_: None)


@bug({acts.correct: 12})
def replaced_op_still_applied(patch: Patch) -> None:
    """The held op a correction stands in for is not marked, and is applied one day beside it."""
    patch.setattr(replaced, "mark", lambda *_: None)


@bug()
def sheets_not_restamped(patch: Patch) -> None:
    """Someone who changes area leaves what hangs from her behind."""

    def alone(filing: Filing, person: Any, scope: str) -> None:
        left, person.scope = person.scope, scope
        person.restamped_seq = person.seq
        filing.put(person)
        filing.leave(left, person)

    patch.setattr(joined, "move", alone)


@bug()
def received_counted_before_commit(patch: Patch) -> None:
    """What arrives is counted in a transaction of its own, before the ops are stored."""
    real = push._file_once

    def too_early(job: Any, batch: list[Any], *more: Any) -> Any:
        with push.transaction(job.tenant_id):
            pen = pens.find_pen(job.tenant_id, job.tenant_uid, job.envelope["writer_no"])
            assert pen is not None
            pen.receive([incoming.seq for incoming in batch])
        return real(job, batch, *more)

    patch.setattr(push, "_file_once", too_early)


# --- pull ------------------------------------------------------------------------------------------


@bug()
def echo_of_everything(patch: Patch) -> None:
    """A row is left out whenever one of its changes is the tablet's own, whatever else happened to it."""
    patch.setattr(
        pages, "_is_echo", lambda _scope, changes, asked: any(c.writer_no in asked.holding for c in changes)
    )


@bug()
def withdrawn_not_told(patch: Patch) -> None:
    """A scope is not told what has left it."""
    patch.setattr(tables, "write_extras", lambda *_: None)


# --- restoring -------------------------------------------------------------------------------------


@bug(RESTORES | {accidents.wiped: 6})
def numbers_given_twice(patch: Patch) -> None:
    """A restored server gives out writer numbers that it has given before."""
    patch.setattr(healing, "first_free", lambda *_: 0)


@bug(RESTORES)
def backed_up_by_the_newest_only(patch: Patch) -> None:
    """Tablets let go of what the newest backup holds, though an older one may be restored."""
    patch.setattr(cover, "_in_all", _in_the_newest)


def _in_the_newest(uid: str) -> Any:
    newest = cover.usable()[-1:]
    rows = [cover.db.session.get(cover.BackupCover, (one.id, uid)) for one in newest]
    told = [cover.orjson.loads(row.received) for row in rows if row is not None]
    return {int(no): feed.parse_ranges(pairs) for one in told for no, pairs in one.items()}


from tests.property import planted_tablets  # noqa: E402, F401 - puts its bugs on the list
