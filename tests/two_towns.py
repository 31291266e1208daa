"""Two towns that hold records of the same ids, each value naming the town and area it belongs to.

Whoever is shown a canary of a place she does not work in has been shown too much.
"""

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask

from server.auth import TenantFacts
from server.db import transaction
from server.exchange import service as exchange
from server.staff import service as staff
from sync.ids import natural_id
from tests.factories import AWAY_UID, EAST, HOME_UID, SOUTH, SignedIn, add_staff, sign_in
from tests.tablet import SALON, Tablet, person, submission

TOWNS = {
    "home": TenantFacts(1, HOME_UID, "かよい町", True),
    "away": TenantFacts(2, AWAY_UID, "となり町", True),
}
AREAS = {"east": EAST, "south": SOUTH}
NOWHERE = "018f0000-0000-7000-8000-0000000000ff"
CANARY = re.compile(r"canary-[a-z]+-[a-z]+|隣町|佐藤|田中|鈴木|山口 恵|加藤")
HOME_STAFF = frozenset({"佐藤", "田中", "鈴木", "山口 恵", "加藤"})  # 山口 is a prefecture, too
HOME_NAMES = frozenset({"canary-home-eastname", "canary-home-southname"})  # all a roster says of a person
HOME = frozenset({"canary-home-east", "canary-home-south", "canary-home-all"}) | HOME_NAMES | HOME_STAFF
SOUTH_ONLY = HOME - {"canary-home-east", "canary-home-eastname"}
AWAY_NAMES = frozenset({"canary-away-eastname", "canary-away-southname"})
AWAY = frozenset({"canary-away-east", "canary-away-south", "canary-away-all", "隣町"}) | AWAY_NAMES
WHO_SEES = {
    "hanako": HOME,
    "misaki": SOUTH_ONLY,
    "ichiro": HOME,
    "megumi": HOME,
    "minami": SOUTH_ONLY | {"南"},
    "masao": HOME_STAFF,
    "nozomi": HOME_NAMES | {"canary-home-all"} | HOME_STAFF,
    "makoto": HOME_STAFF,
    "away-nurse": AWAY,
    "away-coordinator": AWAY,
}
OFFICE = ("megumi", "minami", "makoto", "away-coordinator")


def record_id(area: str, what: int) -> str:
    """The id of a record of an area, the same in both towns. what: 1 person, 2 sheet, 3 plan."""
    return f"018f0000-0000-7000-8000-0000000{'00' if area == 'east' else '01'}0c{what}"


def session_id(town: str) -> str:
    """The one session of a town."""
    return natural_id(TOWNS[town].uid, "session", f"{SALON}:2026-11-21:1")


IDS = [record_id(area, what) for area in AREAS for what in (1, 2, 3)]
IDS += [session_id("home"), session_id("away"), SALON, EAST, NOWHERE]


@dataclass
class Towns:
    """Everybody signed in. tablets: those who also hold a pen."""

    people: dict[str, SignedIn]
    tablets: dict[str, Tablet]


def found(app: Flask) -> Towns:
    """Both towns with every kind of record, a conflict and a held op in each area; everybody signed in."""
    with app.app_context(), transaction(1):
        made = add_staff(1, "minami", "南 二子", "企画・調整担当")
        staff.grant(1, made.id, "coordinator", f"area:{SOUTH}")
    for town in TOWNS:
        _found_masters(app, town)
    with app.app_context(), transaction(1):  # a supporter of the one session
        made = add_staff(1, "nozomi", "林 望", "フレイルサポーター")
        staff.grant(1, made.id, "supporter", f"roster:{session_id('home')}")
    field = [one for one in WHO_SEES if one not in OFFICE]
    people = {one: sign_in(app, one, "office" if one in OFFICE else "tablet") for one in WHO_SEES}
    tablets = {one: Tablet(people[one]) for one in field if one != "masao"}
    _fill("home", tablets["hanako"], tablets["ichiro"])
    _fill("away", tablets["away-nurse"], Tablet(sign_in(app, "away-nurse")))
    return Towns(people, tablets)


def _found_masters(app: Flask, town: str) -> None:
    word = f"canary-{town}-all"
    drafts: list[dict[str, Any]] = [
        {"kind": "area", "id": EAST, "new": {"name": word}},
        {"kind": "area", "id": SOUTH, "new": {"name": word}},
        {"kind": "salon", "id": SALON, "new": {"name": word, "area": SOUTH}},
        {"kind": "session", "id": session_id(town), "new": {"salon": SALON, "on": "2026-11-21", "n": 1}},
    ]
    with app.app_context():
        assert {one.verdict for one in exchange.file_ops(TOWNS[town], drafts)} == {"applied"}


def _fill(town: str, first: Tablet, second: Tablet) -> None:
    for area, area_id in AREAS.items():
        word, who = f"canary-{town}-{area}", record_id(area, 1)
        came = natural_id(TOWNS[town].uid, "attendance", f"{session_id(town)}:{who}")
        attendance = {"person": who, "session": session_id(town), "at": "2026-11-21T01:02:00Z"}
        declined = {"a.qmcoo.01_health": {"state": "declined", "reason": word}}
        frail = {f"a.qmcoo.{item}": 1 for item in ("04_chewing", "05_choking", "07_gait", "08_fall")}
        sheet = submission(who, session=session_id(town), **frail, **declined)
        plan = {"person": who, "due_on": "2026-11-20", "way": "visit", "state": "planned", "purpose": word}
        first.push(
            first.op("person", who, new=person(family=f"{word}name", phone=word, address=word, area=area_id)),
            first.op("attendance", came, new=attendance | {"state": "present"}),
            first.op("submission", record_id(area, 2), new=sheet),
            first.op("follow_up", record_id(area, 3), new=plan),
            first.op("person", who, edits={"nickname": {"saw": [], "now": word}}),
        )
        second.push(second.edit("person", who, "phone", [], f"{word} again"))
