"""Read the items of a definition: first what each is, then the rules that may speak of any of them."""

import re
from dataclasses import replace

from forms.checks import BOOLEAN, CODES, NUMBER, TEXT, Name
from forms.definition import Constraint, Item, Option, Risk, Text
from forms.reading import Part
from forms.scope import Scope, ident, maybe, title, unit
from forms.shapes import ENGINE_2_ITEM, ENGINE_2_TYPES, ROLES, TYPES, names_of

RULE_TYPES = {"choice": NUMBER, "multi": CODES, "integer": NUMBER, "number": NUMBER}
RULE_TYPES |= {"text": TEXT, "date": TEXT}
OF_NUMBERS = ("unit", "minimum", "maximum", "soft_minimum", "soft_maximum")
LONGEST = 4_000
Own = dict[str, Part]


class ItemReader:
    """form: the prefix of every item id. categories, reasons: what items may name."""

    def __init__(
        self, scope: Scope, form: str, categories: dict[str, Text], reasons: dict[str, Text]
    ) -> None:
        self.scope, self.form, self.categories, self.reasons = scope, form, categories, reasons

    def items(self, part: Part) -> tuple[Item, ...]:
        """All items."""
        plain = [self.item(entry) for entry in part.list()]
        return tuple(self.with_rules(item, own) for item, own in plain)

    def item(self, part: Part) -> tuple[Item, Own]:
        own = part.fields(*names_of("item"))
        item_id, kind = own["id"].text(), own["type"].one_of(TYPES)
        self.check_names(part, own, kind)
        shown = self.scope.maybe_rule(own, "shown", BOOLEAN)  # only items asked before are known
        options = self.scope.options(own["choices"], kind == "multi") if "choices" in own else ()
        item = Item(
            id=item_id,
            no=own["no"].whole(),
            category=own["category"].one_of(self.categories),
            wording=own["wording"].text(),
            reference_en=own["reference_en"].text(),
            type=kind,
            note=_text(own, "note"),
            options=options,
            code=_text(own, "code"),
            answer_oid=_text(own, "answer_oid"),
            minimum=_number(own, "minimum"),
            maximum=_number(own, "maximum"),
            decimals=own["decimals"].whole() if "decimals" in own else 0,
            required=own["required"].flag() if "required" in own else True,
            shown=shown,
            hint=_text(own, "hint"),
            reading=_text(own, "reading"),
            unit=unit(own["unit"]) if "unit" in own else None,
            soft_minimum=_number(own, "soft_minimum"),
            soft_maximum=_number(own, "soft_maximum"),
            max_length=own["max_length"].whole() if "max_length" in own else None,
            unable=own["unable"].flag() if "unable" in own else False,
            reasons=tuple(entry.one_of(self.reasons) for entry in maybe(own, "reasons")),
            copy_from=tuple(entry.text() for entry in maybe(own, "copy_from")),
            entered_by=tuple(entry.one_of(ROLES) for entry in maybe(own, "entered_by")),
        )
        _check_limits(part, item)
        codes = frozenset(option.code for option in options) if options else None
        known = Name(RULE_TYPES[kind], codes, frozenset({item_id}), True, _bounds(item, options), item.unable)
        self.scope.define(own["id"], item_id, known)
        return item, own

    def check_names(self, part: Part, own: Own, kind: str) -> None:
        """Whether the item is called and described as one of its type."""
        if not re.fullmatch(re.escape(self.form) + r"\.[a-z0-9_]{1,40}", own["id"].text()):
            raise own["id"].error(f"an item id is '{self.form}.' and small letters, digits or _")
        if ("choices" in own) != (kind in ("choice", "multi")):
            raise part.error("'choices' belongs to items of type choice or multi, and each of them needs it")
        for name in OF_NUMBERS:
            if name in own and kind not in ("number", "integer"):
                raise own[name].error(f"'{name}' belongs to items of type number or integer")
        if "max_length" in own and kind != "text":
            raise own["max_length"].error("'max_length' belongs to items of type text")
        for name in ENGINE_2_ITEM.split():
            if name in own:
                self.scope.needs_engine_2(own[name], f"'{name}'")
        if kind in ENGINE_2_TYPES:
            self.scope.needs_engine_2(own["type"], f"type {kind}")

    def with_rules(self, item: Item, own: Own) -> Item:
        risk = None
        if "risk" in own:
            fields = own["risk"].fields(*names_of("risk"))
            risk = Risk(self.scope.rule(fields["rule"], BOOLEAN), self.scope.claim(fields))
            self.scope.define(own["risk"], f"risk.{item.id}", Name(BOOLEAN, items=risk.rule.items))
        constraints = tuple(self.constraint(part) for part in maybe(own, "constraints"))
        return replace(item, risk=risk, constraints=constraints)

    def constraint(self, part: Part) -> Constraint:
        own = part.fields(*names_of("constraint"))
        level = own["level"].one_of(["hard", "soft"])
        return Constraint(ident(own["id"]), self.scope.rule(own["rule"], BOOLEAN), level, title(own))


def _check_limits(part: Part, item: Item) -> None:
    limits = (item.minimum, item.soft_minimum, item.soft_maximum, item.maximum)
    given = [limit for limit in limits if limit is not None]
    if given != sorted(given):
        raise part.error("the limits must rise: minimum, soft_minimum, soft_maximum, maximum")
    if not 0 <= item.decimals <= 6:
        raise part.error("'decimals' is 0 to 6")
    if item.max_length is not None and not 1 <= item.max_length <= LONGEST:
        raise part.error(f"'max_length' is 1 to {LONGEST:,}")
    if item.id in item.copy_from:
        raise part.error("an item cannot be copied from itself")


def _bounds(item: Item, options: tuple[Option, ...]) -> tuple[float, float] | None:
    if item.type == "choice":
        codes = [option.code for option in options]
        return (float(min(codes)), float(max(codes)))
    if item.minimum is None or item.maximum is None:
        return None
    return (float(item.minimum), float(item.maximum))


def _text(own: Own, name: str) -> str | None:
    return own[name].text() if name in own else None


def _number(own: Own, name: str) -> int | float | None:
    return own[name].number() if name in own else None
