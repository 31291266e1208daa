"""Rosters: what a supporter gets of a session, all of it and nothing else."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from server.db import db, read_snapshot, transaction
from server.exchange import service as exchange
from server.records.models import FeedExtra
from server.staff import service as staff
from server.staff.service import StaffUnfit
from sync.ids import natural_id
from tests.factories import EAST, HOME_UID, PASSPHRASE, SOUTH, SignedIn
from tests.fakes import FakeClock
from tests.tablet import SALON, SESSION, Tablet, file_ops, found_masters, new_id, person

SignIn = Callable[..., SignedIn]
ROSTER = f"roster:{SESSION}"
SECRET = "090-1234-5678"
MAY_STAND = {
    "session": {"salon", "on", "n", "starts_at", "state"},
    "salon": {"name", "place", "weekday"},
    "attendance": {"person", "session", "at", "state"},
    "person": {"family", "given", "family_kana", "given_kana", "born_on", "sex", "merged_into"},
}


@pytest.fixture
def hanako(app: Flask, fake_clock: FakeClock, sign_in: SignIn) -> Tablet:
    """A nurse of both areas, on the day of the session."""
    found_masters(app)
    return Tablet(sign_in("hanako"))


@pytest.fixture
def nozomi(app: Flask, hanako: Tablet, sign_in: SignIn) -> Tablet:
    """A supporter of the day's session."""
    grant_roster(app)
    return Tablet(sign_in("nozomi"))


def grant_roster(app: Flask, on: date = date(2026, 11, 21)) -> None:
    with app.app_context(), transaction(1):
        made = staff.add(1, "nozomi", "林 望", "フレイルサポーター", PASSPHRASE)
        staff.grant(1, made.id, "supporter", "tenant", from_on=on)
        staff.grant(1, made.id, "supporter", ROSTER, from_on=on, to_on=on)


class Town:
    """Who a nurse registers, as members of the salon or as guests."""

    def __init__(self, nurse: Tablet) -> None:
        self.nurse = nurse

    def person(self, **fields: Any) -> str:
        given = {"family": "高橋", "given": "ハナ", "phone": SECRET, "address": f"南町 {SECRET}"} | fields
        person_id, made = self.nurse.new_person(**given)
        self.nurse.push(made)
        return person_id

    def joins(self, person_id: str, **fields: Any) -> str:
        membership = new_id()
        new = {"person": person_id, "salon": SALON, "from_on": "2026-04-01"} | fields
        self.nurse.push(self.nurse.op("membership", membership, new=new))
        return membership

    def comes(self, person_id: str) -> str:
        came = natural_id(HOME_UID, "attendance", f"{SESSION}:{person_id}")
        new = {"person": person_id, "session": SESSION, "at": "2026-11-21T05:00:00Z", "state": "present"}
        self.nurse.push(self.nurse.op("attendance", came, new=new))
        return came

    def edits(self, kind: str, record_id: str, field: str, now: Any) -> dict[int, str]:
        row = self.nurse.everything()[record_id]
        members = row["members"].get(field)
        saw = [op for op, _ in members] if members else [row["op"]] if field in row["fields"] else []
        return self.nurse.verdicts(self.nurse.edit(kind, record_id, field, saw, now))


@pytest.fixture
def town(hanako: Tablet) -> Town:
    return Town(hanako)


def test_a_supporter_gets_the_session_its_salon_who_came_and_the_members_by_name(
    nozomi: Tablet, town: Town
) -> None:
    member, guest, stranger = town.person(), town.person(area=EAST), town.person()
    town.joins(member)
    came = town.comes(guest)
    rows = nozomi.everything()
    assert rows.keys() == {SESSION, SALON, member, guest, came}
    assert stranger not in rows
    assert {row["scope"] for row in rows.values()} == {ROSTER}
    assert rows[member]["fields"] == {
        "family": "高橋",
        "given": "ハナ",
        "family_kana": "タカハシ",
        "given_kana": "ハナ",
        "born_on": "1941-04-29",
        "sex": "female",
    }


def test_nothing_but_the_projection_can_be_read_by_any_road(nozomi: Tablet, town: Town) -> None:
    member = town.person()
    town.joins(member)
    town.comes(member)
    town.edits("person", member, "phone", SECRET + "1")
    town.nurse.push(
        town.nurse.edit("person", member, "given_kana", [], "ヨシ")
    )  # a conflict: who said it stays out
    buckets = ".".join(map(str, range(256)))
    texts = [
        nozomi.browser.get("/api/v1/sync/pull").text,
        nozomi.browser.get(f"/api/v1/sync/rows?scope={ROSTER}&buckets={buckets}").text,
    ]
    for text in texts:
        assert SECRET not in text
        assert "佐藤" not in text
    for row in nozomi.everything().values():
        assert row["fields"].keys() <= MAY_STAND[row["kind"]]
        assert row["members"] == {}
        assert "by" not in row
    for scope in (f"area:{SOUTH}", "tenant", f"roster:{new_id()}"):
        assert nozomi.browser.get(f"/api/v1/sync/rows?scope={scope}&buckets={buckets}").status_code == 404


def test_an_area_nurse_never_gets_a_roster(nozomi: Tablet, hanako: Tablet, town: Town) -> None:
    town.joins(town.person())
    nozomi.pull()
    page = hanako.page()
    assert not [row for row in page["rows"] if row["scope"] == ROSTER]
    assert ROSTER not in page["scopes"]


def test_the_roster_follows_whatever_changes_it(nozomi: Tablet, town: Town) -> None:
    member = town.person()
    membership = town.joins(member)
    assert member in nozomi.pull()
    assert nozomi.pull() == {}
    town.edits("person", member, "family", "髙橋")
    assert nozomi.pull()[member]["fields"]["family"] == "髙橋"
    town.edits("person", member, "phone", SECRET + "2")
    assert nozomi.pull() == {}  # nothing she may see has changed
    came = town.comes(member)
    assert nozomi.pull().keys() == {came}
    town.edits("attendance", came, "state", "cancelled")
    assert nozomi.pull()[came]["fields"]["state"] == "cancelled"
    town.edits("session", SESSION, "state", "closed")
    assert nozomi.pull().keys() == {SESSION}
    town.edits("membership", membership, "to_on", "2026-10-31")
    assert nozomi.pull() == {}  # she came, so she stays on it
    guest = town.person()
    later = town.joins(guest)
    assert nozomi.pull().keys() == {guest}
    town.edits("membership", later, "to_on", "2026-10-31")
    page = nozomi.page(cursor=nozomi.cursor)
    assert [one for _, one, _ in page["withdrawn"]] == [guest]
    assert page["left"] == {ROSTER: [1, 0]}


def test_a_member_who_moves_area_stays_on_the_roster_and_who_died_is_not_called(
    app: Flask, nozomi: Tablet, town: Town
) -> None:
    first, second = town.person(), town.person()
    for one in (first, second):
        town.joins(one)
    nozomi.pull()
    town.edits("person", first, "area", EAST)
    assert nozomi.pull() == {}
    town.edits("person", second, "state", "deceased")
    page = nozomi.page(cursor=nozomi.cursor)
    assert [one for _, one, _ in page["withdrawn"]] == [second]
    town.edits("person", second, "state", "active")
    assert nozomi.pull().keys() == {second}
    with app.app_context():
        assert exchange.check_digests(1, repair=False) == []


def test_a_merged_person_brings_the_one_she_is_now(app: Flask, nozomi: Tablet, town: Town) -> None:
    old, root = town.person(family="前"), town.person(family="後")
    town.joins(old)
    assert nozomi.pull().keys() >= {old}
    merged = {"merged_into": {"saw": [], "now": root}}
    assert file_ops(app, [{"kind": "person", "id": old, "edits": merged}])[0].verdict == "applied"
    rows = nozomi.pull()
    assert rows.keys() == {old, root}
    assert rows[old]["fields"]["merged_into"] == root
    saw = [town.nurse.everything()[old]["members"]["merged_into"][0][0]]
    undone = {"merged_into": {"saw": saw, "now": None}}
    file_ops(app, [{"kind": "person", "id": old, "edits": undone}])
    page = nozomi.page(cursor=nozomi.cursor)
    assert [one for _, one, _ in page["withdrawn"]] == [root]
    assert [row["id"] for row in page["rows"]] == [old]


def test_the_roster_is_hers_on_its_day_only(
    app: Flask, nozomi: Tablet, fake_clock: FakeClock, town: Town
) -> None:
    town.joins(town.person())
    assert ROSTER in nozomi.page()["scopes"]
    fake_clock.advance(days=1)
    page = nozomi.page()
    assert (page["rows"], ROSTER in page["scopes"]) == ([], False)
    assert nozomi.browser.get(f"/api/v1/sync/rows?scope={ROSTER}&buckets=1").status_code == 404


def test_nobody_pays_for_a_roster_nobody_was_granted(app: Flask, hanako: Tablet, town: Town) -> None:
    member = town.person()
    town.joins(member)
    town.comes(member)
    assert extras(app) == 0


def test_a_roster_long_past_is_let_go(
    app: Flask, nozomi: Tablet, town: Town, fake_clock: FakeClock, sign_in: SignIn
) -> None:
    town.joins(town.person())
    nozomi.pull()
    assert extras(app) == 3
    fake_clock.advance(days=9)
    later = natural_id(HOME_UID, "session", f"{SALON}:2026-11-30:1")
    file_ops(app, [{"kind": "session", "id": later, "new": {"salon": SALON, "on": "2026-11-30", "n": 1}}])
    with app.app_context(), transaction(1):
        made = staff.add(1, "hikari", "原 光", "フレイルサポーター", PASSPHRASE)
        staff.grant(1, made.id, "supporter", f"roster:{later}")
    assert len(Tablet(sign_in("hikari")).everything()) == 3
    assert extras(app) == 3
    with app.app_context():
        assert exchange.check_digests(1, repair=False) == []


def extras(app: Flask) -> int:
    with app.app_context(), read_snapshot():
        return int(db.session.query(FeedExtra).count())


def test_a_roster_is_granted_to_supporters_of_a_session_that_exists(app: Flask, hanako: Tablet) -> None:
    with app.app_context(), transaction(1):
        made = staff.add(1, "nozomi", "林 望", "", PASSPHRASE)
        for role, scope in (
            ("nurse", ROSTER),
            ("supporter", f"roster:{new_id()}"),
            ("supporter", f"roster:{SALON}"),
        ):
            with pytest.raises(StaffUnfit):
                staff.grant(1, made.id, role, scope)


def test_the_digest_of_a_roster_adds_up(nozomi: Tablet, town: Town) -> None:
    from sync import feed

    for _ in range(3):
        town.joins(town.person())
    rows = nozomi.everything()
    town.edits("person", town.person(), "family", "外")
    told = nozomi.page(cursor=nozomi.cursor)["digest"][ROSTER]
    assert told == list(feed.digest_of((row["id"], row["seq"]) for row in rows.values()))


def test_a_supporter_writes_nothing_about_a_person(nozomi: Tablet, town: Town) -> None:
    member = town.person()
    town.joins(member)
    row = nozomi.everything()[member]
    verdicts = nozomi.verdicts(
        nozomi.edit("person", member, "family", [row["op"]], "X"),
        nozomi.op("person", new_id(), new=person()),
    )
    assert set(verdicts.values()) == {"not-allowed"}
