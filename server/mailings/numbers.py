"""The number on a printed sheet: nine digits that say nothing about anybody, the last of them a check digit.

Numbers are thinly strewn, so a slip of the finger meets no other sheet: the check digit (ISO/IEC 7812) finds
every single wrong digit and nearly every pair that changed places.
"""

import re
import secrets
from collections.abc import Callable

FREE = 10**8  # numbers without their check digit
_NUMBER = re.compile(r"[0-9]{9}", re.ASCII)


def new_number(draw: Callable[[int], int] = secrets.randbelow) -> str:
    """A number nobody can guess. Whether it is still free is the caller's to ask."""
    digits = f"{draw(FREE):08}"
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """What follows these digits: every second one from the right counts twice, its own digits added up."""
    total = sum(_twice(int(one)) if at % 2 == 0 else int(one) for at, one in enumerate(reversed(digits)))
    return str(-total % 10)


def _twice(digit: int) -> int:
    return digit * 2 - 9 if digit > 4 else digit * 2


def is_number(value: object) -> bool:
    """True for nine digits as text whose last one fits."""
    return type(value) is str and _NUMBER.fullmatch(value) is not None and check_digit(value[:8]) == value[8]
