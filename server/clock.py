"""The only place that asks what time it is, so that tests can say."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

TOKYO = timezone(timedelta(hours=9), "JST")  # Japan has had no other offset since 1951

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731


def now() -> datetime:
    """This instant in UTC, to the second."""
    return _source().replace(microsecond=0)


def today() -> date:
    """The calendar day in Asia/Tokyo."""
    return _source().astimezone(TOKYO).date()


def iso(at: datetime) -> str:
    """The wire form of an instant, `2026-11-21T05:12:33Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def now_iso() -> str:
    """This instant in its wire form."""
    return iso(now())


def use(source: Callable[[], datetime] | None) -> None:
    """Take the time from `source` (tests), or from the machine again when None."""
    global _source
    _source = source or (lambda: datetime.now(UTC))
