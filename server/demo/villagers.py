"""The people of the made-up town: who they are, deterministic for one number of people."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from server.demo import names, town
from server.demo.names import Name

FIRST_YEAR, LAST_YEAR = 1925, 1955


@dataclass(frozen=True)
class Villager:
    """One made-up person. frailty: about -2 (very fit) to 4 (very frail); shapes answers and attendance."""

    family: Name
    given: Name
    born_on: date
    sex: str
    area: town.Area
    address: str
    phone: str | None
    frailty: float


# Known from the screens and the manual; a first search finds several たかはし, spelled both ways.
_CAST = (
    ("高橋", "ﾀｶﾊｼ", "ハナ", "ﾊﾅ", date(1940, 3, 7), "female", "西部"),
    ("髙橋", "ﾀｶﾊｼ", "ヨシ", "ﾖｼ", date(1937, 11, 2), "female", "西部"),
    ("田中", "ﾀﾅｶ", "キヨ", "ｷﾖ", date(1935, 6, 18), "female", "西部"),
    ("髙橋", "ﾀｶﾊｼ", "清", "ｷﾖｼ", date(1942, 1, 25), "male", "中央"),
    ("山本", "ﾔﾏﾓﾄ", "ヨネ", "ﾖﾈ", date(1931, 9, 9), "female", "東部"),
    ("渡邉", "ﾜﾀﾅﾍﾞ", "はつゑ", "ﾊﾂｴ", date(1938, 12, 30), "female", "南部"),
    ("𠮷田", "ﾖｼﾀﾞ", "三郎", "ｻﾌﾞﾛｳ", date(1944, 4, 29), "male", "西部"),
    ("山﨑", "ﾔﾏｻﾞｷ", "美代子", "ﾐﾖｺ", date(1946, 8, 15), "female", "中央"),
)


def villagers(random: Random, count: int) -> Iterator[Villager]:
    """`count` people, the known ones first."""
    for number in range(count):
        yield _known(random, number) if number < len(_CAST) else _anybody(random)


def _known(random: Random, number: int) -> Villager:
    family, family_kana, given, given_kana, born_on, sex, area_name = _CAST[number]
    area = next(area for area in town.AREAS if area.name == area_name)
    return _settled(random, Name(family, family_kana), Name(given, given_kana), born_on, sex, area)


def _anybody(random: Random) -> Villager:
    born_on = _birthday(random)
    sex = "female" if random.random() < _share_of_women(born_on.year) else "male"
    area = random.choices(town.AREAS, [area.share for area in town.AREAS])[0]
    given = names.given_name(random, sex, born_on.year)
    stated = "unanswered" if random.random() < 0.005 else sex
    return _settled(random, names.family_name(random), given, born_on, stated, area)


def _settled(random: Random, family: Name, given: Name, born_on: date, sex: str, area: town.Area) -> Villager:
    frailty = random.gauss((1945 - born_on.year) / 12, 1)
    return Villager(
        family, given, born_on, sex, area, town.address(random, area), town.phone(random), frailty
    )


def _birthday(random: Random) -> date:
    """Like the age pyramid of a Japanese town in the 2020s: the baby boom of 1947–49, few over 95."""
    year = random.choices(_YEARS, _YEAR_WEIGHTS)[0]
    return date(year, 1, 1) + timedelta(days=random.randrange(365))


def _share_of_women(year: int) -> float:
    """0.53 of those born 1955, 0.83 of those born 1925."""
    return 0.53 + 0.01 * (LAST_YEAR - year)


def _weight(year: int) -> float:
    survivors = 1 / (1 + math.exp((1937 - year) / 3.6))
    boom = 1.3 if 1947 <= year <= 1949 else 0.75 if year in (1945, 1946) else 1.0
    under_75 = 0.55 if year > 1951 else 1.0  # the register of this programme is mostly people of 75 and over
    return survivors * boom * under_75


_YEARS = list(range(FIRST_YEAR, LAST_YEAR + 1))
_YEAR_WEIGHTS = [_weight(year) for year in _YEARS]
