"""A year of the made-up town as op drafts: who is registered, met, answered, and is planned for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from forms.names import katakana
from server import clock
from server.demo import town
from server.demo.answers import answers
from server.demo.villagers import Villager
from sync.ids import natural_id, uuid7

Draft = dict[str, Any]
PAST, COMING = timedelta(days=365), timedelta(days=35)
MEMBERS = 18  # of one salon
HOME_SHEETS = 0.05  # of those who belong to no salon

PURPOSES = (
    "質問票で気になる点があったため、様子をうかがう",
    "しばらく通いの場に来ていないため、様子をうかがう",
    "体重のことを聞く",
    "むせについて聞く",
    "転んだ後の様子をうかがう",
    "中間の評価",
)


@dataclass(frozen=True)
class Registered:
    """A villager and her id."""

    id: str
    who: Villager


@dataclass
class World:
    """What the drafts refer to. ids: area and salon ids by name; staff: staff ids by login."""

    random: Random
    tenant_uid: str
    today: date
    staff: dict[str, str]
    item_ids: Sequence[str]
    ids: dict[str, str] = field(default_factory=dict)
    people: list[Registered] = field(default_factory=list)

    def new_id(self, on: date) -> str:
        """A free id, the same at every seeding of the same day."""
        ms = int(datetime.combine(on, time(), tzinfo=UTC).timestamp() * 1000)
        return uuid7(ms, self.random.randbytes(10))


def places(world: World) -> Iterator[Draft]:
    """The areas and salons."""
    start = world.today - PAST
    for number, area in enumerate(town.AREAS, start=1):
        world.ids[area.name] = world.new_id(start)
        yield _new("area", world.ids[area.name], {"name": area.name, "number": number}, start)
    for salon in town.SALONS:
        world.ids[salon.name] = world.new_id(start)
        weekday = (world.today.weekday() + salon.weekday_after_today) % 7
        facts = {"name": salon.name, "area": world.ids[salon.area], "place": salon.place, "weekday": weekday}
        yield _new("salon", world.ids[salon.name], facts, start)


def people(world: World, villagers: Iterator[Villager]) -> Iterator[Draft]:
    """One person a villager; the register's half-width kana is stored full-width."""
    start = world.today - PAST
    for who in villagers:
        person = Registered(world.new_id(start), who)
        world.people.append(person)
        yield _new("person", person.id, _facts(world, who), start)


def _facts(world: World, who: Villager) -> Draft:
    facts: Draft = {
        "family": who.family.written,
        "given": who.given.written,
        "family_kana": katakana(who.family.kana),
        "given_kana": katakana(who.given.kana),
        "born_on": who.born_on.isoformat(),
        "sex": who.sex,
        "address": who.address,
        "area": world.ids[who.area.name],
        "state": "active",
    }
    return facts | ({"phone": who.phone} if who.phone else {})


def salon_year(world: World, salon: town.Salon) -> Iterator[Draft]:
    """One salon's members, sessions, attendances and answer sheets."""
    salon_id = world.ids[salon.name]
    facts: Draft
    members = _members(world, salon)
    joined = {}
    for member in members:
        joined[member.id] = world.today - PAST + timedelta(days=world.random.choice((0, 0, 0, 90, 200)))
        facts = {"person": member.id, "salon": salon_id, "from_on": joined[member.id].isoformat()}
        yield _new("membership", world.new_id(joined[member.id]), facts, joined[member.id])
    survey_on = {member.id: _survey_day(world) for member in members}
    for on in meeting_days(salon, world.today):
        session_id = natural_id(world.tenant_uid, "session", f"{salon_id}:{on}:1")
        state = "closed" if on < world.today else "planned"
        facts = {
            "salon": salon_id,
            "on": on.isoformat(),
            "n": 1,
            "starts_at": salon.starts_at,
            "state": state,
        }
        yield _new("session", session_id, facts, on - timedelta(days=30))
        if on < world.today:
            came = [m for m in members if joined[m.id] <= on and _comes(world.random, m.who)]
            yield from _meeting(world, salon, session_id, on, came, survey_on)


def home_sheets(world: World) -> Iterator[Draft]:
    """Sheets filled at home by a few people who go to no salon."""
    outside = [person for person in world.people if world.random.random() < HOME_SHEETS]
    for person in outside:
        on = world.today - timedelta(days=world.random.randint(3, 350))
        answered_by = world.random.choices(("self", "family", "proxy"), (7, 2, 1))[0]
        yield _sheet(world, person, on, time(14, 0), answered_by, session=None)


def plans(world: World) -> Iterator[Draft]:
    """Follow-ups: two overdue, four today, the rest in the coming weeks, and some done."""
    nurses = ("sato", "suzuki", "sato", "sato", "tanaka", "suzuki")
    days = (-6, -2, 0, 0, 0, 0, 1, 3, 5, 7, 10, 14, 21, 28)
    for number, after in enumerate((*days, -30, -45, -60)):
        login = nurses[number % len(nurses)]
        on = world.today + timedelta(days=after)
        person = world.random.choice(_reachable(world, login))
        facts: Draft = {
            "person": person.id,
            "due_on": on.isoformat(),
            "way": "phone" if number % 3 == 2 else "visit",
            "purpose": PURPOSES[number % len(PURPOSES)],
            "assigned_to": world.staff[login],
            "state": "done" if after <= -30 else "planned",
        }
        if number % 2 == 0:
            facts["due_time"] = ("10:00", "13:30", "15:00")[number % 3]
        planned_on = min(on, world.today) - timedelta(days=14)
        yield _new("follow_up", world.new_id(planned_on), facts, planned_on)


def meeting_days(salon: town.Salon, today: date) -> Iterator[date]:
    """Every day the salon meets, a year back to five weeks ahead; closed at New Year unless that is today."""
    first = today + timedelta(days=salon.weekday_after_today)
    back = (first - (today - PAST)).days // salon.every_days
    day = first - timedelta(days=back * salon.every_days)
    while day <= today + COMING:
        new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
        if day == today or not new_year:
            yield day
        day += timedelta(days=salon.every_days)


def _members(world: World, salon: town.Salon) -> list[Registered]:
    """Up to MEMBERS of the area, known people of the first salon first, the fitter more likely."""
    area = [person for person in world.people if person.who.area.name == salon.area]
    known = [p for p in world.people[:8] if p in area] if salon in town.SALONS[::3] else []
    others = [p for p in area if p not in known and p.who.frailty < 2.5]
    wanted = max(0, min(len(others), MEMBERS + world.random.randint(-5, 4) - len(known)))
    return known + world.random.sample(others, wanted)


def _survey_day(world: World) -> date | None:
    """The day from which a member answers the yearly questionnaire, often recent; one in six does not."""
    if world.random.random() < 1 / 6:
        return None
    return world.today - timedelta(days=3 + int(300 * world.random.random() ** 1.7))


def _comes(random: Random, who: Villager) -> bool:
    return random.random() < 1 / (1 + math.exp(-(1.3 - 0.5 * who.frailty)))


def _meeting(
    world: World,
    salon: town.Salon,
    session_id: str,
    on: date,
    came: list[Registered],
    survey_on: dict[str, date | None],
) -> Iterator[Draft]:
    starts = time.fromisoformat(salon.starts_at)
    for person in came:
        at = _instant(on, starts) - timedelta(minutes=world.random.randint(-10, 20))
        attendance_id = natural_id(world.tenant_uid, "attendance", f"{session_id}:{person.id}")
        facts = {"session": session_id, "person": person.id, "at": clock.iso(at), "state": "present"}
        yield _new("attendance", attendance_id, facts, on, starts)
        due = survey_on[person.id]
        if due and on >= due:
            survey_on[person.id] = None
            yield _sheet(world, person, on, starts, "self", session=session_id)


def _sheet(
    world: World, person: Registered, on: date, at: time, answered_by: str, session: str | None
) -> Draft:
    filled = answers(world.random, person.who.frailty, person.who.sex, world.item_ids)
    facts: Draft = {"person": person.id, "form": "qmcoo", "version": 1, "on": on.isoformat()}
    facts |= {"answered_by": answered_by} | ({"session": session} if session else {})
    facts |= {f"a.{item}": value for item, value in filled.items()}
    return _new("submission", world.new_id(on), facts, on, at) | {"form_version": "qmcoo/1"}


def _reachable(world: World, login: str) -> list[Registered]:
    areas = next(member.areas for member in town.STAFF if member.login == login)
    return [person for person in world.people if person.who.area.name in areas] or world.people


def _new(kind: str, record_id: str, fields: Draft, on: date, at: time = time(9, 0)) -> Draft:
    return {"kind": kind, "id": record_id, "new": fields, "made_at": clock.iso(_instant(on, at))}


def _instant(on: date, at: time) -> datetime:
    return datetime.combine(on, at, tzinfo=clock.TOKYO)
