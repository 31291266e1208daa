"""New answer sheets, nearly all of what is ever pushed, read by a decoder compiled for their form version.

It either reads an op exactly as `said_by` and `objection` would, with nothing wrong with it, or declines.
What it declines goes the long way, where every verdict and reason comes from; tests/unit/test_sheets.py holds
the two to the same answers.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

import msgspec
import orjson
from msgspec import UNSET, Raw, Struct, UnsetType
from msgspec.structs import astuple

from server.exchange.answers import PREFIX, REMEMBERED, Answers, answers_of
from server.exchange.checks import Check
from server.exchange.kinds import SUBMISSION
from sync.ids import is_uuid
from sync.ops import FIELDS, SEQ, Op, Value, is_form_version, is_instant

SHAPES = {"number": int | float, "integer": int}
PERSON = "person"
NAMED = tuple(name for name in SUBMISSION.refs if name != PERSON)
HEAD = tuple(name for name in SUBMISSION.fields if name != PERSON)
ANSWERS = 1 + len(HEAD)  # where they begin among the values of a sheet


class _Said(Struct, forbid_unknown_fields=True, gc=False):
    """A creation, its fields still unread. An op with any other member goes the long way."""

    seq: int
    save: int
    kind: Literal["submission"]
    id: str
    made_at: str
    form_version: str
    new: Raw


_said = msgspec.json.Decoder(_Said)


class Sheet(Mapping[str, Value]):
    """The fields of a new sheet, of which the answers are read when somebody asks for one.

    raw: their JSON as sent. head: the other fields without the person, by name; many sheets share one.
    """

    __slots__ = ("_all", "head", "person", "raw")

    def __init__(self, raw: Raw, person: str, head: Mapping[str, Value]) -> None:
        self.raw, self.person, self.head = raw, person, head
        self._all: dict[str, Value] | None = None

    def all(self) -> dict[str, Value]:
        """Every field."""
        if self._all is None:
            self._all = orjson.loads(bytes(self.raw))
        return self._all

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a field."""
        if name == PERSON:
            return self.person
        if name in self.head:
            return self.head[name]
        return self.all().get(name, default) if name.startswith(PREFIX) else default

    def refs(self) -> tuple[Value, ...]:
        """The records it names."""
        return (self.person, *map(self.head.get, NAMED))

    def __getitem__(self, name: str) -> Value:
        return self.person if name == PERSON else self.all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.all())


class _Measure(NamedTuple):
    """A measure. known: values already found right, with their types."""

    check: Check
    known: dict[Value, type]


class _Form(NamedTuple):
    """What reads the sheets of one form version: the person, the rest of the head, measures, choices.

    heads: heads without the person that were found right; the sheets of one day share a few of them.
    persons: ids that were found to be ids. known: what is known of each measure.
    """

    answers: Answers
    decode: Callable[[Raw], Struct]
    form: str
    version: int
    heads: dict[tuple[Value, ...], dict[str, Value]]
    persons: set[str]
    measures: tuple[_Measure, ...]
    known: tuple[dict[Value, type], ...]


def read_sheet(body: bytes) -> Op | None:
    """The op, when it is a new answer sheet with nothing wrong with it; None: read it the long way."""
    try:
        said = _said.decode(body)
        form = _form(said.form_version)
        if form is None:
            return None
        values = astuple(form.decode(said.new))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    for value, known in zip(values[ANSWERS:], form.known, strict=False):
        if known.get(value) is not type(value):
            if _all_fit(form, values):
                break
            return None
    person, head = values[0], _head(form, values[1:ANSWERS])
    if head is None or not (person in form.persons or _is_person(form, person)):
        return None
    seq, save, record_id, made_at = said.seq, said.save, said.id, said.made_at
    if not (1 <= seq <= SEQ and 1 <= save <= SEQ and is_uuid(record_id) and is_instant(made_at)):
        return None
    fields = Sheet(said.new, person, head)
    return Op(seq, save, said.kind, record_id, made_at, fields, None, said.form_version)


def _head(form: _Form, values: tuple[Value, ...]) -> dict[str, Value] | None:
    """The fields that are neither the person nor answers, by name; None when one is wrong."""
    known = form.heads.get(values)
    if known is not None:
        return known
    head = {name: value for name, value in zip(HEAD, values, strict=True) if value is not UNSET}
    right = SUBMISSION.required <= head.keys() | {PERSON} and all(
        SUBMISSION.fields[name](value) for name, value in head.items()
    )
    if not right or (head["form"], head["version"]) != (form.form, form.version):
        return None
    if len(form.heads) < REMEMBERED:
        form.heads[values] = head
    return head


def _is_person(form: _Form, person: str) -> bool:
    right = is_uuid(person)
    if right and len(form.persons) < REMEMBERED:
        form.persons.add(person)
    return right


def _all_fit(form: _Form, values: tuple[Value, ...]) -> bool:
    return all(map(_fits, form.measures, values[ANSWERS:]))


def _fits(measure: _Measure, value: Value) -> bool:
    if measure.known.get(value) is type(value):
        return True
    right = measure.check(value)
    if right and len(measure.known) < REMEMBERED:
        measure.known[value] = type(value)
    return right


_forms: dict[str, _Form] = {}


def _form(form_version: str) -> _Form | None:
    """What reads the sheets of a form version, made at its first; None when there is no such version here."""
    known = _forms.get(form_version)
    if known is None and not is_form_version(form_version):
        return None
    answers = answers_of(form_version)
    if answers is None or len(answers.items) + len(SUBMISSION.fields) > FIELDS:
        return None
    if known is None or known.answers is not answers:
        known = _forms[form_version] = _made(form_version, answers)
    return known


def _made(form_version: str, answers: Answers) -> _Form:
    form, _, version = form_version.partition("/")
    shapes: dict[str, Any] = {PERSON: str} | {name: int if name == "version" else str | None for name in HEAD}
    measures = []
    for item in sorted(answers.items, key=lambda item: item["type"] not in SHAPES):  # measures first
        name = PREFIX + item["id"]
        shapes[name] = _shape(item) | None
        if item["type"] in SHAPES:
            measures.append(_Measure(answers.checks[name], {UNSET: UnsetType}))
    known = tuple(measure.known for measure in measures)
    return _Form(answers, _decoder(shapes), form, int(version), {}, set(), tuple(measures), known)


def _shape(item: Mapping[str, Any]) -> Any:
    """What a plain answer to an item looks like. A text, a day and a list of codes go the long way."""
    if item["type"] == "choice":
        return Literal[tuple(option["code"] for option in item["options"])]
    return SHAPES.get(item["type"], type(None))


def _decoder(shapes: Mapping[str, Any]) -> Callable[[Raw], Struct]:
    columns = [
        (f"_{at}", shape | UnsetType, msgspec.field(default=UNSET, name=name))
        for at, (name, shape) in enumerate(shapes.items())
    ]
    sheet = msgspec.defstruct("Fields", columns, forbid_unknown_fields=True, gc=False)
    return msgspec.json.Decoder(sheet).decode
