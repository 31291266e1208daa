"""Stand-ins for the outside world: the clock."""

from datetime import UTC, datetime, timedelta

from server import clock


class FakeClock:
    """A clock that stands still until it is moved. Starts on 2026-11-21 14:12:33 in Tokyo, a Saturday."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 5, 12, 33, tzinfo=UTC)
        clock.use(lambda: self.now)

    def advance(self, **amount: float) -> None:
        """Move on by `seconds=…`, `minutes=…`, `hours=…` or `days=…`."""
        self.now += timedelta(**amount)

    def stop(self) -> None:
        """Give the machine's time back."""
        clock.use(None)
