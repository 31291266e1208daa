"""The roster of one session: a second, smaller projection of persons, for those who help there only.

A roster is the scope `roster:<session id>`: the session, its salon, who came, and of every member of the
salon and everyone who came the name, birthday and sex. It exists from the first pull of somebody who was
granted it until a week after its day, and is kept up in the transaction of whatever changes it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from server import clock
from server.db import Turn
from server.exchange import bulk, digests, lines
from server.exchange.store import named_ids
from server.records.models import FeedExtra, Record, ScopeDigest
from server.staff.rights import ROSTER

FIELDS: Mapping[str, tuple[str, ...]] = {  # nothing else of a record ever stands in a roster
    "session": ("salon", "on", "n", "starts_at", "state"),
    "salon": ("name", "place", "weekday"),
    "attendance": ("person", "session", "at", "state"),
    "person": ("family", "given", "family_kana", "given_kana", "born_on", "sex", "merged_into"),
}
KINDS = FIELDS.keys() | {"membership"}  # a change of one of these may change a roster
GONE = ("deceased", "moved_out")  # such a member is not called
KEPT_DAYS = 7
CHAIN = 10  # persons merged into one another; longer chains do not occur


class Listed(NamedTuple):
    """One row of a roster."""

    kind: str
    body: str


def open_missing(turn: Turn, scopes: Iterable[str]) -> None:
    """Make the rosters among these scopes that do not exist yet; let go of those whose day is long past."""
    session, tenant_id = turn.session, turn.tenant_id
    live = _live(session, tenant_id)
    oldest = (clock.today() - timedelta(days=KEPT_DAYS)).isoformat()
    for scope in [scope for scope, (_, on) in live.items() if on < oldest]:
        _forget(session, tenant_id, scope)
    for scope in scopes:
        if scope.startswith(ROSTER) and scope not in live:
            _refresh(turn, scope)


def missing(session: Session, tenant_id: int, scopes: Iterable[str]) -> list[str]:
    """The rosters among these scopes that do not exist yet."""
    wanted = [scope for scope in scopes if scope.startswith(ROSTER)]
    known = digests.moment(session, tenant_id, wanted).scopes
    return [scope for scope in wanted if scope not in known]


def keep_up(turn: Turn, changed: Collection[str]) -> None:
    """Bring every roster up to date that changes of these records touch. After they have been written."""
    live = _live(turn.session, turn.tenant_id) if changed else {}
    if live:
        for scope in sorted(_touched(turn.session, turn.tenant_id, live, set(changed))):
            _refresh(turn, scope)


def _live(session: Session, tenant_id: int) -> dict[str, tuple[str, str]]:
    """{scope: (salon, day)} of the rosters that exist."""
    rows = session.execute(_LIVE, {"tenant": tenant_id})
    return {row.scope: (row.salon_id, row.on_date) for row in rows}


def _touched(
    session: Session, tenant_id: int, live: Mapping[str, tuple[str, str]], ids: set[str]
) -> set[str]:
    """The rosters that hold one of these records, or may have to."""
    found = {scope for scope, (salon, _) in live.items() if salon in ids or scope.removeprefix(ROSTER) in ids}
    texts, parameter = named_ids(session, ids)
    where = {"tenant": tenant_id, "scopes": list(live), **parameter}
    found |= set(session.scalars(_HOLDING.where(FeedExtra.record_id.in_(texts)), where))
    hanging = _PLACES.where((Record.id.in_(texts)) | (Record.person_id.in_(texts)))
    for salon_id, session_id in session.execute(hanging, {"tenant": tenant_id, **parameter}):
        found |= {scope for scope, (salon, _) in live.items() if salon == salon_id}
        found |= {f"{ROSTER}{session_id}"} & live.keys()
    return found


def _refresh(turn: Turn, scope: str) -> None:
    """Write what has changed in a roster: new feed seqs for its rows, `withdrawn` for what has left it."""
    session, tenant_id = turn.session, turn.tenant_id
    now_listed = dict(listed(session, tenant_id, scope.removeprefix(ROSTER)))
    stored = {row.record_id: row for row in session.execute(_STORED, {"tenant": tenant_id, "scope": scope})}
    rows: list[dict[str, Any]] = []
    changes: digests.Changes = {}
    for record_id in sorted(now_listed.keys() | stored.keys()):
        now, before = now_listed.get(record_id), stored.get(record_id)
        stands = before is not None and not before.withdrawn
        if now is None and not stands:
            continue
        if now is not None and stands and lines.said(before.body) == lines.said(now.body):
            continue
        seq = turn.next_seq()
        if stands:
            digests.take(changes, scope, record_id, before.seq)
        if now is not None:
            digests.put(changes, scope, record_id, seq)
        else:
            digests.left(changes, scope, seq)
        rows.append(_stored_form(tenant_id, scope, record_id, seq, now))
    bulk.upsert(session, FeedExtra.__table__, rows)
    digests.write(session, tenant_id, changes)


def _stored_form(tenant_id: int, scope: str, record_id: str, seq: int, now: Listed | None) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "scope": scope,
        "record_id": record_id,
        "seq": seq,
        "withdrawn": now is None,
        "kind": now.kind if now else None,
        "body": lines.line(scope, seq, now.kind, record_id, now.body) if now else None,
    }


def _forget(session: Session, tenant_id: int, scope: str) -> None:
    for table in (FeedExtra, ScopeDigest):
        session.execute(delete(table).where(table.tenant_id == tenant_id, table.scope == scope))


# What a roster lists.


def listed(session: Session, tenant_id: int, session_id: str) -> Iterator[tuple[str, Listed]]:
    """(record id, row) of everything the roster of a session holds; nothing when there is no such session."""
    meeting = _fields_of(session, tenant_id, [session_id]).get(session_id)
    if meeting is None or meeting.kind != "session":
        return
    yield session_id, meeting.projected()
    salon_id = meeting.fields["salon"]
    for record_id, salon in _fields_of(session, tenant_id, [salon_id]).items():
        yield record_id, salon.projected()
    rows = session.execute(_OF_SESSION, {"tenant": tenant_id, "session": session_id})
    came = [_Read.of(row) for row in rows]
    yield from ((one.id, one.projected()) for one in came)
    on = meeting.fields["on"]
    rows = session.execute(_OF_SALON, {"tenant": tenant_id, "salon": salon_id})
    members = {one.fields["person"] for one in map(_Read.of, rows) if one.is_member_on(on)}
    attending = {one.fields["person"] for one in came}
    yield from _persons(session, tenant_id, members, attending)


def _persons(
    session: Session, tenant_id: int, members: set[str], attending: set[str]
) -> Iterator[tuple[str, Listed]]:
    """The persons by id, with those they have been merged into."""
    asked, known = members | attending, dict[str, _Read]()
    for _ in range(CHAIN):
        found = _fields_of(session, tenant_id, asked - known.keys())
        known |= found
        asked = {one.fields["merged_into"] for one in found.values() if one.fields.get("merged_into")}
        if asked <= known.keys():
            break
    uncalled = {one for one in members - attending if one in known and known[one].is_gone}
    yield from ((record_id, one.projected()) for record_id, one in known.items() if record_id not in uncalled)


class _Read(NamedTuple):
    """A current row, its shown fields read."""

    id: str
    kind: str
    op: str
    fields: Mapping[str, Any]

    @classmethod
    def of(cls, row: Any) -> "_Read":
        body = orjson.loads(row.body)
        return cls(row.id, row.kind, body["op"], body["fields"])

    def projected(self) -> Listed:
        """The row as the roster has it."""
        shown = {name: self.fields[name] for name in FIELDS[self.kind] if self.fields.get(name) is not None}
        return Listed(self.kind, orjson.dumps({"op": self.op, "fields": shown, "members": {}}).decode())

    def is_member_on(self, day: str) -> bool:
        """True for a membership that holds on the day."""
        return bool(self.fields["from_on"] <= day <= (self.fields.get("to_on") or day))

    @property
    def is_gone(self) -> bool:
        return self.fields.get("state") in GONE


def _fields_of(session: Session, tenant_id: int, ids: Iterable[str]) -> dict[str, _Read]:
    texts, parameter = named_ids(session, list(ids))
    rows = session.execute(_CURRENT.where(Record.id.in_(texts)), {"tenant": tenant_id, **parameter})
    return {row.id: _Read.of(row) for row in rows}


_CURRENT = select(Record.id, Record.kind, Record.body).where(Record.tenant_id == bindparam("tenant"))
_OF_SESSION = _CURRENT.where(Record.session_id == bindparam("session"), Record.kind == "attendance")
_OF_SALON = _CURRENT.where(Record.salon_id == bindparam("salon"), Record.kind == "membership")
_PLACES = select(Record.salon_id, Record.session_id).where(
    Record.tenant_id == bindparam("tenant"), Record.kind.in_(("membership", "attendance"))
)
_HOLDING = select(FeedExtra.scope).where(
    FeedExtra.tenant_id == bindparam("tenant"), FeedExtra.scope.in_(bindparam("scopes", expanding=True))
)
_STORED = select(FeedExtra.record_id, FeedExtra.seq, FeedExtra.withdrawn, FeedExtra.body).where(
    FeedExtra.tenant_id == bindparam("tenant"), FeedExtra.scope == bindparam("scope")
)
_LIVE = (
    select(ScopeDigest.scope, Record.salon_id, Record.on_date)
    .join(
        Record,
        (Record.tenant_id == ScopeDigest.tenant_id)
        & (Record.id == func.substr(ScopeDigest.scope, len(ROSTER) + 1)),
    )
    .where(ScopeDigest.tenant_id == bindparam("tenant"), ScopeDigest.scope.startswith(ROSTER))
)
