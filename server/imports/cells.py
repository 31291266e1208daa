"""One cell as a field's value. A reader returns (value, hints), or raises Refused; no cell is ever quoted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from forms.names import is_katakana, katakana
from forms.wareki import parse_date_text, parse_wareki
from server.imports.columns import DIGITS

Read = tuple[Any, tuple[str, ...]]
INSURED_DIGITS = 8
_PADDED = "leading-zero"
_HALF_KANA = re.compile("[\uff61-\uff9f]+")
_PRIVATE = re.compile(
    "[\u3013\ue000-\uf8ff\U000f0000-\U0010fffd]"
)  # 〓 stands for a letter an encoding lacks
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)

SEXES = {"1": "male", "男": "male", "男性": "male", "M": "male", "2": "female", "女": "female"}
SEXES |= {"女性": "female", "F": "female", "0": "unanswered", "9": "unanswered", "3": "unanswered"}
SEXES |= {"不明": "unanswered", "その他": "unanswered", "": "unanswered"}
YES = frozenset({"1", "○", "〇", "◯", "有", "有り", "あり", "対象", "該当", "TRUE", "Y", "YES", "はい"})
NO = frozenset({"", "0", "無", "無し", "なし", "非対象", "非該当", "FALSE", "N", "NO", "いいえ", "-", "×"})
EVENTS = (  # the first that occurs decides; "" is a state like any other inhabitant's
    ("死亡", "deceased"),
    ("失踪宣告", "deceased"),
    ("転出取消", "active"),
    ("転出", "moved_out"),
    ("職権消除", "moved_out"),
    ("退所", "active"),
    ("施設", "in_facility"),
    ("入所", "in_facility"),
)
STAYING = ("転入", "転居", "出生", "帰化", "回復", "職権記載", "住所変更", "氏名変更", "世帯", "婚姻", "離婚")
STAYING += ("在住", "住民", "異動なし", "修正", "通常")


class Refused(Exception):
    """The cell cannot be taken. rule: why; more: what the words of a date need."""

    def __init__(self, rule: str, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(rule)
        self.rule, self.more = rule, more


def text(cell: str, longest: int, *, one_line: bool = True) -> Read:
    """A text as it is written: only half-width kana become full-width, and spaces single."""
    if _UNFIT.search(cell):
        raise Refused("bad-text")
    if _HALF_KANA.search(cell):
        cell = _HALF_KANA.sub(lambda found: unicodedata.normalize("NFKC", found[0]), cell)
    value = " ".join(cell.split()) if one_line else cell.strip()
    if len(value) > longest:
        raise Refused("too-long")
    return value or None, ("gaiji",) if _PRIVATE.search(value) else ()


def names(cell: str) -> Read:
    """[family, given] of a written name: split at the first space, all of it family when there is none."""
    value, hints = text(cell, 200)
    family, _, given = (value or "").partition(" ")
    if max(len(family), len(given)) > 100:
        raise Refused("too-long")
    return (family or None, given or None), hints


@lru_cache(maxsize=50_000)
def kana(cell: str) -> Read:
    """A part of a name in full-width katakana; half-width and hiragana are turned."""
    value = " ".join(katakana(cell).split())
    if not value:
        raise Refused("missing")
    if not is_katakana(value):
        raise Refused("not-kana")
    if len(value) > 100:
        raise Refused("too-long")
    return value, ()


@lru_cache(maxsize=50_000)
def kana_names(cell: str) -> Read:
    """(family, given) in katakana, split at the first space."""
    value = kana(cell)[0]
    family, _, given = value.partition(" ")
    if not given:
        raise Refused("not-split")
    return (family, given), ()


@lru_cache(maxsize=50_000)
def day(cell: str, today: str | None = None) -> Read:
    """An ISO day of what is written: ISO, 和暦, 8 digits, or an era digit and 6. today: none may be later."""
    plain = unicodedata.normalize("NFKC", cell).strip()
    if not plain:
        return None, ()
    if re.fullmatch(r"[1-5]\d{6}", plain, re.ASCII):
        said = parse_wareki(plain[0], int(plain[1:3]), int(plain[3:5]), int(plain[5:]), today)
    else:
        said = parse_date_text(re.sub(r"[T ]00?:00(:00)?$", "", plain), today)
    if "iso" not in said:
        raise Refused(said["problem"], {"limit": said["limit"]} if "limit" in said else None)
    if not date(1850, 1, 1) <= date.fromisoformat(said["iso"]) <= date(2199, 12, 31):
        raise Refused("impossible-date")
    return said["iso"], ()


def sex(cell: str) -> Read:
    """1, 2, 男, 女 and the like; what is not said stays unanswered."""
    found = SEXES.get(unicodedata.normalize("NFKC", cell).strip().upper())
    if found is None:
        raise Refused("unknown-sex")
    return found, ()


def number(cell: str, digits: int = 0) -> Read:
    """A register number as text; digits: its length, when zeros may have been lost."""
    value = unicodedata.normalize("NFKC", cell).replace(" ", "")
    if not value:
        return None, ()
    if _SCIENTIFIC.fullmatch(value):
        raise Refused("excel-number")
    if _UNFIT.search(value):
        raise Refused("bad-text")
    if len(value) > DIGITS:
        raise Refused("too-long")
    if value.isdigit() and len(value) < digits:
        return value.zfill(digits), (_PADDED,)
    return value, ()


def insured_number(cell: str) -> Read:
    """A 被保険者番号, 8 digits: lost zeros come back; a wrong check digit is only pointed out."""
    value = number(cell)[0]
    if value is None:
        return None, ()
    if not (value.isascii() and value.isdigit()):
        raise Refused("not-a-number")
    if len(value) > INSURED_DIGITS:
        raise Refused("too-long")
    hints = (_PADDED,) if len(value) < INSURED_DIGITS else ()
    value = value.zfill(INSURED_DIGITS)
    return value, hints if _checks(value) else (*hints, "check-digit")


def phone(cell: str) -> Read:
    """A telephone number as text; a first zero that Excel took comes back."""
    value = unicodedata.normalize("NFKC", cell).strip()
    if not value:
        return None, ()
    if _SCIENTIFIC.fullmatch(value):
        raise Refused("excel-number")
    if len(value) > 50:
        raise Refused("too-long")
    if _UNFIT.search(value):
        raise Refused("bad-text")
    if value.isascii() and value.isdigit() and len(value) in (9, 10) and value[0] != "0":
        return f"0{value}", (_PADDED,)
    return value, ()


def event(cell: str) -> Read:
    """The state an 異動事由 leaves a person in; None where she simply lives here."""
    plain = unicodedata.normalize("NFKC", cell).strip()
    for word, state in EVENTS:
        if word in plain:
            return (None if state == "active" else state), ()
    if not plain or any(word in plain for word in STAYING):
        return None, ()
    raise Refused("unknown-event")


def flag(cell: str) -> Read:
    """Whether a mark says yes."""
    plain = unicodedata.normalize("NFKC", cell).strip().upper()
    if plain in YES or plain in NO:
        return plain in YES, ()
    raise Refused("unknown-flag")


def is_my_number(value: str) -> bool:
    """True for 12 digits whose last is the check digit of an individual number (個人番号)."""
    if len(value) != 12 or not (value.isascii() and value.isdigit()):
        return False
    weights = (n + 1 if n <= 6 else n - 5 for n in range(1, 12))
    rest = sum(int(digit) * weight for digit, weight in zip(value[10::-1], weights, strict=True)) % 11
    return int(value[11]) == (0 if rest <= 1 else 11 - rest)


def _checks(value: str) -> bool:
    """The check digit of insurance numbers: weights 2, 1, 2, 1 … from the right, digits of products added."""
    products = (int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(value[6::-1]))
    return (10 - sum(one // 10 + one % 10 for one in products) % 10) % 10 == int(value[7])
