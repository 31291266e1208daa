"""Turn a YAML definition into a Definition, or say precisely what is wrong with it."""

import re
from pathlib import Path

from forms.checks import BOOLEAN, NUMBER, TEXT, Name, check
from forms.definition import (
    CONFIDENCES,
    Claim,
    Constraint,
    Definition,
    Fact,
    Finding,
    Item,
    Option,
    Risk,
    Rule,
    Score,
    Term,
    Text,
)
from forms.parser import RuleError, lower, parse
from forms.reading import Part, read_file

STATES = ("positive", "negative", "undetermined", "not_administered")
TYPES = {"choice": NUMBER, "integer": NUMBER, "number": NUMBER, "text": TEXT}
FACT_TYPES = {"number": NUMBER, "boolean": BOOLEAN, "text": TEXT}
ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
TOP = (
    "form version min_engine title wording_version default licence answered_by categories sources pages items"
)
ITEM = "id no category wording reference_en type"
ITEM_MAY = "note choices code answer_oid minimum maximum decimals required shown risk constraints"


def read(root: Part, choices: Path) -> Definition:
    """The definition in a YAML tree; `choices` is the folder of the code lists it may name.

    Raises DefinitionError with file, line, place and reason.
    """
    return _Reader(root, choices).definition()


class _Reader:
    """Reads top to bottom; `names` grows as items, risks, scores and findings become usable in rules."""

    def __init__(self, root: Part, choices: Path) -> None:
        self.root, self.choices = root, choices
        self.names: dict[str, Name] = {}
        self.form = ""
        self.categories: dict[str, Text] = {}
        self.sources: dict[str, str] = {}

    def definition(self) -> Definition:
        top = self.root.fields(TOP.split(), ["facts", "scores", "findings"])
        self.form = _id(top["form"])
        self.categories = {_key(part): _text(part) for part in top["categories"].entries().values()}
        self.sources = {key: part.text() for key, part in top["sources"].entries().items()}
        words = read_file(self.choices / "finding_states.yaml").fields(STATES)
        facts = tuple(self.fact(part) for part in _maybe(top, "facts"))
        items = self.items(top["items"])
        return Definition(
            form=self.form,
            version=top["version"].whole(),
            min_engine=top["min_engine"].whole(),
            title=_text(top["title"]),
            wording_version=top["wording_version"].text(),
            default_on=top["default"].flag(),
            licence=_text(top["licence"]),
            answered_by={_key(part): _text(part) for part in top["answered_by"].entries().values()},
            categories=self.categories,
            sources=self.sources,
            words={state: _text(words[state]) for state in STATES},
            facts=facts,
            items=items,
            pages=self.pages(top["pages"], [item.id for item in items]),
            scores=tuple(self.score(part) for part in _maybe(top, "scores")),
            findings=tuple(self.finding(part) for part in _maybe(top, "findings")),
        )

    def fact(self, part: Part) -> Fact:
        own = part.fields(["id", "type", "ja", "en"], ["default"])
        kind = own["type"].one_of(FACT_TYPES)
        default = None
        if "default" in own:
            read_as = {
                "number": own["default"].number,
                "boolean": own["default"].flag,
                "text": own["default"].text,
            }
            default = read_as[kind]()
        fact = Fact(_id(own["id"]), kind, Text(own["ja"].text(), own["en"].text()), default)
        self.define(own["id"], f"fact.{fact.id}", Name(FACT_TYPES[kind]))
        return fact

    def items(self, part: Part) -> tuple[Item, ...]:
        """All items: first what each is, then the rules that may speak of any of them."""
        plain = [self.item(entry) for entry in part.list()]
        return tuple(self.with_rules(item, own) for item, own in plain)

    def item(self, part: Part) -> tuple[Item, dict[str, Part]]:
        own = part.fields(ITEM.split(), ITEM_MAY.split())
        item_id, kind = own["id"].text(), own["type"].one_of(TYPES)
        if not re.fullmatch(re.escape(self.form) + r"\.[a-z0-9_]{1,40}", item_id):
            raise own["id"].error(f"an item id is '{self.form}.' and small letters, digits or _")
        if ("choices" in own) != (kind == "choice"):
            raise part.error("'choices' belongs to items of type choice, and each of them needs it")
        shown = (
            self.rule(own["shown"], BOOLEAN) if "shown" in own else None
        )  # only items asked before are known
        options = self.options(own["choices"]) if "choices" in own else ()
        codes = frozenset(option.code for option in options) if options else None
        self.define(own["id"], item_id, Name(TYPES[kind], codes, frozenset({item_id}), is_item=True))
        item = Item(
            id=item_id,
            no=own["no"].whole(),
            category=own["category"].one_of(self.categories),
            wording=own["wording"].text(),
            reference_en=own["reference_en"].text(),
            type=kind,
            note=own["note"].text() if "note" in own else None,
            options=options,
            code=own["code"].text() if "code" in own else None,
            answer_oid=own["answer_oid"].text() if "answer_oid" in own else None,
            minimum=own["minimum"].number() if "minimum" in own else None,
            maximum=own["maximum"].number() if "maximum" in own else None,
            decimals=own["decimals"].whole() if "decimals" in own else 0,
            required=own["required"].flag() if "required" in own else True,
            shown=shown,
        )
        return item, own

    def with_rules(self, item: Item, own: dict[str, Part]) -> Item:
        risk = None
        if "risk" in own:
            fields = own["risk"].fields(["rule", "confidence", "sources"], ["note"])
            risk = Risk(self.rule(fields["rule"], BOOLEAN), self.claim(fields))
            self.define(own["risk"], f"risk.{item.id}", Name(BOOLEAN, items=risk.rule.items))
        constraints = tuple(self.constraint(part) for part in _maybe(own, "constraints"))
        return Item(**{**item.__dict__, "risk": risk, "constraints": constraints})

    def constraint(self, part: Part) -> Constraint:
        own = part.fields(["id", "rule", "level", "ja", "en"])
        message = Text(own["ja"].text(), own["en"].text())
        level = own["level"].one_of(["hard", "soft"])
        return Constraint(_id(own["id"]), self.rule(own["rule"], BOOLEAN), level, message)

    def options(self, part: Part) -> tuple[Option, ...]:
        file = self.choices / f"{_id(part)}.yaml"
        if not file.is_file():
            raise part.error(f"there is no code list '{file.name}'")
        listed = read_file(file).fields(["source", "options"])
        listed["source"].text()
        options: list[Option] = []
        for entry in listed["options"].list():
            own = entry.fields(["code", "ja", "en"])
            code = own["code"].whole()
            if code in [option.code for option in options]:
                raise own["code"].error(f"code {code} is listed twice")
            options.append(Option(code, Text(own["ja"].text(), own["en"].text())))
        return tuple(options)

    def pages(self, part: Part, item_ids: list[str]) -> tuple[tuple[str, ...], ...]:
        pages = tuple(tuple(entry.text() for entry in page.list()) for page in part.list())
        if [item for page in pages for item in page] != item_ids:
            raise part.error("the pages must name every item once, in the order of the items")
        return pages

    def score(self, part: Part) -> Score:
        own = part.fields(["id", "ja", "en", "criteria", "terms", "confidence", "sources"], ["note"])
        title = Text(own["ja"].text(), own["en"].text())
        terms = tuple(self.term(entry) for entry in own["terms"].list())
        score = Score(_id(own["id"]), title, own["criteria"].text(), terms, self.claim(own))
        items = frozenset[str]().union(*(term.rule.items for term in terms))
        self.define(own["id"], f"score.{score.id}", Name(NUMBER, items=items))
        return score

    def term(self, part: Part) -> Term:
        own = part.fields(["rule"], ["low", "high"])
        rule = self.rule(own["rule"], None)
        if rule.type == TEXT:
            raise own["rule"].error("a part of a score is a yes/no or a number")
        if rule.type == NUMBER and not {"low", "high"} <= own.keys():
            raise part.error("a number needs 'low' and 'high', the bounds it has when unanswered")
        low = own["low"].number() if "low" in own else 0
        high = own["high"].number() if "high" in own else 1
        if low >= high:
            raise part.error("'low' must be below 'high'")
        return Term(rule, low, high)

    def finding(self, part: Part) -> Finding:
        own = part.fields(
            ["id", "role", "ja", "en", "criteria", "rule", "confidence", "sources"],
            ["note", "words", "basis"],
        )
        words = own["words"].fields([], STATES) if "words" in own else {}
        rule = self.rule(own["rule"], BOOLEAN)
        scores = sorted(name.removeprefix("score.") for name in rule.names if name.startswith("score."))
        finding = Finding(
            id=_id(own["id"]),
            role=own["role"].one_of(["result", "rule", "group"]),
            title=Text(own["ja"].text(), own["en"].text()),
            criteria=own["criteria"].text(),
            rule=rule,
            words={state: _text(word) for state, word in words.items()},
            claim=self.claim(own),
            basis=own["basis"].one_of(["kdb", "field_equivalent", "provisional_selfreport"])
            if "basis" in own
            else None,
            score=scores[0] if scores else None,
        )
        self.define(own["id"], f"finding.{finding.id}", Name(BOOLEAN, items=rule.items))
        return finding

    def claim(self, own: dict[str, Part]) -> Claim:
        sources = tuple(part.one_of(self.sources) for part in own["sources"].list())
        note = own["note"].text() if "note" in own else None
        return Claim(own["confidence"].one_of(CONFIDENCES), sources, note)

    def rule(self, part: Part, wanted: str | None) -> Rule:
        text = part.text()
        try:
            node = parse(text)
            checked = check(node, self.names, wanted)
        except RuleError as cause:
            raise part.error(f"{cause} in the rule: {text}") from cause
        items = frozenset[str]().union(*(self.names[name].items for name in checked.names))
        return Rule(text, lower(node), checked.type, frozenset(checked.names), items)

    def define(self, part: Part, name: str, meaning: Name) -> None:
        if name in self.names:
            raise part.error(f"'{name}' is defined twice")
        self.names[name] = meaning


def _maybe(own: dict[str, Part], name: str) -> list[Part]:
    return own[name].list() if name in own else []


def _id(part: Part) -> str:
    if not ID.fullmatch(part.text()):
        raise part.error(f"'{part.text()}' must be small letters, digits and _, beginning with a letter")
    return part.text()


def _key(part: Part) -> str:
    return part.path.rsplit(".", 1)[1]


def _text(part: Part) -> Text:
    own = part.fields(["ja", "en"])
    return Text(own["ja"].text(), own["en"].text())
