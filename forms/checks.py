"""What can be wrong with a rule before anybody has answered anything: names, types and codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from forms.parser import ENGINE_2, KNOWN, Node, RuleError

NUMBER, BOOLEAN, TEXT, CODES = "number", "yes/no", "text", "list of codes"
UNKNOWN = "unknown"  # the type of the word `unknown`, which fits any
COMPARE = {"<", "<=", ">", ">="}
ARITHMETIC = {"+", "-", "*", "/", "neg"}


@dataclass(frozen=True)
class Name:
    """What a rule may know about a name: its type, its codes if it is a choice, and the items it rests on.

    bounds: between which a number must lie. unable: 「できなかった」 is one of its results.
    """

    type: str
    codes: frozenset[int] | None = None
    items: frozenset[str] = frozenset()
    is_item: bool = False
    bounds: tuple[float, float] | None = None
    unable: bool = False


@dataclass
class Checked:
    """The type of a rule, the names it uses, and the engine that knows its functions."""

    type: str
    names: set[str] = field(default_factory=set)
    engine: int = 1


def check(node: Node, names: Mapping[str, Name], wanted: str | None) -> Checked:
    """The type of a rule and the names it uses, once it is sure to give the wanted type (None: any).

    Raises RuleError at the first part that cannot be right.
    """
    checker = _Checker(names)
    found = checker.type_of(node)
    if found == UNKNOWN:
        raise RuleError("the rule must be able to give a value", node.column)
    if wanted is not None and found != wanted:
        raise RuleError(f"the rule must give a {wanted} value, this gives a {found}", node.column)
    return Checked(found, checker.used, checker.engine)


def unknown_name(name: str, names: Mapping[str, object]) -> str:
    """The message for a name nobody defined, with the nearest one that exists."""
    near = get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f"unknown name '{name}'" + (f"; did you mean '{near[0]}'?" if near else "")


class _Checker:
    def __init__(self, names: Mapping[str, Name]) -> None:
        self.names = names
        self.used: set[str] = set()
        self.engine = 1

    def type_of(self, node: Node) -> str:
        if node.op == "value":
            return _literal_type(node)
        self.engine = max(self.engine, 2 if node.op in ENGINE_2 else 1)
        if node.op == "unknown":
            return UNKNOWN
        if node.op == "get":
            return self.name(node).type
        if node.op in ("&&", "||", "!", "count"):
            self.all(node.args, BOOLEAN, node.op)
            return NUMBER if node.op == "count" else BOOLEAN
        if node.op in COMPARE or node.op in ARITHMETIC or node.op in ("sum", "min", "max", *KNOWN):
            self.all(node.args, NUMBER, node.op)
            return BOOLEAN if node.op in COMPARE else NUMBER
        if node.op in ("==", "!=", "in"):
            self.same(node.args, node.op)
            self.codes_exist(node)
            return BOOLEAN
        if node.op == "coalesce":
            return self.same(node.args, node.op)
        return self.special(node)

    def special(self, node: Node) -> str:
        if node.op == "?:":
            self.all(node.args[:1], BOOLEAN, "?")
            return self.same(node.args[1:], "? :")
        if node.op in ("answered", "unable", "has"):
            return self.about_item(node)
        self.all(node.args[:1], NUMBER, "round")
        digits = node.args[1]
        if digits.op != "value" or type(digits.value) is not int or not 0 <= digits.value <= 9:
            raise RuleError("round takes a whole number of decimals, 0 to 9", digits.column)
        return NUMBER

    def about_item(self, node: Node) -> str:
        """A function that asks something of an item itself, not of its value."""
        at = node.args[0]
        item = self.name(at) if at.op == "get" else None
        if item is None or not item.is_item:
            raise RuleError(f"{node.op} takes the id of an item", at.column)
        if node.op == "unable" and not item.unable:
            raise RuleError(f"'{at.value}' does not say 'unable: true'", at.column)
        if node.op == "has":
            if item.type != CODES:
                raise RuleError(f"has takes an item of type multi; '{at.value}' is a {item.type}", at.column)
            self.code_exists(at, item.codes or frozenset(), node.args[1])
        return BOOLEAN

    def code_exists(self, item: Node, codes: frozenset[int], other: Node) -> None:
        if other.op != "value" or type(other.value) is not int or other.value not in codes:
            shown = other.value if other.op == "value" else "like this"
            listed = ", ".join(str(code) for code in sorted(codes))
            raise RuleError(f"'{item.value}' has no code {shown}; it has {listed}", other.column)

    def name(self, node: Node) -> Name:
        key = str(node.value)
        if key not in self.names:
            raise RuleError(unknown_name(key, self.names), node.column, key)
        self.used.add(key)
        return self.names[key]

    def all(self, nodes: tuple[Node, ...], wanted: str, op: str) -> None:
        for node in nodes:
            found = self.type_of(node)
            if found not in (wanted, UNKNOWN):
                raise RuleError(f"'{op}' needs a {wanted} value, this is a {found}", node.column)

    def same(self, nodes: tuple[Node, ...], op: str) -> str:
        first = self.type_of(nodes[0])
        if first == CODES:
            raise RuleError("a list of codes is asked with has(item, code)", nodes[0].column)
        for node in nodes[1:]:
            found = self.type_of(node)
            first = found if first == UNKNOWN else first
            if found not in (first, UNKNOWN):
                raise RuleError(f"'{op}' compares a {first} value with a {found} value", node.column)
        return first

    def codes_exist(self, node: Node) -> None:
        """A comparison with a code the item does not have can never be true: it is a slip of the author."""
        if node.op == "in":
            item, others = node.args[0], node.args[1:]
        else:
            item, others = sorted(node.args, key=lambda arg: arg.op != "get")[0], node.args
        codes = self.name(item).codes if item.op == "get" else None
        if codes is None:
            return
        for other in others:
            if other.op == "value":
                self.code_exists(item, codes, other)


def _literal_type(node: Node) -> str:
    if isinstance(node.value, bool):
        return BOOLEAN
    return TEXT if isinstance(node.value, str) else NUMBER
