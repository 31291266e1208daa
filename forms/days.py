"""Days as forms write them."""

from datetime import date


def exists(day: str) -> bool:
    """True for a day of the calendar, `2026-11-22`."""
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
