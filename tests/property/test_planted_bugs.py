"""The simulation must see a bug when there is one: each of these, planted on purpose, turns it red."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from server.exchange import apply, clones, pull
from sync.merge import Merged, apply_edits, field_of
from sync.ops import Edit, Op
from tests.property.world import World

SEEDS = range(12)


def last_writer_wins(patch: pytest.MonkeyPatch) -> set[str]:
    """Every edit replaces whatever is there, seen or not."""
    real = apply.apply_op

    def overwrite(row: Any, op_id: str, op: Op, careful: Any) -> Merged:
        if row is None:
            return real(row, op_id, op, careful)
        edits = {name: Edit(frozenset(field_of(row, name).members), now) for name, now in op.values().items()}
        return apply_edits(row, op_id, edits, careful, True)

    patch.setattr(apply, "apply_op", overwrite)
    return set()


def cursor_first(_patch: pytest.MonkeyPatch) -> set[str]:
    """The tablet moves its cursor before the rows are stored, and is killed in between."""
    return {"cursor-first"}


def overlay_dropped_on_arrival(_patch: pytest.MonkeyPatch) -> set[str]:
    """An answer leaves the overlay as soon as the server has it, before a pull has brought it back."""
    return {"drop-on-arrival"}


def no_duplicate_check(patch: pytest.MonkeyPatch) -> set[str]:
    """An op that comes again is applied again."""
    real = clones.store.insert_ops

    def forgetful(session: Any, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            clones.store.delete_op(session, row["tenant_id"], row["writer_no"], row["seq"])
        real(session, rows)

    patch.setattr(clones, "_stored_around", lambda *_: {})
    patch.setattr(clones.store, "insert_ops", forgetful)
    return set()


def echo_of_everything(patch: pytest.MonkeyPatch) -> set[str]:
    """A row is left out of a pull whenever its last change is the tablet's own, whatever else happened."""
    patch.setattr(
        pull, "_is_echo", lambda _row, changes, asked: any(c.writer_no in asked.holding for c in changes)
    )
    return set()


def person_moves_alone(patch: pytest.MonkeyPatch) -> set[str]:
    """Someone who changes area leaves what hangs from her behind."""
    patch.setattr(apply, "_move", lambda filing, person, old_scope: filing.leave(old_scope, person))
    return set()


def nobody_stops_waiting(patch: pytest.MonkeyPatch) -> set[str]:
    """Ops that wait for a record are forgotten when it comes."""
    patch.setattr(apply, "release", lambda *_: None)
    return set()


BUGS = (
    last_writer_wins,
    cursor_first,
    overlay_dropped_on_arrival,
    no_duplicate_check,
    echo_of_everything,
    person_moves_alone,
    nobody_stops_waiting,
)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_the_simulation_sees(
    town: Flask, monkeypatch: pytest.MonkeyPatch, bug: Callable[..., set[str]]
) -> None:
    bugs = bug(monkeypatch)
    assert any(World(town, seed, bugs=bugs).run() for seed in SEEDS)
