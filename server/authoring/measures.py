"""Measurement sets of a town's own: values with unit, limits and a threshold, made without a file.

Whoever makes one says where its threshold comes from; it is a rule of the town's (D) and always 暫定.
"""

from __future__ import annotations

from typing import Any

from forms.xlsform import OWN
from server.authoring import bands

Json = dict[str, Any]
SIGNS = {"below": "<", "at_most": "<=", "above": ">", "at_least": ">="}
SAID = {
    "below": ("{n}{unit} 未満", "below {n} {unit}"),
    "at_most": ("{n}{unit} 以下", "{n} {unit} or less"),
    "above": ("{n}{unit} をこえる", "above {n} {unit}"),
    "at_least": ("{n}{unit} 以上", "{n} {unit} or more"),
}


def definition_of(asked: Json) -> Json:
    """The definition of a set as its author asked for it (schemas.MeasuresBody)."""
    form, title = OWN + asked["form_id"], _words(asked["title"], asked.get("title_en"))
    made = [_Measure(form, n, one) for n, one in enumerate(asked["measures"], 1)]
    definition: Json = {
        "form": form,
        "version": 1,
        "min_engine": 2,
        "title": title,
        "wording_version": "1",
        "default": True,
        "licence": {
            "ja": "この市町村が作った測定の組。出典は、作った人が確かめる。",
            "en": "A set of measurements made by this municipality, whose author answers for its sources.",
        },
        "answered_by": {"self": {"ja": "本人", "en": "The person"}},
        "categories": {"all": title},
        "sources": {one.id: one.source for one in made},
        "items": [one.item() for one in made],
        "pages": [[f"{form}.{one.id}" for one in made]],
        "measures": [one.measure() for one in made],
    }
    facts = [fact for name, fact in bands.FACTS.items() if any(name in one.asks for one in made)]
    if facts:
        definition["facts"] = facts
    limits = [one.banded() for one in made if one.bands]
    if limits:
        definition["derived"] = limits
    findings = [one.finding() for one in made if one.limit]
    if findings:
        definition["findings"] = findings
    return definition


class _Measure:
    """One value of a set."""

    def __init__(self, form: str, no: int, asked: Json) -> None:
        self.form, self.no, self.asked, self.id = form, no, asked, f"m{no}"
        self.name = _words(asked["name"], asked.get("name_en"))
        self.unit = _words(asked["unit"], asked.get("unit_en"))
        self.source = asked["source"]
        self.limit: Json | None = asked.get("threshold")
        self.bands: list[Json] = (self.limit or {}).get("bands", [])
        self.asks = bands.facts_of(self.bands)
        self.claim = {"confidence": "D", "sources": [self.id]}

    def item(self) -> Json:
        return {
            "id": f"{self.form}.{self.id}",
            "no": self.no,
            "category": "all",
            "wording": self.name["ja"],
            "reference_en": self.name["en"],
            "type": "number" if self.asked["decimals"] else "integer",
            "required": False,
            "unit": self.unit,
            "minimum": _plain(self.asked["minimum"]),
            "maximum": _plain(self.asked["maximum"]),
            **({"decimals": self.asked["decimals"]} if self.asked["decimals"] else {}),
        }

    def measure(self) -> Json:
        value = f"{self.form}.{self.id}"
        return {
            "id": self.id,
            **self.name,
            "unit": self.unit,
            "decimals": self.asked["decimals"],
            "rows": [{"items": [value]}],
            "value": f"max_known([{value}])",
            **self.claim,
        }

    def banded(self) -> Json:
        """The threshold that holds for the person."""
        return {"id": f"l{self.no}", "rule": bands.rule_of(self.bands)}

    def finding(self) -> Json:
        limit = self.limit or {}
        values = self.bands or [{"from_age": 0, "value": limit["value"]}]
        ja, en = bands.words_of(values, *SAID[limit["direction"]], self.unit)
        value = f"derived.l{self.no}" if self.bands else bands.written(limit["value"])
        return {
            "id": f"f{self.no}",
            "role": "result",
            "ja": f"{self.name['ja']}（{ja}）",
            "en": f"{self.name['en']} ({en})",
            "criteria": self.source,
            "rule": f"{self.form}.{self.id} {SIGNS[limit['direction']]} {value}",
            "words": {"negative": {"ja": "当てはまらない", "en": "Does not meet the criterion"}},
            **self.claim,
        }


def _words(ja: str, en: str | None) -> Json:
    return {"ja": ja.strip(), "en": (en or "").strip() or ja.strip()}


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value
