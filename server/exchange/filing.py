"""The transaction in progress: records read and changed, what it will log, which hooks it will run."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from server import clock
from server.db import Turn
from server.exchange import bulk, digests, lines, rosters, store
from server.exchange.hooks import Applied, Settled
from server.exchange.intake import Incoming
from server.exchange.kinds import KINDS, Kind
from server.exchange.pens import Pen, find_pens, server_pen
from server.exchange.rights import Rights
from server.exchange.sheets import Sheet
from server.exchange.store import OpKey, Values
from sync.merge import Members, Row, in_conflict
from sync.ops import Value


@dataclass(slots=True)
class Current:
    """One record as the transaction sees it; its body is parsed only when somebody needs it.

    row: what ops are merged into. shown_or_none: what tablets are shown instead (see joined.py), None when
    that is the row itself. person_id of a person: the record she has been joined to.
    """

    id: str
    kind: Kind
    scope: str
    seq: int
    restamped_seq: int
    person_id: str | None
    open_conflicts: int = 0
    row_or_none: Row | None = None
    body: str = ""
    pending: str | None = None
    own: str | None = None
    shown_or_none: Row | None = None
    counted: tuple[str, int] | None = None  # see digests.py

    @property
    def row(self) -> Row:
        """The record's fields and members."""
        if self.row_or_none is None:
            self.row_or_none = read_row(self.own or self.body, self.pending)
            if self.own is not None:
                self.shown_or_none = read_row(self.body, None)
        return self.row_or_none

    @property
    def shown(self) -> Row:
        """The fields and members that tablets and the office are shown."""
        row = self.row
        return row if self.shown_or_none is None else self.shown_or_none


class Filing:
    """See server/exchange/hooks.py for what hooks may use of it."""

    def __init__(self, turn: Turn, tenant_uid: str) -> None:
        self.turn, self.session = turn, turn.session
        self.tenant_id, self.tenant_uid = turn.tenant_id, tenant_uid
        self.now = bulk.instant(self.session, clock.now())
        self.records: dict[str, Current | None] = {}
        self.opened: set[str] = set()  # persons whose records have all been read
        self.changed: dict[str, Current] = {}
        self.ops: dict[OpKey, Values] = {}
        self.op_changes: dict[OpKey, Values] = {}
        self.held: dict[OpKey, Values] = {}
        self.extras: dict[tuple[str, str], int | None] = {}
        self.rostered: set[str] = set()  # records written that a roster may hold
        self.waiting: dict[str, list[tuple[Pen, Incoming]]] = {}
        self.applied: list[tuple[Kind, Applied]] = []
        self.settled: list[Settled] = []
        self.pens: dict[int, Pen] = {}
        self.stored: dict[int, dict[int, Any]] = {}  # what the log holds around the ops of a writer
        self.allowed: dict[tuple[int, str, str], bool] = {}
        self.rosters: dict[str, frozenset[str]] = {}  # session -> whom its roster lists
        self.awaited = store.awaited(self.session, self.tenant_id)
        self._server_pen: Pen | None = None

    # --- records -------------------------------------------------------------------------------

    def load(self, ids: Iterable[str]) -> None:
        """Read these records, those not read yet, in one statement."""
        unread = [record_id for record_id in set(ids) if record_id not in self.records]
        self.records.update(dict.fromkeys(unread))
        self._keep(store.records(self.session, self.tenant_id, unread))

    def get(self, record_id: str) -> Current | None:
        """The record as this transaction sees it."""
        if record_id not in self.records:
            self.load([record_id])
        return self.records[record_id]

    def load_hanging(self, persons: Iterable[str]) -> None:
        """Read what hangs from these persons, those not read for yet, in one statement."""
        unread = set(persons) - self.opened
        self.opened |= unread
        found = store.records_of_persons(self.session, self.tenant_id, unread)
        self._keep([row for row in found if not self.records.get(row.id)])

    def hanging_from(self, person_id: str) -> list[Current]:
        """Every record that hangs from a person, those of this transaction included."""
        self.load_hanging([person_id])
        known = self.records.values()
        return [record for record in known if record is not None and record.person_id == person_id]

    def joined_to(self, person_id: str) -> list[Current]:
        """The persons whose record has been joined to this one, those of this transaction included."""
        rows = store.records_joined_to(self.session, self.tenant_id, person_id)
        self._keep([row for row in rows if not self.records.get(row.id)])
        known = (record for record in self.records.values() if record is not None)
        return [one for one in known if one.person_id == person_id and one.kind.name == "person"]

    def put(self, record: Current) -> None:
        """Note that a record has changed."""
        self.records[record.id] = self.changed[record.id] = record

    def view(self, record_id: str) -> Mapping[str, Value] | None:
        """The fields in use of a record."""
        record = self.get(record_id)
        return None if record is None else record.shown.fields

    def leave(self, scope: str, record: Current) -> None:
        """Note that a record, already in its new scope, is no longer in this one."""
        self.extras[(scope, record.id)] = self.turn.next_seq()
        self.extras[(record.scope, record.id)] = None

    def roster(self, session_id: str) -> frozenset[str]:
        """Whom the roster of a session lists."""
        if session_id not in self.rosters:
            listed = rosters.listed(self.session, self.tenant_id, session_id)
            self.rosters[session_id] = frozenset(one for one, row in listed if row.kind == "person")
        return self.rosters[session_id]

    def scopes_left(self, record_id: str) -> list[str]:
        """The scopes a record has been withdrawn from, before or in this transaction."""
        stored = store.scopes_left(self.session, self.tenant_id, record_id)
        here = [scope for (scope, left), seq in self.extras.items() if left == record_id and seq is not None]
        return [scope for scope in stored if self.extras.get((scope, record_id), 0) is not None] + here

    def _keep(self, rows: Collection[Any]) -> None:
        for record_id, kind, *rest, body, pending, own in rows:
            record = Current(record_id, KINDS[kind], *rest, None, body, pending, own)
            record.counted = (record.scope, record.seq)
            self.records[record_id] = record

    # --- writers -------------------------------------------------------------------------------

    def load_pens(self, rights: Mapping[int, Rights | None]) -> None:
        """Read the pens of these writers in one statement. rights: those that have been read already."""
        self.pens |= find_pens(self.session, self.tenant_id, self.tenant_uid, rights)

    def load_log(self, batches: Mapping[int, Sequence[Incoming]]) -> None:
        """Read what the log holds around these ops of these writers, in one statement."""
        spans = {no: span for no, batch in batches.items() if (span := self.pens[no].span_of(batch))}
        self.stored = store.stored_in(self.session, self.tenant_id, spans)

    def pen(self, writer_no: int) -> Pen:
        """The pen of a writer this tenant knows."""
        if writer_no not in self.pens:
            self.load_pens({writer_no: None})
        if writer_no not in self.pens:
            raise LookupError(f"writer {writer_no} has ops but no row")
        return self.pens[writer_no]

    def servers_own(self) -> Pen:
        """The server's own pen."""
        if self._server_pen is None:
            self._server_pen = server_pen(self.tenant_id, self.tenant_uid)
            self.pens[self._server_pen.no] = self._server_pen
        return self._server_pen

    # --- the end -------------------------------------------------------------------------------

    def flush(self) -> None:
        """Write everything noted so far: a handful of statements."""
        session, tenant_id = self.session, self.tenant_id
        changed = self.changed.values()
        created = (stored_form(tenant_id, one) for one in changed if one.counted is None)
        store.insert(session, self.ops.values(), created)
        store.update_ops(session, tenant_id, self.op_changes.items())
        store.upsert_held(session, list(self.held.values()))
        store.upsert_records(session, [stored_form(tenant_id, one) for one in changed if one.counted])
        digests.write(session, tenant_id, digests.note(changed, self.extras))
        self.rostered |= {one.id for one in changed if one.kind.name in rosters.KINDS}
        store.write_extras(session, tenant_id, self.extras)
        for noted in (self.ops, self.op_changes, self.held, self.changed, self.extras):
            noted.clear()


def count_conflicts(kind: Kind, members: Mapping[str, Members]) -> int:
    """How many fields hold values that somebody has to decide between."""
    return sum(in_conflict(values) for name, values in members.items() if name not in kind.quiet)


def read_row(body: str, pending: str | None) -> Row:
    """A Row from its stored form."""
    said = orjson.loads(body)
    members = {name: dict(pairs) for name, pairs in said["members"].items()}
    superseded = {name: frozenset(ids) for name, ids in orjson.loads(pending).items()} if pending else {}
    return Row(said["op"], said["fields"], members, superseded)


def write_row(row: Row) -> tuple[str, str | None]:
    """(body, pending): the stored form of a Row."""
    members = row.members and {name: list(members.items()) for name, members in row.members.items()}
    body = orjson.dumps({"op": row.op, "fields": row.fields, "members": members}).decode()
    if not row.pending:
        return body, None
    return body, orjson.dumps({name: sorted(ids) for name, ids in row.pending.items()}).decode()


def stored_form(tenant_id: int, record: Current) -> Values:
    """The columns of a current row."""
    row = record.row_or_none
    if row is not None and type(row.fields) is Sheet:
        return _stored_sheet(tenant_id, record, row.op, row.fields)
    if record.row_or_none is not None:
        record.body, record.pending = write_row(record.row_or_none)
        record.own = None
        if record.shown_or_none is not None:
            record.own, (record.body, _) = record.body, write_row(record.shown_or_none)
    fields, kind = record.row.fields, record.kind
    return {
        "tenant_id": tenant_id,
        "id": record.id,
        "kind": kind.name,
        "scope": record.scope,
        "seq": record.seq,
        "restamped_seq": record.restamped_seq,
        "person_id": record.person_id,
        "session_id": fields.get("session") if "session" in kind.refs else None,
        "salon_id": fields.get("salon") if "salon" in kind.refs else None,
        "on_date": fields.get(kind.on_date) if kind.on_date else None,
        "open_conflicts": record.open_conflicts,
        "body": lines.line(record.scope, record.seq, kind.name, record.id, record.body),
        "pending": record.pending,
        "own": record.own,
    }


def _stored_sheet(tenant_id: int, record: Current, op: str, sheet: Sheet) -> Values:
    """The same of a sheet as it was sent; one that has been edited is no Sheet any more."""
    said = f'"op":"{op}","fields":{str(sheet.raw, "utf-8")},"members":{{}}}}'
    return {
        "tenant_id": tenant_id,
        "id": record.id,
        "kind": record.kind.name,
        "scope": record.scope,
        "seq": record.seq,
        "restamped_seq": record.restamped_seq,
        "person_id": record.person_id,
        "session_id": sheet.head.get("session"),
        "salon_id": None,
        "on_date": sheet.head["on"],
        "open_conflicts": record.open_conflicts,
        "body": lines.line_of(record.scope, record.seq, record.kind.name, record.id, said),
        "pending": None,
        "own": None,
    }
