"""Evaluate a rule that was parsed at publication. RULES.md is the specification; rules.ts is its twin.

A value is a boolean, a double, a text, unknown (None), a Range: a number known only by its bounds, or Codes.
Nothing here raises on data: what cannot be computed is unknown, and unknown never counts as "no".
"""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

Ast = bool | int | float | str | list["Ast"]


class Range(NamedTuple):
    """A number known only to lie between two bounds, lo < hi: a count with answers missing."""

    lo: float
    hi: float


class Codes(frozenset[int]):
    """The codes chosen of an item of type multi."""


Value = bool | float | str | Range | Codes | None
Env = Mapping[str, Value]
POWERS = (1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9)


def evaluate(node: Ast, env: Env) -> Value:
    """The value of a rule, where `env` holds every name that has a known value."""
    if isinstance(node, list):
        return OPERATORS[str(node[0])](node[1:], env)
    if isinstance(node, bool | str):
        return node
    return number(node)


def number(raw: int | float) -> float | None:
    """The double of a JSON number, minus zero as zero; unknown when it is too large for one."""
    try:
        value = float(raw) + 0.0
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def span(value: Value) -> Range | None:
    """The bounds of a number or range; None for anything else."""
    if isinstance(value, Range):
        return value
    if isinstance(value, bool | str | Codes) or value is None:
        return None
    return Range(value, value)


def between(lo: float, hi: float) -> Value:
    """The number, or the range, with these bounds; unknown when a bound is not finite."""
    if not (math.isfinite(lo) and math.isfinite(hi)):
        return None
    return lo + 0.0 if lo == hi else Range(lo + 0.0, hi + 0.0)  # + 0: minus zero is zero


def less(left: Value, right: Value, or_equal: bool) -> bool | None:
    """Whether left is below right, for every pair of values the two may have."""
    a, b = span(left), span(right)
    if a is None or b is None:
        return None
    if a.hi < b.lo or (or_equal and a.hi == b.lo):
        return True
    if a.lo > b.hi or (not or_equal and a.lo == b.hi):
        return False
    return None


def equal(left: Value, right: Value) -> bool | None:
    """Whether two values of one type are the same; unknown across types."""
    a, b = span(left), span(right)
    if a is not None and b is not None:
        if a.lo == a.hi == b.lo == b.hi:
            return True
        return False if a.hi < b.lo or b.hi < a.lo else None
    if isinstance(left, bool) and isinstance(right, bool):
        return left == right
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return None


def negate(value: bool | None) -> bool | None:
    """Kleene's not."""
    return None if value is None else not value


def truth(value: Value) -> bool | None:
    """The value where a yes or no is wanted; unknown for every other type."""
    return value if isinstance(value, bool) else None


def rounded(value: float, digits: int) -> float | None:
    """Half up, at `digits` decimals (0 to 9). Written out: Python and JavaScript round differently."""
    scaled = value * POWERS[digits] + 0.5
    return math.floor(scaled) / POWERS[digits] if math.isfinite(scaled) else None


def add(left: Value, right: Value) -> Value:
    """The sum; of ranges, the range of all sums."""
    a, b = span(left), span(right)
    return None if a is None or b is None else between(a.lo + b.lo, a.hi + b.hi)


def _and(args: list[Ast], env: Env) -> Value:
    result: bool | None = True
    for arg in args:
        value = truth(evaluate(arg, env))
        if value is False:
            return False
        if value is None:
            result = None
    return result


def _or(args: list[Ast], env: Env) -> Value:
    result: bool | None = False
    for arg in args:
        value = truth(evaluate(arg, env))
        if value is True:
            return True
        if value is None:
            result = None
    return result


def _in(args: list[Ast], env: Env) -> Value:
    wanted = evaluate(args[0], env)
    result: bool | None = False
    for arg in args[1:]:
        same = equal(wanted, evaluate(arg, env))
        if same is True:
            return True
        if same is None:
            result = None
    return result


def _choose(args: list[Ast], env: Env) -> Value:
    condition = truth(evaluate(args[0], env))
    if condition is None:
        return None
    return evaluate(args[1] if condition else args[2], env)


def _minus(args: list[Ast], env: Env) -> Value:
    a, b = span(evaluate(args[0], env)), span(evaluate(args[1], env))
    return None if a is None or b is None else between(a.lo - b.hi, a.hi - b.lo)


def _times(args: list[Ast], env: Env) -> Value:
    a, b = exact(evaluate(args[0], env)), exact(evaluate(args[1], env))
    return None if a is None or b is None else between(a * b, a * b)


def _divide(args: list[Ast], env: Env) -> Value:
    a, b = exact(evaluate(args[0], env)), exact(evaluate(args[1], env))
    if a is None or b is None or b == 0:
        return None
    return rounded(a / b, 9)


def exact(value: Value) -> float | None:
    """The value where one exact number is wanted; unknown for a range."""
    return None if isinstance(value, bool | str | Range | Codes) else value


def _opposite(args: list[Ast], env: Env) -> Value:
    a = span(evaluate(args[0], env))
    return None if a is None else between(-a.hi, -a.lo)


def _coalesce(args: list[Ast], env: Env) -> Value:
    for arg in args:
        value = evaluate(arg, env)
        if value is not None:
            return value
    return None


def _count(args: list[Ast], env: Env) -> Value:
    """How many are true: a range as soon as one of them is unknown."""
    values = [truth(evaluate(arg, env)) for arg in args]
    known = float(values.count(True))
    return between(known, known + values.count(None))


def _sum(args: list[Ast], env: Env) -> Value:
    total: Value = 0.0
    for arg in args:  # never Python's sum(): from 3.12 it compensates rounding, a loop in JavaScript does not
        total = add(total, evaluate(arg, env))
    return total


def _extreme(pick: Callable[[list[float]], float]) -> Callable[[list[Ast], Env], Value]:
    def extreme(args: list[Ast], env: Env) -> Value:
        spans = [span(evaluate(arg, env)) for arg in args]
        known = [bounds for bounds in spans if bounds is not None]
        if len(known) < len(spans):
            return None
        return between(pick([bounds.lo for bounds in known]), pick([bounds.hi for bounds in known]))

    return extreme


def _known(args: list[Ast], env: Env) -> list[Range]:
    spans = [span(evaluate(arg, env)) for arg in args]
    return [bounds for bounds in spans if bounds is not None]


def _extreme_known(pick: Callable[[list[float]], float]) -> Callable[[list[Ast], Env], Value]:
    def extreme(args: list[Ast], env: Env) -> Value:
        known = _known(args, env)
        return between(pick([k.lo for k in known]), pick([k.hi for k in known])) if known else None

    return extreme


def _mean_known(args: list[Ast], env: Env) -> Value:
    known = _known(args, env)
    lo = hi = 0.0
    for bounds in known:
        lo, hi = lo + bounds.lo, hi + bounds.hi
    ends = (rounded(lo / len(known), 9), rounded(hi / len(known), 9)) if known else (None, None)
    return None if ends[0] is None or ends[1] is None else between(ends[0], ends[1])


def _has(args: list[Ast], env: Env) -> Value:
    chosen = evaluate(args[0], env)
    return args[1] in chosen if isinstance(chosen, Codes) and isinstance(args[1], int) else None


def _unable(args: list[Ast], env: Env) -> Value:
    return env.get(f"unable:{args[0][1]}") if isinstance(args[0], list) and len(args[0]) == 2 else None


def _round(args: list[Ast], env: Env) -> Value:
    value = exact(evaluate(args[0], env))
    digits = args[1]
    return None if value is None or not isinstance(digits, int) else rounded(value, digits)


def _comparison(swap: bool, or_equal: bool) -> Callable[[list[Ast], Env], Value]:
    def compare(args: list[Ast], env: Env) -> Value:
        left, right = evaluate(args[0], env), evaluate(args[1], env)
        return less(right, left, or_equal) if swap else less(left, right, or_equal)

    return compare


OPERATORS: dict[str, Callable[[list[Ast], Env], Value]] = {
    "get": lambda args, env: env.get(str(args[0])),
    "&&": _and,
    "||": _or,
    "!": lambda args, env: negate(truth(evaluate(args[0], env))),
    "==": lambda args, env: equal(evaluate(args[0], env), evaluate(args[1], env)),
    "!=": lambda args, env: negate(equal(evaluate(args[0], env), evaluate(args[1], env))),
    "<": _comparison(swap=False, or_equal=False),
    "<=": _comparison(swap=False, or_equal=True),
    ">": _comparison(swap=True, or_equal=False),
    ">=": _comparison(swap=True, or_equal=True),
    "in": _in,
    "?:": _choose,
    "+": lambda args, env: add(evaluate(args[0], env), evaluate(args[1], env)),
    "-": _minus,
    "*": _times,
    "/": _divide,
    "neg": _opposite,
    "answered": lambda args, env: evaluate(args[0], env) is not None,
    "coalesce": _coalesce,
    "count": _count,
    "sum": _sum,
    "min": _extreme(min),
    "max": _extreme(max),
    "min_known": _extreme_known(min),
    "max_known": _extreme_known(max),
    "mean_known": _mean_known,
    "has": _has,
    "unknown": lambda args, env: None,
    "unable": _unable,
    "round": _round,
}
