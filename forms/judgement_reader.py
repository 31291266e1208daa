"""Read what follows from the answers: measures, scores, findings, gradings, locks, red flags, outcomes."""

from collections.abc import Iterable

from forms.checks import BOOLEAN, NUMBER, TEXT, Name
from forms.definition import (
    Finding,
    Grade,
    Grading,
    Lock,
    Measure,
    Outcome,
    Protocol,
    RedFlag,
    Row,
    Rule,
    Score,
    Term,
    Text,
)
from forms.reading import Part
from forms.scope import Scope, ident, maybe, title, unit, words
from forms.shapes import FLAG_LEVELS, LOCK_WORDS, names_of

CHANGE = {"change": Name(NUMBER)}
"""All an outcome may speak of: the measure now minus the measure before."""


class JudgementReader:
    """items: every item id. sections: every section id."""

    def __init__(self, scope: Scope, items: list[str], sections: list[str]) -> None:
        self.scope, self.items, self.sections = scope, items, sections

    def measure(self, part: Part) -> Measure:
        own = part.fields(*names_of("measure"))
        value = self.scope.rule(own["value"], NUMBER)
        measure = Measure(
            id=ident(own["id"]),
            title=title(own),
            unit=unit(own["unit"]),
            decimals=own["decimals"].whole(),
            rows=tuple(self.row(entry) for entry in maybe(own, "rows")),
            value=value,
            protocol=tuple(self.protocol(entry) for entry in maybe(own, "protocol")),
            claim=self.scope.claim(own),
        )
        self.scope.define(own["id"], f"measure.{measure.id}", Name(NUMBER, items=value.items))
        return measure

    def row(self, part: Part) -> Row:
        own = part.fields(*names_of("row"))
        if ("ja" in own) != ("en" in own):
            raise part.error("a row has both 'ja' and 'en', or neither")
        items = tuple(entry.one_of(self.items) for entry in own["items"].list())
        return Row(items, title(own) if "ja" in own else None)

    def protocol(self, part: Part) -> Protocol:
        own = part.fields(*names_of("protocol"))
        if ("value" in own) == ("rule" in own):
            raise part.error("a part of a protocol has 'value' or 'rule', one of them")
        rule = self.scope.maybe_rule(own, "rule", None) or _fixed(own["value"].scalar())
        return Protocol(ident(own["id"]), title(own), rule)

    def derived(self, part: Part) -> tuple[str, Rule]:
        own = part.fields(*names_of("derived"))
        name, rule = ident(own["id"]), self.scope.rule(own["rule"], None)
        self.scope.define(own["id"], f"derived.{name}", Name(rule.type, items=rule.items))
        return name, rule

    def score(self, part: Part) -> Score:
        own = part.fields(*names_of("score"))
        terms = tuple(self.term(entry) for entry in own["terms"].list())
        score = Score(ident(own["id"]), title(own), own["criteria"].text(), terms, self.scope.claim(own))
        bounds = (float(sum(term.low for term in terms)), float(sum(term.high for term in terms)))
        items = _items(term.rule for term in terms)
        self.scope.define(own["id"], f"score.{score.id}", Name(NUMBER, items=items, bounds=bounds))
        return score

    def term(self, part: Part) -> Term:
        own = part.fields(*names_of("term"))
        rule = self.scope.rule(own["rule"], None)
        if rule.type not in (BOOLEAN, NUMBER):
            raise own["rule"].error("a part of a score is a yes/no or a number")
        if rule.type == NUMBER and not {"low", "high"} <= own.keys():
            raise part.error("a number needs 'low' and 'high', the bounds it has when unanswered")
        low = own["low"].number() if "low" in own else 0
        high = own["high"].number() if "high" in own else 1
        if low >= high:
            raise part.error("'low' must be below 'high'")
        return Term(rule, low, high)

    def finding(self, part: Part) -> Finding:
        own = part.fields(*names_of("finding"))
        states = own["words"].fields(*names_of("state_words")) if "words" in own else {}
        rule = self.scope.rule(own["rule"], BOOLEAN)
        scores = sorted(name.removeprefix("score.") for name in rule.names if name.startswith("score."))
        finding = Finding(
            id=ident(own["id"]),
            role=self.role(own, ["result", "rule", "group", "test"]),
            title=title(own),
            criteria=own["criteria"].text(),
            rule=rule,
            words={state: words(word) for state, word in states.items()},
            claim=self.scope.claim(own),
            basis=own["basis"].one_of(["kdb", "field_equivalent", "provisional_selfreport"])
            if "basis" in own
            else None,
            score=scores[0] if scores else None,
        )
        self.scope.define(own["id"], f"finding.{finding.id}", Name(BOOLEAN, items=rule.items))
        return finding

    def role(self, own: dict[str, Part], roles: list[str]) -> str:
        role = own["role"].one_of(roles)
        if role == "test":
            self.scope.needs_engine_2(own["role"], "role test")
        return role

    def grading(self, part: Part) -> Grading:
        own = part.fields(*names_of("grading"))
        parts = own["grades"].list()
        grades = tuple(self.grade(entry, entry is parts[-1]) for entry in parts)
        if len({grade.id for grade in grades} | {"undetermined", "not_administered"}) < len(grades) + 2:
            raise own["grades"].error("each class needs a name of its own")
        return Grading(
            id=ident(own["id"]),
            role=self.role(own, ["result", "test"]),
            title=title(own),
            criteria=own["criteria"].text(),
            grades=grades,
            items=_items(grade.rule for grade in grades if grade.rule),
            claim=self.scope.claim(own),
        )

    def grade(self, part: Part, last: bool) -> Grade:
        own = part.fields(*names_of("grade"))
        if ("rule" in own) == last:
            raise part.error("every class but the last has a 'rule'; the last takes what is left")
        return Grade(ident(own["id"]), title(own), self.scope.maybe_rule(own, "rule", BOOLEAN))

    def lock(self, part: Part) -> Lock:
        own = part.fields(*names_of("lock"))
        given = own["words"].fields(*names_of("lock_words"))
        said: dict[str, Text] = {state: words(given[state]) for state in LOCK_WORDS if state in given}
        for rule, state in (("release", "released"), ("waived", "waived")):
            if (rule in own) != (state in said):
                raise part.error(f"'{rule}' and the words for '{state}' belong together")
        return Lock(
            id=ident(own["id"]),
            title=title(own),
            sections=tuple(entry.one_of(self.sections) for entry in own["sections"].list()),
            closed=self.scope.rule(own["closed"], BOOLEAN),
            opened=self.scope.maybe_rule(own, "opened", BOOLEAN),
            waived=self.scope.maybe_rule(own, "waived", BOOLEAN),
            release=own["release"].one_of(self.items) if "release" in own else None,
            words=said,
            claim=self.scope.claim(own),
        )

    def red_flag(self, part: Part) -> RedFlag:
        own = part.fields(*names_of("red_flag"))
        return RedFlag(
            id=ident(own["id"]),
            level=own["level"].one_of(FLAG_LEVELS),
            title=title(own),
            action=words(own["action"]),
            rule=self.scope.rule(own["rule"], BOOLEAN),
            claim=self.scope.claim(own),
        )

    def outcome(self, part: Part, measures: list[str]) -> Outcome:
        own = part.fields(*names_of("outcome"))
        change = Scope(self.scope.choices, CHANGE)
        return Outcome(
            id=ident(own["id"]),
            title=title(own),
            measure=own["measure"].one_of(measures),
            improved=change.rule(own["improved"], BOOLEAN),
            worse=change.rule(own["worse"], BOOLEAN),
            criteria=own["criteria"].text(),
            claim=self.scope.claim(own),
        )


def _items(rules: Iterable[Rule]) -> frozenset[str]:
    return frozenset[str]().union(*(rule.items for rule in rules))


def _fixed(value: bool | int | float | str) -> Rule:
    kind = BOOLEAN if isinstance(value, bool) else TEXT if isinstance(value, str) else NUMBER
    return Rule(str(value), value, kind, frozenset(), frozenset())
