"""Read the text of a rule into a tree that knows its columns. Grammar and limits: RULES.md."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forms.rules import Ast

MAX_TEXT = 2_000
MAX_DEPTH = 32
MAX_NODES = 500

FUNCTIONS = {"answered": (1, 1), "coalesce": (2, 64), "count": (1, 64), "sum": (1, 64), "min": (1, 64)}
FUNCTIONS |= {"max": (1, 64), "round": (2, 2), "has": (2, 2), "unable": (1, 1)}
ENGINE_2 = {"unknown", "has", "unable", "max_known", "min_known", "mean_known"}
KNOWN = ("max_known", "min_known", "mean_known")
FUNCTIONS |= dict.fromkeys(KNOWN, (1, 64))
TAKES_LIST = {"count", "sum", "min", "max", *KNOWN}
COMPARISONS = {"==", "!=", "<", "<=", ">", ">=", "in"}

TOKEN = re.compile(
    r"""(?P<space>[ \t\n]+)
      | (?P<number>[0-9]+(?:\.[0-9]+)?)
      | (?P<text>"[^"\n]*"|'[^'\n]*')
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)
      | (?P<sign>&&|\|\||==|!=|<=|>=|[!<>+\-*/?:()\[\],])""",
    re.VERBOSE,
)


class RuleError(Exception):
    """A rule that cannot be used. `column` counts characters of the rule from 1; `name`: one nobody knows."""

    def __init__(self, problem: str, column: int, name: str | None = None) -> None:
        super().__init__(f"column {column}: {problem}")
        self.problem, self.column, self.name = problem, column, name


@dataclass(frozen=True)
class Token:
    """One word of a rule; kind "end" stands behind the last."""

    kind: str
    text: str
    column: int

    def shown(self) -> str:
        """The token as an error message names it."""
        return "the end of the rule" if self.kind == "end" else f"'{self.text}'"


@dataclass(frozen=True)
class Node:
    """One step of a rule: op "value" and "get" carry `value`, all others `args`."""

    op: str
    column: int
    args: tuple["Node", ...] = ()
    value: bool | int | float | str = ""


def parse(text: str) -> Node:
    """The tree of a rule's text.

    Raises RuleError with the column and what was expected there.
    """
    if len(text) > MAX_TEXT:
        raise RuleError(f"a rule may have {MAX_TEXT} characters, this one has {len(text)}", 1)
    parser = _Parser(list(tokens(text)))
    node = parser.expression(0)
    parser.expect_end()
    _check_size(node)
    return node


def lower(node: Node) -> Ast:
    """The JSON form of a tree: [operator, argument, …], literals as themselves."""
    if node.op == "value":
        return node.value
    if node.op == "get":
        return ["get", node.value]
    return [node.op, *(lower(arg) for arg in node.args)]


def tokens(text: str) -> Iterator[Token]:
    """The words of a rule, the end included."""
    position = 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            broken = text[position] in "\"'"
            problem = "this text has no end" if broken else f"'{text[position]}' has no meaning here"
            raise RuleError(problem, position + 1)
        kind = str(match.lastgroup)
        if kind != "space":
            yield Token(kind, match.group(), position + 1)
        position = match.end()
    yield Token("end", "", len(text) + 1)


def _check_size(root: Node) -> None:
    nodes, layer, depth = 0, [root], 0
    while layer:
        nodes, depth = nodes + len(layer), depth + 1
        if nodes > MAX_NODES:
            raise RuleError(f"a rule may have {MAX_NODES} parts", layer[0].column)
        if depth > MAX_DEPTH:
            raise RuleError(f"a rule may be nested {MAX_DEPTH} deep", layer[0].column)
        layer = [arg for node in layer for arg in node.args]


class _Parser:
    """Recursive descent: one method per line of the grammar, loosest binding first."""

    def __init__(self, words: list[Token]) -> None:
        self.words, self.at = words, 0

    @property
    def word(self) -> Token:
        return self.words[self.at]

    def take(self) -> Token:
        word = self.word
        self.at += 1
        return word

    def expect(self, text: str) -> Token:
        if self.word.text != text or self.word.kind == "text":
            raise RuleError(f"expected '{text}' but found {self.word.shown()}", self.word.column)
        return self.take()

    def expect_end(self) -> None:
        if self.word.kind != "end":
            raise RuleError(f"expected an operator but found {self.word.shown()}", self.word.column)

    def next_is(self, *texts: str) -> bool:
        return self.word.kind in ("sign", "name") and self.word.text in texts

    def expression(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise RuleError(f"a rule may be nested {MAX_DEPTH} deep", self.word.column)
        condition = self.either(depth)
        if not self.next_is("?"):
            return condition
        column = self.take().column
        then = self.expression(depth + 1)
        self.expect(":")
        return Node("?:", column, (condition, then, self.expression(depth + 1)))

    def either(self, depth: int) -> Node:
        return self.chain("||", self.both, depth)

    def both(self, depth: int) -> Node:
        return self.chain("&&", self.comparison, depth)

    def chain(self, sign: str, part: Callable[[int], Node], depth: int) -> Node:
        """`a && b && c` as one node, so that a long list of conditions stays shallow."""
        parts, column = [part(depth)], self.word.column
        while self.next_is(sign):
            self.take()
            parts.append(part(depth))
        return parts[0] if len(parts) == 1 else Node(sign, column, tuple(parts))

    def comparison(self, depth: int) -> Node:
        left = self.sums(depth)
        if not self.next_is(*COMPARISONS):
            return left
        sign = self.take()
        right = self.list_of("in", depth) if sign.text == "in" else (self.sums(depth),)
        if self.next_is(*COMPARISONS):
            raise RuleError("comparisons cannot be chained; join them with &&", self.word.column)
        return Node(sign.text, sign.column, (left, *right))

    def sums(self, depth: int) -> Node:
        left = self.products(depth)
        while self.next_is("+", "-"):
            sign = self.take()
            left = Node(sign.text, sign.column, (left, self.products(depth)))
        return left

    def products(self, depth: int) -> Node:
        left = self.unary(depth)
        while self.next_is("*", "/"):
            sign = self.take()
            left = Node(sign.text, sign.column, (left, self.unary(depth)))
        return left

    def unary(self, depth: int) -> Node:
        if not self.next_is("!", "-"):
            return self.primary(depth)
        if depth > MAX_DEPTH:
            raise RuleError(f"a rule may be nested {MAX_DEPTH} deep", self.word.column)
        sign = self.take()
        return Node("neg" if sign.text == "-" else "!", sign.column, (self.unary(depth + 1),))

    def primary(self, depth: int) -> Node:
        word = self.take()
        if word.kind == "number":
            return Node("value", word.column, value=_literal(word))
        if word.kind == "text":
            return Node("value", word.column, value=word.text[1:-1])
        if word.text in ("true", "false"):
            return Node("value", word.column, value=word.text == "true")
        if word.text == "unknown" and word.kind == "name":
            return Node("unknown", word.column)
        if word.kind == "name" and word.text != "in":
            return self.call(word, depth) if self.next_is("(") else Node("get", word.column, value=word.text)
        if word.kind == "sign" and word.text == "(":
            inside = self.expression(depth + 1)
            self.expect(")")
            return inside
        if word.text == "[":
            raise RuleError("a list may stand only after 'in' or inside a function", word.column)
        raise RuleError(f"expected a value but found {word.shown()}", word.column)

    def call(self, name: Token, depth: int) -> Node:
        if name.text not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            raise RuleError(f"unknown function '{name.text}'; there are {known}", name.column)
        self.expect("(")
        if name.text in TAKES_LIST and self.next_is("["):
            args = self.list_of(name.text, depth)
            self.expect(")")
        else:
            args = self.items(")", depth)
        least, most = FUNCTIONS[name.text]
        if not least <= len(args) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise RuleError(f"{name.text} takes {wanted} in its brackets, not {len(args)}", name.column)
        return Node(name.text, name.column, args)

    def list_of(self, owner: str, depth: int) -> tuple[Node, ...]:
        start = self.expect("[")
        parts = self.items("]", depth)
        if not parts:
            raise RuleError(f"the list after '{owner}' is empty", start.column)
        return parts

    def items(self, closing: str, depth: int) -> tuple[Node, ...]:
        parts: list[Node] = []
        while not self.next_is(closing):
            parts.append(self.expression(depth + 1))
            if not self.next_is(closing):
                self.expect(",")
                if self.next_is(closing):
                    raise RuleError("a value must follow the comma", self.word.column)
        self.take()
        return tuple(parts)


def _literal(word: Token) -> int | float:
    value = float(word.text)
    if len(word.text.replace(".", "").lstrip("0")) > 15:
        raise RuleError("a number may have 15 digits", word.column)
    return int(value) if value.is_integer() else value
