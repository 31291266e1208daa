"""A threshold of a town's own that depends on sex, on age, or on both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]
SEXES = {"female": ("女性", "women"), "male": ("男性", "men")}
FACTS = {
    "sex": {"id": "sex", "type": "text", "ja": "性別", "en": "Sex"},
    "age": {"id": "age", "type": "number", "ja": "測定した日の年齢", "en": "Age on the day"},
}


def facts_of(bands: Sequence[Json]) -> set[str]:
    """What must be known of the person."""
    asked = {"sex"} if any(one.get("sex") for one in bands) else set()
    return asked | ({"age"} if any(one["from_age"] for one in bands) else set())


def rule_of(bands: Sequence[Json]) -> str:
    """The threshold as a rule: unknown for whom no band is meant, and where sex or age is not known."""
    if not any(one.get("sex") for one in bands):
        return _by_age(bands)
    said = "unknown"
    for sex in SEXES:
        hers = [one for one in bands if one.get("sex") == sex]
        if hers:
            said = f"fact.sex == '{sex}' ? ({_by_age(hers)}) : {said}"
    return said


def _by_age(bands: Sequence[Json]) -> str:
    said = "unknown"
    for one in sorted(bands, key=lambda one: int(one["from_age"])):
        value = "unknown" if one["value"] is None else written(one["value"])
        said = value if not one["from_age"] else f"fact.age >= {one['from_age']} ? {value} : {said}"
    return said


def words_of(bands: Sequence[Json], ja: str, en: str, unit: Json) -> tuple[str, str]:
    """「女性 65歳から 17kg 未満、…」 in both languages. ja, en: how a threshold is said."""
    found = [
        (
            f"{_who(one)[0]}{ja.format(n=written(one['value']), unit=unit['ja'])}",
            f"{_who(one)[1]}{en.format(n=written(one['value']), unit=unit['en'])}",
        )
        for one in sorted(bands, key=lambda one: (one.get("sex") or "", one["from_age"]))
        if one["value"] is not None
    ]
    return "、".join(one for one, _ in found), "; ".join(one for _, one in found)


def _who(one: Json) -> tuple[str, str]:
    ja, en = SEXES.get(one.get("sex") or "", ("", ""))
    if one["from_age"]:
        ja, en = f"{ja}{one['from_age']}歳から", f"{en} from {one['from_age']}"
    return (f"{ja} ", f"{en.strip()}: ") if ja else ("", "")


def written(value: float) -> str:
    """A number as a rule has it."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
