"""Passphrases that have leaked elsewhere: the operator's own list, looked up on this machine.

The list is a text file of SHA-1 hashes in capital hexadecimal, one a line, sorted, with or without `:count`
after it, as Have I Been Pwned's downloader writes it ("ordered by hash"). A look-up reads some forty lines,
whatever its size.
"""

import unicodedata
from hashlib import sha1
from pathlib import Path
from typing import BinaryIO

HASH = 40  # hexadecimal digits
_ENOUGH = 100  # bytes: longer than any line


def is_listed(passphrase: str, file: Path | None) -> bool:
    """True when the passphrase, as typed or as it is kept, stands in the list. Without a list False."""
    if file is None:
        return False
    forms = {passphrase, unicodedata.normalize("NFKC", passphrase)}
    with file.open("rb") as lines:
        return any(_found(lines, _hash(form)) for form in forms)


def _hash(form: str) -> bytes:
    return sha1(form.encode(), usedforsecurity=False).hexdigest().upper().encode()


def _found(lines: BinaryIO, wanted: bytes) -> bool:
    low, high = 0, lines.seek(0, 2)  # the line looked for begins in [low, high)
    while high - low > _ENOUGH:
        middle = (low + high) // 2
        lines.seek(middle)
        lines.readline()  # what is left of the line before
        if lines.tell() >= high:
            break
        start, line = lines.tell(), lines.readline()
        if line[:HASH].upper() <= wanted:
            low = start
        else:
            high = middle + 1
    lines.seek(low)
    while lines.tell() <= high and (line := lines.readline()):
        if line[:HASH].upper() == wanted:
            return True
    return False
