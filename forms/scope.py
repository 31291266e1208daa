"""What the rest of a definition may speak of, as it grows from top to bottom of the file."""

import re
from collections.abc import Mapping
from pathlib import Path

from forms.checks import Name, check
from forms.definition import CONFIDENCES, Claim, Option, Rule, Text, Unit
from forms.parser import RuleError, lower, parse
from forms.reach import check_reach
from forms.reading import Part, read_file
from forms.shapes import names_of

ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Scope:
    """names: what rules may use so far. later: what stands further down. sources: what claims may cite."""

    def __init__(self, choices: Path, names: Mapping[str, Name] | None = None) -> None:
        self.choices = choices
        self.names: dict[str, Name] = dict(names or {})
        self.later: set[str] = set()
        self.sources: dict[str, str] = {}
        self.engine = 1

    def define(self, part: Part, name: str, meaning: Name) -> None:
        """Make a name usable in the rules that follow."""
        if name in self.names:
            raise part.error(f"'{name}' is defined twice")
        self.names[name] = meaning

    def needs_engine_2(self, part: Part, what: str) -> None:
        """Refuse what an evaluator of engine 1 would judge wrongly."""
        if self.engine < 2:
            raise part.error(f"{what} needs 'min_engine: 2'")

    def rule(self, part: Part, wanted: str | None) -> Rule:
        """The rule in a text, checked: names, types, codes, and that every part of it can matter."""
        text = part.text()
        try:
            node = parse(text)
            checked = check(node, self.names, wanted)
            check_reach(node, self.names)
        except RuleError as cause:
            hint = "" if cause.name not in self.later else _circle(str(cause.name))
            raise part.error(f"{cause}{hint} in the rule: {text}") from cause
        if self.engine < 2 and checked.engine > 1:
            self.needs_engine_2(part, "a function of this rule")
        items = frozenset[str]().union(*(self.names[name].items for name in checked.names))
        return Rule(text, lower(node), checked.type, frozenset(checked.names), items)

    def maybe_rule(self, own: dict[str, Part], name: str, wanted: str | None) -> Rule | None:
        """The rule, when it is given."""
        return self.rule(own[name], wanted) if name in own else None

    def claim(self, own: dict[str, Part]) -> Claim:
        """How far something was checked, out of the fields of what claims it."""
        sources = tuple(part.one_of(self.sources) for part in own["sources"].list())
        note = own["note"].text() if "note" in own else None
        return Claim(own["confidence"].one_of(CONFIDENCES), sources, note)

    def options(self, part: Part, multi: bool) -> tuple[Option, ...]:
        """The code list an item names."""
        file = self.choices / f"{ident(part)}.yaml"
        if not file.is_file():
            raise part.error(f"there is no code list '{file.name}'")
        listed = read_file(file).fields(*names_of("code_list"))
        listed["source"].text()
        options: list[Option] = []
        for entry in listed["options"].list():
            own = entry.fields(*names_of("option"))
            code = own["code"].whole()
            if code in [option.code for option in options]:
                raise own["code"].error(f"code {code} is listed twice")
            exclusive = "exclusive" in own and own["exclusive"].flag()
            if exclusive and not multi:
                raise own["exclusive"].error("only an item of type multi has codes that exclude others")
            options.append(Option(code, title(own), exclusive))
        return tuple(options)


def ident(part: Part) -> str:
    """An id: small letters, digits and _."""
    if not ID.fullmatch(part.text()):
        raise part.error(f"'{part.text()}' must be small letters, digits and _, beginning with a letter")
    return part.text()


def key(part: Part) -> str:
    """The name a value stands under."""
    return part.path.rsplit(".", 1)[1]


def title(own: dict[str, Part]) -> Text:
    """The `ja` and `en` among other fields."""
    return Text(own["ja"].text(), own["en"].text())


def words(part: Part) -> Text:
    """A mapping of `ja` and `en`."""
    return title(part.fields(*names_of("words")))


def word_map(part: Part) -> dict[str, Text]:
    """Words by id."""
    return {key(entry): words(entry) for entry in part.entries().values()}


def unit(part: Part) -> Unit:
    """A unit in both languages."""
    own = part.fields(*names_of("unit"))
    return Unit(own["ja"].text(), own["en"].text(), own["ucum"].text() if "ucum" in own else None)


def maybe(own: dict[str, Part], name: str) -> list[Part]:
    """The entries of a list that may be left out."""
    return own[name].list() if name in own else []


def _circle(name: str) -> str:
    return f"; '{name}' stands further down, and rules use only what stands before them: no circles"
