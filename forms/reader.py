"""Turn a YAML definition into a Definition, or say precisely what is wrong with it."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from forms.checks import BOOLEAN, NUMBER, TEXT, Name
from forms.definition import CriteriaSet, Definition, Fact, Item, Section
from forms.item_reader import ItemReader
from forms.judgement_reader import JudgementReader
from forms.reading import Part, read_file
from forms.scope import Scope, ident, maybe, title, word_map, words
from forms.shapes import ENGINE_2_FORM, ROLES, STATES, names_of

FACT_TYPES = {"number": NUMBER, "boolean": BOOLEAN, "text": TEXT}
NAMED_LATER = {"scores": "score", "findings": "finding", "measures": "measure", "derived": "derived"}
One = TypeVar("One")


def read(root: Part, choices: Path) -> Definition:
    """The definition in a YAML tree; `choices` is the folder of the code lists it may name.

    Raises DefinitionError with file, line, place and reason.
    """
    return _Reader(root, choices).definition()


class _Reader:
    """Reads top to bottom; the scope grows as items, risks, scores and findings become usable in rules."""

    def __init__(self, root: Part, choices: Path) -> None:
        self.top = root.fields(*names_of("form"))
        self.scope = Scope(choices)
        self.scope.engine = self.top["min_engine"].whole()
        self.scope.sources = {key: part.text() for key, part in self.top["sources"].entries().items()}

    def definition(self) -> Definition:
        top, scope = self.top, self.scope
        for name in ENGINE_2_FORM.split():
            if name in top:
                scope.needs_engine_2(top[name], f"'{name}'")
        scope.later = self.further_down()
        form, categories = ident(top["form"]), word_map(top["categories"])
        reasons = word_map(top["reasons"]) if "reasons" in top else {}
        state_words = read_file(scope.choices / "finding_states.yaml").fields(STATES)
        criteria = self.each("criteria_sets", self.criteria_set)
        facts = self.each("facts", self.fact)
        items = ItemReader(scope, form, categories, reasons).items(top["items"])
        sections = self.sections(items)
        judged = JudgementReader(scope, [item.id for item in items], [section.id for section in sections])
        measures = self.each("measures", judged.measure)
        definition = Definition(
            form=form,
            version=top["version"].whole(),
            min_engine=scope.engine,
            title=words(top["title"]),
            wording_version=top["wording_version"].text(),
            default_on=top["default"].flag(),
            licence=words(top["licence"]),
            answered_by=word_map(top["answered_by"]),
            categories=categories,
            sources=scope.sources,
            words={state: words(state_words[state]) for state in STATES},
            facts=facts,
            items=items,
            pages=self.pages(items, sections),
            sections=sections,
            reasons=reasons,
            criteria_sets=criteria,
            measures=measures,
            derived=dict(self.each("derived", judged.derived)),
            scores=self.each("scores", judged.score),
            findings=self.each("findings", judged.finding),
            gradings=self.each("gradings", judged.grading),
            locks=self.each("locks", judged.lock),
            red_flags=self.each("red_flags", judged.red_flag),
            outcomes=self.each("outcomes", lambda part: judged.outcome(part, [m.id for m in measures])),
            entered_by=tuple(part.one_of(ROLES) for part in maybe(top, "entered_by")),
            repeat=self.repeat(top["repeat"]) if "repeat" in top else None,
        )
        self.check_whole(definition)
        return definition

    def check_whole(self, whole: Definition) -> None:
        """What only the whole shows: criteria nobody follows, a lock that shuts its key in."""
        followed = {score.criteria for score in whole.scores} | {one.criteria for one in whole.findings}
        followed |= {grading.criteria for grading in whole.gradings}
        for at, one in enumerate(whole.criteria_sets):
            idle = sorted(one.sets.keys() - followed)
            if idle:
                raise self.top["criteria_sets"].list()[at].error(f"nothing follows the criteria '{idle[0]}'")
        for at, lock in enumerate(whole.locks):
            shut = {item for one in whole.sections if one.id in lock.sections for item in one.items}
            if lock.release in shut:
                raise self.top["locks"].list()[at].error(f"'{lock.release}' is in a section the lock closes")

    def each(self, name: str, read_one: Callable[[Part], One]) -> tuple[One, ...]:
        """The entries of a list at the top, none when it is left out; an id is given once."""
        seen: set[str] = set()
        for part in maybe(self.top, name):
            own = part.entries()
            if "id" in own and own["id"].text() in seen:
                raise own["id"].error(f"'{own['id'].text()}' stands twice in '{name}'")
            seen |= {own["id"].text()} if "id" in own else set()
        return tuple(read_one(part) for part in maybe(self.top, name))

    def further_down(self) -> set[str]:
        """Every name the file defines, to tell a misspelt one from one that is used too early."""
        names: set[str] = set()
        for part in self.top["items"].list():
            own = part.entries()
            if "id" in own:
                names |= {own["id"].text(), f"risk.{own['id'].text()}"}
        for at, prefix in NAMED_LATER.items():
            for part in maybe(self.top, at):
                own = part.entries()
                names |= {f"{prefix}.{own['id'].text()}"} if "id" in own else set()
        return names

    def criteria_set(self, part: Part) -> CriteriaSet:
        own = part.fields(*names_of("criteria_set"))
        sets = word_map(own["sets"])
        return CriteriaSet(ident(own["id"]), title(own), own["default"].one_of(sets), sets)

    def fact(self, part: Part) -> Fact:
        own = part.fields(*names_of("fact"))
        kind = own["type"].one_of(FACT_TYPES)
        default = None
        if "default" in own:
            read_as = {
                "number": own["default"].number,
                "boolean": own["default"].flag,
                "text": own["default"].text,
            }
            default = read_as[kind]()
        fact = Fact(ident(own["id"]), kind, title(own), default)
        self.scope.define(own["id"], f"fact.{fact.id}", Name(FACT_TYPES[kind]))
        return fact

    def sections(self, items: tuple[Item, ...]) -> tuple[Section, ...]:
        """The items under their headings: each once, in the order of the items."""
        sections = self.each("sections", self.section)
        if sections and [item for section in sections for item in section.items] != [i.id for i in items]:
            raise self.top["sections"].error(
                "the sections must name every item once, in the order of the items"
            )
        return sections

    def section(self, part: Part) -> Section:
        own = part.fields(*names_of("section"))
        return Section(ident(own["id"]), title(own), tuple(entry.text() for entry in own["items"].list()))

    def pages(self, items: tuple[Item, ...], sections: tuple[Section, ...]) -> tuple[tuple[str, ...], ...]:
        if "pages" not in self.top:
            if not sections:
                raise self.top["items"].error("the form needs 'pages' or 'sections'")
            return tuple(section.items for section in sections)
        part = self.top["pages"]
        pages = tuple(tuple(entry.text() for entry in page.list()) for page in part.list())
        if [item for page in pages for item in page] != [item.id for item in items]:
            raise part.error("the pages must name every item once, in the order of the items")
        return pages

    def repeat(self, part: Part) -> dict[str, int | str]:
        own = part.fields(*names_of("repeat"))
        if len(own) != 1:
            raise part.error("say 'months' or 'each', one of them")
        if "each" in own:
            return {"each": own["each"].one_of(["session", "visit"])}
        months = own["months"].whole()
        if not 1 <= months <= 60:
            raise own["months"].error("'months' is 1 to 60")
        return {"months": months}
