"""Reading current rows, inside the request's snapshot or transaction; nothing here writes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Select, and_, func, or_, select

from server.db import db, one_look
from server.records.models import Record
from server.tenants.models import Tenant

Value = Any
Member = tuple[str, Value]  # (op id, value)


IDS_AT_ONCE = 500


class RecordView(NamedTuple):
    """One record as it stands.

    op: the op that created it. fields: the value in use of each field. members: every value nobody has
    superseded, first the one in use, for the fields that hold anything but the creating op's value. pending:
    op ids superseded before they arrived. own: what ops are merged into where that is not what is shown here
    (models.py), unread; also set when other persons' records are joined to this one.
    """

    kind: str
    id: str
    op: str
    fields: Mapping[str, Value]
    members: Mapping[str, Sequence[Member]]
    pending: Mapping[str, Sequence[str]]
    scope: str
    seq: int
    own: str | None = None

    def conflicts(self) -> list[str]:
        """Fields that hold more than one distinct value."""
        return [name for name, members in self.members.items() if len(distinct(members)) > 1]

    def members_of(self, field: str) -> Sequence[Member]:
        """The values of a field nobody has superseded, the one in use first; also for an unedited field."""
        if field in self.members:
            return self.members[field]
        return [(self.op, self.fields[field])] if field in self.fields else []


def distinct(members: Iterable[Member]) -> set[bytes]:
    """The different values among the members, as JSON."""
    return {orjson.dumps(value, option=orjson.OPT_SORT_KEYS) for _, value in members}


def get(tenant_id: int, record_id: str) -> RecordView | None:
    """The record, or None."""
    row = db.session.execute(_OF_TENANT.where(Record.id == record_id), {"tenant": tenant_id}).one_or_none()
    return None if row is None else view(row)


def fields_in_town(tenant_uid: str, record_id: str) -> Mapping[str, Value] | None:
    """The fields in use of a record of the town with this uid. Needs no snapshot."""
    wanted = select(Record.body).join(Tenant, Tenant.id == Record.tenant_id)
    with one_look() as connection:
        body = connection.scalar(wanted.where(Tenant.uid == tenant_uid, Record.id == record_id))
    return None if body is None else orjson.loads(body)["fields"]


def get_many(tenant_id: int, record_ids: Iterable[str]) -> dict[str, RecordView]:
    """The records that exist, by id."""
    ids = list(set(record_ids))
    found: dict[str, RecordView] = {}
    for at in range(0, len(ids), 1_000):
        part = _OF_TENANT.where(Record.id.in_(ids[at : at + 1_000]))
        found |= {row.id: view(row) for row in db.session.execute(part, {"tenant": tenant_id})}
    return found


def of_person(tenant_id: int, person_id: str) -> list[RecordView]:
    """Everything that hangs from a person's record, newest change last; no persons."""
    wanted = _OF_TENANT.where(Record.person_id == person_id, Record.kind != "person")
    return _views(wanted.order_by(Record.seq), tenant_id)


def joined_to(tenant_id: int, person_id: str) -> list[RecordView]:
    """The persons whose record has been joined to this one, in the order of their last change."""
    wanted = _OF_TENANT.where(Record.person_id == person_id, Record.kind == "person")
    return _views(wanted.order_by(Record.seq), tenant_id)


def joined(tenant_id: int, record_ids: Iterable[str]) -> dict[str, str]:
    """Those of these persons whose record has been joined to another: id -> that other's id."""
    ids, found = list(set(record_ids)), dict[str, str]()
    for at in range(0, len(ids), 1_000):
        part = _JOINED.where(Record.id.in_(ids[at : at + 1_000]))
        found |= {row.id: row.person_id for row in db.session.execute(part, {"tenant": tenant_id})}
    return found


def of_session(tenant_id: int, session_id: str) -> list[RecordView]:
    """Everything that names a session: attendances and submissions, newest change last."""
    return _views(_OF_TENANT.where(Record.session_id == session_id).order_by(Record.seq), tenant_id)


def of_kind(
    tenant_id: int, kind: str, since: str | None = None, until: str | None = None, limit: int | None = None
) -> list[RecordView]:
    """Records of a kind, by day where they have one. since, until: `YYYY-MM-DD`, both included."""
    wanted = _OF_TENANT.where(Record.kind == kind)
    if since is not None:
        wanted = wanted.where(Record.on_date >= since)
    if until is not None:
        wanted = wanted.where(Record.on_date <= until)
    return _views(wanted.order_by(Record.on_date, Record.id).limit(limit), tenant_id)


def after(tenant_id: int, kind: str, reached: tuple[str, str], until: str, limit: int) -> list[RecordView]:
    """The next records of a kind by (day, id), after the one that was reached last, up to a day."""
    day, record_id = reached
    beyond = or_(Record.on_date > day, and_(Record.on_date == day, Record.id > record_id))
    wanted = _OF_TENANT.where(Record.kind == kind, Record.on_date >= day, Record.on_date <= until, beyond)
    return _views(wanted.order_by(Record.on_date, Record.id).limit(limit), tenant_id)


def in_scopes(tenant_id: int, kind: str, scopes: Iterable[str]) -> list[RecordView]:
    """Records of a kind that lie in one of these scopes."""
    wanted = _OF_TENANT.where(Record.kind == kind, Record.scope.in_(list(scopes)))
    return _views(wanted.order_by(Record.id), tenant_id)


def people_by_scope(tenant_id: int) -> dict[str, int]:
    """How many persons' records lie in each scope."""
    wanted = select(Record.scope, func.count()).where(Record.tenant_id == tenant_id, Record.kind == "person")
    return {scope: n for scope, n in db.session.execute(wanted.group_by(Record.scope))}


def count_of_people(tenant_id: int, kind: str, person_ids: Sequence[str]) -> int:
    """How many records of a kind hang from these persons."""
    found = 0
    for at in range(0, len(person_ids), IDS_AT_ONCE):
        part = list(person_ids[at : at + IDS_AT_ONCE])
        wanted = select(func.count()).where(Record.tenant_id == tenant_id, Record.kind == kind)
        found += int(db.session.scalar(wanted.where(Record.person_id.in_(part))) or 0)
    return found


def is_empty(tenant_id: int, scope: str) -> bool:
    """True when no record at all lies in this scope."""
    wanted = select(Record.id).where(Record.tenant_id == tenant_id, Record.scope == scope)
    return db.session.scalar(wanted.limit(1)) is None


def changed_people(tenant_id: int, after: int) -> list[tuple[int, str]]:
    """(seq, id) of every person whose row has changed after this seq, in that order."""
    areas = db.session.scalars(select(Record.id).where(Record.tenant_id == tenant_id, Record.kind == "area"))
    wanted = select(Record.seq, Record.id).where(
        Record.tenant_id == tenant_id,
        Record.scope.in_([f"area:{area}" for area in areas]),
        Record.seq > after,
        Record.kind == "person",
    )
    return [(row.seq, row.id) for row in db.session.execute(wanted.order_by(Record.seq))]


def in_conflict(tenant_id: int) -> list[RecordView]:
    """Records with a field that waits for someone to settle it, oldest change first."""
    return _views(_OF_TENANT.where(Record.open_conflicts > 0).order_by(Record.seq), tenant_id)


def count_conflicts(tenant_id: int) -> int:
    """How many fields wait for someone to settle them."""
    open_ones = select(func.sum(Record.open_conflicts)).where(
        Record.tenant_id == tenant_id, Record.open_conflicts > 0
    )
    return int(db.session.scalar(open_ones) or 0)


def view(row: Any) -> RecordView:
    """A database row (with kind, id, scope, seq, body, pending, own) as a RecordView."""
    body = orjson.loads(row.body)
    members = {name: [(op, value) for op, value in pairs] for name, pairs in body["members"].items()}
    pending = orjson.loads(row.pending) if row.pending else {}
    said = (body["op"], body["fields"], members, pending)
    return RecordView(row.kind, row.id, *said, row.scope, row.seq, row.own)


_OF_TENANT = select(
    Record.kind, Record.id, Record.scope, Record.seq, Record.body, Record.pending, Record.own
).where(Record.tenant_id == db.bindparam("tenant"))


_JOINED = select(Record.id, Record.person_id).where(
    Record.tenant_id == db.bindparam("tenant"), Record.kind == "person", Record.person_id.is_not(None)
)


def _views(wanted: Select[Any], tenant_id: int) -> list[RecordView]:
    return [view(row) for row in db.session.execute(wanted, {"tenant": tenant_id})]
