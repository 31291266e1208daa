"""What a noun is told when an op has been applied, and what it may do then.

A hook runs inside the push's transaction, on its session, after what was decided has been written, and
never commits. It may read with `db.session`, write its own tables, and write records with
`filing.write(...)`: those are ops of the server's own writer, merged, numbered and pulled like any other. It
must not raise for anything a nurse can send: the op is valid and already merged.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from sync.ops import Op, Value


class Filing(Protocol):
    """The transaction in progress, as hooks see it."""

    tenant_id: int
    tenant_uid: str

    def write(self, kind: str, record_id: str, new: Mapping[str, Value]) -> None:
        """File a record in the server's name. Writing the same record again changes nothing that is equal."""

    def view(self, record_id: str) -> Mapping[str, Value] | None:
        """The fields in use of a record as this transaction sees it, None when there is no such record."""

    def person(self, person_id: str) -> Mapping[str, Value] | None:
        """The fields in use of a person as she is shown, whichever of her joined records is named."""

    def records_of(self, person_id: str) -> list[str]:
        """Ids of all records joined to one person, this one's root first; nearly always the one id."""


class Applied(NamedTuple):
    """One op that has just been applied to one record.

    op_id: "12.8". staff_id: who made it, None for the server. before, after: the fields in use. A person who
    is joined to another is told of as that one, as she is shown.
    """

    kind: str
    record_id: str
    person_id: str | None
    scope: str
    op_id: str
    op: Op
    staff_id: str | None
    before: Mapping[str, Value] | None
    after: Mapping[str, Value]


class Settled(NamedTuple):
    """A value that lost: its field was in conflict, and someone else's op replaced it with another.

    your_op, your_staff_id, your_value: whose value was not chosen. settled_op, settled_by: who chose.
    """

    kind: str
    record_id: str
    person_id: str | None
    field: str
    your_op: str
    your_staff_id: str
    your_value: Value
    settled_op: str
    settled_by: str | None
    now: Value


AfterApply = Callable[[Filing, Applied], Any]
AfterSettle = Callable[[Filing, Settled], Any]
