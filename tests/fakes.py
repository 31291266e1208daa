"""Stand-ins for the outside world: the clock, and whoever reads the log."""

import logging
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


class Lines(logging.Handler):
    """Everything that is logged by anybody while it listens, as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []
        self.setFormatter(logging.Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        ours = logging.getLogger("kayoi").handlers[0].formatter
        formatter = ours if record.name == "kayoi" and ours else self.formatter
        assert formatter is not None
        self.written.append(formatter.format(record))

    def __enter__(self) -> "Lines":
        for logger in (logging.getLogger(), logging.getLogger("kayoi")):
            logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        for logger in (logging.getLogger(), logging.getLogger("kayoi")):
            logger.removeHandler(self)
