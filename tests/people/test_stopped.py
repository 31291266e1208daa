"""Death, moving away and a facility stop every plan about a person, on whichever of her records it hangs."""

import pytest
from flask import Flask
from sqlalchemy import select

from server.db import db, read_snapshot
from server.follow_ups.models import Reminder
from tests.people.pair import Pair, found_pair, saw_of
from tests.tablet import new_id

STOPPED = ["deceased", "moved_out", "in_facility"]


@pytest.fixture
def pair(app: Flask) -> Pair:
    return found_pair(app)


def plan(pair: Pair, person: str, state: str = "applied") -> str:
    """A visit, far ahead."""
    follow_up = new_id()
    fields = {"person": person, "due_on": "2030-04-01", "way": "visit", "state": "planned"}
    filed = pair.hanako.op("follow_up", follow_up, new=fields)
    assert pair.hanako.verdicts(filed) == {filed[0]: state}
    return follow_up


def become(pair: Pair, person: str, state: str) -> None:
    saw = saw_of(pair.row(person), "state")
    pair.hanako.push(pair.hanako.edit("person", person, "state", saw, state))


def reminders(app: Flask, *follow_ups: str) -> list[str]:
    """The state of the reminder of each plan."""
    with app.app_context(), read_snapshot():
        found = {row.follow_up_id: row.state for row in db.session.scalars(select(Reminder))}
    return [found.get(one, "none") for one in follow_ups]


@pytest.mark.parametrize("state", STOPPED)
def test_the_reminders_stop_with_the_op_and_the_plan_says_why(app: Flask, pair: Pair, state: str) -> None:
    follow_up = plan(pair, pair.a)
    become(pair, pair.a, state)
    assert reminders(app, follow_up) == ["cancelled"]
    (listed,) = pair.office("/follow-ups?from=2030-01-01&to=2030-12-31")
    assert (listed["state"], listed["stopped"], listed["overdue"]) == ("planned", state, False)


@pytest.mark.parametrize("state", STOPPED)
def test_a_plan_made_afterwards_is_not_announced(app: Flask, pair: Pair, state: str) -> None:
    become(pair, pair.a, state)
    assert reminders(app, plan(pair, pair.a)) == ["none"]


@pytest.mark.parametrize(("state", "then"), [("deceased", "waiting"), ("moved_out", "cancelled")])
def test_a_death_taken_back_starts_them_again_and_coming_home_does_not(
    app: Flask, pair: Pair, state: str, then: str
) -> None:
    follow_up = plan(pair, pair.a)
    become(pair, pair.a, state)
    become(pair, pair.a, "active")
    assert reminders(app, follow_up) == [then]
    (listed,) = pair.office("/follow-ups?from=2030-01-01&to=2030-12-31")
    assert listed["stopped"] is None


@pytest.mark.parametrize("state", STOPPED)
def test_the_plans_of_a_joined_record_stop_with_the_person_and_go_on_when_it_was_a_mistake(
    app: Flask, pair: Pair, state: str
) -> None:
    become(pair, pair.a, state)
    follow_up = plan(pair, pair.b)
    assert reminders(app, follow_up) == ["waiting"]
    pair.join(pair.b, pair.a)
    assert reminders(app, follow_up) == ["cancelled"]
    (listed,) = pair.office("/follow-ups?from=2030-01-01&to=2030-12-31")
    assert (listed["stopped"], listed["person"]["id"]) == (state, pair.a)
    pair.join(pair.b, None)
    assert reminders(app, follow_up) == ["waiting"]


def test_a_death_on_a_joined_record_stops_the_plans_of_the_root(app: Flask, pair: Pair) -> None:
    pair.join(pair.b, pair.a)
    of_root, of_joined = plan(pair, pair.a), plan(pair, pair.b)
    become(pair, pair.b, "deceased")
    assert reminders(app, of_root, of_joined) == ["cancelled", "cancelled"]
    assert reminders(app, plan(pair, pair.b)) == ["none"]
