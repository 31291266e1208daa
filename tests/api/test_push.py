"""Push: every op is filed once, and each is told what became of it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from server.db import read_snapshot
from server.devices import service as devices
from server.records import service as records
from sync.ids import natural_id
from tests.factories import EAST, HOME_UID, SOUTH, SignedIn
from tests.tablet import SESSION, Tablet, each, file_ops, found_masters, new_id, person, submission

SignIn = Callable[..., SignedIn]


@pytest.fixture
def hanako(app: Flask, sign_in: SignIn) -> Tablet:
    """A nurse of both areas."""
    found_masters(app)
    return Tablet(sign_in("hanako"))


@pytest.fixture
def ichiro(hanako: Tablet, sign_in: SignIn) -> Tablet:
    """Her colleague, of the whole town."""
    return Tablet(sign_in("ichiro"))


def attendance(person_id: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    """(id, fields) of coming to today's session."""
    record_id = natural_id(HOME_UID, "attendance", f"{SESSION}:{person_id}")
    given = {"person": person_id, "session": SESSION, "at": "2026-11-21T01:00:00Z", "state": "present"}
    return record_id, given | fields


def test_what_a_nurse_files_is_what_everyone_pulls(hanako: Tablet, ichiro: Tablet) -> None:
    person_id, op = hanako.new_person(phone="0997-00-1111")
    sheet_id = new_id()
    reply = hanako.push(op, hanako.op("submission", sheet_id, new=submission(person_id)))
    assert reply["verdicts"] == [{"from": 1, "to": 2, "verdict": "applied"}]
    assert reply["received"] == {str(hanako.no): [[1, 2]]}
    assert reply["backed_up"] == {str(hanako.no): []}
    rows = ichiro.everything()
    assert rows[person_id]["fields"]["phone"] == "0997-00-1111"
    assert rows[person_id]["op"] == hanako.id(1)
    assert rows[person_id]["members"] == {}
    assert rows[sheet_id]["fields"]["a.qmcoo.01_health"] == 1


def test_a_reply_lost_after_commit_does_not_file_the_visit_twice(hanako: Tablet) -> None:
    person_id, op = hanako.new_person()
    assert hanako.verdicts(op) == {1: "applied"}
    assert hanako.verdicts(op, hanako.edit("person", person_id, "phone", [], "1")) == {
        1: "duplicate",
        2: "applied",
    }
    assert hanako.verdicts(op) == {1: "duplicate"}


def test_an_edit_that_saw_the_value_replaces_it_and_one_that_did_not_is_a_conflict(
    hanako: Tablet, ichiro: Tablet
) -> None:
    person_id, op = hanako.new_person(phone="1")
    hanako.push(op)
    first = hanako.edit("person", person_id, "phone", [hanako.id(1)], "2")
    blind = ichiro.edit("person", person_id, "phone", [hanako.id(1)], "3")
    assert hanako.verdicts(first) == {2: "applied"}
    assert ichiro.verdicts(blind) == {1: "conflict"}
    row = hanako.everything()[person_id]
    assert row["fields"]["phone"] == "2"
    assert row["members"] == {"phone": [[hanako.id(2), "2"], [ichiro.id(1), "3"]]}
    assert row["by"][ichiro.id(1)]["name"] == "鈴木 一郎"
    assert row["by"][hanako.id(2)]["at"] == "2026-11-21T05:12:33Z"


def test_settling_is_one_more_edit_and_the_nurse_whose_value_was_not_chosen_is_told(
    hanako: Tablet, ichiro: Tablet
) -> None:
    person_id, op = hanako.new_person(phone="1")
    hanako.push(op, hanako.edit("person", person_id, "phone", [hanako.id(1)], "2"))
    ichiro.push(ichiro.edit("person", person_id, "phone", [hanako.id(1)], "3"))
    settle = hanako.edit("person", person_id, "phone", [hanako.id(2), ichiro.id(1)], "2")
    assert hanako.verdicts(settle) == {3: "applied"}
    notices = [row for row in ichiro.everything().values() if row["kind"] == "notice"]
    assert [row["fields"]["your_op"] for row in notices] == [ichiro.id(1)]
    assert notices[0]["fields"]["record_id"] == person_id
    assert not [row for row in hanako.everything().values() if row["kind"] == "notice"]
    seen = ichiro.edit("notice", notices[0]["id"], "seen", [], True)
    assert ichiro.verdicts(seen) == {2: "applied"}


def test_edits_of_other_fields_merge_silently(hanako: Tablet, ichiro: Tablet) -> None:
    person_id, op = hanako.new_person(phone="1")
    hanako.push(op, hanako.edit("person", person_id, "phone", [hanako.id(1)], "2"))
    assert ichiro.verdicts(ichiro.edit("person", person_id, "address", [], "港町1")) == {1: "applied"}


def test_two_scans_on_two_tablets_are_one_attendance_and_no_conflict(hanako: Tablet, ichiro: Tablet) -> None:
    person_id, op = hanako.new_person()
    record_id, came = attendance(person_id)
    assert hanako.verdicts(op, hanako.op("attendance", record_id, new=came)) == {1: "applied", 2: "applied"}
    later = attendance(person_id, at="2026-11-21T01:07:00Z")[1]
    assert ichiro.verdicts(ichiro.op("attendance", record_id, new=later)) == {1: "merged"}
    row = ichiro.everything()[record_id]
    assert row["fields"]["at"] == "2026-11-21T01:00:00Z"
    assert len(row["members"]["at"]) == 2


def test_an_amended_answer_replaces_the_one_that_was_seen(hanako: Tablet) -> None:
    person_id, op = hanako.new_person()
    sheet_id = new_id()
    hanako.push(op, hanako.op("submission", sheet_id, new=submission(person_id)))
    declined = {"state": "declined", "reason": "本人の希望"}
    amend = hanako.edit(
        "submission", sheet_id, "a.qmcoo.01_health", [hanako.id(2)], declined, reason="聞き違い"
    )
    assert hanako.verdicts(amend) == {3: "applied"}
    assert hanako.everything()[sheet_id]["fields"]["a.qmcoo.01_health"] == declined


def test_a_gap_stops_nothing_and_is_filled_later(hanako: Tablet) -> None:
    first_id, first = hanako.new_person()
    lost_id, late = hanako.new_person()
    third_id, third = hanako.new_person()
    reply = hanako.push(first, third)
    assert reply["received"] == {str(hanako.no): [[1, 1], [3, 3]]}
    assert hanako.push(late)["received"] == {str(hanako.no): [[1, 3]]}
    assert {first_id, lost_id, third_id} <= hanako.everything().keys()


def test_what_a_device_owes_is_known_at_its_last_contact(hanako: Tablet, app: Flask) -> None:
    _, op = hanako.new_person()
    hanako.push(op, made_seq=7, drafts_open=2)
    with app.app_context(), read_snapshot():
        writer = devices.get_writer(1, hanako.no)
        assert writer is not None
        assert (writer.made_seq, writer.drafts_open, writer.received) == (7, 2, "[[1,1]]")


def test_a_lost_op_is_accounted_for_and_its_true_bytes_may_still_come(hanako: Tablet) -> None:
    person_id, op = hanako.new_person()
    held = hanako.raw('{"seq":2,"lost":"unreadable"}')
    lost = hanako.push(op, held)
    assert each(lost) == {1: "applied", 2: "lost"}
    assert lost["received"] == {str(hanako.no): [[1, 2]]}
    hanako.seq = 1
    found = hanako.edit("person", person_id, "phone", [], "9")
    assert hanako.verdicts(found) == {2: "applied"}
    assert hanako.verdicts(held) == {2: "duplicate"}


def test_a_field_is_answered_null_when_its_value_is_taken_back(hanako: Tablet) -> None:
    person_id, op = hanako.new_person(phone="1")
    hanako.push(op, hanako.edit("person", person_id, "phone", [hanako.id(1)], None))
    row = hanako.everything()[person_id]
    assert row["fields"]["phone"] is None
    assert row["members"]["phone"] == [[hanako.id(2), None]]


def test_a_death_is_in_use_while_its_conflict_is_open(hanako: Tablet, ichiro: Tablet) -> None:
    person_id, op = hanako.new_person(state="active")
    hanako.push(op)
    assert ichiro.verdicts(ichiro.edit("person", person_id, "state", [], "deceased")) == {1: "conflict"}
    assert hanako.everything()[person_id]["fields"]["state"] == "deceased"


def test_one_thing_saved_is_filed_as_one_save(hanako: Tablet, app: Flask) -> None:
    person_id, op = hanako.new_person()
    record_id, came = attendance(person_id)
    hanako.push(op, hanako.op("attendance", record_id, new=came, save=1))
    with app.app_context():
        assert [view.kind for view in records.of_person(1, person_id)] == ["attendance"]
        assert [view.id for view in records.of_session(1, SESSION)] == [record_id]
        assert [view.id for view in records.of_kind(1, "session", "2026-11-21", "2026-11-21")] == [SESSION]


def test_an_office_edit_is_an_op_like_any_other(hanako: Tablet, app: Flask) -> None:
    person_id, op = hanako.new_person()
    hanako.push(op)
    fate = file_ops(app, [{"kind": "person", "id": person_id, "edits": {"phone": {"saw": [], "now": "5"}}}])
    assert [verdict.verdict for verdict in fate] == ["applied"]
    assert hanako.everything()[person_id]["fields"]["phone"] == "5"


def test_someone_who_changes_area_takes_everything_with_her(hanako: Tablet, sign_in: SignIn) -> None:
    misaki = Tablet(sign_in("misaki"))  # South only
    person_id, op = hanako.new_person(area=SOUTH)
    sheet_id = new_id()
    hanako.push(op, hanako.op("submission", sheet_id, new=submission(person_id)))
    assert {person_id, sheet_id} <= misaki.pull().keys()
    hanako.push(hanako.edit("person", person_id, "area", [hanako.id(1)], EAST))
    page = misaki.page(cursor=misaki.cursor)
    assert {(scope, record) for scope, record, _ in page["withdrawn"]} == {
        (f"area:{SOUTH}", person_id),
        (f"area:{SOUTH}", sheet_id),
    }
    rows = hanako.everything()
    assert {rows[one]["scope"] for one in (person_id, sheet_id)} == {f"area:{EAST}"}
    back = hanako.edit("person", person_id, "area", [hanako.id(3)], SOUTH)
    assert hanako.verdicts(back) == {4: "applied"}
    assert {person_id, sheet_id} <= misaki.pull().keys()
    assert misaki.everything()[sheet_id]["fields"]["person"] == person_id


def test_a_person_of_the_towns_server_is_a_person(app: Flask, hanako: Tablet) -> None:
    drafts = [{"kind": "person", "id": new_id(), "new": person()} for _ in range(3)]
    drafts.append({"kind": "person", "id": new_id(), "new": person(sex="x")})
    assert [v.reason or v.verdict for v in file_ops(app, drafts)] == ["applied"] * 3 + ["invalid-value"]
