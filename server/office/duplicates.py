"""「同じ方かもしれません」: pairs of persons who may be one, side by side, until somebody has answered."""

from __future__ import annotations

from typing import Any

from server import clock
from server.audit.service import note_read
from server.exchange import op_log
from server.exchange.op_log import Entry
from server.office.reach import Reach
from server.people import duplicates as likeness
from server.people import service as people
from server.people.duplicates import Pair
from server.records.service import RecordView

Json = dict[str, Any]


def duplicates(reach: Reach) -> list[Json]:
    """Every pair nobody has answered, those left to the office first; registered first stands first."""
    pairs = _pairs(reach)
    made = op_log.entries(reach.tenant_id, {view.op for pair in pairs for view in (pair.one, pair.other)})
    for one in sorted({view.id for pair in pairs for view in (pair.one, pair.other)}):
        note_read("person", one)
    return [_row(reach, pair, made) for pair in pairs]


def count_duplicates(reach: Reach) -> int:
    """How many rows the list has."""
    return len(_pairs(reach))


def _pairs(reach: Reach) -> list[Pair]:
    """The pairs of which she may see both; one of two areas is for who coordinates both."""
    pairs = likeness.open_pairs(reach.tenant_id)
    return [pair for pair in pairs if reach.sees(pair.one) and reach.sees(pair.other)]


def _row(reach: Reach, pair: Pair, made: dict[str, Entry]) -> Json:
    first, second = sorted((pair.one, pair.other), key=lambda view: _registered(view, made))
    answer = f"{likeness.DIFFERENT}#{first.id}"
    return {
        "first": _side(reach, first, made),
        "second": _side(reach, second, made),
        "reasons": pair.reasons,
        "asked": pair.asked,
        "answer": {"field": answer, "saw": [op for op, _ in second.members_of(answer)]},
    }


def _registered(view: RecordView, made: dict[str, Entry]) -> tuple[str, str]:
    entry = made.get(view.op)
    return (clock.iso(entry.received_at) if entry else "", view.id)


def _side(reach: Reach, view: RecordView, made: dict[str, Entry]) -> Json:
    entry = made.get(view.op)
    told = {name: view.fields.get(name) for name in ("phone", "insured_no", "address")}
    brief = people.brief(view, reach.areas, clock.today())
    return brief | told | {"registered": entry.by() if entry else None}
