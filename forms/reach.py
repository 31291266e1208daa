"""Parts of a rule no answer can reach: a comparison that is always the same, a branch never taken.

Every number stands for all values its item allows; what a known value settles for all of them is a slip.
"""

from collections.abc import Mapping

from forms.checks import COMPARE, Name
from forms.parser import KNOWN, Node, RuleError, lower
from forms.rules import Ast, Env, Range, Value, evaluate

DEPENDS_ON_WHAT_IS_KNOWN = {"answered", "unable", "has", "coalesce", *KNOWN}
COMPARISONS = COMPARE | {"==", "!=", "in"}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def check_reach(node: Node, names: Mapping[str, Name]) -> None:
    """Raises RuleError at the first comparison or condition that cannot come out both ways."""
    env: dict[str, Value] = {key: Range(*name.bounds) for key, name in names.items() if name.bounds}
    _walk(node, env)


def _walk(node: Node, env: dict[str, Value]) -> None:
    if node.op in COMPARISONS or node.op == "?:":
        condition = node.args[0] if node.op == "?:" else node
        settled = evaluate(_abstract(condition), env)
        if isinstance(settled, bool):
            word = "true" if settled else "false"
            raise RuleError(
                f"this is always {word} for the answers that are allowed, so a part of the rule "
                "can never be reached",
                condition.column,
            )
    if node.op != "?:":
        for arg in node.args:
            _walk(arg, env)
        return
    _walk(node.args[0], env)
    _walk(node.args[1], _narrowed(env, node.args[0], taken=True))
    _walk(node.args[2], _narrowed(env, node.args[0], taken=False))


def _abstract(node: Node) -> Ast:
    """The rule with unknown in the place of whatever says only what is known."""
    if node.op in DEPENDS_ON_WHAT_IS_KNOWN:
        return ["get", ""]
    if node.op in ("value", "get"):
        return lower(node)
    return [node.op, *(_abstract(arg) for arg in node.args)]


def _narrowed(env: Env, condition: Node, taken: bool) -> dict[str, Value]:
    """What is left of a name's values in one branch of `name < number`."""
    narrowed = dict(env)
    if condition.op not in OPPOSITE:
        return narrowed
    name, limit = condition.args
    bounds = env.get(str(name.value)) if name.op == "get" else None
    if not isinstance(bounds, Range) or limit.op != "value" or not isinstance(limit.value, int | float):
        return narrowed
    op, edge = condition.op if taken else OPPOSITE[condition.op], float(limit.value)
    lo, hi = (bounds.lo, min(bounds.hi, edge)) if op in ("<", "<=") else (max(bounds.lo, edge), bounds.hi)
    narrowed[str(name.value)] = Range(lo, hi)
    return narrowed
