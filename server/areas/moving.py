"""Doing a reorganisation, and undoing it: ops of the coordinator, some hundred in a transaction.

Between two of them everybody is in one area or the other, and every tablet may go on. Who was moved elsewhere
by somebody else meanwhile stays where that one put her.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import select

from server import clock
from server.areas.models import Reorganisation
from server.areas.planning import Json, Move, plan
from server.audit import steps
from server.auth import Current
from server.db import Turn, db
from server.devices import service as devices
from server.exchange.clerk import Clerk
from server.problems import NotFound
from server.problems_access import AreasChanged
from server.records import service as records
from server.records.service import RecordView
from server.staff import office

AT_ONCE = 200
LISTED = 50


def begin(turn: Turn, who: Current, asked: Json, token: str) -> Reorganisation:
    """Make or rename the target, give the rights that were ticked; `go_on` moves.

    Raises Invalid, AreasChanged.
    """
    tenant_id = who.tenant.id
    found = plan(tenant_id, asked)
    if found.token != token or _unfinished(tenant_id):
        raise AreasChanged
    target = found.target or devices.new_id()
    if found.target is None:
        _clerk(turn, who).file([{"kind": "area", "id": target, "new": {"name": found.name}}])
    elif found.renamed is not None:
        _edit(turn, who, {target: {"name": found.name}})
    made = Reorganisation(
        tenant_id=tenant_id,
        id=devices.new_id(),
        by_id=who.staff.id,
        at=clock.now(),
        asked=orjson.dumps(asked, default=str).decode(),
        target=target,
        made=found.target is None,
        moves=orjson.dumps(found.moves).decode(),
        state="moving",
        done=0,
        moved=0,
        closed="[]",
        renamed=found.renamed,
        given=orjson.dumps(_give(who, asked["grants"], target)).decode(),
    )
    db.session.add(made)
    db.session.flush()
    for area_id in [target, *found.sources]:
        steps.note(tenant_id, "area", area_id, "reorganised", who.staff.id, work=made.id)
    return made


def go_on(turn: Turn, who: Current, work_id: str) -> Reorganisation:
    """The next part of what is under way. Raises NotFound."""
    work = get(who.tenant.id, work_id)
    moves = orjson.loads(work.moves)
    if work.state in ("moving", "undoing") and work.done < len(moves):
        part = moves[work.done : work.done + AT_ONCE]
        work.moved += _move(turn, who, work, part)
        work.done += len(part)
    elif work.state == "moving":
        _finish(turn, who, work)
    elif work.state == "undoing":
        _finish_undoing(turn, who, work)
    db.session.flush()
    return work


def undo(turn: Turn, who: Current, work_id: str) -> Reorganisation:
    """Areas open again, the old name, the rights that were given end; `go_on` moves everybody back.

    Raises NotFound, AreasChanged.
    """
    work = get(who.tenant.id, work_id)
    if work.state not in ("moving", "done") or _unfinished(who.tenant.id, but=work_id):
        raise AreasChanged
    edits: dict[str, Mapping[str, Any]] = {
        area: {"closed_on": None, "into": None} for area in orjson.loads(work.closed)
    }
    if work.renamed is not None:
        edits[work.target] = {"name": work.renamed}
    _edit(turn, who, edits)
    for staff_id, grant_id in orjson.loads(work.given):
        office.take_back(who.tenant.id, staff_id, grant_id, who.staff.id)
    work.state, work.done, work.moved, work.closed, work.given = "undoing", 0, 0, "[]", "[]"
    steps.note(who.tenant.id, "area", work.target, "reorganisation-undone", who.staff.id, work=work.id)
    return work


def get(tenant_id: int, work_id: str) -> Reorganisation:
    """Raises NotFound."""
    found = db.session.get(Reorganisation, (tenant_id, work_id), populate_existing=True)
    if found is None:
        raise NotFound
    return found


def latest(tenant_id: int) -> list[Reorganisation]:
    """Newest first."""
    wanted = select(Reorganisation).where(Reorganisation.tenant_id == tenant_id)
    return list(db.session.scalars(wanted.order_by(Reorganisation.at.desc()).limit(LISTED)))


def _unfinished(tenant_id: int, but: str = "") -> bool:
    """Two at once would move the same person to and fro."""
    wanted = select(Reorganisation.id).where(
        Reorganisation.tenant_id == tenant_id,
        Reorganisation.state.in_(("moving", "undoing")),
        Reorganisation.id != but,
    )
    return db.session.scalar(wanted.limit(1)) is not None


def _move(turn: Turn, who: Current, work: Reorganisation, part: Sequence[Sequence[str]]) -> int:
    """Move what is still where this one expects it; how many."""
    standing = records.get_many(who.tenant.id, [record_id for _, record_id, _ in part])
    drafts = []
    for kind, record_id, before in part:
        here, there = (before, work.target) if work.state == "moving" else (work.target, before)
        found = standing.get(record_id)
        if found is None or not _is_at(found, here):
            continue
        saw = [op for op, _ in found.members_of("area")]
        drafts.append({"kind": kind, "id": record_id, "edits": {"area": {"saw": saw, "now": there}}})
    if drafts:
        _clerk(turn, who).file(drafts)
    return len(drafts)


def _is_at(found: RecordView, area: str) -> bool:
    """In this area, and nobody says another one."""
    return {value for _, value in found.members_of("area")} == {area}


def _finish(turn: Turn, who: Current, work: Reorganisation) -> None:
    """Who came into the areas meanwhile moves too; then those with nobody left are closed."""
    asked = orjson.loads(work.asked)
    if not asked["salons"] and not asked["addresses"] and asked["from"]:
        late = _late(who.tenant.id, work, asked)
        if late:
            work.moves = orjson.dumps([*orjson.loads(work.moves), *late]).decode()
            return
        _close(turn, who, work, _emptied(who.tenant.id, _open_sources(work)))
    work.state = "done"


def _late(tenant_id: int, work: Reorganisation, asked: Json) -> list[Move]:
    """Who has come since it was begun; nobody is tried twice."""
    if not _open_sources(work):
        return []
    tried = {record_id for _, record_id, _ in orjson.loads(work.moves)}
    found = plan(tenant_id, asked | {"to": work.target, "name": None})
    return [one for one in found.moves if one[1] not in tried]


def _finish_undoing(turn: Turn, who: Current, work: Reorganisation) -> None:
    """An area that was made for this has nobody left, and is closed like any other."""
    if work.made:
        _close(turn, who, work, _emptied(who.tenant.id, [work.target]))
    work.state, work.closed = "undone", "[]"


def _open_sources(work: Reorganisation) -> list[str]:
    return [one for one in orjson.loads(work.asked)["from"] if one != work.target]


def _emptied(tenant_id: int, areas: Sequence[str]) -> list[str]:
    salons = {one.fields.get("area") for one in records.of_kind(tenant_id, "salon")}
    return [one for one in areas if one not in salons and records.is_empty(tenant_id, f"area:{one}")]


def _close(turn: Turn, who: Current, work: Reorganisation, areas: Sequence[str]) -> None:
    into = work.target if work.state == "moving" else _open_sources(work)[0]
    _edit(turn, who, {one: {"closed_on": clock.today().isoformat(), "into": into} for one in areas})
    work.closed = orjson.dumps(list(areas)).decode()


def _edit(turn: Turn, who: Current, edits: Mapping[str, Mapping[str, Any]]) -> None:
    """Edit areas, having seen what stands there."""
    if not edits:
        return
    clerk = _clerk(turn, who)
    standing = clerk.standing(list(edits))
    clerk.file(
        [
            {
                "kind": "area",
                "id": area,
                "edits": {
                    field: {
                        "saw": [op for op, _ in standing[area].members_of(field)]
                        if field in standing[area].fields
                        else [],
                        "now": now,
                    }
                    for field, now in said.items()
                },
            }
            for area, said in edits.items()
        ]
    )


def _give(who: Current, grants: Sequence[Json], target: str) -> list[list[str]]:
    """Rights follow only where somebody ticked them."""
    given = []
    for one in grants:
        asked = {"role": one["role"], "scope": f"area:{target}"}
        grant = office.give(who.tenant.id, str(one["staff"]), who.staff.id, asked)
        given.append([str(one["staff"]), grant])
    return given


def _clerk(turn: Turn, who: Current) -> Clerk:
    uid = who.tenant.uid
    device = devices.enrol(who.tenant.id, devices.device_of_store(who.tenant.id, uid), "office", "")
    owner = devices.Ownership(who.staff.id, device.id, uid, "office")
    return Clerk(turn, uid, devices.writer_for(who.tenant.id, owner).writer_no)
