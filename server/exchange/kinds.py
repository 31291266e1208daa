"""The record kinds: which fields each has, what they may hold, what it hangs from and who may write it.

`KINDS[kind]` is the only list of kinds. A kind's `after_apply` hook (hooks.py says what it gets) runs in the
push's transaction for each op applied to a record of that kind, and `AFTER_SETTLE` for each value that lost.
"""

from collections.abc import Mapping

from server.areas import service as areas
from server.conflicts import service as conflicts
from server.exchange import checks
from server.exchange.hooks import AfterSettle, Applied, Filing
from server.exchange.kind import COORDINATORS, NOBODY, Kind
from server.exchange.kind import kind_of as _kind
from server.exchange.kind import parts_of as _parts
from server.follow_ups import service as follow_ups
from server.mailings.numbers import is_number
from server.people import kdb
from sync.ops import Value

TENANT = "tenant"


def scope_of(kind: Kind, fields: Mapping[str, Value], person_scope: str | None) -> str:
    """Where a record is to be found, from its fields in use. person_scope: of the person it hangs from."""
    if kind.own_scope is not None:
        prefix, name = kind.own_scope
        return f"{prefix}:{fields[name]}"
    return person_scope if person_scope is not None else TENANT


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
    # kdb: what a source says of a fiscal year (forms/kdb.py)
    lists={
        "contacts": _parts(name=checks.text(100), relation=checks.text(50), phone=checks.text(50)),
        "different_from": {"": checks.or_none(checks.flag)},
        "maybe_same": {"": checks.or_none(checks.flag)},
        "kdb": {"": checks.or_none(kdb.is_said)},
    },
    refs={"area": "area", "merged_into": "person"},
    own_scope=("area", "area"),
    coordinated=frozenset({"merged_into", "kdb"}),
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
        "medium": checks.one_of(("screen", "paper")),
    },
    refs={"person": "person", "session": "session"},
    fixed=frozenset({"person", "form", "version"}),
    on_date="on",
    has_answers=True,
    by_supporters=True,
)
MAILING = _kind(
    "mailing",
    "person form version number printed_on",
    {
        "person": checks.identifier,
        "form": checks.slug,
        "version": checks.whole(1, 999_999),
        "number": is_number,
        "printed_on": checks.day,
        "sent_on": checks.day,
        "returned_on": checks.day,
        "replied_on": checks.day,
        "sheet": checks.identifier,
        "checked_on": checks.day,
    },
    refs={"person": "person", "sheet": "submission"},
    fixed=frozenset({"person", "form", "version", "number"}),
    on_date="printed_on",
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
        "state": checks.one_of(("test", "published", "retired", "recalled")),
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
        MAILING,
        FOLLOW_UP,
        FORM_VERSION,
        NOTICE,
    )
}
AFTER_SETTLE: AfterSettle = conflicts.after_settle
