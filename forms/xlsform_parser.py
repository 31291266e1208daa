"""Read an XLSForm expression (a part of XPath 1.0) into a tree that knows its columns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_TEXT = 2_000
MAX_DEPTH = 32
TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
      | (?P<text>"[^"]*"|'[^']*'|[\u2018\u2019][^\u2018\u2019]*[\u2018\u2019]
                |[\u201c\u201d][^\u201c\u201d]*[\u201c\u201d])
      | (?P<ref>\$\{\s*[^}]*\s*\})
      | (?P<name>[A-Za-z_][A-Za-z0-9_.:-]*)
      | (?P<sign>!=|<=|>=|[<>=+\-*(),.])""",
    re.VERBOSE,
)
WORDS = {"and", "or", "div", "mod"}
LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))


class Unsayable(Exception):
    """An expression that cannot be used: the rule of xlsform_issues it breaks, and the part that does."""

    def __init__(self, rule: str, found: str) -> None:
        super().__init__(rule)
        self.rule, self.found = rule, found


@dataclass(frozen=True)
class Step:
    """One step: kind is number, text, ref, self, call or op. value: its text, name, function or sign."""

    kind: str
    value: str
    args: tuple["Step", ...] = ()


def parse(text: str) -> Step:
    """The tree of an expression. Raises Unsayable."""
    if len(text) > MAX_TEXT:
        raise Unsayable("not-readable", text)
    reader = _Reader(list(_tokens(text)))
    step = reader.level(0, 0)
    if reader.kind != "end":
        raise Unsayable("not-readable", reader.text)
    return step


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise Unsayable("not-readable", text[at:])
        kind, said = str(match.lastgroup), match.group()
        if kind == "name" and said in WORDS:
            kind = "sign"
        if kind != "space":
            yield kind, said
        at = match.end()
    yield "end", ""


class _Reader:
    """Recursive descent, loosest binding first."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens, self.at = tokens, 0

    @property
    def kind(self) -> str:
        return self.tokens[self.at][0]

    @property
    def text(self) -> str:
        return self.tokens[self.at][1]

    def take(self, sign: str) -> bool:
        if (self.kind, self.text) != ("sign", sign):
            return False
        self.at += 1
        return True

    def need(self, sign: str) -> None:
        if not self.take(sign):
            raise Unsayable("not-readable", self.text or sign)

    def level(self, n: int, depth: int) -> Step:
        if depth > MAX_DEPTH:
            raise Unsayable("not-readable", self.text)
        if n == len(LEVELS):
            return self.unary(depth)
        left = self.level(n + 1, depth)
        while self.kind == "sign" and self.text in LEVELS[n]:
            sign = self.text
            self.at += 1
            left = Step("op", sign, (left, self.level(n + 1, depth)))
        return left

    def unary(self, depth: int) -> Step:
        if self.take("-"):
            return Step("op", "neg", (self.unary(depth + 1),))
        return self.primary(depth)

    def primary(self, depth: int) -> Step:
        kind, said = self.tokens[self.at]
        if self.take("("):
            inner = self.level(0, depth + 1)
            self.need(")")
            return inner
        if self.take("."):
            return Step("self", ".")
        if kind not in ("number", "text", "ref", "name"):
            raise Unsayable("not-readable", said)
        self.at += 1
        if kind == "name":
            return self.call(said, depth)
        return Step(kind, said[1:-1] if kind == "text" else said[2:-1].strip() if kind == "ref" else said)

    def call(self, name: str, depth: int) -> Step:
        if not self.take("("):
            raise Unsayable("not-readable", name)
        args: list[Step] = []
        while not self.take(")"):
            if args:
                self.need(",")
            args.append(self.level(0, depth + 1))
        return Step("call", name, tuple(args))
