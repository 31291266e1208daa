"""地区の編成替え: what is shown is what is done, nobody and nothing is lost, and it can be undone."""

import pytest
from flask import Flask

from server.areas import moving
from tests.api.test_statements import statements
from tests.factories import EAST, SOUTH, SignedIn, sign_in
from tests.reorganising import AREAS, area, finish, history_of, people, preview, reorganise, undo, where
from tests.tablet import SALON, SESSION, Tablet, file_ops, found_masters, new_id, submission
from tests.tablet_key import API

NORTH = "018f0000-0000-7000-8000-000000000003"


@pytest.fixture
def office(app: Flask) -> SignedIn:
    found_masters(app)
    return sign_in(app, "megumi", "office")


@pytest.fixture
def hanako(app: Flask, office: SignedIn) -> Tablet:
    return Tablet(sign_in(app, "hanako"))


def test_joining_two_areas_says_first_what_moves_and_then_moves_it_with_history(
    office: SignedIn, hanako: Tablet
) -> None:
    first, second, third = people(hanako, EAST, EAST, SOUTH)
    hanako.push(hanako.op("submission", new_id(), new=submission(first)))
    plan = {"person": second, "due_on": "2026-12-01", "way": "visit", "state": "planned", "purpose": "x"}
    hanako.push(hanako.op("follow_up", new_id(), new=plan))
    shown = preview(office, **{"from": [SOUTH, EAST]}, to=EAST, name="東南部")
    counted = {key: shown[key] for key in ("persons", "salons", "sheets", "follow_ups", "renamed")}
    assert counted == {"persons": 1, "salons": 1, "sheets": 0, "follow_ups": 0, "renamed": "東部"}
    assert shown["from"] == [{"id": SOUTH, "name": "南部", "left": 0, "closes": True}]
    shown = preview(office, **{"from": [EAST]}, to=SOUTH)
    assert (shown["persons"], shown["sheets"], shown["follow_ups"]) == (2, 1, 1)
    assert area(office, EAST)["persons"] == 2, "looking does nothing"

    work = reorganise(office, **{"from": [EAST]}, to=SOUTH)
    assert (work["state"], work["total"], work["moved"]) == ("done", 2, 2)
    assert {where(office, one) for one in (first, second, third)} == {SOUTH}
    east = area(office, EAST)
    assert (east["persons"], east["closed_on"] is not None, east["into"]) == (0, True, SOUTH)
    history = office.get(f"{API}/office/records/{first}/history?field=area").json
    assert [entry["value"] for entry in history_of(history)][-2:] == [EAST, SOUTH]


def test_a_split_by_salon_and_address_leaves_the_others_and_the_protected_where_they_are(
    office: SignedIn, hanako: Tablet
) -> None:
    member, there, elsewhere, hidden = (
        people(hanako, SOUTH, address=address, **more)[0]
        for address, more in (
            ("坂上9", {}),
            ("本町　1-2", {}),
            ("坂上1", {}),
            ("本町3", {"address_protected": True}),
        )
    )
    hanako.push(
        hanako.op("membership", new_id(), new={"person": member, "salon": SALON, "from_on": "2026-01-01"})
    )
    asked = {"from": [SOUTH], "to": None, "name": "本町", "salons": [SALON], "addresses": ["本 町"]}
    shown = preview(office, **asked)
    assert (shown["persons"], shown["salons"], shown["protected"]) == (2, 1, 1)
    assert shown["from"] == [{"id": SOUTH, "name": "南部", "left": 2, "closes": False}]
    work = reorganise(office, **asked)
    new = work["to"]["id"]
    assert [where(office, one) for one in (member, there, elsewhere, hidden)] == [new, new, SOUTH, SOUTH]
    assert [one["id"] for one in area(office, new)["salons"]] == [SALON]
    assert area(office, SOUTH)["closed_on"] is None


def test_records_joined_to_one_person_move_together(app: Flask, office: SignedIn, hanako: Tablet) -> None:
    root, other = people(hanako, SOUTH, SOUTH)
    joining = {"merged_into": {"saw": [], "now": root}}
    file_ops(app, [{"kind": "person", "id": other, "edits": joining}])
    hanako.push(hanako.edit("person", other, "area", [hanako.id(2)], SOUTH))
    reorganise(office, **{"from": [SOUTH]}, to=EAST)
    assert (where(office, root), area(office, SOUTH)["persons"]) == (EAST, 0)
    assert area(office, SOUTH)["closed_on"] is not None


def test_a_new_name_alone_moves_nobody(office: SignedIn, hanako: Tablet) -> None:
    people(hanako, SOUTH)
    shown = preview(office, to=SOUTH, name="南地区")
    assert (shown["persons"], shown["renamed"], shown["from"]) == (0, "南部", [])
    work = reorganise(office, to=SOUTH, name="南地区")
    assert (area(office, SOUTH)["name"], work["total"]) == ("南地区", 0)
    undo(office, work)
    assert area(office, SOUTH)["name"] == "南部"


def test_rights_follow_only_where_they_were_ticked_and_with_them_the_keys(
    app: Flask, office: SignedIn, hanako: Tablet
) -> None:
    misaki = Tablet(sign_in(app, "misaki"))  # nurse of the south only
    moved = people(hanako, SOUTH)[0]
    asked = {"from": [SOUTH], "to": None, "name": "新南部"}
    shown = preview(office, **asked)
    assert {(one["name"], one["role"]) for one in shown["staff"]} == {
        ("佐藤 花子", "nurse"),
        ("田中 美咲", "nurse"),
    }
    hers = next(one["staff"] for one in shown["staff"] if one["name"] == "佐藤 花子")
    work = reorganise(office, **asked, grants=[{"staff": hers, "role": "nurse"}])
    scope = f"area:{work['to']['id']}"
    now = hanako.browser.get(f"{API}/session").json
    assert scope in now["scopes"]
    assert scope in {key["scope"] for key in now["keys"]}
    left = misaki.browser.get(f"{API}/session").json
    assert scope not in left["scopes"]
    assert scope not in {key["scope"] for key in left["keys"]}
    page = misaki.page(cursor="")
    assert moved not in {row["id"] for row in page["rows"]}
    assert work["to"]["id"] in {one["id"] for one in now["areas"]}
    assert SOUTH not in {one["id"] for one in now["areas"]}, "nobody is registered there any more"
    undo(office, work)
    assert scope not in hanako.browser.get(f"{API}/session").json["scopes"]
    assert where(office, moved) == SOUTH


def test_the_office_is_told_of_rights_in_closed_areas_and_ends_each_without_losing_what_is_unsent(
    app: Flask, office: SignedIn, hanako: Tablet
) -> None:
    misaki = Tablet(sign_in(app, "misaki"))  # nurse of the south only
    known = people(hanako, SOUTH)[0]
    unsent = misaki.edit("person", known, "phone", [], "0574-25-1117")
    assert closed_rights(office) == {}
    reorganise(office, **{"from": [SOUTH]}, to=EAST)
    left = closed_rights(office)
    assert {login: area for (login, area) in left} == {"hanako": "南部", "misaki": "南部"}
    for (login, _), (staff, right) in left.items():
        assert office.post(f"{API}/office/staff/{staff}/grants/{right}/end").status_code == 200, login
    assert closed_rights(office) == {}
    assert f"area:{EAST}" in hanako.browser.get(f"{API}/session").json["scopes"]
    misaki.browser = SignedIn(hanako.browser.client, misaki.browser.store_id, misaki.browser.body)
    assert misaki.verdicts(unsent) == {1: "applied"}, "a colleague's hand brings it"
    assert hanako.everything()[known]["fields"]["phone"] == "0574-25-1117"


def closed_rights(office: SignedIn) -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (account["login"], right["closed_area"]): (account["id"], right["id"])
        for account in office.get(f"{API}/office/staff").json
        for right in account["grants"]
        if right["closed_area"]
    }


def test_the_steps_of_who_leaves_go_on_also_where_her_area_was_closed(
    app: Flask, office: SignedIn, hanako: Tablet
) -> None:
    misaki = Tablet(sign_in(app, "misaki"))
    known = people(hanako, SOUTH)[0]
    me, to = (tablet.browser.body["staff"]["id"] for tablet in (misaki, hanako))
    own, assigned = new_id(), new_id()
    plan = {
        "person": known,
        "due_on": "2026-12-01",
        "way": "visit",
        "purpose": "様子を見る",
        "state": "planned",
    }
    misaki.push(misaki.op("follow_up", own, new=plan))
    hanako.push(hanako.op("follow_up", assigned, new=plan | {"assigned_to": me}))
    reorganise(office, **{"from": [SOUTH]}, to=EAST)
    assert office.get(f"{API}/office/staff/{me}").json["open_steps"] == 2
    assert office.post(f"{API}/office/staff/{me}/leave", json={"to": to}).json == {"moved": 2}
    seen = hanako.everything()
    assert {seen[one]["fields"]["assigned_to"] for one in (own, assigned)} == {to}


def test_what_was_made_offline_for_the_old_area_is_taken_and_lands_in_the_new_one(
    office: SignedIn, hanako: Tablet
) -> None:
    known = people(hanako, SOUTH)[0]
    newcomer, registered = hanako.new_person(area=SOUTH)
    offline = [
        hanako.edit("person", known, "phone", [], "0574-25-1117"),
        hanako.op("submission", new_id(), new=submission(known, session=SESSION)),
        hanako.op("submission", new_id(), new=submission(newcomer)),
    ]
    reorganise(office, **{"from": [SOUTH]}, to=EAST)
    verdicts = hanako.verdicts(registered, *offline)
    assert set(verdicts.values()) <= {"applied", "merged"}
    assert {where(office, known), where(office, newcomer)} == {EAST}
    assert area(office, SOUTH)["persons"] == 0
    assert area(office, EAST)["persons"] == 2


def test_who_is_moved_by_somebody_else_meanwhile_stays_there_and_is_not_lost(
    app: Flask, office: SignedIn, hanako: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_ops(app, [{"kind": "area", "id": NORTH, "new": {"name": "北部"}}])
    monkeypatch.setattr(moving, "AT_ONCE", 2)
    ids = people(hanako, *[EAST] * 5)
    asked = {"from": [EAST], "to": SOUTH}
    token = preview(office, **asked)["token"]
    work = office.post(f"{AREAS}/reorganise", json=asked | {"token": token}).json
    office.post(f"{AREAS}/works/{work['id']}/go-on")
    ichiro = Tablet(sign_in(app, "ichiro"))
    late = people(ichiro, EAST)[0]
    assert area(office, EAST)["persons"] == 4, "two have moved, one came"
    last = sorted(ids)[-1]
    ichiro.push(ichiro.edit("person", last, "area", [], NORTH))
    work = finish(office, work)
    assert where(office, late) == SOUTH
    assert where(office, last) == EAST, "two say something else of her: that is settled by a person"
    assert area(office, EAST)["closed_on"] is None
    assert sum(one["persons"] for one in office.get(AREAS).json["areas"]) == 6


def test_a_disputed_area_is_left_to_be_settled_and_keeps_the_area_open(
    app: Flask, office: SignedIn, hanako: Tablet
) -> None:
    file_ops(app, [{"kind": "area", "id": NORTH, "new": {"name": "北部"}}])
    one = people(hanako, SOUTH)[0]
    ichiro = Tablet(sign_in(app, "ichiro"))
    hanako.push(hanako.edit("person", one, "area", [hanako.id(1)], SOUTH))
    ichiro.push(ichiro.edit("person", one, "area", [], NORTH))
    at = where(office, one)
    assert at == SOUTH
    shown = preview(office, **{"from": [at]}, to=EAST)
    assert (shown["persons"], shown["disputed"]) == (0, 1)
    assert shown["from"][0]["closes"] is False
    reorganise(office, **{"from": [at]}, to=EAST)
    assert where(office, one) == at
    assert area(office, at)["closed_on"] is None


def test_undoing_puts_everybody_back_and_what_came_since_stays(office: SignedIn, hanako: Tablet) -> None:
    ids = people(hanako, SOUTH, SOUTH)
    work = reorganise(office, **{"from": [SOUTH]}, to=None, name="新南部")
    new = work["to"]["id"]
    later = people(hanako, SOUTH)[0]  # a tablet that has not heard: she lands in the new area
    assert where(office, later) == new
    work = undo(office, work)
    assert work["state"] == "undone"
    assert {where(office, one) for one in ids} == {SOUTH}
    assert where(office, later) == new, "nobody said where she would belong"
    assert area(office, SOUTH)["closed_on"] is None
    assert [one["id"] for one in area(office, SOUTH)["salons"]] == [SALON]
    again = office.post(f"{AREAS}/works/{work['id']}/undo")
    assert (again.status_code, again.json["type"]) == (409, "/problems/areas-changed")


def test_only_what_was_shown_is_done_and_one_at_a_time(office: SignedIn, hanako: Tablet) -> None:
    asked = {"from": [SOUTH], "to": EAST}
    token = preview(office, **asked)["token"]
    people(hanako, SOUTH)
    late = office.post(f"{AREAS}/reorganise", json=asked | {"token": token})
    assert (late.status_code, late.json["type"]) == (409, "/problems/areas-changed")
    token = preview(office, **asked)["token"]
    begun = office.post(f"{AREAS}/reorganise", json=asked | {"token": token}).json
    token = preview(office, to=EAST, name="新東部")["token"]
    second = office.post(f"{AREAS}/reorganise", json={"to": EAST, "name": "新東部", "token": token})
    assert second.status_code == 409
    assert finish(office, begun)["state"] == "done"


def test_moving_a_hundred_takes_no_more_statements_than_moving_ten(
    app: Flask, office: SignedIn, hanako: Tablet
) -> None:
    taken = []
    for count, there in ((10, SOUTH), (100, EAST)):
        people(hanako, *[there] * count)
        asked = {"from": [there], "to": None, "name": f"{count}"}
        token = preview(office, **asked)["token"]
        work = office.post(f"{AREAS}/reorganise", json=asked | {"token": token}).json
        with statements(app) as said:
            office.post(f"{AREAS}/works/{work['id']}/go-on")
        taken.append(len(said))
        assert finish(office, work)["moved"] >= count
    assert max(taken) <= 40, taken
