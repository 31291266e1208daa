"""Pairs are found from what changed, by whoever looks first, in a small register as in a large one."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from server import worker
from server.db import db, outside_feed, read_snapshot
from server.people import duplicates as likeness
from server.people.models import PeopleCompared, PersonKey, PersonPair
from tests.doubles import HANA, KIYO, listed, office, register, tablets
from tests.fakes import FakeClock
from tests.tablet import file_ops, found_masters, new_id, person


@pytest.fixture
def town(app: Flask, fake_clock: FakeClock) -> Flask:
    found_masters(app)
    return app


def test_pairs_and_keys_can_be_worked_out_again_from_the_records(town: Flask) -> None:
    hanako, ichiro = tablets(town)
    register(hanako, **HANA)
    register(ichiro, **HANA)
    browser = office(town)
    before = listed(browser)
    with town.app_context(), outside_feed() as session:
        for table in (PersonKey, PersonPair, PeopleCompared):
            session.execute(table.__table__.delete())
    assert listed(browser) == before


def test_two_who_look_at_once_compare_nobody_twice_and_miss_nobody(town: Flask) -> None:
    hanako, ichiro = tablets(town)
    register(hanako, **HANA)
    with town.app_context():
        with read_snapshot():
            early = likeness.behind(1)
        register(ichiro, **HANA)
        with read_snapshot():
            late = likeness.behind(1)
        with outside_feed():
            likeness.compare(likeness.Register(1, whole=False), late)
        slower = likeness.Register(1, whole=False)
        with outside_feed():
            likeness.compare(slower, early)
        assert slower.traits == {}, "nobody was left to compare"
        with read_snapshot():
            assert likeness.behind(1) == []
            assert len(likeness.open_pairs(1)) == 1


@pytest.mark.parametrize("whole", [True, False])
def test_a_whole_register_compared_in_parts_sees_who_came_in_between(town: Flask, whole: bool) -> None:
    """Somebody else compares a newcomer between two parts; the next part is compared with her, too."""
    hanako, ichiro = tablets(town)
    first, second = register(hanako, **KIYO), register(hanako, **HANA)
    with town.app_context():
        with read_snapshot():
            waiting = likeness.behind(1)
        assert [one for _, one in waiting] == [first, second]
        slow = likeness.Register(1, whole=whole)
        with outside_feed():
            likeness.compare(slow, waiting[:1])
        third = register(ichiro, **HANA)
        hanako.push(hanako.edit("person", second, "phone", [hanako.id(2)], "0574-25-2222"))
        with read_snapshot():
            between = [(seq, one) for seq, one in likeness.behind(1) if one == third]
        with outside_feed():
            likeness.compare(likeness.Register(1, whole=False), between)
        with read_snapshot():
            rest = likeness.behind(1)
        with outside_feed():
            likeness.compare(slow, rest)
        with read_snapshot():
            (pair,) = likeness.open_pairs(1)
    assert {pair.one.id, pair.other.id} == {second, third}


def test_the_worker_compares_so_that_the_office_need_not_wait(town: Flask) -> None:
    hanako, ichiro = tablets(town)
    register(hanako, **HANA)
    register(ichiro, **HANA)
    worker.compare_people(town)
    with town.app_context(), read_snapshot():
        assert likeness.behind(1) == []
        assert db.session.scalar(select(func.count()).select_from(PersonPair)) == 1


def test_a_registration_costs_the_same_in_a_large_register(
    town: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compared with a few who share a key, not with everybody."""
    crowd = [
        {
            "kind": "person",
            "id": new_id(),
            "new": person(
                **KIYO
                | {
                    "born_on": f"19{30 + n % 20}-01-{n % 28 + 1:02}",
                    "family_kana": "アイウエオカキクケコ"[n % 10] * 3,
                    "given_kana": "サシスセソ"[n % 5] * 2,
                }
            ),
        }
        for n in range(300)
    ]
    file_ops(town, crowd)
    listed(office(town))
    register(tablets(town)[0], **HANA)
    compared = []
    honest = likeness.matching.reasons
    monkeypatch.setattr(likeness.matching, "reasons", lambda a, b: compared.append(1) or honest(a, b))
    listed(office(town))
    assert len(compared) < 10
    with town.app_context(), read_snapshot():
        assert db.session.scalar(select(func.count()).select_from(PersonKey)) > 600
