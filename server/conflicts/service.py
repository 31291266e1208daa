"""Conflicts: what is open, and telling whoever's value was not chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server import clock
from sync.ids import natural_id, natural_key

if TYPE_CHECKING:
    from server.exchange.hooks import Filing, Settled


def after_settle(filing: Filing, settled: Settled) -> None:
    """Leave a notice for the staff member whose value lost. Names no value: her tablet holds both."""
    fields = {
        "staff": settled.your_staff_id,
        "record_kind": settled.kind,
        "record_id": settled.record_id,
        "person": settled.person_id,
        "field": settled.field,
        "settled_op": settled.settled_op,
        "your_op": settled.your_op,
        "at": clock.now_iso(),
    }
    key = natural_key("notice", fields)
    filing.write("notice", natural_id(filing.tenant_uid, "notice", str(key)), fields)
