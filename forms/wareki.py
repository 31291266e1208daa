"""Japanese era dates, both ways, and ages. pwa/src/names/wareki.ts is the twin.

Two rules of age exist. `age` is 満年齢 as everybody counts it, one more on the birthday: the screens use it.
By law (年齢計算ニ関スル法律, 民法143条) a year is completed when the day before the birthday ends:
`legal_age`, for the few rules that ask for it. Someone born on 29 February is a year older on 1 March of a
common year, legally on 28 February.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Json = dict[str, Any]
MODERN = date(1873, 1, 1)
"""Before this day Japan wrote dates in the lunar calendar: they are not converted, only refused."""


@dataclass(frozen=True)
class Era:
    """An era and the day it began."""

    key: str
    name: str
    short: str
    began: date


ERAS = (
    Era("M", "明治", "明", date(1868, 1, 25)),
    Era("T", "大正", "大", date(1912, 7, 30)),
    Era("S", "昭和", "昭", date(1926, 12, 25)),
    Era("H", "平成", "平", date(1989, 1, 8)),
    Era("R", "令和", "令", date(2019, 5, 1)),
)
WESTERN = Era("AD", "西暦", "西", date(1, 1, 1))
NAMED = {
    name: era
    for n, era in enumerate(ERAS, 1)
    for name in (era.key, era.key.lower(), era.name, era.short, str(n))
}
NAMED |= {"AD": WESTERN, "西暦": WESTERN}
SPELLED = re.compile(r"(明治|大正|昭和|平成|令和|西暦|[明大昭平令MTSHR])?([0-9.]+)", re.IGNORECASE)


def parse_wareki(
    era: str, year: int | None, month: int | None = None, day: int | None = None, today: str | None = None
) -> Json:
    """{"iso": "YYYY-MM-DD"}, or {"problem": slug, …} with what a message needs.

    Problems: unknown-era, year-zero, incomplete, impossible-date, era-ended, era-not-begun (both with `limit`
    and `suggest`), before-1873, future (only when `today` is given).
    """
    known = NAMED.get(era)
    given: Json = {"era": era, "year": year, "month": month, "day": day}
    if known is None:
        return {"problem": "unknown-era", **given}
    given["era"] = known.key
    if year == 0:
        return {"problem": "year-zero", **given}
    if year is None:
        return {"problem": "incomplete", **given}
    western = known.began.year + year - 1
    if year < 0 or western > 9998 or not _may_exist(western, month, day):
        return {"problem": "impossible-date", **given}
    outside = _outside_era(known, western, month, day)
    if outside:
        return {**outside, **given}
    if month is None or day is None:
        return {"problem": "incomplete", **given}
    return _judged(date(western, month, day), today, given)


def parse_date_text(text: str, today: str | None = None) -> Json:
    """The same for a written date: 昭和15年3月7日, S15.3.7, s150307, 1940-03-07, 19400307."""
    parts = date_parts(text)
    if parts is None:
        return {"problem": "not-a-date"}
    return parse_wareki(*parts, today)


def date_parts(text: str) -> tuple[str, int, int | None, int | None] | None:
    """Era, year, month and day as written; month and day may be missing. None: this is not a date."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("元年", "1年")
    match = SPELLED.fullmatch(re.sub(r"[年月/\-]", ".", plain).removesuffix("日"))
    if match is None:
        return None
    era, digits = (match[1] or "").upper(), match[2].removesuffix(".")
    parts = digits.split(".") if "." in digits else _packed(digits, bool(era))
    if not 1 <= len(parts) <= 3 or not all(re.fullmatch("[0-9]{1,4}", part) for part in parts):
        return None
    if not era and len(parts[0]) != 4:
        return None  # "15.3.7" could be any era
    year, month, day = [*(int(part) for part in parts), None, None][:3]
    return (NAMED[era or "AD"].key, year or 0, month, day)


def birth_prefix(text: str) -> str | None:
    """The beginning of the ISO date a searcher means: 昭和15 is "1940", s15.3.7 is "1940-03-07"."""
    parts = date_parts(text)
    if parts is None or not parts[1] or (parts[0] != "AD" and parts[1] > 99):
        return None
    era, year, month, day = parts
    western = NAMED[era].began.year + year - 1
    if not _may_exist(western, month, day):
        return None
    return "-".join([f"{western:04d}", *(f"{part:02d}" for part in (month, day) if part is not None)])


def format_wareki(iso: str) -> str:
    """昭和15年3月7日; a day before 1873 stays in the western calendar."""
    on = date.fromisoformat(iso)
    era = era_of(on)
    return f"{'' if era is WESTERN else era.name}{on.year - era.began.year + 1}年{on.month}月{on.day}日"


def format_birth(iso: str) -> str:
    """昭和15年3月7日（1940年）, as records write a birth."""
    return f"{format_wareki(iso)}（{date.fromisoformat(iso).year}年）"


def short_wareki(iso: str, with_day: bool = False) -> str:
    """昭15, or 昭15.3.7, as lists write a birth."""
    on = date.fromisoformat(iso)
    era = era_of(on)
    year = f"{'' if era is WESTERN else era.short}{on.year - era.began.year + 1}"
    return f"{year}.{on.month}.{on.day}" if with_day else year


def era_of(on: date) -> Era:
    """The era a day belongs to; the western calendar before 1873."""
    return next((era for era in reversed(ERAS) if on >= max(era.began, MODERN)), WESTERN)


def age(born: str, on: str) -> int:
    """満年齢: whole years on a day, one more on each birthday."""
    birth, day = date.fromisoformat(born), date.fromisoformat(on)
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def legal_age(born: str, on: str) -> int:
    """The age by law: a year is completed at the end of the day before the birthday."""
    return age(born, (date.fromisoformat(on) + timedelta(days=1)).isoformat())


def message(problem: Json) -> dict[str, str]:
    """The sentence for a problem, in both languages."""
    limit = problem.get("limit", {})
    names = {**limit, "english": ENGLISH.get(str(limit.get("era")), "")}
    if "month" in limit:
        names["month_en"] = MONTHS[limit["month"] - 1]
    ja, en = MESSAGES[problem["problem"]]
    return {"ja": ja.format(**names), "en": en.format(**names)}


ENGLISH = {"M": "Meiji", "T": "Taishō", "S": "Shōwa", "H": "Heisei", "R": "Reiwa"}
MONTHS = ["January", "February", "March", "April", "May", "June", "July"]
MONTHS += ["August", "September", "October", "November", "December"]
CHECK = "年・月・日を確かめてください。"
MESSAGES = {
    "unknown-era": ("元号をえらんでください。", "Choose an era."),
    "year-zero": ("0年はありません。最初の年は1年です。", "There is no year 0. The first year is 1."),
    "incomplete": ("年・月・日を入れてください。", "Enter year, month and day."),
    "impossible-date": (
        f"この日付はありません。{CHECK}",
        "This date does not exist. Check year, month and day.",
    ),
    "era-ended": (
        "{name}{year}年は{month}月{day}日までです。" + CHECK,
        "{english} {year} ended on {day} {month_en}. Check year, month and day.",
    ),
    "era-not-begun": (
        "{name}{year}年は{month}月{day}日からです。" + CHECK,
        "{english} {year} began on {day} {month_en}. Check year, month and day.",
    ),
    "before-1873": (
        "明治5年までは旧暦のため、入れられません。",
        "Dates before 1873 were written in the lunar calendar and cannot be entered.",
    ),
    "future": (
        "生まれた日が、今日より後になっています。元号と年を確かめてください。",
        "The birth date is after today. Check era and year.",
    ),
    "not-a-date": ("日付として読めません。", "This cannot be read as a date."),
}


def _may_exist(year: int, month: int | None, day: int | None) -> bool:
    """Whether the given parts occur in the calendar of that year."""
    if month is None:
        return day is None or 1 <= day <= 31
    try:
        date(year, month, 1 if day is None else day)
    except ValueError:
        return False
    return True


def _outside_era(era: Era, year: int, month: int | None, day: int | None) -> Json | None:
    """The problem of a date that its era never had, as soon as the parts given so far make it certain."""
    if era is WESTERN:
        return None
    at = ERAS.index(era)
    last = ERAS[at + 1].began - timedelta(days=1) if at + 1 < len(ERAS) else date.max
    if (year, month or 1, day or 1) > (last.year, last.month, last.day):
        return {"problem": "era-ended", "limit": _limit(era, last), "suggest": _suggest(year, month, day)}
    first = max(era.began, MODERN)
    if (year, month or 12, day or 31) >= (first.year, first.month, first.day):
        return None
    if era.key == "M":
        return {"problem": "before-1873"}
    return {"problem": "era-not-begun", "limit": _limit(era, first), "suggest": _suggest(year, month, day)}


def _limit(era: Era, on: date) -> Json:
    """The first or last day of an era, in its own years."""
    year = on.year - era.began.year + 1
    return {"era": era.key, "name": era.name, "year": year, "month": on.month, "day": on.day}


def _suggest(year: int, month: int | None, day: int | None) -> Json:
    """The same date in the era it really lies in."""
    era = era_of(date(year, month or 1, day or 1))
    own_year = year - era.began.year + 1
    text = f"{era.name}{own_year}年" + (f"{month}月" if month else "") + (f"{day}日" if month and day else "")
    return {"era": era.key, "name": era.name, "year": own_year, "month": month, "day": day, "text": text}


def _judged(on: date, today: str | None, given: Json) -> Json:
    iso = on.isoformat()
    if today is not None and iso > today:
        return {"problem": "future", **given}
    return {"iso": iso}


def _packed(digits: str, with_era: bool) -> list[str]:
    """150307 behind an era and 19400307 alone are year, month and day written without separators."""
    year = len(digits) - 4
    if year == (2 if with_era else 4):
        return [digits[:year], digits[year : year + 2], digits[year + 2 :]]
    return [digits]
