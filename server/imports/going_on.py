"""What goes on with nobody looking: an import whose page was closed half-way, and runs nobody ever closed."""

from __future__ import annotations

from server.auth import TenantFacts
from server.db import outside_feed, read_snapshot
from server.imports import service, store
from server.imports.applying import apply_for

AT_ONCE_S = 20


def finish(tenant: TenantFacts) -> None:
    """Apply a little more of what somebody has begun to apply, in her name; forget what is old.

    Opens its own transactions. Somebody who presses at the same time takes turns with it.
    """
    with read_snapshot():
        begun = store.begun_runs(tenant.id)
        old = store.old_runs(tenant.id, service.oldest_kept())
    for run_id, staff_id in begun:
        apply_for(tenant, run_id, staff_id, AT_ONCE_S)
    if old:
        with outside_feed() as session:
            service.put_away(session, tenant.id, old)
