"""Say an XLSForm expression in our rule language, or say which part of it cannot be said.

The spreadsheet takes a missing answer for an empty text, our rules for unknown: `!=` and `not()` are noted.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field

from forms.xlsform_parser import Step, Unsayable, parse

NUMBER, BOOLEAN, TEXT, CHOICE, MULTI = "number", "yes/no", "text", "choice", "multi"
SIGNS = {"or": "||", "and": "&&", "=": "==", "div": "/"}
LITERALS = ("number", "text")
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True)
class Question:
    """What an expression may know about a question. codes: what the sheet calls a choice -> our code."""

    id: str
    kind: str
    codes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """A rule as text, what it gives, and whether a missing answer means something else than in the sheet."""

    text: str
    kind: str


class Speaker:
    """questions: by their names in the sheet. calculations: name -> expression, put in where it is named.

    absent: names of rows that are no question here.

    After saying something: differs, whether a missing answer means something else here; used, the questions.
    """

    def __init__(
        self, questions: Mapping[str, Question], calculations: Mapping[str, str], absent: Set[str]
    ) -> None:
        self.questions, self.calculations, self.absent = questions, calculations, absent
        self.within: list[str] = []
        self.own: str | None = None
        self.differs = False
        self.used: list[str] = []

    def say(self, expression: str, own: str | None = None) -> Said:
        """The rule. own: the question that `.` stands for. Raises Unsayable."""
        self.own, self.differs, self.within, self.used = own, False, [], []
        return self._say(parse(expression))

    def rule(self, expression: str, own: str | None = None) -> str:
        """The same, when it must be a yes/no."""
        said = self.say(expression, own)
        if said.kind != BOOLEAN:
            raise Unsayable("type-clash", expression)
        return said.text

    def limits(self, expression: str, own: str) -> dict[str, float] | None:
        """{"minimum": 0, "maximum": 80} where that is all an expression says about its own question."""
        found: dict[str, float] = {}
        whole = self.questions[own].kind == NUMBER
        return found if whole and _bounds(parse(expression), found) else None

    def _say(self, step: Step) -> Said:
        if step.kind == "number":
            return Said(step.value if step.value[0] != "." else f"0{step.value}", NUMBER)
        if step.kind == "text":
            if '"' in step.value and "'" in step.value:
                raise Unsayable("not-sayable", step.value)
            return Said(f"'{step.value}'" if '"' in step.value else f'"{step.value}"', TEXT)
        if step.kind in ("ref", "self"):
            return self._named(step)
        if step.kind == "call":
            return self._call(step)
        return self._op(step)

    def _question(self, step: Step) -> Question | None:
        if step.kind == "self":
            if self.own is None:
                raise Unsayable("not-sayable", ".")
            return self.questions[self.own]
        if step.kind != "ref" or step.value not in self.questions:
            return None
        self.used.append(step.value)
        return self.questions[step.value]

    def _named(self, step: Step) -> Said:
        question = self._question(step)
        if question is not None:
            return Said(question.id, question.kind)
        if step.value not in self.calculations:
            raise Unsayable("absent" if step.value in self.absent else "unknown-question", step.value)
        if step.value in self.within:
            raise Unsayable("circle", step.value)
        self.within.append(step.value)
        said = self._say(parse(self.calculations[step.value]))
        self.within.pop()
        return Said(f"({said.text})", said.kind)

    def _op(self, step: Step) -> Said:
        if step.value == "mod":
            raise Unsayable("not-sayable", "mod")
        if step.value == "neg":
            return Said(f"-{self._as(step.args[0], NUMBER)}", NUMBER)
        if step.value in ("and", "or"):
            parts = (self._as(arg, BOOLEAN) for arg in step.args)
            return Said(f" {SIGNS[step.value]} ".join(parts), BOOLEAN)
        if step.value in ("=", "!="):
            return self._same(step)
        kind = BOOLEAN if step.value in TURNED else NUMBER
        counted = self._length(step)
        if counted is not None:
            return counted
        parts = (self._as(arg, NUMBER) for arg in step.args)
        return Said(f" {SIGNS.get(step.value, step.value)} ".join(parts), kind)

    def _same(self, step: Step) -> Said:
        left, right = step.args
        if left.kind in LITERALS and right.kind not in LITERALS:
            left, right = right, left
        counted = self._length(Step("op", step.value, (left, right)))
        if counted is not None:
            return counted
        question = self._question(left)
        if question is not None and right.kind == "text" and not right.value:
            return Said(f"{'!' if step.value == '=' else ''}answered({question.id})", BOOLEAN)
        self.differs |= step.value == "!="
        sign = SIGNS.get(step.value, step.value)
        if question is not None and question.kind in (CHOICE, MULTI) and right.kind in LITERALS:
            if question.kind == MULTI:
                raise Unsayable("type-clash", left.value)
            return Said(f"{question.id} {sign} {_code(question, right)}", BOOLEAN)
        first, second = self._say(left), self._say(right)
        if first.kind == NUMBER and right.kind == "text":
            second = Said(_number(right), NUMBER)
        if first.kind != second.kind or first.kind == MULTI:
            raise Unsayable("type-clash", f"{left.value} {step.value} {right.value}")
        return Said(f"{_wrapped(first, left)} {sign} {_wrapped(second, right)}", BOOLEAN)

    def _length(self, step: Step) -> Said | None:
        """`string-length(${q}) > 0` and its like: whether there is an answer."""
        sides = [arg for arg in step.args if arg.kind == "call" and arg.value == "string-length"]
        if not sides:
            return None
        about, other = sides[0], next(arg for arg in step.args if arg is not sides[0])
        sign = step.value if step.args[0] is about else TURNED.get(step.value, "")
        question = self._question(about.args[0]) if len(about.args) == 1 else None
        wanted = {("=", "0"): "!", ("<", "1"): "!", (">", "0"): "", ("!=", "0"): "", (">=", "1"): ""}
        if question is None or (sign, other.value) not in wanted:
            raise Unsayable("not-sayable", "string-length")
        return Said(f"{wanted[sign, other.value]}answered({question.id})", BOOLEAN)

    def _call(self, step: Step) -> Said:
        calls: dict[str, tuple[tuple[int, int], Callable[[tuple[Step, ...]], Said]]] = {
            "true": ((0, 0), lambda args: Said("true", BOOLEAN)),
            "false": ((0, 0), lambda args: Said("false", BOOLEAN)),
            "not": ((1, 1), self._not),
            "if": ((3, 3), self._if),
            "selected": ((2, 2), self._selected),
            "count-selected": ((1, 1), self._count_selected),
            "coalesce": ((2, 2), self._coalesce),
            "number": ((1, 1), lambda args: Said(self._as(args[0], NUMBER), NUMBER)),
            "round": ((2, 2), self._round),
            "min": ((2, 64), lambda args: self._listed("min", args)),
            "max": ((2, 64), lambda args: self._listed("max", args)),
            "sum": ((2, 64), lambda args: self._listed("sum", args)),
        }
        if step.value not in calls:
            raise Unsayable("not-sayable", f"{step.value}()")
        (least, most), say = calls[step.value]
        if not least <= len(step.args) <= most:
            raise Unsayable("not-readable", f"{step.value}()")
        return say(step.args)

    def _not(self, args: tuple[Step, ...]) -> Said:
        said = self._as(args[0], BOOLEAN)
        self.differs |= "answered(" not in said
        return Said(f"!{said}" if said.startswith("(") else f"!({said})", BOOLEAN)

    def _if(self, args: tuple[Step, ...]) -> Said:
        condition, yes, no = self._as(args[0], BOOLEAN), self._say(args[1]), self._say(args[2])
        if yes.kind != no.kind:
            raise Unsayable("type-clash", "if()")
        return Said(f"({condition} ? {_wrapped(yes, args[1])} : {_wrapped(no, args[2])})", yes.kind)

    def _selected(self, args: tuple[Step, ...]) -> Said:
        question = self._question(args[0])
        if question is None or args[1].kind not in LITERALS:
            raise Unsayable("not-sayable", "selected()")
        code = _code(question, args[1])
        text = f"has({question.id}, {code})" if question.kind == MULTI else f"{question.id} == {code}"
        return Said(text, BOOLEAN)

    def _count_selected(self, args: tuple[Step, ...]) -> Said:
        question = self._question(args[0])
        if question is None or question.kind != MULTI:
            raise Unsayable("not-sayable", "count-selected()")
        parts = ", ".join(f"has({question.id}, {code})" for code in question.codes.values())
        return Said(f"count([{parts}])", NUMBER)

    def _coalesce(self, args: tuple[Step, ...]) -> Said:
        first, second = self._say(args[0]), self._say(args[1])
        if first.kind != second.kind or first.kind == MULTI:
            raise Unsayable("type-clash", "coalesce()")
        return Said(f"coalesce({first.text}, {second.text})", first.kind)

    def _round(self, args: tuple[Step, ...]) -> Said:
        if args[1].kind != "number" or not args[1].value.isdigit():
            raise Unsayable("not-sayable", "round()")
        return Said(f"round({self._as(args[0], NUMBER)}, {args[1].value})", NUMBER)

    def _listed(self, name: str, args: tuple[Step, ...]) -> Said:
        return Said(f"{name}([{', '.join(self._as(arg, NUMBER) for arg in args)}])", NUMBER)

    def _as(self, step: Step, wanted: str) -> str:
        said = self._say(step)
        if wanted == NUMBER and step.kind == "text":
            return _number(step)
        if said.kind != wanted and not (wanted == NUMBER and said.kind == CHOICE and self._coded(step)):
            raise Unsayable("type-clash", step.value)
        return _wrapped(said, step)

    def _coded(self, step: Step) -> bool:
        """Whether a choice may be counted with: the sheet itself calls its choices by these numbers."""
        question = self._question(step)
        return question is not None and all(name == str(code) for name, code in question.codes.items())


def _wrapped(said: Said, step: Step) -> str:
    bare = step.kind != "op" or said.text.startswith(("answered(", "!answered("))
    return said.text if bare else f"({said.text})"


def _number(step: Step) -> str:
    if not step.value.replace(".", "", 1).isdigit():
        raise Unsayable("type-clash", step.value)
    return step.value


def _code(question: Question, literal: Step) -> int:
    if literal.value not in question.codes:
        raise Unsayable("unknown-code" if question.codes else "type-clash", literal.value)
    return question.codes[literal.value]


def _bounds(step: Step, found: dict[str, float]) -> bool:
    """Whether a step is nothing but `. >= number` and `. <= number`, which are put into `found`."""
    if step.kind == "op" and step.value == "and":
        return all(_bounds(arg, found) for arg in step.args)
    if step.kind != "op" or step.value not in TURNED or len(step.args) != 2:
        return False
    left, right = step.args
    sign = step.value
    if right.kind == "self":
        left, right, sign = right, left, TURNED[sign]
    name = {">=": "minimum", "<=": "maximum"}.get(sign)
    number = _signed(right)
    if left.kind != "self" or name is None or number is None or name in found:
        return False
    found[name] = number
    return True


def _signed(step: Step) -> float | None:
    if step.kind == "op" and step.value == "neg":
        inner = _signed(step.args[0])
        return None if inner is None else -inner
    return float(step.value) if step.kind == "number" else None
