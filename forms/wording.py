"""The word for a finding that is not met, where the one every form shares would read the wrong way round.

「基準未満」 is said of a count that has not reached its line. Where the value below the line is the finding
itself (grip below 18 kg) it would say the opposite, and where the rule is made of answers there is no line to
be below: there the finding's own word of its source stands, and where the source has none 「該当しない」.
pwa/src/forms/wording.ts says the same.
"""

from collections.abc import Mapping
from typing import Any

NOT_MET = {"ja": "該当しない", "en": "Does not meet the criterion"}
BELOW = {"<", "<="}
REACHED = {">", ">="}

Json = dict[str, Any]


def worded(published: Mapping[str, Any], judged: Json) -> Json:
    """A result whose findings that are not met say so in a word that cannot be misread."""
    findings = judged.get("findings") or {}
    if not findings:
        return judged
    defined = {one["id"]: one for one in published["findings"]}
    said = {
        one: {**finding, "word": not_met(published, defined[one])}
        if finding["state"] == "negative" and one in defined
        else finding
        for one, finding in findings.items()
    }
    return {**judged, "findings": said}


def not_met(published: Mapping[str, Any], finding: Mapping[str, Any]) -> Json:
    """What is said of one finding that is not met."""
    own: Json = finding["words"]["negative"]
    if own != published["words"]["negative"]:
        return own
    return NOT_MET if reads_backwards(published, finding["rule"]) else own


def reads_backwards(published: Mapping[str, Any], rule: Any) -> bool:
    """True when what lies below a line is the finding, or when there is no line at all."""
    found = _comparisons(_named(published), rule)
    return bool(found & BELOW) or not found & REACHED


def _named(published: Mapping[str, Any]) -> dict[str, Any]:
    derived = {f"derived.{one['id']}": one["rule"] for one in published.get("derived") or []}
    return derived | {f"finding.{one['id']}": one["rule"] for one in published["findings"]}


def _comparisons(named: Mapping[str, Any], rule: Any) -> set[str]:
    """Every comparison of a rule and of the rules it names. Names come before their use, so this ends."""
    if not isinstance(rule, list):
        return set()
    head, *rest = rule
    if head == "get":
        return _comparisons(named, named.get(rest[0]))
    inside = set().union(*(_comparisons(named, one) for one in rest)) if rest else set()
    return inside | ({head} & (BELOW | REACHED))
