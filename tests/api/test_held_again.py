"""What is on hold is considered once more when its cause is gone, and a coordinator may file it herself."""

from collections.abc import Callable

import pytest
from flask import Flask

from server.clock import now
from server.db import transaction
from server.devices import service as devices
from tests.factories import SignedIn
from tests.tablet import Tablet, found_masters, new_id, person

SignIn = Callable[..., SignedIn]


@pytest.fixture
def hanako(app: Flask, sign_in: SignIn) -> Tablet:
    found_masters(app)
    return Tablet(sign_in("hanako"))


def end(app: Flask, writer_no: int, *, ended: bool) -> None:
    with app.app_context(), transaction(1):
        writer = devices.get_writer(1, writer_no)
        assert writer is not None
        writer.ended_at = now() if ended else None


def again(office: Tablet, *ops: str) -> int:
    reply = office.browser.post("/api/v1/office/held/again", json={"ops": list(ops)})
    assert reply.status_code == 200, reply.text
    return int(reply.json["released"])


def test_an_op_goes_in_once_nothing_stands_against_it_any_longer(
    app: Flask, hanako: Tablet, sign_in: SignIn
) -> None:
    megumi = Tablet(sign_in("megumi"))
    person_id, op = hanako.new_person()
    end(app, hanako.no, ended=True)
    assert hanako.verdicts(op) == {1: "not-allowed"}
    assert again(megumi, hanako.id(1)) == 0
    end(app, hanako.no, ended=False)
    assert again(megumi, hanako.id(1)) == 1
    assert hanako.everything()[person_id]["op"] == hanako.id(1)
    assert again(megumi, hanako.id(1)) == 0  # it is not held any more: nothing to do twice


def test_what_cannot_be_right_stays_on_hold(hanako: Tablet, sign_in: SignIn) -> None:
    megumi = Tablet(sign_in("megumi"))
    _, op = hanako.new_person(sex="wrong")
    assert hanako.verdicts(op) == {1: "invalid-value"}
    forged = (2, "A" * 22, hanako.new_person()[1][2])
    hanako.push(forged)
    assert again(megumi, hanako.id(1), hanako.id(2), "999.1") == 0
    assert len(megumi.browser.get("/api/v1/office/held").json) == 2


def test_a_coordinator_corrects_what_a_nurse_could_not_file(hanako: Tablet, sign_in: SignIn) -> None:
    megumi = Tablet(sign_in("megumi"))
    person_id, op = hanako.new_person(sex="wrong", phone="1")
    hanako.push(op)
    right = megumi.op("person", person_id, new=person(phone="1"), replaces=hanako.id(1))
    assert megumi.verdicts(right) == {right[0]: "applied"}
    assert megumi.browser.get("/api/v1/office/held").json == []
    assert hanako.everything()[person_id]["fields"]["phone"] == "1"


def test_the_plan_to_ask_her_stands_on_the_conflict(hanako: Tablet, sign_in: SignIn) -> None:
    megumi, ichiro = Tablet(sign_in("megumi")), Tablet(sign_in("ichiro"))
    person_id, op = hanako.new_person(phone="1")
    hanako.push(op)
    ichiro.pull()
    hanako.push(hanako.edit("person", person_id, "phone", [hanako.id(1)], "2"))
    ichiro.push(ichiro.edit("person", person_id, "phone", [hanako.id(1)], "3"))
    plan = {"person": person_id, "due_on": "2026-12-01", "way": "phone", "state": "planned"}
    about = {"about_record": person_id, "about_field": "phone"}
    plan_id = new_id()
    megumi.push(megumi.op("follow_up", plan_id, new=plan | about))
    (conflict,) = megumi.browser.get("/api/v1/office/conflicts").json
    assert conflict["asked"] == {"id": plan_id, "due_on": "2026-12-01", "way": "phone", "state": "planned"}
    assert {one["staff_id"] for one in conflict["values"]} == {
        hanako.browser.body["staff"]["id"],
        ichiro.browser.body["staff"]["id"],
    }


def test_a_bad_list_of_ops_is_refused_by_name(hanako: Tablet, sign_in: SignIn) -> None:
    megumi = sign_in("megumi")
    reply = megumi.post("/api/v1/office/held/again", json={"ops": ["nonsense"]})
    assert reply.status_code == 422
    assert "ops.0" in reply.json["errors"]
