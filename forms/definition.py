"""A form version as it was written: frozen dataclasses, nothing computed. reader.py fills them from YAML."""

from dataclasses import dataclass, field

from forms.rules import Ast

CONFIDENCES = ("V", "V2", "GK", "D")
"""V read in the source; V2 only in a second-hand source; GK not checked; D a rule of ours, not clinical."""


@dataclass(frozen=True)
class Text:
    """The same words in both languages of the interface."""

    ja: str
    en: str


@dataclass(frozen=True)
class Claim:
    """Why a rule may be used: how far it was checked, in which sources, with what reservation."""

    confidence: str
    sources: tuple[str, ...]
    note: str | None = None


@dataclass(frozen=True)
class Rule:
    """A parsed rule: its text, its JSON form, the names it uses and the items it rests on in the end."""

    text: str
    ast: Ast
    type: str
    names: frozenset[str]
    items: frozenset[str]


@dataclass(frozen=True)
class Option:
    """One possible answer: the code that is stored and exported, and its official label."""

    code: int
    label: Text
    exclusive: bool = False


@dataclass(frozen=True)
class Unit(Text):
    """What a number counts, as it is shown and, for exports, in UCUM."""

    ucum: str | None = None


@dataclass(frozen=True)
class Constraint:
    """A rule an answer should keep; hard ones are refused, soft ones asked about."""

    id: str
    rule: Rule
    level: str
    message: Text


@dataclass(frozen=True)
class Risk:
    """The answers of an item that count as a risk."""

    rule: Rule
    claim: Claim


@dataclass(frozen=True)
class Item:
    """One question, in its official wording."""

    id: str
    no: int
    category: str
    wording: str
    reference_en: str
    type: str
    note: str | None = None
    options: tuple[Option, ...] = ()
    code: str | None = None
    answer_oid: str | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    decimals: int = 0
    required: bool = True
    shown: Rule | None = None
    risk: Risk | None = None
    constraints: tuple[Constraint, ...] = ()
    hint: str | None = None
    reading: str | None = None
    unit: Unit | None = None
    soft_minimum: int | float | None = None
    soft_maximum: int | float | None = None
    max_length: int | None = None
    unable: bool = False
    reasons: tuple[str, ...] = ()
    copy_from: tuple[str, ...] = ()
    entered_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """One part of a score: a yes/no rule worth low or high points, or a number known to lie between them."""

    rule: Rule
    low: int | float
    high: int | float


@dataclass(frozen=True)
class Score:
    """A sum over items; with answers missing it is a range."""

    id: str
    title: Text
    criteria: str
    terms: tuple[Term, ...]
    claim: Claim


@dataclass(frozen=True)
class Finding:
    """A statement about the answers: positive, negative or undetermined. Never a diagnosis."""

    id: str
    role: str
    title: Text
    criteria: str
    rule: Rule
    words: dict[str, Text]
    claim: Claim
    basis: str | None = None
    score: str | None = None


@dataclass(frozen=True)
class Fact:
    """Something a rule may use that is not an answer: a setting of the municipality, an age."""

    id: str
    type: str
    title: Text
    default: bool | int | float | str | None = None


@dataclass(frozen=True)
class Section:
    """Items that stand together under a heading."""

    id: str
    title: Text
    items: tuple[str, ...]


@dataclass(frozen=True)
class CriteriaSet:
    """Rival sets of criteria for one question, of which one is in use: `default`, or what the town chose."""

    id: str
    title: Text
    default: str
    sets: dict[str, Text]


@dataclass(frozen=True)
class Row:
    """The trials of one side, in order. A measure without sides has one row without a title."""

    items: tuple[str, ...]
    title: Text | None = None


@dataclass(frozen=True)
class Protocol:
    """One circumstance that makes two rounds comparable: fixed words, or a rule that says it here."""

    id: str
    title: Text
    rule: Rule


@dataclass(frozen=True)
class Measure:
    """A number got from items, usually several trials, and how it was measured."""

    id: str
    title: Text
    unit: Unit
    decimals: int
    rows: tuple[Row, ...]
    value: Rule
    protocol: tuple[Protocol, ...]
    claim: Claim


@dataclass(frozen=True)
class Grade:
    """One of the classes of a grading; the last has no rule and takes what is left."""

    id: str
    title: Text
    rule: Rule | None


@dataclass(frozen=True)
class Grading:
    """Classes in order: the first whose rule is true is the one."""

    id: str
    role: str
    title: Text
    criteria: str
    grades: tuple[Grade, ...]
    items: frozenset[str]
    claim: Claim


@dataclass(frozen=True)
class Lock:
    """Closes sections while `closed` is true; `opened` or an answered `release` opens them again.

    waived: opens them while `closed` is unknown, on somebody else's word.
    """

    id: str
    title: Text
    sections: tuple[str, ...]
    closed: Rule
    opened: Rule | None
    waived: Rule | None
    release: str | None
    words: dict[str, Text]
    claim: Claim


@dataclass(frozen=True)
class RedFlag:
    """Something that must not wait for the sync, with what to do."""

    id: str
    level: str
    title: Text
    action: Text
    rule: Rule
    claim: Claim


@dataclass(frozen=True)
class Outcome:
    """What changed between two rounds of one measure; `improved` and `worse` speak of `change`."""

    id: str
    title: Text
    measure: str
    improved: Rule
    worse: Rule
    criteria: str
    claim: Claim


@dataclass(frozen=True)
class Definition:
    """One immutable, numbered edition of a form."""

    form: str
    version: int
    min_engine: int
    title: Text
    wording_version: str
    default_on: bool
    licence: Text
    answered_by: dict[str, Text]
    categories: dict[str, Text]
    sources: dict[str, str]
    words: dict[str, Text]
    facts: tuple[Fact, ...]
    items: tuple[Item, ...]
    pages: tuple[tuple[str, ...], ...]
    scores: tuple[Score, ...]
    findings: tuple[Finding, ...]
    sections: tuple[Section, ...] = ()
    reasons: dict[str, Text] = field(default_factory=dict)
    criteria_sets: tuple[CriteriaSet, ...] = ()
    measures: tuple[Measure, ...] = ()
    derived: dict[str, Rule] = field(default_factory=dict)
    gradings: tuple[Grading, ...] = ()
    locks: tuple[Lock, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    entered_by: tuple[str, ...] = ()
    repeat: dict[str, int | str] | None = None
