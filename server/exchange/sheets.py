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
HEAD = tuple(name for name in SUBMISSION.fields if name != PERSON)
REST = len(HEAD)


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
    """The fields of a new sheet. raw: their JSON as sent. head: those that are not answers, read already."""

    __slots__ = ("_all", "head", "raw")

    def __init__(self, raw: bytes, head: dict[str, Value]) -> None:
        self.raw, self.head = raw, head
        self._all: dict[str, Value] | None = None

    def all(self) -> dict[str, Value]:
        """Every field; read when somebody first needs more than the head."""
        if self._all is None:
            self._all = orjson.loads(self.raw)
        return self._all

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a field."""
        if name in self.head:
            return self.head[name]
        return self.all().get(name, default) if name.startswith(PREFIX) else default

    def __getitem__(self, name: str) -> Value:
        return self.head[name] if name in self.head else self.all()[name]

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
    """

    answers: Answers
    decode: Callable[[Raw], Struct]
    form: str
    version: int
    heads: dict[tuple[Value, ...], dict[str, Value]]
    measures: tuple[_Measure, ...]


def read_sheet(body: bytes) -> Op | None:
    """The op, when it is a new answer sheet with nothing wrong with it; None: read it the long way."""
    try:
        said = _said.decode(body)
        form = is_form_version(said.form_version) and _form(said.form_version)
        if not form:
            return None
        person, *rest = astuple(form.decode(said.new))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    head = _head(form, tuple(rest[:REST]))
    for value, measure in zip(rest[REST:], form.measures, strict=False):
        if measure.known.get(value) is not type(value) and not _fits(measure, value):
            return None
    if head is None or not (is_uuid(said.id) and is_uuid(person) and is_instant(said.made_at)):
        return None
    if not (1 <= said.seq <= SEQ and 1 <= said.save <= SEQ):
        return None
    fields = Sheet(bytes(said.new), {PERSON: person, **head})
    return Op(said.seq, said.save, said.kind, said.id, said.made_at, fields, None, said.form_version)


def _head(form: _Form, values: tuple[Value, ...]) -> dict[str, Value] | None:
    """The fields that are neither the person nor answers, by name; None when one is wrong."""
    if values in form.heads:
        return form.heads[values]
    head = {name: value for name, value in zip(HEAD, values, strict=True) if value is not UNSET}
    right = SUBMISSION.required <= head.keys() | {PERSON} and all(
        SUBMISSION.fields[name](value) for name, value in head.items()
    )
    if not right or (head["form"], head["version"]) != (form.form, form.version):
        return None
    if len(form.heads) < REMEMBERED:
        form.heads[values] = head
    return head


def _fits(measure: _Measure, value: Value) -> bool:
    right = measure.check(value)
    if right and len(measure.known) < REMEMBERED:
        measure.known[value] = type(value)
    return right


_forms: dict[str, _Form] = {}


def _form(form_version: str) -> _Form | None:
    """What reads the sheets of a form version, made at its first; None when there is no such version here."""
    answers, known = answers_of(form_version), _forms.get(form_version)
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
    return _Form(answers, _decoder(shapes), form, int(version), {}, tuple(measures))


def _shape(item: Mapping[str, Any]) -> Any:
    """What a plain answer to an item looks like. A text goes the long way."""
    codes = tuple(option["code"] for option in item.get("options", ()))
    return Literal[codes] if codes else SHAPES.get(item["type"])


def _decoder(shapes: Mapping[str, Any]) -> Callable[[Raw], Struct]:
    columns = [
        (f"_{at}", shape | UnsetType, msgspec.field(default=UNSET, name=name))
        for at, (name, shape) in enumerate(shapes.items())
    ]
    sheet = msgspec.defstruct("Fields", columns, forbid_unknown_fields=True, gc=False)
    return msgspec.json.Decoder(sheet).decode
