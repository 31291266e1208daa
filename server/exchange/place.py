"""Where an op lands: the record it names, the person it hangs from, its scope; or why it cannot land now."""

from typing import NamedTuple

from server.exchange.answers import PREFIX, answers_of
from server.exchange.filing import Current, Filing
from server.exchange.intake import WAITS
from server.exchange.kinds import KINDS, TENANT, Kind, scope_of
from server.exchange.masters import MASTERS, areas_of
from server.exchange.pens import Pen
from sync.ops import Op


class Held(NamedTuple):
    """Why an op cannot be applied now. waits_for: the record whose creation has it considered again."""

    reason: str
    waits_for: str | None = None


class Place(NamedTuple):
    """current: the record, None before its creation. person: whom it hangs from. scope: before the op."""

    kind: Kind
    current: Current | None
    person: Current | None
    scope: str


def find_place(filing: Filing, pen: Pen, op: Op) -> Place | Held:
    """The place of an op among the records as they are, or what stands against applying it."""
    kind, records = KINDS[op.kind], filing.records
    current = records[op.id] if op.id in records else filing.get(op.id)
    if current is None:
        if op.new is None:
            return Held(WAITS, op.id)
    elif current.kind is not kind:
        return Held("wrong-id")
    missing = _reference_fault(filing, kind, op)
    if missing is not None:
        return missing
    place = _place(filing, kind, current, op)
    if not _allowed(filing, pen, place, op) or not _holds_its_areas(filing, pen, place, op):
        return Held("not-allowed")
    if kind.coordinates(op.new or op.edits or ()) and not _coordinates(filing, pen, place, op):
        return Held("not-allowed")
    if current is not None and op.new is not None and _contradicts(kind, current, op):
        return Held("wrong-id")
    return place


def _reference_fault(filing: Filing, kind: Kind, op: Op) -> Held | None:
    """An op that names a record waits for it; one that names a record of another kind is wrong."""
    values, records = op.values(), filing.records
    for name, wanted in kind.refs.items():
        target_id = values.get(name)
        if target_id is None or target_id == op.id:
            continue
        target = records[target_id] if target_id in records else filing.get(target_id)
        if target is None:
            return Held(WAITS, target_id)
        if target.kind.name != wanted:
            return Held("invalid-value")
    return None


def _place(filing: Filing, kind: Kind, current: Current | None, op: Op) -> Place:
    person_id = current.person_id if current is not None else op.values().get("person")
    person = filing.get(person_id) if person_id and "person" in kind.refs else None
    if current is not None:
        return Place(kind, current, person, current.scope)
    if person is not None:
        return Place(kind, None, person, person.scope)
    return Place(kind, None, None, scope_of(kind, op.values(), None) if kind.own_scope else TENANT)


def _allowed(filing: Filing, pen: Pen, place: Place, op: Op) -> bool:
    """By the writer's rights where the record is, or where it was until it moved away from her."""
    key = (pen.no, place.kind.name, place.scope)
    allowed = filing.allowed.get(key)
    if allowed is None:
        allowed = filing.allowed[key] = pen.rights.may_write(place.kind, [place.scope])
    return allowed or _allowed_after_all(filing, pen, place, op) or _helps(filing, pen, place, op)


def _holds_its_areas(filing: Filing, pen: Pen, place: Place, op: Op) -> bool:
    """Masters are read by the whole town and written by who holds the area they lie in."""
    if place.kind.name not in MASTERS:
        return True
    before = place.current.shown.fields if place.current is not None else {}
    areas = areas_of(place.kind.name, op.id, before, op.values(), filing.view)
    return all(pen.rights.may_write(place.kind, [f"area:{area}"]) for area in areas)


def _allowed_after_all(filing: Filing, pen: Pen, place: Place, op: Op) -> bool:
    changes = place.current is not None and op.new is None
    if changes and pen.rights.may_edit_own(place.kind, place.scope, op.values()):
        return True
    moved = place.current or place.person
    return moved is not None and pen.rights.may_write(place.kind, filing.scopes_left(moved.id))


def _helps(filing: Filing, pen: Pen, place: Place, op: Op) -> bool:
    """By a supporter, about somebody on the roster of the session she works at."""
    if place.kind.has_answers and not _fills(filing.tenant_uid, place, op):
        return False
    said = op.values() if place.current is None else place.current.row.fields
    session_id = said.get("session")
    if place.person is None or not pen.rights.may_help(place.kind, session_id):
        return False
    return place.person.id in filing.roster(str(session_id))


def _fills(tenant_uid: str, place: Place, op: Op) -> bool:
    """A new sheet of a form that names supporters, with nothing in it that they may not answer."""
    new = place.current is None and op.form_version
    answers = answers_of(new, tenant_uid) if new else None
    given = {name for name in op.values() if name.startswith(PREFIX)}
    return answers is not None and bool(answers.by_supporters) and given <= answers.by_supporters


def _coordinates(filing: Filing, pen: Pen, place: Place, op: Op) -> bool:
    """By a coordinator of every area the op touches: where the record is, and what it names."""
    named = [filing.get(target) for name in place.kind.coordinated if (target := op.values().get(name))]
    scopes = {place.scope, *(record.scope for record in named if record is not None)}
    return all(pen.rights.coordinates_in(scope) for scope in scopes)


def _contradicts(kind: Kind, current: Current, op: Op) -> bool:
    """True when a second creation says something else about what never changes."""
    fields, values = current.row.fields, op.values()
    return any(name in values and values[name] != fields.get(name) for name in kind.fixed)
