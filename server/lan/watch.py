"""How long the certificates still last: renewed in time, told in the log and to the office in advance."""

from __future__ import annotations

from datetime import datetime

from server import clock, logs
from server.config import Config, ConfigError
from server.lan import store

WARN_DAYS = (7, 30, 60)


def days_left(end: datetime, now: datetime) -> int:
    """Whole days until then; negative once it is over."""
    return (end - now).days


def warning(end: datetime, now: datetime) -> int | None:
    """The narrowest of 60, 30 and 7 days in which it ends, None when more is left."""
    return next((days for days in WARN_DAYS if days_left(end, now) < days), None)


class Watch:
    """One worker's look at the certificates; each threshold is logged once, and once more after a restart."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.told: dict[str, int] = {}

    def look(self) -> None:
        """Renew the server's certificate when it is due, and tell of what ends soon."""
        try:
            store.renew_if_due(self.config)
        except ConfigError:  # it says a path: the log gets the fact, the next start the line
            logs.note("lan-renewal-failed")
        for which, read in (("ca", store.ca_of), ("server", store.server_of)):
            try:
                pair = read(self.config)
            except ConfigError:
                continue
            if pair is not None:
                self._tell(which, pair.end)

    def _tell(self, which: str, end: datetime) -> None:
        now = clock.now()
        threshold = warning(end, now)
        if threshold is None:
            self.told.pop(which, None)
        elif self.told.get(which) != threshold:
            self.told[which] = threshold
            logs.note("lan-certificate-ends", which=which, days=days_left(end, now), end=clock.iso(end))
