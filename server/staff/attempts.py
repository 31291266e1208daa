"""Brute force: failed logins are counted in the database, per account name and per address, before the
passphrase is checked.

Counting first means that parallel guesses cannot slip past the counter. Five misses: one minute, and each
further miss doubles it up to 15 minutes (docs/problems.md, login-wait). Addresses get 50 misses, since a town
hall has one address.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network

from sqlalchemy import delete
from sqlalchemy.orm import Session

from server import clock
from server.db import insert_new, outside_feed
from server.problems import LoginWait
from server.staff.models import LoginAttempt

FREE = 5
FIRST_WAIT_S, LONGEST_WAIT_S = 60, 900
FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Counter:
    """Whose misses are counted, and how many are free. forgets: a right passphrase clears it."""

    kind: str
    key_hash: str
    free: int
    forgets: bool = False


@dataclass(frozen=True)
class Try:
    """What a miss would mean now: tries left before a pause, and the seconds of the pause that then
    begins.
    """

    left: int
    wait_s: int


def counters(login: str | None, address: str | None, alone: bool = True) -> list[Counter]:
    """The counters one login touches. A loopback address says nothing (a proxy, or this machine) and is not
    counted. login: None where nobody's account is asked for. alone: False where two towns have this login:
    who knows the passphrase of one must not wipe away what she has guessed at the other.
    """
    found = [Counter("account", _hash(login), FREE, alone)] if login is not None else []
    place = _place(address)
    return [*found, Counter("address", _hash(place), 50)] if place else found


def begin(touched: list[Counter]) -> Try:
    """Count one try in every counter, before the passphrase is looked at. Raises LoginWait during a pause."""
    if not touched:
        return Try(FREE, 0)
    now = clock.now()
    with outside_feed() as session:
        rows = [_row(session, counter, now) for counter in touched]
        pause = max(_seconds_left(row, now) for row in rows)
        if not pause:
            for row, counter in zip(rows, touched, strict=True):
                row.failures += 1
                row.blocked_until = _pause(row.failures, counter.free, now)
        left = min(max(counter.free - row.failures, 0) for row, counter in zip(rows, touched, strict=True))
        wait_s = max(_seconds_left(row, now) for row in rows)
    if pause:
        raise LoginWait(wait_s=pause)
    return Try(left, wait_s)


def succeeded(session: Session, touched: list[Counter]) -> None:
    """Forget the account's misses after a right passphrase; others take back this one try only."""
    for counter in touched:
        if counter.forgets:
            session.execute(delete(LoginAttempt).filter_by(kind=counter.kind, key_hash=counter.key_hash))
        else:
            row = _row(session, counter, clock.now())
            row.failures = max(row.failures - 1, 0)
            row.blocked_until = None


def given_back(touched: list[Counter]) -> None:
    """The passphrase was right, and something else is still asked. Opens its own transaction."""
    with outside_feed() as session:
        succeeded(session, touched)


def _row(session: Session, counter: Counter, now: datetime) -> LoginAttempt:
    key = {"kind": counter.kind, "key_hash": counter.key_hash}
    session.execute(insert_new(LoginAttempt, key | {"failures": 0, "first_at": now}))
    row = session.get_one(LoginAttempt, key, with_for_update=True)
    if now - row.first_at > FORGOTTEN_AFTER and not (row.blocked_until and row.blocked_until > now):
        row.failures, row.first_at, row.blocked_until = 0, now, None
    return row


def _seconds_left(row: LoginAttempt, now: datetime) -> int:
    return max(int((row.blocked_until - now).total_seconds()), 0) if row.blocked_until else 0


def _pause(failures: int, free: int, now: datetime) -> datetime | None:
    if failures < free:
        return None
    return now + timedelta(seconds=min(FIRST_WAIT_S * 2 ** min(failures - free, 10), LONGEST_WAIT_S))


def _place(address: str | None) -> str | None:
    """One IPv4 address or one IPv6 /64, which is what one household or office has."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return None
    if found.is_loopback:
        return None
    return str(found if found.version == 4 else ip_network(f"{found}/64", strict=False))


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
