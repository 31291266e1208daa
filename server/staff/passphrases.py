"""Passphrases: argon2id, at most two at a time, and the same work for a login that does not exist."""

import threading
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from flask import current_app

from server.staff import breached

SHORTEST, LONGEST = 12, 200
GUESSES_LOG10 = 8  # fewer guesses than this and a list of common ones finds it
_two_at_a_time = threading.BoundedSemaphore(2)  # 46 MiB each: eight threads at once would be 370 MiB
_hasher = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)


class PassphraseUnfit(ValueError):
    """Too short, too long, or among the first that are guessed. about: `length` or `common`."""

    def __init__(self, about: str, text: str) -> None:
        super().__init__(text)
        self.about = about


def check(passphrase: str, own: list[str]) -> None:
    """Raise PassphraseUnfit unless this passphrase may be chosen. own: her login and name, guessed first.

    Inside an app context: the operator may have given a list of leaked ones (KAYOI_BREACHED_PASSWORDS).

    No rule says which characters it must hold; length and what is guessed first decide.
    """
    if not SHORTEST <= len(passphrase) <= LONGEST:
        raise PassphraseUnfit("length", f"a passphrase has {SHORTEST} to {LONGEST} characters")
    from zxcvbn import zxcvbn  # 30,000 common ones: read when somebody chooses, not at every start

    if zxcvbn(passphrase[:72], user_inputs=own)["guesses_log10"] < GUESSES_LOG10:
        raise PassphraseUnfit("common", "this passphrase is among the first that are guessed")
    if breached.is_listed(passphrase, current_app.extensions["kayoi_config"].breached_passwords):
        raise PassphraseUnfit("common", "this passphrase has leaked elsewhere and is tried by others")


def hash_passphrase(passphrase: str) -> str:
    """The argon2id hash to store. Raises PassphraseUnfit."""
    if not SHORTEST <= len(passphrase) <= LONGEST:
        raise PassphraseUnfit("length", f"a passphrase has {SHORTEST} to {LONGEST} characters")
    with _two_at_a_time:
        return _hasher.hash(_fold(passphrase))


def hash_secret(secret: str) -> str:
    """The argon2id hash of a short secret that we made ourselves."""
    with _two_at_a_time:
        return _hasher.hash(secret)


def secret_matches(stored_hash: str, secret: str) -> bool:
    """True when it is that secret."""
    with _two_at_a_time:
        try:
            return _hasher.verify(stored_hash, secret)
        except VerificationError:
            return False


def matches(stored_hash: str | None, passphrase: str) -> bool:
    """True when the passphrase is right. Without a stored hash (unknown login) False, after the same work."""
    with _two_at_a_time:
        try:
            return _hasher.verify(stored_hash or _dummy(), _fold(passphrase)) and stored_hash is not None
        except VerificationError:
            return False


def _fold(passphrase: str) -> str:
    """One form for what different keyboards type: full-width letters, composed or decomposed kana."""
    return unicodedata.normalize("NFKC", passphrase)


@lru_cache(maxsize=1)
def _dummy() -> str:
    return _hasher.hash("nobody has this passphrase")
