"""The record kinds: which fields each has, what they may hold, what it hangs from and who may write it.

`KINDS[kind]` is the only list of kinds. A kind's `after_apply` hook (hooks.py says what it gets) runs in the
push's transaction for each op applied to a record of that kind, and `AFTER_SETTLE` for each value that lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.areas import service as areas
from server.conflicts import service as conflicts
from server.exchange import checks
from server.exchange.checks import Check
from server.exchange.hooks import AfterApply, AfterSettle, Applied, Filing
from server.follow_ups import service as follow_ups
from sync.ids import NATURAL_KEYS
from sync.ops import Value

TENANT = "tenant"
FIELD_STAFF, COORDINATORS = frozenset({"nurse", "coordinator"}), frozenset({"coordinator"})
NOBODY: frozenset[str] = frozenset()  # the server's own writer only


@dataclass(frozen=True)
class Kind:
    """One sort of record.

    refs: fields naming another record -> its kind; an op naming one that does not exist waits for it.
    fixed: fields that never change after creation. roles: who may write it where she holds the scope.
    owner_fields: what the owner of a `staff:` scope may edit. quiet: fields whose differing values nobody
    needs to settle (the earliest applied is in use). careful: field -> True for a value that must win while
    its conflict is open. lists: name -> part -> check; see `listed`. coordinated: fields only a coordinator
    writes. on_date: the field looked up by day. own_scope: (prefix, field) when one of its own fields says
    where it is found. by_supporters: a supporter writes it too, for whom the roster of its session
    lists; of sheets only new ones, of forms that name supporters.
    """

    name: str
    fields: Mapping[str, Check]
    required: frozenset[str]
    refs: Mapping[str, str] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    roles: frozenset[str] = FIELD_STAFF
    owner_fields: frozenset[str] = frozenset()
    quiet: frozenset[str] = frozenset()
    careful: Mapping[str, Check] = field(default_factory=dict)
    lists: Mapping[str, Mapping[str, Check]] = field(default_factory=dict)
    coordinated: frozenset[str] = frozenset()
    on_date: str | None = None
    own_scope: tuple[str, str] | None = None
    has_answers: bool = False
    by_supporters: bool = False
    after_apply: AfterApply | None = None

    @property
    def natural(self) -> bool:
        """True when its id follows from its fields."""
        return self.name in NATURAL_KEYS

    def is_careful(self, name: str, value: Value) -> bool:
        """True for a value that must win while its field is in conflict."""
        return name in self.careful and self.careful[name](value)

    def listed(self, name: str) -> Check | None:
        """What one element of a list may hold, None when the name is not one.

        An element is a field of its own, `<list>#<key>` or `<list>#<key>.<part>`, so that two nurses who
        add different elements both do. It is gone when its fields are null.
        """
        list_name, mark, element = name.partition("#")
        parts = self.lists.get(list_name) if mark else None
        if parts is None:
            return None
        key, _, part = element.partition(".")
        return parts.get(part) if checks.element_key(key) else None


def scope_of(kind: Kind, fields: Mapping[str, Value], person_scope: str | None) -> str:
    """Where a record is to be found, from its fields in use. person_scope: of the person it hangs from."""
    if kind.own_scope is not None:
        prefix, name = kind.own_scope
        return f"{prefix}:{fields[name]}"
    return person_scope if person_scope is not None else TENANT


def _kind(name: str, required: str, fields: Mapping[str, Check], **rest: object) -> Kind:
    """A kind whose optional fields may be null. required: field names separated by blanks."""
    needed = frozenset(required.split())
    open_fields = {key: check if key in needed else checks.or_none(check) for key, check in fields.items()}
    return Kind(name, open_fields, needed, **rest)  # type: ignore[arg-type]


def _parts(**parts: Check) -> Mapping[str, Check]:
    """The parts of a list's elements; each may be null."""
    return {name: checks.or_none(check) for name, check in parts.items()}


def _after_person(filing: Filing, applied: Applied) -> None:
    follow_ups.after_person(filing, applied)
    areas.after_person(filing, applied)


AREA = _kind(
    "area",
    "name",
    {
        "name": checks.text(100, 1),
        "number": checks.whole(0, 9999),
        "closed_on": checks.day,
        "into": checks.identifier,
    },
    refs={"into": "area"},
    roles=COORDINATORS,
)
SALON = _kind(
    "salon",
    "name area",
    {
        "name": checks.text(100, 1),
        "area": checks.identifier,
        "place": checks.text(200),
        "weekday": checks.whole(0, 6),
    },
    refs={"area": "area"},
    roles=COORDINATORS,
)
SESSION = _kind(
    "session",
    "salon on n",
    {
        "salon": checks.identifier,
        "on": checks.day,
        "n": checks.whole(1, 99),
        "starts_at": checks.time_of_day,
        "state": checks.one_of(("planned", "open", "closed")),
    },
    refs={"salon": "salon"},
    fixed=frozenset({"salon", "on", "n"}),
    on_date="on",
)
PERSON = _kind(
    "person",
    "family_kana given_kana born_on sex area",
    {
        "family_kana": checks.kana,
        "given_kana": checks.kana,
        "family": checks.text(100),
        "given": checks.text(100),
        "born_on": checks.birthday,
        "sex": checks.one_of(("female", "male", "unanswered")),
        "phone": checks.text(50),
        "address": checks.text(300),
        "area": checks.identifier,
        "state": checks.one_of(("active", "deceased", "moved_out", "in_facility")),
        "state_on": checks.day,
        "insured_no": checks.digits(8),
        "register_no": checks.text(20, 1),
        "address_protected": checks.flag,
        "merged_into": checks.identifier,
    },
    # different_from, maybe_same: what somebody answered when asked whether another person is this one
    lists={
        "contacts": _parts(name=checks.text(100), relation=checks.text(50), phone=checks.text(50)),
        "different_from": {"": checks.or_none(checks.flag)},
        "maybe_same": {"": checks.or_none(checks.flag)},
    },
    refs={"area": "area", "merged_into": "person"},
    own_scope=("area", "area"),
    coordinated=frozenset({"merged_into"}),
    # Not merged is the careful value, too: two registers are never one without someone's saying so.
    careful={
        "state": lambda value: value == "deceased",
        "address_protected": lambda value: value is True,
        "merged_into": lambda value: value is None,
    },
    after_apply=_after_person,
)
MEMBERSHIP = _kind(
    "membership",
    "person salon from_on",
    {"person": checks.identifier, "salon": checks.identifier, "from_on": checks.day, "to_on": checks.day},
    refs={"person": "person", "salon": "salon"},
    fixed=frozenset({"person", "salon"}),
)
CONSENT = _kind(
    "consent",
    "person purpose given_on",
    {
        "person": checks.identifier,
        "purpose": checks.text(200, 1),
        "given_on": checks.day,
        "withdrawn_on": checks.day,
        "note": checks.text(1_000),
    },
    refs={"person": "person"},
    fixed=frozenset({"person"}),
    careful={"withdrawn_on": lambda value: value is not None},
)
ATTENDANCE = _kind(
    "attendance",
    "person session at state",
    {
        "person": checks.identifier,
        "session": checks.identifier,
        "at": checks.instant,
        "state": checks.one_of(("present", "cancelled")),
    },
    refs={"person": "person", "session": "session"},
    fixed=frozenset({"person", "session"}),
    quiet=frozenset({"at"}),
    by_supporters=True,
)
SUBMISSION = _kind(
    "submission",
    "person form version on answered_by",
    {
        "person": checks.identifier,
        "session": checks.identifier,
        "encounter": checks.identifier,
        "form": checks.slug,
        "version": checks.whole(1, 999_999),
        "on": checks.day,
        "answered_by": checks.one_of(("self", "family", "proxy")),
    },
    refs={"person": "person", "session": "session"},
    fixed=frozenset({"person", "form", "version"}),
    on_date="on",
    has_answers=True,
    by_supporters=True,
)
FOLLOW_UP = _kind(
    "follow_up",
    "person due_on way state",
    {
        "person": checks.identifier,
        "due_on": checks.day,
        "due_time": checks.time_of_day,
        "way": checks.one_of(("visit", "phone")),
        "purpose": checks.text(1_000),
        "about_record": checks.identifier,
        "about_field": checks.field_name,
        "assigned_to": checks.identifier,
        "state": checks.one_of(("planned", "done", "cancelled")),
    },
    refs={"person": "person"},
    fixed=frozenset({"person"}),
    on_date="due_on",
    after_apply=follow_ups.after_apply,
)
FORM_VERSION = _kind(
    "form_version",
    "form version definition",
    {
        "form": checks.slug,
        "version": checks.whole(1, 999_999),
        "definition": checks.document,
        "offered": checks.flag,
    },
    fixed=frozenset({"form", "version", "definition"}),
    roles=NOBODY,
)
NOTICE = _kind(
    "notice",
    "staff record_kind record_id field settled_op your_op at",
    {
        "staff": checks.identifier,
        "record_kind": checks.slug,
        "record_id": checks.identifier,
        "person": checks.identifier,
        "field": checks.field_name,
        "settled_op": checks.slug,
        "your_op": checks.slug,
        "at": checks.instant,
        "seen": checks.flag,
    },
    fixed=frozenset({"staff", "record_kind", "record_id", "person", "field", "settled_op", "your_op", "at"}),
    roles=NOBODY,
    own_scope=("staff", "staff"),
    owner_fields=frozenset({"seen"}),
)

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        AREA,
        SALON,
        SESSION,
        PERSON,
        MEMBERSHIP,
        CONSENT,
        ATTENDANCE,
        SUBMISSION,
        FOLLOW_UP,
        FORM_VERSION,
        NOTICE,
    )
}
AFTER_SETTLE: AfterSettle = conflicts.after_settle
