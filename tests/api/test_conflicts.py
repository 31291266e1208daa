"""A conflict from beginning to end: two nurses offline, one coordinator, nothing lost and everyone told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from tests.factories import EAST, SignedIn
from tests.tablet import Tablet, found_masters, new_id, submission

SignIn = Callable[..., SignedIn]
OLD, HERS, HIS = "0999-00-0000", "0999-00-1111", "0999-00-1117"


@dataclass
class Town:
    """Two nurses with tablets, a coordinator in the office, one person both nurses know."""

    hanako: Tablet
    ichiro: Tablet
    megumi: Tablet
    person: str
    created: str

    def conflicts(self) -> list[dict[str, Any]]:
        """What the coordinator's list shows."""
        reply = self.megumi.browser.get("/api/v1/office/conflicts")
        assert reply.status_code == 200, reply.text
        listed: list[dict[str, Any]] = reply.json
        return listed

    def settle(self, saw: list[str], now: Any, field: str = "phone") -> str:
        """The coordinator's one tap; the op's id."""
        op = self.megumi.edit("person", self.person, field, saw, now)
        assert self.megumi.verdicts(op) == {op[0]: "applied"}
        return self.megumi.id(op[0])

    def disagree(self) -> tuple[str, str]:
        """Both nurses change the telephone offline; both push. The ids of the two ops."""
        one = self.hanako.edit("person", self.person, "phone", [self.created], HERS)
        other = self.ichiro.edit("person", self.person, "phone", [self.created], HIS)
        assert self.hanako.verdicts(one) == {one[0]: "applied"}
        assert self.ichiro.verdicts(other) == {other[0]: "conflict"}
        return self.hanako.id(one[0]), self.ichiro.id(other[0])


@pytest.fixture
def town(app: Flask, sign_in: SignIn) -> Town:
    found_masters(app)
    hanako, ichiro = Tablet(sign_in("hanako")), Tablet(sign_in("ichiro"))
    person, op = hanako.new_person(family="髙橋", given="ハナ", phone=OLD)
    hanako.push(op)
    ichiro.pull()
    return Town(hanako, ichiro, Tablet(sign_in("megumi")), person, hanako.id(op[0]))


def phones(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [(op, value) for op, value in row["members"].get("phone", [])]


def notices(tablet: Tablet) -> list[dict[str, Any]]:
    return [row["fields"] for row in tablet.everything().values() if row["kind"] == "notice"]


def test_the_coordinator_sees_both_values_who_when_where_and_what_was_there_before(town: Town) -> None:
    hers, his = town.disagree()
    (conflict,) = town.conflicts()
    assert conflict["record"] == {"kind": "person", "id": town.person}
    assert (conflict["field"], conflict["person"]["name"]) == ("phone", "髙橋 ハナ")
    told = [(one["op"], one["value"], one["staff"], one["in_use"]) for one in conflict["values"]]
    assert told == [(hers, HERS, "佐藤 花子", True), (his, HIS, "鈴木 一郎", False)]
    assert {one["device"] for one in conflict["values"]} == {"タブレット1号", "タブレット2号"}
    assert all(one["at"] == "2026-11-21T05:12:33Z" for one in conflict["values"])
    assert (conflict["before"]["value"], conflict["before"]["staff"]) == (OLD, "佐藤 花子")


def test_one_tap_settles_it_and_both_tablets_agree(town: Town) -> None:
    hers, his = town.disagree()
    settled = town.settle([hers, his], HERS)
    assert town.conflicts() == []
    for tablet in (town.hanako, town.ichiro):
        row = tablet.everything()[town.person]
        assert row["fields"]["phone"] == HERS
        assert phones(row) == [(settled, HERS)]


def test_the_nurse_whose_value_was_not_chosen_is_told_and_only_she(town: Town) -> None:
    hers, his = town.disagree()
    settled = town.settle([hers, his], HERS)
    assert notices(town.hanako) == []
    (notice,) = notices(town.ichiro)
    assert notice["person"] == notice["record_id"] == town.person
    assert (notice["record_kind"], notice["field"]) == ("person", "phone")
    assert (notice["settled_op"], notice["your_op"]) == (settled, his)
    assert not {HERS, HIS} & set(notice.values()), "a notice names no value"


def test_a_third_value_tells_both_nurses(town: Town) -> None:
    town.settle(list(town.disagree()), "0999-00-2222")
    assert len(notices(town.hanako)) == len(notices(town.ichiro)) == 1


def test_she_may_mark_her_notice_as_seen_and_nobody_else_may(town: Town) -> None:
    town.settle(list(town.disagree()), HERS)
    row = next(row for row in town.ichiro.everything().values() if row["kind"] == "notice")
    seen = {"seen": {"saw": [], "now": True}}
    intruder = town.hanako.op("notice", row["id"], edits=seen)
    assert town.hanako.verdicts(intruder) == {intruder[0]: "not-allowed"}
    own = town.ichiro.op("notice", row["id"], edits=seen)
    assert town.ichiro.verdicts(own) == {own[0]: "applied"}
    assert town.ichiro.everything()[row["id"]]["fields"]["seen"] is True


def test_an_edit_that_did_not_see_the_settlement_reopens_it(town: Town) -> None:
    hers, his = town.disagree()
    settled = town.settle([hers, his], HERS)
    late = town.ichiro.edit("person", town.person, "phone", [his], "0999-00-3333")
    assert town.ichiro.verdicts(late) == {late[0]: "conflict"}
    (conflict,) = town.conflicts()
    assert [one["op"] for one in conflict["values"]] == [settled, town.ichiro.id(late[0])]


def test_a_value_the_coordinator_had_not_seen_survives_her_settling(town: Town) -> None:
    hers, his = town.disagree()
    unseen = town.hanako.edit("person", town.person, "phone", [town.created], "0999-00-4444")
    town.hanako.push(unseen)
    op = town.megumi.edit("person", town.person, "phone", [hers, his], HIS)
    assert town.megumi.verdicts(op) == {op[0]: "conflict"}
    (conflict,) = town.conflicts()
    assert {one["value"] for one in conflict["values"]} == {"0999-00-4444", HIS}


def test_other_fields_merge_without_a_word(town: Town) -> None:
    one = town.hanako.edit("person", town.person, "address", [], "みなと町東山1丁目1-1")
    other = town.ichiro.edit("person", town.person, "family", [town.created], "高橋")
    town.hanako.push(one)
    assert town.ichiro.verdicts(other)[other[0]] in ("applied", "merged")
    assert town.conflicts() == []
    assert notices(town.hanako) == notices(town.ichiro) == []
    fields = town.ichiro.everything()[town.person]["fields"]
    assert (fields["address"], fields["family"], fields["phone"]) == ("みなと町東山1丁目1-1", "高橋", OLD)


def test_two_nurses_who_write_the_same_are_not_in_conflict(town: Town) -> None:
    for tablet in (town.hanako, town.ichiro):
        tablet.push(tablet.edit("person", town.person, "phone", [town.created], HERS))
    assert town.conflicts() == []


def test_the_number_in_the_morning_is_the_length_of_the_list(town: Town) -> None:
    town.disagree()
    town.hanako.push(town.hanako.edit("person", town.person, "given", [town.created], "はな"))
    town.ichiro.push(town.ichiro.edit("person", town.person, "given", [town.created], "華"))
    morning = town.megumi.browser.get("/api/v1/office/morning").json
    assert morning["conflicts"] == len(town.conflicts()) == 2


def test_a_finding_over_two_different_answers_is_undetermined_until_one_is_chosen(town: Town) -> None:
    risky = {"03_meals": 2, "04_chewing": 1, "05_choking": 1, "06_weight": 1}
    fine = {"07_gait": 2, "08_fall": 2, "09_exercise": 1, "10_forgetful": 2, "11_date": 2}
    fine |= {"13_outing": 1, "14_contact": 1, "15_support": 1}
    sheet = "018f0000-0000-7000-8000-0000000000c1"
    answers = {f"a.qmcoo.{item}": code for item, code in (risky | fine).items()}
    new = town.hanako.op("submission", sheet, new=submission(town.person, **answers))
    town.hanako.push(new)
    item = "a.qmcoo.04_chewing"
    filed = town.hanako.id(new[0])
    town.hanako.push(town.hanako.edit("submission", sheet, item, [filed], 1))
    other = town.ichiro.edit("submission", sheet, item, [filed], 2, reason="聞き直した")
    assert town.ichiro.verdicts(other) == {other[0]: "conflict"}

    def page() -> dict[str, Any]:
        return dict(town.megumi.browser.get(f"/api/v1/office/submissions/{sheet}").json)

    def frailty() -> tuple[str, str]:
        found = next(one for one in page()["findings"] if one["id"] == "frailty")
        return found["state"], found["word"]

    assert frailty() == ("undetermined", "判定不能")
    assert page()["amended"] == ["qmcoo.04_chewing"]
    members = page()["members"][item]
    op = town.megumi.edit("submission", sheet, item, [op for op, _ in members], 1)
    town.megumi.push(op)
    assert frailty() == ("positive", "フレイルの可能性")


def test_a_coordinator_of_one_area_does_not_see_another_areas_conflict(
    town: Town, app: Flask, sign_in: SignIn
) -> None:
    from server.db import transaction
    from server.staff import service as staff
    from tests.factories import PASSPHRASE

    with app.app_context(), transaction(1):
        made = staff.add(1, "east-only", "東 一子", "企画・調整担当", PASSPHRASE)
        staff.grant(1, made.id, "coordinator", f"area:{EAST}")
    town.disagree()
    assert len(town.conflicts()) == 1
    elsewhere = sign_in("east-only", "office")
    assert elsewhere.get("/api/v1/office/conflicts").json == []
    assert elsewhere.get("/api/v1/office/morning").json["conflicts"] == 0


def test_taking_a_settling_back_leaves_each_value_with_the_nurse_who_gave_it(town: Town) -> None:
    hers, his = town.disagree()
    office = town.megumi
    chosen = office.edit("person", town.person, "phone", [hers, his], HIS, copied_from={"phone": his})
    taken_back = office.edit("person", town.person, "phone", [], HERS, copied_from={"phone": hers})
    assert office.verdicts(chosen, taken_back) == {chosen[0]: "applied", taken_back[0]: "conflict"}
    (conflict,) = town.conflicts()
    assert {one["value"]: one["staff"] for one in conflict["values"]} == {HERS: "佐藤 花子", HIS: "鈴木 一郎"}
    assert conflict["before"]["value"] == OLD


def test_nobody_can_pass_her_own_value_off_as_somebody_elses(town: Town) -> None:
    hers, _ = town.disagree()
    forged = town.ichiro.edit("person", town.person, "phone", [], "0999-00-9999", copied_from={"phone": hers})
    town.ichiro.push(forged)
    (conflict,) = town.conflicts()
    assert {one["value"]: one["staff"] for one in conflict["values"]}["0999-00-9999"] == "鈴木 一郎"


def test_two_answers_of_one_sheet_are_settled_with_the_form_version_the_list_names(town: Town) -> None:
    sheet = new_id()
    filed = town.hanako.op("submission", sheet, new=submission(town.person))
    town.hanako.push(filed)
    field, seen = "a.qmcoo.01_health", [town.hanako.id(filed[0])]
    town.hanako.push(town.hanako.edit("submission", sheet, field, seen, 2))
    town.ichiro.push(town.ichiro.edit("submission", sheet, field, seen, 5))
    (conflict,) = town.conflicts()
    assert conflict["record"] == {"kind": "submission", "id": sheet, "form_version": "qmcoo/1"}
    saw = [one["op"] for one in conflict["values"]]
    form_version = conflict["record"]["form_version"]
    chosen = town.megumi.edit("submission", sheet, field, saw, 5, form_version=form_version)
    assert town.megumi.verdicts(chosen) == {chosen[0]: "applied"}
    assert town.conflicts() == []
