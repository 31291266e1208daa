"""The sheets of a whole period judged again: counted first, beside the old results, never twice."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.audit.models import AdminStep, ReadLog
from server.db import db, read_snapshot
from server.form_versions import service as form_versions
from server.judgements import running
from server.judgements.models import Judgement
from tests.authoring.author import PLACE, Author
from tests.factories import EAST, SOUTH, SignedIn
from tests.fakes import FakeClock
from tests.tablet import Tablet, new_id

SignIn = Callable[..., SignedIn]
RUNS = f"{PLACE}/judging"
STIFF = {"07_gait": 1, "08_fall": 2, "09_exercise": 1}
FIT = {"07_gait": 2, "08_fall": 2, "09_exercise": 1}


@pytest.fixture(autouse=True)
def offered(app: Flask, author: Author, fake_clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The forms of the product are there; a part is so small that there are several."""
    monkeypatch.setattr(running, "PART", 2)
    with app.app_context():
        form_versions.publish(1)
        form_versions.switch(1, "qmcoo", 2, on=True)


@pytest.fixture
def sheets(hanako: Tablet) -> dict[str, str]:
    """Three stiff persons and one who is fit, in November, and one in October."""
    days = ("2026-11-02", "2026-11-02", "2026-11-20", "2026-11-30", "2026-10-31")
    answers = (STIFF, STIFF, FIT, STIFF, STIFF)
    return {
        f"{on}#{n}": filed(hanako, on, given) for n, (on, given) in enumerate(zip(days, answers, strict=True))
    }


def filed(hanako: Tablet, on: str, answers: dict[str, int]) -> str:
    """A sheet of a day; its id."""
    person, op = hanako.new_person()
    said = {f"a.qmcoo.{item}": value for item, value in answers.items()}
    new = {"person": person, "form": "qmcoo", "version": 1, "on": on, "answered_by": "self"}
    sheet = new_id()
    made = hanako.op("submission", sheet, new=new | said, form_version="qmcoo/1")
    assert set(hanako.verdicts(op, made).values()) == {"applied"}
    return sheet


def asked(author: Author, **more: object) -> dict[str, object]:
    """A run over November by k = 2, counted to the end."""
    wanted = {"form": "qmcoo", "version": 1, "since": "2026-11-01", "until": "2026-11-30"}
    reply = author.browser.post(RUNS, json=wanted | {"facts": {"k_movement": 2}} | more)
    assert reply.status_code == 201, reply.text
    return to_the_end(author, reply.json)


def to_the_end(author: Author, run: dict[str, object]) -> dict[str, object]:
    """Go on until nothing is left."""
    while run["state"] in ("counting", "judging"):
        run = author.browser.post(f"{RUNS}/{run['id']}/go-on").json
    return run


def begun(author: Author, run: dict[str, object]) -> dict[str, object]:
    """Judge what was counted, to the end."""
    return to_the_end(author, author.browser.post(f"{RUNS}/{run['id']}/begin").json)


def kept(app: Flask) -> int:
    """How many further results there are."""
    with app.app_context(), read_snapshot():
        return db.session.scalar(select(func.count()).select_from(Judgement)) or 0


def test_it_is_counted_first_and_says_what_becomes_of_what(
    app: Flask, author: Author, sheets: dict[str, str]
) -> None:
    run = asked(author)
    assert (run["state"], run["looked_at"], run["differing"], run["kept"]) == ("counted", 4, 3, 0)
    [line] = run["lines"]
    assert (line["about"]["ja"], line["n"]) == ("運動・転倒", 3)
    assert (line["before"]["ja"], line["after"]["ja"]) == ("該当", "基準未満")
    assert kept(app) == 0


def test_new_results_stand_beside_the_old_ones_and_are_listed(
    app: Flask, author: Author, sheets: dict[str, str]
) -> None:
    stiff = [sheets["2026-11-02#0"], sheets["2026-11-02#1"], sheets["2026-11-30#3"]]
    door = f"/api/v1/office/submissions/{stiff[0]}"
    before = author.browser.get(door).json
    run = begun(author, asked(author))
    assert (run["state"], run["kept"]) == ("done", 3)
    assert author.browser.get(door).json == before
    [one] = author.browser.get(f"{door}/judgements").json["judgements"]
    assert (one["by"], one["facts"]["k_movement"]) == ("山口 恵", 2)
    assert {f["id"]: f["state"] for f in one["findings"]}["group_movement"] == "negative"
    listed = author.browser.get(f"{RUNS}/{run['id']}/sheets").json
    assert {one["id"] for one in listed["sheets"]} == set(stiff)
    assert listed["next"] is None
    with app.app_context(), read_snapshot():
        read = set(db.session.scalars(select(ReadLog.record_id).where(ReadLog.kind == "submission")))
        steps = list(db.session.scalars(select(AdminStep.what).where(AdminStep.about == "judging")))
    assert set(stiff) <= read
    assert sorted(steps) == ["asked", "begun", "counted", "done"]


def test_the_same_asked_twice_keeps_nothing_twice(app: Flask, author: Author, sheets: dict[str, str]) -> None:
    first = begun(author, asked(author))
    assert author.browser.post(f"{RUNS}/{first['id']}/begin").status_code == 409
    again = begun(author, asked(author))
    assert (again["differing"], again["kept"]) == (3, 0)
    assert kept(app) == 3


def test_it_can_be_stopped_and_what_was_kept_stays(
    app: Flask, author: Author, sheets: dict[str, str]
) -> None:
    run = asked(author)
    author.browser.post(f"{RUNS}/{run['id']}/begin")
    with app.app_context():
        assert running.go_on(1, str(run["id"])) is True
    stopped = author.browser.post(f"{RUNS}/{run['id']}/cancel").json
    assert (stopped["state"], stopped["kept"]) == ("cancelled", 2)
    with app.app_context():
        assert running.work(1, str(run["id"]), 5) is True
        running.finish(1)
    assert kept(app) == 2
    assert author.browser.post(f"{RUNS}/{run['id']}/cancel").status_code == 409


def test_the_worker_finishes_what_a_closed_page_left(
    app: Flask, author: Author, sheets: dict[str, str]
) -> None:
    run = asked(author)
    author.browser.post(f"{RUNS}/{run['id']}/begin")
    with app.app_context():
        running.finish(1)
    assert author.browser.get(f"{RUNS}/{run['id']}").json["state"] == "done"
    assert kept(app) == 3


def test_a_part_somebody_else_has_done_meanwhile_is_not_done_twice(
    app: Flask, author: Author, sheets: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = author.browser.post(
        RUNS,
        json={
            "form": "qmcoo",
            "version": 1,
            "since": "2026-11-01",
            "until": "2026-11-30",
            "facts": {"k_movement": 2},
        },
    ).json
    look, first = running._look, []

    def slow(tenant_id: int, row: running.JudgingRun) -> object:
        found = look(tenant_id, row)
        if not first:
            first.append(True)
            running.db.session.rollback()
            running.go_on(tenant_id, row.id)
        return found

    monkeypatch.setattr(running, "_look", slow)
    assert to_the_end(author, run)["looked_at"] == 4


def test_rival_sets_are_set_against_each_other_under_their_question(
    author: Author, hanako: Tablet, sheets: dict[str, str]
) -> None:
    four = {"03_meals": 2, "04_chewing": 1, "05_choking": 1, "06_weight": 1}
    healthy = {"07_gait": 2, "08_fall": 2, "09_exercise": 1, "10_forgetful": 2, "11_date": 2}
    filed(hanako, "2026-11-05", four | healthy)
    run = asked(author, version=2, facts={"criteria_frailty": "qmcoo15_yakabe2023"})
    [line] = [one for one in run["lines"] if one["about"]["ja"] == "フレイルの基準"]
    assert (line["before"]["ja"], line["after"]["ja"], line["n"]) == (
        "フレイルの可能性",
        "フレイルの可能性（4点以上）",
        1,
    )


def test_only_the_areas_that_were_asked_for(author: Author, sheets: dict[str, str]) -> None:
    assert asked(author, areas=[SOUTH])["looked_at"] == 4
    assert asked(author, areas=[EAST])["looked_at"] == 0


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"version": 9}, "version"),
        ({"form": "own_nothing"}, "version"),
        ({"facts": {"k_movement": 9}}, "facts.k_movement"),
        ({"facts": {"mine": 1}}, "facts.mine"),
        ({"until": "2026-10-01"}, "until"),
    ],
)
def test_what_cannot_be_judged_is_refused_by_name(
    author: Author, more: dict[str, object], field: str
) -> None:
    wanted = {"form": "qmcoo", "version": 1, "since": "2026-11-01", "until": "2026-11-30", "facts": {}}
    refused = author.browser.post(RUNS, json=wanted | more)
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == [field]


def test_another_town_or_a_nurse_finds_nothing(
    author: Author, sheets: dict[str, str], sign_in: SignIn
) -> None:
    run = asked(author)
    for login, status in (("away-coordinator", 404), ("hanako", 403)):
        who = sign_in(login, "office")
        assert who.get(f"{RUNS}/{run['id']}").status_code == status
        assert who.get(f"{RUNS}/{run['id']}/sheets").status_code == status
        assert who.post(f"{RUNS}/{run['id']}/begin").status_code == status
