"""A row against what the same source said last time, and the record: which edits follow. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

Json = dict[str, Any]
Given = dict[str, Json]
"""What a source said last: field -> {"v": value, "op": id of the op that wrote it}; "h" (a hash) for "v"."""

HashOf = Callable[[str], str]
STOPPED = ("deceased", "moved_out", "in_facility")
QUIET = {"state": (None, "active"), "address_protected": (None, False), "sex": (None, "unanswered")}
"""Values that say nothing new where the source never said anything else."""
BACK = {"state": "active", "address_protected": False, "sex": "unanswered"}
"""What a field becomes when the source takes back what it said."""


class View(Protocol):
    """A record as it stands: records.service.RecordView."""

    @property
    def fields(self) -> Mapping[str, Any]:
        """The values in use."""

    def members_of(self, field: str) -> Iterable[tuple[str, Any]]:
        """(op id, value) of everything nobody has superseded."""


def creation(fields: Mapping[str, Any]) -> Json:
    """The fields of a new person: what is said, and nothing else."""
    return {
        name: value
        for name, value in fields.items()
        if value is not None and (name == "sex" or value not in QUIET.get(name, ()))
    }


def edits(given: Given, view: View, fields: Mapping[str, Any], hash_of: HashOf) -> dict[str, Json]:
    """field -> {"saw", "now"} of what the source says differently than last time.

    Each edit saw only what this source wrote before; so what somebody else wrote stays beside it.
    """
    found = {name: _edit(name, now, given.get(name), view, hash_of) for name, now in fields.items()}
    return {name: edit for name, edit in found.items() if edit is not None}


def said(
    given: Given, fields: Mapping[str, Any], hidden: Mapping[str, str], wrote: Mapping[str, str]
) -> Given:
    """What the source has said after this row. wrote: field -> id of the op that has just written it."""
    now = dict(given)
    for name, value in fields.items():
        before = given.get(name)
        if before is None and value in (*QUIET.get(name, ()), None) and name not in wrote:
            continue
        op = wrote.get(name) or (before["op"] if before else None)
        now[name] = {"v": _settled(name, value, before), "op": op}
    for name, digest in hidden.items():
        now[name] = {"h": digest, "op": (given.get(name) or {"op": None})["op"]}
    return now


def _edit(name: str, now: Any, before: Json | None, view: View, hash_of: HashOf) -> Json | None:
    """The edit of one field, or None."""
    if before is None or before["op"] is None:
        return _first_edit(name, now, before, view)
    now = _settled(name, now, before)
    same = before["v"] == now if "v" in before else now is not None and before["h"] == hash_of(now)
    if same:
        return None
    return {"saw": [before["op"]], "now": now}


def _first_edit(name: str, now: Any, before: Json | None, view: View) -> Json | None:
    """The source has not written this field yet: what is there was not seen, unless nothing is there."""
    if before is not None and "v" in before and before["v"] == now:
        return None
    if before is None and now in (*QUIET.get(name, ()), None):
        return None
    members = list(view.members_of(name))
    now = _settled(name, now, before)
    if any(value == now for _, value in members):
        return None
    unset = all(value is None for _, value in members)
    return {"saw": [op for op, _ in members] if unset else [], "now": now}


def _settled(name: str, value: Any, before: Json | None) -> Any:
    """The value, or what stands for "no longer so" where the source once said otherwise."""
    if before is None or name not in BACK:
        return value
    return BACK[name] if value in QUIET[name] else value
