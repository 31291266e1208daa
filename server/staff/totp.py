"""Time-based one-time codes, RFC 6238 over RFC 4226 with SHA-1, 6 digits, 30 seconds. Pure.

Written out because it is ten lines: a package more would be watched for nothing. The vectors of both RFCs
are in tests/unit/test_totp.py.
"""

import hmac
from base64 import b32encode
from collections.abc import Iterable
from urllib.parse import quote, urlencode

DIGITS, STEP_S = 6, 30
BYTES = 20
AROUND = (0, -1, 1)  # steps a telephone's clock may be away from ours


def code(secret: bytes, step: int, digits: int = DIGITS, algorithm: str = "sha1") -> str:
    """The code of one step."""
    mac = hmac.digest(secret, step.to_bytes(8), algorithm)
    at = mac[-1] & 15
    number = int.from_bytes(mac[at : at + 4]) & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}}"


def step_at(seconds: float) -> int:
    """The step of an instant, in seconds since 1970."""
    return int(seconds) // STEP_S


def matching_step(secret: bytes, said: str, now: float, after: int | None) -> int | None:
    """The step whose code was said, None when it is not one around now and after the last one used."""
    steps: Iterable[int] = (step_at(now) + away for away in AROUND)
    found = [step for step in steps if hmac.compare_digest(code(secret, step).encode(), said.encode())]
    return next((step for step in found if after is None or step > after), None)


def link(secret: bytes, login: str, issuer: str) -> str:
    """What an authenticator app reads from a picture."""
    asked = {"secret": b32encode(secret).decode().rstrip("="), "issuer": issuer}
    return f"otpauth://totp/{quote(issuer)}:{quote(login)}?{urlencode(asked)}"
