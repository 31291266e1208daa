"""Pairs of records that may be of one person: found as persons change, answered in the records themselves.

Whoever changed since the last look is compared with those who share a key (matching.py), so a registration
costs as much in a register of a thousand as in one of a hundred thousand. 「別の方です」 is the field
`different_from#<id>` of either person, 「あとで決める」 `maybe_same#<id>`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Select, delete, insert, or_, select

from server import clock
from server.db import db, insert_new, outside_feed, read_snapshot
from server.people import matching, merging
from server.people.matching import Traits
from server.people.models import PeopleCompared, PersonKey, PersonPair
from server.records import service as records
from server.records.service import RecordView

DIFFERENT, LATER = "different_from", "maybe_same"
AT_ONCE = 500  # persons compared in one transaction
PART = 1_000  # values in one statement


class Pair(NamedTuple):
    """Two persons who may be one. asked: somebody left it to the office."""

    one: RecordView
    other: RecordView
    reasons: list[str]
    asked: bool


# --- finding ---------------------------------------------------------------------------------------


def catch_up(tenant_id: int) -> None:
    """Compare everybody who has changed since the last look. Opens its own transactions, one a part, so that
    nobody who pushes waits long for a whole register.
    """
    with read_snapshot():
        waiting = behind(tenant_id)
    register = Register(tenant_id, whole=len(waiting) > AT_ONCE)
    for part in _parts(waiting, AT_ONCE):
        with outside_feed():
            compare(register, part)


def behind(tenant_id: int) -> list[tuple[int, str]]:
    """(seq, id) of the persons who have changed since they were last compared, in that order."""
    compared = db.session.get(PeopleCompared, tenant_id)
    return records.changed_people(tenant_id, compared.seq if compared else 0)


class Register:
    """What one catch-up has read of a tenant's persons: all of them when it is about many.

    traits: person id -> hers, as shown and as filed. mark: the seq up to which this catch-up knows the keys.
    """

    def __init__(self, tenant_id: int, *, whole: bool) -> None:
        self.tenant_id = tenant_id
        self.traits: dict[str, list[Traits]] = {}
        self.mark = -1
        self._places: dict[str, set[str]] | None = {} if whole else None

    def follow(self, mark: int) -> None:
        """Read all keys again where others have compared persons meanwhile."""
        if self._places is not None and mark != self.mark:
            self._places = _group(_KEYS.where(PersonKey.tenant_id == self.tenant_id))

    def take(self, views: Mapping[str, RecordView]) -> None:
        """Put these persons, as they now are, in the place of what was known of them."""
        changed = {one: _traits_of(view) for one, view in views.items()}
        if self._places is not None:
            for one, keys in ((one, _keys(traits)) for one, traits in changed.items()):
                for key in keys:
                    self._places.setdefault(key, set()).add(one)
        self.traits |= changed

    def alike(self, person_ids: Iterable[str]) -> dict[str, set[str]]:
        """Those who share a key with each of these; their traits are known afterwards."""
        sought = {one: _keys(self.traits[one], matching.sought) for one in person_ids}
        places = self._places if self._places is not None else self._look_up(set().union(*sought.values()))
        found = {
            one: {other for key in keys for other in places.get(key, ())} - {one}
            for one, keys in sought.items()
        }
        unread = {other for others in found.values() for other in others} - self.traits.keys()
        self.traits |= {one: _traits_of(v) for one, v in records.get_many(self.tenant_id, unread).items()}
        return found

    def _look_up(self, keys: set[str]) -> dict[str, set[str]]:
        places: dict[str, set[str]] = {}
        for part in _parts(sorted(keys), PART):
            places |= _group(_KEYS.where(PersonKey.tenant_id == self.tenant_id, PersonKey.key.in_(part)))
        return places


def compare(register: Register, waiting: Sequence[tuple[int, str]]) -> None:
    """Compare these, the first of those `behind`, with everybody. Inside a write."""
    tenant_id = register.tenant_id
    mark = _take_mark(tenant_id)
    changed = records.get_many(tenant_id, [one for seq, one in waiting if seq > mark.seq])
    _forget(tenant_id, list(changed))
    register.follow(mark.seq)
    register.take(changed)
    register.mark = mark.seq = max(mark.seq, *(seq for seq, _ in waiting))
    _keep_keys(register, changed)
    found = {_pair(view.id, other): "" for view in changed.values() for other in said(view, LATER)}
    for one, others in register.alike(changed).items():
        found |= _pairs(one, others, register.traits)
    _keep_pairs(tenant_id, found)


def said(view: RecordView, answer: str) -> list[str]:
    """The persons about whom a record says DIFFERENT or LATER."""
    mark = f"{answer}#"
    return [
        name[len(mark) :] for name, value in view.fields.items() if value is True and name.startswith(mark)
    ]


def _take_mark(tenant_id: int) -> PeopleCompared:
    """How far this tenant's persons are compared; whoever else compares them waits."""
    db.session.execute(insert_new(PeopleCompared, {"tenant_id": tenant_id, "seq": 0}))
    return db.session.get_one(PeopleCompared, tenant_id, with_for_update=True, populate_existing=True)


def _traits_of(view: RecordView) -> list[Traits]:
    """Hers as shown; a joined person also has those her own record says."""
    shown = matching.traits(view.fields)
    own = matching.traits(orjson.loads(view.own)["fields"]) if view.own else shown
    return [shown] if own == shown else [shown, own]


def _keys(traits: Iterable[Traits], of: Callable[[Traits], list[str]] = matching.blocks) -> set[str]:
    return {key for one in traits for key in of(one)}


def _forget(tenant_id: int, ids: Sequence[str]) -> None:
    for table, columns in ((PersonKey, ("person_id",)), (PersonPair, ("one_id", "other_id"))):
        named = or_(*(getattr(table, column).in_(ids) for column in columns))
        db.session.execute(delete(table).where(table.tenant_id == tenant_id, named))


def _keep_keys(register: Register, ids: Iterable[str]) -> None:
    keys = sorted((key, one) for one in ids for key in _keys(register.traits[one]))
    rows = [{"tenant_id": register.tenant_id, "key": key, "person_id": one} for key, one in keys]
    if rows:
        db.session.execute(insert(PersonKey), rows)


def _pairs(one: str, others: Iterable[str], known: Mapping[str, list[Traits]]) -> dict[tuple[str, str], str]:
    """Those of the others who may be the same, with the reasons."""
    found = {}
    for other in others:
        told = [matching.reasons(a, b) for a in known[one] for b in known.get(other, ())]
        if why := max(told, key=len, default=[]):
            found[_pair(one, other)] = " ".join(why)
    return found


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _keep_pairs(tenant_id: int, found: Mapping[tuple[str, str], str]) -> None:
    common = {"tenant_id": tenant_id, "found_at": clock.now()}
    rows = [
        common | {"one_id": one, "other_id": other, "reasons": why}
        for (one, other), why in sorted(found.items())
    ]
    if rows:
        db.session.execute(insert(PersonPair), rows)


def _group(rows: Select[Any]) -> dict[str, set[str]]:
    places: dict[str, set[str]] = defaultdict(set)
    for key, person_id in db.session.execute(rows):
        places[key].add(person_id)
    return dict(places)


def _parts(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (values[at : at + size] for at in range(0, len(values), size))


_KEYS = select(PersonKey.key, PersonKey.person_id)


# --- reading -----------------------------------------------------------------------------------------


def open_pairs(tenant_id: int) -> list[Pair]:
    """The pairs nobody has answered, each once, those left to the office first, then the longest known.

    Joined records stand as their root; a pair whose records have been joined is answered.
    """
    rows = db.session.scalars(
        select(PersonPair)
        .where(PersonPair.tenant_id == tenant_id)
        .order_by(PersonPair.found_at, PersonPair.one_id, PersonPair.other_id)
    ).all()
    ids = {one for row in rows for one in (row.one_id, row.other_id)}
    views, roots = records.get_many(tenant_id, ids), merging.roots(tenant_id, ids)
    pairs: dict[tuple[str, str], Pair] = {}
    for row in rows:
        if row.one_id in roots and row.other_id in roots:
            sides = ([views[one], roots[one]] for one in (row.one_id, row.other_id))
            pair = _open_pair(*sides, row.reasons.split())
            if pair is not None:
                pairs.setdefault(_pair(pair.one.id, pair.other.id), pair)
    return sorted(pairs.values(), key=lambda pair: not pair.asked)


def _open_pair(one: Sequence[RecordView], other: Sequence[RecordView], reasons: list[str]) -> Pair | None:
    """The pair as it waits. one, other: the record compared and its root, for each side."""
    if one[-1].id == other[-1].id or _says(DIFFERENT, one, other):
        return None
    asked = _says(LATER, one, other)
    return Pair(one[-1], other[-1], reasons, asked) if reasons or asked else None


def _says(answer: str, one: Sequence[RecordView], other: Sequence[RecordView]) -> bool:
    sides = ((one, other), (other, one))
    return any(set(said(view, answer)) & {about.id for about in to} for by, to in sides for view in by)
