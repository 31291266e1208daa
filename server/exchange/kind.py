"""What is said of one sort of record; kinds.py lists them all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from server.exchange import checks
from server.exchange.checks import Check
from server.exchange.hooks import AfterApply
from sync.ids import NATURAL_KEYS
from sync.ops import Value

FIELD_STAFF, COORDINATORS = frozenset({"nurse", "coordinator"}), frozenset({"coordinator"})
NOBODY: frozenset[str] = frozenset()  # the server's own writer only


@dataclass(frozen=True)
class Kind:
    """One sort of record.

    refs: fields naming another record -> its kind; an op naming one that does not exist waits for it.
    fixed: fields that never change after creation. roles: who may write it where she holds the scope.
    owner_fields: what the owner of a `staff:` scope may edit. quiet: fields whose differing values nobody
    needs to settle (the earliest applied is in use). careful: field -> True for a value that must win while
    its conflict is open. lists: name -> part -> check; see `listed`. coordinated: fields, and lists, only
    a coordinator writes. on_date: the field looked up by day. own_scope: (prefix, field) when one of its own
    fields says where it is found. by_supporters: a supporter writes it too, for whom the roster of its
    session lists; of sheets only new ones, of forms that name supporters.
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

    def coordinates(self, names: Iterable[str]) -> bool:
        """True when one of these fields is only for a coordinator to write."""
        coordinated = self.coordinated
        return bool(coordinated) and any(name.partition("#")[0] in coordinated for name in names)

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


def kind_of(name: str, required: str, fields: Mapping[str, Check], **rest: object) -> Kind:
    """A kind whose optional fields may be null. required: field names separated by blanks."""
    needed = frozenset(required.split())
    open_fields = {key: check if key in needed else checks.or_none(check) for key, check in fields.items()}
    return Kind(name, open_fields, needed, **rest)  # type: ignore[arg-type]


def parts_of(**parts: Check) -> Mapping[str, Check]:
    """The parts of a list's elements; each may be null."""
    return {name: checks.or_none(check) for name, check in parts.items()}
