"""Ops that cannot be applied yet, or as they are: they wait, are replaced, or are released. Never dropped."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete

from server.clock import now
from server.db import read_snapshot, transaction
from server.devices import service as devices
from server.exchange import answers, op_log
from server.staff import service as staff
from server.staff.models import Grant
from sync.ids import natural_id
from tests.factories import EAST, HOME_UID, SOUTH, SignedIn
from tests.tablet import SALON, Tablet, file_ops, found_masters, new_id, person, submission

SignIn = Callable[..., SignedIn]


@pytest.fixture
def hanako(app: Flask, sign_in: SignIn) -> Tablet:
    found_masters(app)
    return Tablet(sign_in("hanako"))


def held(app: Flask) -> set[str]:
    """Ids of everything kept aside."""
    with app.app_context():
        return {entry.id for entry in op_log.held(1)}


def test_an_op_waits_for_the_record_it_names_and_is_applied_with_its_creation(
    app: Flask, hanako: Tablet
) -> None:
    person_id, op = hanako.new_person()
    sheet_id = new_id()
    sheet = hanako.op("submission", sheet_id, new=submission(person_id))
    amend = hanako.edit("submission", sheet_id, "a.qmcoo.01_health", [hanako.id(2)], 2)
    assert hanako.verdicts(sheet, amend) == {2: "waits", 3: "waits"}
    assert hanako.verdicts(sheet) == {2: "waits"}
    assert hanako.verdicts(op) == {1: "applied"}
    assert hanako.everything()[sheet_id]["fields"]["a.qmcoo.01_health"] == 2
    assert held(app) == set()
    assert hanako.verdicts(sheet, amend) == {2: "duplicate", 3: "duplicate"}


def test_ops_of_one_push_may_come_in_the_wrong_order(hanako: Tablet) -> None:
    person_id, sheet_id = new_id(), new_id()
    sheet = hanako.op("submission", sheet_id, new=submission(person_id))
    creation = hanako.op("person", person_id, new=person())
    assert hanako.verdicts(sheet, creation) == {1: "applied", 2: "applied"}
    assert {person_id, sheet_id} <= hanako.everything().keys()


def test_an_op_of_someone_else_is_released_too_and_she_hears_of_it(hanako: Tablet, sign_in: SignIn) -> None:
    ichiro = Tablet(sign_in("ichiro"))
    person_id, op = hanako.new_person(phone="1")
    ichiro.push(ichiro.edit("person", person_id, "phone", [hanako.id(1)], "2"))
    assert ichiro.page()["held"] == [[ichiro.id(1), "waits"]]
    hanako.push(op)
    assert ichiro.page()["held"] == []
    assert hanako.everything()[person_id]["fields"]["phone"] == "2"


def test_a_held_creation_is_replaced_and_what_waited_for_it_is_applied(app: Flask, hanako: Tablet) -> None:
    person_id, sheet_id = new_id(), new_id()
    wrong = hanako.op("person", person_id, new=person(born_on="1941-02-30"))
    sheet = hanako.op("submission", sheet_id, new=submission(person_id))
    assert hanako.verdicts(wrong, sheet) == {1: "invalid-value", 2: "waits"}
    right = hanako.op("person", person_id, new=person(born_on="1941-02-28"), replaces=hanako.id(1))
    assert hanako.verdicts(right) == {3: "applied"}
    assert held(app) == set()
    assert {person_id, sheet_id} <= hanako.everything().keys()
    assert hanako.verdicts(wrong, sheet) == {1: "duplicate", 2: "duplicate"}


def test_nobody_replaces_what_a_colleague_has_on_hold_but_the_coordinator_may(
    app: Flask, hanako: Tablet, sign_in: SignIn
) -> None:
    ichiro, megumi = Tablet(sign_in("ichiro")), Tablet(sign_in("megumi"))
    person_id = new_id()
    hanako.push(hanako.op("person", person_id, new=person(sex="x")))
    right = person(sex="male")
    assert ichiro.verdicts(ichiro.op("person", person_id, new=right, replaces=hanako.id(1))) == {1: "applied"}
    assert held(app) == {hanako.id(1)}
    again = megumi.op("person", person_id, new=right, replaces=hanako.id(1))
    assert megumi.verdicts(again) == {1: "merged"}
    assert held(app) == set()


def test_a_replacement_of_another_record_replaces_nothing(app: Flask, hanako: Tablet) -> None:
    wrong = hanako.op("person", new_id(), new=person(sex="x"))
    other = hanako.op("person", new_id(), new=person(), replaces=hanako.id(1))
    assert hanako.verdicts(wrong, other) == {1: "invalid-value", 2: "applied"}
    assert held(app) == {hanako.id(1)}


def test_a_sheet_of_an_unknown_form_version_is_released_when_the_version_is_published(
    app: Flask, hanako: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id, op = hanako.new_person()
    sheet_id = new_id()
    sheet = hanako.op("submission", sheet_id, new=submission(person_id, version=7), form_version="qmcoo/7")
    assert hanako.verdicts(op, sheet) == {1: "applied", 2: "form-version-unknown"}
    published = answers.forms.published
    monkeypatch.setattr(answers.forms, "published", lambda form, version: published(form, 1))
    version_id = natural_id(HOME_UID, "form_version", "qmcoo:7")
    new = {"form": "qmcoo", "version": 7, "definition": {"form": "qmcoo"}}
    file_ops(app, [{"kind": "form_version", "id": version_id, "new": new}])
    assert held(app) == set()
    answers._compiled.cache_clear()  # what this test pretended to have installed
    rows = hanako.everything()
    assert rows[sheet_id]["fields"]["version"] == 7
    assert rows[version_id]["kind"] == "form_version"


def test_a_nurse_writes_in_her_areas_only_and_what_she_may_not_is_kept(app: Flask, sign_in: SignIn) -> None:
    found_masters(app)
    misaki = Tablet(sign_in("misaki"))  # South only
    misaki.pull()
    _, elsewhere = misaki.new_person(area=EAST)
    _, here = misaki.new_person(area=SOUTH)
    rename = misaki.edit("salon", SALON, "name", [], "別の会")
    forms = {"form": "x", "version": 1, "definition": {}}
    publish = misaki.op("form_version", natural_id(HOME_UID, "form_version", "x:1"), new=forms)
    assert misaki.verdicts(elsewhere, here, rename, publish) == {
        1: "not-allowed",
        2: "applied",
        3: "not-allowed",
        4: "not-allowed",
    }
    assert held(app) == {misaki.id(seq) for seq in (1, 3, 4)}


def test_a_supporter_writes_no_person(app: Flask, sign_in: SignIn) -> None:
    found_masters(app)
    masao = Tablet(sign_in("masao"))
    assert masao.verdicts(masao.new_person()[1]) == {1: "not-allowed"}


def test_a_coordinator_may_change_the_masters(app: Flask, sign_in: SignIn) -> None:
    found_masters(app)
    megumi = Tablet(sign_in("megumi"))
    assert megumi.verdicts(megumi.edit("salon", SALON, "name", [], "新しい会")) == {1: "conflict"}


def test_what_she_wrote_before_someone_moved_away_still_counts(hanako: Tablet, sign_in: SignIn) -> None:
    misaki = Tablet(sign_in("misaki"))
    person_id, op = hanako.new_person(area=SOUTH, phone="1")
    hanako.push(op)
    misaki.pull()
    hanako.push(hanako.edit("person", person_id, "area", [hanako.id(1)], EAST))
    sheet = misaki.op("submission", new_id(), new=submission(person_id))
    edit = misaki.edit("person", person_id, "phone", [hanako.id(1)], "2")
    assert misaki.verdicts(sheet, edit) == {1: "applied", 2: "applied"}


def test_rights_of_her_last_contact_count_for_what_she_made_before(
    app: Flask, hanako: Tablet, sign_in: SignIn
) -> None:
    _, op = hanako.new_person()
    with app.app_context(), transaction(1) as turn:
        turn.session.execute(delete(Grant).where(Grant.staff_id == hanako.browser.body["staff"]["id"]))
    carrier = sign_in("ichiro")  # her own session may do nothing any more; a colleague carries her tablet
    reply = carrier.post("/api/v1/sync/push", json=hanako.envelope([op]))
    assert reply.json["verdicts"] == [{"from": 1, "to": 1, "verdict": "applied"}]


def test_an_ended_writer_is_kept_not_applied(app: Flask, hanako: Tablet, sign_in: SignIn) -> None:
    _, op = hanako.new_person()
    with app.app_context(), transaction(1):
        writer = devices.get_writer(1, hanako.no)
        assert writer is not None
        writer.ended_at = now()
    assert hanako.verdicts(op) == {1: "not-allowed"}
    assert held(app) == {hanako.id(1)}


def test_the_carrier_is_not_the_author(app: Flask, hanako: Tablet, sign_in: SignIn) -> None:
    """A supporter signed in on the same tablet carries a nurse's ops: they are judged as the nurse's."""
    masao = sign_in("masao")
    _, op = hanako.new_person()
    reply = masao.post("/api/v1/sync/push", json=hanako.envelope([op]))
    assert reply.json["verdicts"] == [{"from": 1, "to": 1, "verdict": "applied"}]
    with app.app_context(), read_snapshot():
        entry = op_log.entries(1, [hanako.id(1)])[hanako.id(1)]
    assert entry.staff == "佐藤 花子"


def test_an_account_that_ended_wrote_what_it_wrote(app: Flask, hanako: Tablet, sign_in: SignIn) -> None:
    _, op = hanako.new_person()
    with app.app_context(), transaction(1):
        staff.end(1, hanako.browser.body["staff"]["id"])
    reply = sign_in("ichiro").post("/api/v1/sync/push", json=hanako.envelope([op]))
    assert reply.json["verdicts"] == [{"from": 1, "to": 1, "verdict": "applied"}]


def test_a_second_replacement_also_settles_what_the_first_had_stood_in_for(hanako: Tablet) -> None:
    person_id = new_id()
    wrong = hanako.op("person", person_id, new=person(born_on="1941-02-30"))
    still_wrong = hanako.op("person", person_id, new=person(born_on="1941-02-31"), replaces=hanako.id(1))
    assert set(hanako.verdicts(wrong, still_wrong).values()) == {"invalid-value"}
    right = hanako.op("person", person_id, new=person(born_on="1941-02-28"), replaces=hanako.id(2))
    assert hanako.verdicts(right) == {3: "applied"}
    assert hanako.page()["held"] == []
    assert hanako.verdicts(wrong, still_wrong) == {1: "duplicate", 2: "duplicate"}


def test_what_comes_after_its_correction_is_not_on_hold(hanako: Tablet) -> None:
    person_id, op = hanako.new_person(phone="1")
    wrong = hanako.edit("person", person_id, "phone", [hanako.id(1)], [])
    right = hanako.edit(
        "person", person_id, "phone", [hanako.id(1), hanako.id(2)], "2", replaces=hanako.id(2)
    )
    assert hanako.verdicts(op, right) == {1: "applied", 3: "merged"}
    assert hanako.verdicts(wrong) == {2: "duplicate"}
    assert hanako.page()["held"] == []


def test_a_correction_that_waited_still_takes_its_op_off_hold(hanako: Tablet) -> None:
    person_id, op = hanako.new_person(phone="1")
    wrong = hanako.edit("person", person_id, "phone", [hanako.id(1)], [])
    right = hanako.edit(
        "person", person_id, "phone", [hanako.id(1), hanako.id(2)], "2", replaces=hanako.id(2)
    )
    assert hanako.verdicts(wrong, right) == {2: "invalid-value", 3: "waits"}
    assert hanako.verdicts(op, wrong, right) == {1: "applied", 2: "duplicate", 3: "merged"}
    assert hanako.page()["held"] == []
