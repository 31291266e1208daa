"""Ops the server makes itself: published forms, notices, seeds, imports. They go the way every op goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from server import clock
from server.exchange import joined
from server.exchange.apply import consider
from server.exchange.filing import Filing
from server.exchange.intake import Incoming, objection
from server.exchange.pens import Pen
from sync.merge import field_of
from sync.ops import Op, Value, read_op


@dataclass
class Draft:
    """An op before it has a number: its members, and what is wrong with it."""

    members: dict[str, Any]
    op: Op | None
    reason: str | None = None
    waits_for: str | None = None


def draft(tenant_uid: str, members: Mapping[str, Any]) -> Draft:
    """A checked draft. members: kind, id, new or edits, and any optional member; made now unless it says."""
    document = {"seq": 1, "save": 1, "kind": None, "id": None, "made_at": clock.now_iso(), **members}
    said = read_op(document)
    if not isinstance(said, Op):
        return Draft(document, None, "unreadable")
    return Draft(document, said, *objection(tenant_uid, said))


def number(pen: Pen, drafts: Sequence[Draft]) -> list[Incoming]:
    """The drafts as this writer's next ops, their bytes made and signed. Inside the transaction."""
    batch, save = [], pen.writer.save
    for seq, one in enumerate(drafts, pen.next_seq()):
        save += 1
        body = orjson.dumps(one.members | {"seq": seq, "save": save})
        op = one.op and one.op._replace(seq=seq, save=save)
        batch.append(Incoming(seq, pen.signer.mac(body), body, op, False, one.reason, one.waits_for))
    pen.writer.save = save
    pen.receive(incoming.seq for incoming in batch)
    return batch


class Desk:
    """What hooks may use of the transaction in progress; hooks.Filing describes it."""

    def __init__(self, filing: Filing) -> None:
        self.tenant_id, self.tenant_uid = filing.tenant_id, filing.tenant_uid
        self._filing = filing

    def view(self, record_id: str) -> Mapping[str, Value] | None:
        """The fields in use of a record as this transaction sees it, None when there is no such record."""
        return self._filing.view(record_id)

    def person(self, person_id: str) -> Mapping[str, Value] | None:
        """The fields in use of a person as she is shown, whichever of her joined records is named."""
        if self._filing.get(person_id) is None:
            return None
        return joined.root_of(self._filing, person_id).shown.fields

    def records_of(self, person_id: str) -> list[str]:
        """Ids of all records joined to one person, this one's root first; nearly always the one id."""
        named = self._filing.get(person_id)
        if named is None or not joined.is_joined(named):
            return [person_id]
        root = joined.root_of(self._filing, person_id)
        return [root.id, *(other.id for other in joined.joined_with(self._filing, root))]

    def write(self, kind: str, record_id: str, new: Mapping[str, Value]) -> None:
        """File a record in the server's name. Writing it again edits what differs, having seen it."""
        current = self._filing.get(record_id)
        members: dict[str, Any] = {"kind": kind, "id": record_id}
        if current is None:
            members["new"] = dict(new)
        else:
            row = current.row
            differing = {name: now for name, now in new.items() if row.fields.get(name) != now}
            if not differing:
                return
            members["edits"] = {
                name: {"saw": list(field_of(row, name).members), "now": now}
                for name, now in differing.items()
            }
        pen = self._filing.servers_own()
        for incoming in number(pen, [draft(self.tenant_uid, members)]):
            consider(self._filing, pen, incoming)
