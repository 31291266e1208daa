"""What a reorganisation would do, worked out before anything is done."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from server import clock
from server.areas import service
from server.problems import Invalid
from server.records import service as records
from server.records.service import RecordView
from server.staff import office

Json = dict[str, Any]
Move = tuple[str, str, str]  # kind, record id, the area it is in


@dataclass(frozen=True)
class Plan:
    """What was asked, checked, and what follows from it.

    target: id of the area all moves to, None when it is still to be made. disputed: persons whose area is
    確認待ち. protected: persons whose address nobody may look at; neither of them moves.
    """

    asked: Json
    sources: Mapping[str, str]
    target: str | None
    name: str
    renamed: str | None
    moves: Sequence[Move]
    disputed: int
    protected: int

    @property
    def whole(self) -> bool:
        """True when the areas go as a whole."""
        return not self.asked["salons"] and not self.asked["addresses"]

    @property
    def token(self) -> str:
        """Says that what is done is what was shown."""
        said = [self.target, self.name, self.renamed, sorted(self.moves)]
        return sha256(orjson.dumps(said)).hexdigest()[:32]


def plan(tenant_id: int, asked: Json) -> Plan:
    """The plan of what is asked. Inside a snapshot or transaction. Raises Invalid naming the field."""
    areas = {area.id: area.fields for area in service.every(tenant_id)}
    there = {area_id: fields["name"] for area_id, fields in areas.items() if service.is_open(fields)}
    target = str(asked["to"]) if asked["to"] else None
    sources = {one: there.get(one, "") for one in map(str, asked["from"]) if one != target}
    _check(asked, there, sources, target)
    name = asked["name"] or there.get(target or "", "")
    renamed = there[target] if target and name != there[target] else None
    if not sources and renamed is None:
        raise Invalid(errors={"from": ["nothing would change"]})
    moves, disputed, protected = _moves(tenant_id, asked, sources) if sources else ([], 0, 0)
    return Plan(asked, sources, target, name, renamed, moves, disputed, protected)


def _check(asked: Json, there: Mapping[str, str], sources: Mapping[str, str], target: str | None) -> None:
    errors: dict[str, list[str]] = {}
    if any(one not in there for one in sources):
        errors["from"] = ["no such area, or it is closed"]
    if target is not None and target not in there:
        errors["to"] = ["no such area, or it is closed"]
    if target is None and not asked["name"]:
        errors["name"] = ["a new area needs a name"]
    if asked["name"] and any(name == asked["name"] and one != target for one, name in there.items()):
        errors["name"] = ["another area has this name"]
    if errors:
        raise Invalid(errors=errors)


def _moves(tenant_id: int, asked: Json, sources: Mapping[str, str]) -> tuple[list[Move], int, int]:
    scopes = [f"area:{one}" for one in sources]
    people = records.in_scopes(tenant_id, "person", scopes)
    salons = [one for one in records.of_kind(tenant_id, "salon") if one.fields.get("area") in sources]
    if not asked["salons"] and not asked["addresses"]:
        chosen, going, protected = people, salons, 0
    else:
        going = _salons(asked, salons)
        members = _members(tenant_id, scopes, {one.id for one in going})
        starts = tuple(_plain(text) for text in asked["addresses"])
        sheltered = [one for one in people if one.fields.get("address_protected") is True]
        hidden = {one.id for one in sheltered} - members
        chosen = [
            one for one in people if one.id in members or (one.id not in hidden and _lives(one, starts))
        ]
        protected = len(hidden) if starts else 0
    disputed = [one for one in chosen if "area" in one.conflicts()]
    moving = [*going, *(one for one in chosen if "area" not in one.conflicts())]
    return [(one.kind, one.id, str(one.fields["area"])) for one in moving], len(disputed), protected


def _salons(asked: Json, salons: Sequence[RecordView]) -> list[RecordView]:
    wanted = {str(one) for one in asked["salons"]}
    if not wanted <= {one.id for one in salons}:
        raise Invalid(errors={"salons": ["not a salon of these areas"]})
    return [one for one in salons if one.id in wanted]


def _members(tenant_id: int, scopes: Sequence[str], salons: set[str]) -> set[str]:
    """Who belongs to one of these salons today."""
    today = clock.today().isoformat()
    found = records.in_scopes(tenant_id, "membership", scopes) if salons else []
    return {
        str(one.fields["person"])
        for one in found
        if one.fields["salon"] in salons and (one.fields.get("to_on") or today) >= today
    }


def _lives(person: RecordView, starts: tuple[str, ...]) -> bool:
    return bool(starts) and _plain(str(person.fields.get("address") or "")).startswith(starts)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def reply(tenant_id: int, found: Plan) -> Json:
    """What the coordinator is shown before she decides: numbers, and whose rights may follow."""
    people = [one for one in found.moves if one[0] == "person"]
    return {
        "to": {"id": found.target, "name": found.name},
        "renamed": found.renamed,
        "from": _sources(tenant_id, found, people),
        "persons": len(people),
        "salons": len(found.moves) - len(people),
        **_hanging(tenant_id, found, [one[1] for one in people]),
        "disputed": found.disputed,
        "protected": found.protected,
        "staff": office.holders(tenant_id, [f"area:{one}" for one in found.sources]),
        "token": found.token,
    }


def _sources(tenant_id: int, found: Plan, people: Sequence[Move]) -> list[Json]:
    counted = records.people_by_scope(tenant_id)
    return [
        {
            "id": area_id,
            "name": name,
            "left": counted.get(f"area:{area_id}", 0) - sum(1 for one in people if one[2] == area_id),
            "closes": found.whole and not found.disputed,
        }
        for area_id, name in found.sources.items()
    ]


def _hanging(tenant_id: int, found: Plan, people: Sequence[str]) -> Json:
    """How many sheets and open follow-ups go with the persons."""
    going = set(people)
    plans = records.in_scopes(tenant_id, "follow_up", [f"area:{one}" for one in found.sources])
    open_ones = [one for one in plans if one.fields["person"] in going and one.fields["state"] == "planned"]
    return {
        "sheets": records.count_of_people(tenant_id, "submission", people),
        "follow_ups": len(open_ones),
    }
