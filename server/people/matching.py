"""Whether two records may be of one person: rules a nurse can follow, each with its reasons. Pure.

pwa/src/names/match.ts is the twin, tests/vectors/matching.json what both must say; docs/matching.md says how
often each rule is right. A match is a question for a person, never an answer: nothing is joined by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from forms.names import is_katakana, loose_key, search_key

KEY_LENGTH = 60
# Years between the same number in two eras: 大正15 and 昭和15, 昭和10 and 平成10, 大正3 and 平成3.
ERA_YEARS = (-77, -63, -14, 14, 63, 77)
REASONS = (
    *("number_same", "number_near"),
    *("born_same", "born_year", "born_era", "born_swapped", "born_day"),
    *("name_same", "name_near", "family_same", "given_same", "family_written", "given_written"),
    *("phone_same", "sex_other", "number_other"),  # the last two speak against it
)
ASKED_FIELDS = ("family_kana", "given_kana", "family", "given", "born_on", "sex", "phone", "insured_no")

Number = Literal["same", "near", "other", "unknown"]


@dataclass(frozen=True)
class Traits:
    """What of a person is compared; "" = unknown. Names are search keys, `loose` without voicing marks."""

    family: str
    given: str
    loose_family: str
    loose_given: str
    written_family: str
    written_given: str
    born_on: str
    sex: str
    phone: str
    number: str

    @property
    def loose_name(self) -> str:
        """The whole kana name as far as the ear can tell it."""
        return self.loose_family + self.loose_given


def traits(fields: Mapping[str, Any]) -> Traits:
    """The traits of a person's fields, however they were typed."""
    text = {name: str(fields.get(name) or "") for name in ASKED_FIELDS}
    return Traits(
        family=_key(text["family_kana"]),
        given=_key(text["given_kana"]),
        loose_family=_loose(text["family_kana"]),
        loose_given=_loose(text["given_kana"]),
        written_family=_key(text["family"]),
        written_given=_key(text["given"]),
        born_on=text["born_on"],
        sex=text["sex"] if text["sex"] in ("female", "male") else "",
        phone=_digits(text["phone"]),
        number=number if len(number := _digits(text["insured_no"])) == 8 else "",
    )


def blocks(one: Traits) -> list[str]:
    """The keys under which a person is kept: who may be the same shares one, or one of `sought`."""
    keys = [f"k{one.loose_name}"[:KEY_LENGTH]]
    kept = (("b", one.born_on), ("p", one.phone), ("n", one.number))
    return keys + [f"{mark}{value}"[:KEY_LENGTH] for mark, value in kept if value]


def sought(one: Traits) -> list[str]:
    """The keys under which those who may be the same are kept: her own, and the birth dates one slip away."""
    return blocks(one) + [f"b{born_on}" for born_on in slips(one.born_on)]


def reasons(one: Traits, other: Traits) -> list[str]:
    """Why the two may be one person, of REASONS in their order; empty when nobody needs to be asked."""
    seen = _Seen(one, other)
    if not seen.may_be_same():
        return []
    found = [f"number_{seen.number}"] if seen.number in ("same", "near") else []
    found += [f"born_{seen.born}"] if seen.born else []
    found += [*_names(seen), *(["phone_same"] if seen.phone else [])]
    against = [(seen.sex == "other", "sex_other"), (seen.number == "other", "number_other")]
    return found + [code for is_so, code in against if is_so]


class _Seen:
    """How two persons compare."""

    def __init__(self, one: Traits, other: Traits) -> None:
        self.number = _number(one.number, other.number)
        self.born = _born(one.born_on, other.born_on)
        self.sex = _sex(one.sex, other.sex)
        self.men = one.sex == other.sex == "male"
        self.phone = _agree(one.phone, other.phone)
        self.family = _agree(one.loose_family, other.loose_family)
        self.given = _agree(one.loose_given, other.loose_given)
        self.written_family = _agree(one.written_family, other.written_family)
        self.written_given = _agree(one.written_given, other.written_given)
        self.other_family = _differ(one.written_family, other.written_family)
        self.written_otherwise = _differ(one.written_given, other.written_given)
        self.read_one_way = any(is_katakana(name) for name in (one.written_given, other.written_given))
        self.exact_name = (one.family, one.given) == (other.family, other.given)
        self.near_name = one_apart(one.loose_name, other.loose_name)

    def may_be_same(self) -> bool:
        """The rules, in the order of docs/matching.md."""
        if self.number == "same":
            return True
        if self.family and self.given and (self.born or self.phone):
            return True
        if self.number == "near":
            return bool(self.born) or (self.family and self.given) or self.near_name
        if self.number == "other" or self.sex == "other":
            return False
        if self.born == "same":
            return self.near_name or self._one_half_fits()
        return self.phone and self.sex == "same" and (self.near_name or self.given)

    def _one_half_fits(self) -> bool:
        """She has married (the given name fits), or one of her names is read in another way."""
        if self.given and not (self.men and self.other_family and not self.phone):
            return not self.written_otherwise
        read_otherwise = self.written_given or not (self.written_otherwise or self.read_one_way)
        return self.family and read_otherwise


def _names(seen: _Seen) -> list[str]:
    if seen.exact_name:
        return ["name_same"]
    if seen.near_name or (seen.family and seen.given):
        return ["name_near"]
    found = [(seen.family, "family_same"), (seen.given, "given_same")]
    found += [(seen.written_family and not seen.family, "family_written")]
    found += [(seen.written_given and not seen.given, "given_written")]
    return [code for is_so, code in found if is_so]


@lru_cache(maxsize=4_096)
def slips(born_on: str) -> dict[str, str]:
    """Birth dates one slip away -> which slip: day, swapped, year, era."""
    if not born_on:
        return {}
    born = date.fromisoformat(born_on)
    found: list[tuple[date | None, str]] = [(_in_year(born, years), "era") for years in ERA_YEARS]
    found += [(_in_year(born, years), "year") for years in (-1, 1)]
    if born.day <= 12:
        found.append((born.replace(month=born.day, day=born.month), "swapped"))
    found += [(born + timedelta(days=days), "day") for days in (-1, 1)]
    return {day.isoformat(): slip for day, slip in found if day is not None and day != born}


def one_apart(one: str, other: str) -> bool:
    """True when one kana is missing, doubled or another one."""
    short, long = sorted((one, other), key=len)
    if short == long or len(long) - len(short) > 1:
        return False
    same = next((at for at in range(len(short)) if short[at] != long[at]), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


def _born(one: str, other: str) -> str:
    return "same" if _agree(one, other) else slips(one).get(other, "")


def _number(one: str, other: str) -> Number:
    if not (one and other):
        return "unknown"
    apart = [at for at in range(8) if one[at] != other[at]]
    if not apart:
        return "same"
    first, last = apart[0], apart[-1]
    turned = last == first + 1 and one[first : last + 1] == other[last] + other[first]
    return "near" if len(apart) == 1 or turned else "other"


def _agree(one: str, other: str) -> bool:
    return one != "" and one == other


def _differ(one: str, other: str) -> bool:
    return "" not in (one, other) and one != other


def _sex(one: str, other: str) -> str:
    return "other" if _differ(one, other) else "same" if one and other else "unknown"


def _in_year(born: date, years: int) -> date | None:
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # 29 February, or a year that is no year
        return None


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=20_000)
def _key(text: str) -> str:
    return search_key(text)


@lru_cache(maxsize=20_000)
def _loose(text: str) -> str:
    return loose_key(text)
