"""The coordinator's first look: how many things wait, which tablets still owe, where people meet today."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from server import clock
from server.config import Config
from server.follow_ups import reminders
from server.office import conflicts, duplicates, history, plans, sessions, sheets
from server.office.owed import tablets
from server.office.reach import Reach

Json = dict[str, Any]


def morning(reach: Reach, config: Config) -> Json:
    """Counts, each the length of the list behind it; no names of residents."""
    today = clock.today().isoformat()
    return {
        "at": clock.now_iso(),
        "flagged": sheets.count_flagged(reach),
        "conflicts": conflicts.count_conflicts(reach),
        "held": history.count_held(reach),
        "duplicates": duplicates.count_duplicates(reach),
        "follow_ups_overdue": plans.count_overdue(reach),
        "devices": tablets(reach.tenant_id),
        "sessions_today": sessions.sessions(reach, today, today),
        "push": _push(reach.tenant_id, config),
    }


def _push(tenant_id: int, config: Config) -> Json:
    """Whether reminders leave this server, and how those of today fared."""
    midnight = datetime.combine(clock.today(), time(), tzinfo=clock.TOKYO)
    states = reminders.states(tenant_id, midnight, midnight + timedelta(days=1))
    return {"on": config.push, "sent": states.get("sent", 0), "failed": states.get("failed", 0)}
