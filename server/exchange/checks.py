"""What one field may hold, as small checks: value -> bool. A wrong JSON type is wrong; `true` is not 1."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import lru_cache

from server import clock
from sync.ids import is_uuid
from sync.ops import INTEGER, Value, is_text

Check = Callable[[Value], bool]

_DAY = re.compile(r"(?:1[89]|20|21)\d\d-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_AT = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", re.ASCII)
_KANA = re.compile(r"[ァ-ヿ]+(?:[ 　][ァ-ヿ]+)*")
_FIELD_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._#-]{0,159}", re.ASCII)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_ELEMENT = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", re.ASCII)


def text(longest: int, shortest: int = 0) -> Check:
    """Text of so many characters, not blank when it must have any."""
    return lambda value: is_text(value, longest) and len(value.strip()) >= shortest


def one_of(choices: Iterable[str]) -> Check:
    """One of a few words."""
    known = frozenset(choices)
    return lambda value: type(value) is str and value in known


def whole(low: int = -INTEGER, high: int = INTEGER) -> Check:
    """A whole number; `true` and 1.0 are not."""
    return lambda value: type(value) is int and low <= value <= high


def or_none(check: Check) -> Check:
    """What `check` accepts, or null: unanswered."""
    return lambda value: value is None or check(value)


def kana(value: Value) -> bool:
    """A name in full-width katakana, parts separated by one space."""
    return type(value) is str and len(value) <= 100 and _KANA.fullmatch(value) is not None


def day(value: Value) -> bool:
    """A day that exists, `YYYY-MM-DD`."""
    return type(value) is str and _exists(value)


@lru_cache(maxsize=4_096)  # one push names few days, again and again
def _exists(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def birthday(value: Value) -> bool:
    """A day that exists and is not in the future (a day of grace for a tablet's clock)."""
    return day(value) and value <= (clock.today() + timedelta(days=1)).isoformat()


def time_of_day(value: Value) -> bool:
    """`HH:MM`."""
    return type(value) is str and _TIME.fullmatch(value) is not None


def instant(value: Value) -> bool:
    """`YYYY-MM-DDTHH:MM:SSZ`, on a day that exists."""
    return type(value) is str and _AT.fullmatch(value) is not None and day(value[:10])


def slug(value: Value) -> bool:
    """A short identifier."""
    return type(value) is str and _SLUG.fullmatch(value) is not None


def field_name(value: Value) -> bool:
    """The name of a field, of an element of a list (`contacts#son.phone`) or of an answer."""
    return type(value) is str and _FIELD_NAME.fullmatch(value) is not None


def digits(count: int) -> Check:
    """Text of exactly so many digits."""
    return lambda value: type(value) is str and len(value) == count and _DIGITS.fullmatch(value) is not None


def element_key(value: Value) -> bool:
    """What tells the elements of a list apart."""
    return type(value) is str and _ELEMENT.fullmatch(value) is not None


def flag(value: Value) -> bool:
    """true or false."""
    return type(value) is bool


def document(value: Value) -> bool:
    """A JSON object written by the server itself; its shape is checked where it is made."""
    return type(value) is dict


identifier: Check = is_uuid
