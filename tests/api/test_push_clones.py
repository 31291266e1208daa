"""A store that was copied or rolled back, and a server that was restored: nothing is lost or doubled."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, text

from server.db import read_snapshot, transaction
from server.devices import service as devices
from server.devices.models import Writer
from tests.factories import SignedIn
from tests.tablet import Tablet, each, found_masters, sign

SignIn = Callable[..., SignedIn]


@pytest.fixture
def hanako(app: Flask, sign_in: SignIn) -> Tablet:
    found_masters(app)
    return Tablet(sign_in("hanako"))


def copy_of(tablet: Tablet, up_to: int) -> Tablet:
    """The same store as it was when this many ops were made."""
    copy = Tablet(tablet.browser)
    copy.seq, copy.made = up_to, {seq: op for seq, op in tablet.made.items() if seq <= up_to}
    return copy


def test_other_bytes_under_a_used_number_go_on_under_a_new_writer(app: Flask, hanako: Tablet) -> None:
    person_id, op = hanako.new_person(phone="1")
    hanako.push(op, hanako.edit("person", person_id, "phone", [hanako.id(1)], "2"))
    rolled_back = copy_of(hanako, 1)
    other = rolled_back.edit("person", person_id, "phone", [hanako.id(1)], "3")
    after = rolled_back.edit("person", person_id, "phone", [hanako.id(2), hanako.id(1)], "4")
    reply = rolled_back.push(op, other, after)
    assert each(reply) == {1: "duplicate", 2: "conflict", 3: "conflict"}
    moved = reply["moved"]
    assert (moved["from"], moved["first_seq"]) == (hanako.no, 2)
    assert reply["received"] == {str(hanako.no): [[1, 2]], str(moved["to"]): [[2, 3]]}
    row = hanako.everything()[person_id]
    assert row["members"]["phone"] == [[hanako.id(2), "2"], [f"{moved['to']}.3", "4"]]
    with app.app_context(), read_snapshot():
        clone = devices.get_writer(1, moved["to"])
        assert clone is not None
        assert clone.clone_of == hanako.no


def test_the_same_push_again_finds_its_new_writer(hanako: Tablet) -> None:
    _, op = hanako.new_person(phone="1")
    hanako.push(op)
    rolled_back = copy_of(hanako, 0)
    _, other = rolled_back.new_person(phone="2")
    first = rolled_back.push(other)
    _, more = rolled_back.new_person(phone="3")
    again = rolled_back.push(other, more)
    assert again["moved"]["to"] == first["moved"]["to"]
    assert each(again) == {1: "duplicate", 2: "applied"}
    persons = [row for row in hanako.everything().values() if row["kind"] == "person"]
    assert sorted(row["fields"]["phone"] for row in persons) == ["1", "2", "3"]


def test_another_past_is_noticed_by_the_hash_of_the_op_before(hanako: Tablet) -> None:
    _, op = hanako.new_person(phone="1")
    hanako.push(op)
    rolled_back = copy_of(hanako, 0)
    rolled_back.new_person(phone="2")  # its reply is thought to have come
    _, second = rolled_back.new_person(phone="3")
    reply = rolled_back.push(second)
    assert each(reply) == {2: "applied"}
    assert reply["moved"]["first_seq"] == 2
    assert reply["received"][str(hanako.no)] == [[1, 1]]


def test_a_moved_device_goes_on_under_its_new_number(hanako: Tablet) -> None:
    person_id, op = hanako.new_person(phone="1")
    hanako.push(op)
    rolled_back = copy_of(hanako, 0)
    other_id, other = rolled_back.new_person(phone="2")
    moved = rolled_back.push(other)["moved"]
    rolled_back.no, rolled_back.writer = moved["to"], {"mac_key": moved["mac_key"], **moved}
    rolled_back.made = {
        seq: [seq, sign(moved["mac_key"], made[2]), made[2]] for seq, made in rolled_back.made.items()
    }
    edit = rolled_back.edit("person", other_id, "phone", [rolled_back.id(1)], "5")
    assert each(rolled_back.push(edit)) == {2: "applied"}
    assert person_id in rolled_back.everything()


def test_another_copy_that_signs_in_is_not_given_the_number_the_first_copy_went_on_under(
    app: Flask, hanako: Tablet, sign_in: SignIn
) -> None:
    _, op = hanako.new_person(phone="1")
    hanako.push(op)
    rolled_back = copy_of(hanako, 0)
    _, other = rolled_back.new_person(phone="2")
    moved = rolled_back.push(other)["moved"]
    again = sign_in("hanako", store=hanako.browser.store_id)
    assert again.writer["writer_no"] == hanako.no != moved["to"]


def test_a_key_is_given_to_its_owner_only(hanako: Tablet, sign_in: SignIn) -> None:
    _, op = hanako.new_person(phone="1")
    hanako.push(op)
    rolled_back = copy_of(hanako, 0)
    _, other = rolled_back.new_person(phone="2")
    carried = sign_in("ichiro").post("/api/v1/sync/push", json=rolled_back.envelope([other])).json
    assert carried["verdicts"] == [{"from": 1, "to": 1, "verdict": "applied"}]
    assert "moved" not in carried
    assert "moved" in rolled_back.push(other)


def restore(app: Flask, hanako: Tablet) -> None:
    """The server forgets this tablet and everything it sent."""
    with app.app_context(), transaction(1) as turn:
        for table in ("op", "held_op"):
            turn.session.execute(text(f"DELETE FROM {table} WHERE writer_no = :no"), {"no": hanako.no})
        turn.session.execute(text("DELETE FROM record WHERE kind = 'person'"))
        turn.session.execute(delete(Writer).where(Writer.writer_no == hanako.no))
        turn.session.execute(text("UPDATE tenant_feed SET epoch = 'restored', last = 40 WHERE tenant_id = 1"))


def test_a_restored_server_takes_back_a_writer_it_forgot_by_its_certificate(
    app: Flask, hanako: Tablet
) -> None:
    person_id, op = hanako.new_person()
    hanako.push(op)
    restore(app, hanako)
    again = hanako.push(op)
    assert each(again) == {1: "applied"}
    assert again["epoch"] == "restored"
    assert again["received"] == {str(hanako.no): [[1, 1]]}
    assert person_id in hanako.everything()


@pytest.mark.parametrize("certificate", ["", "x.y", "eyJ9.AAAA"])
def test_without_a_certificate_a_forgotten_writer_must_sign_in_again(
    app: Flask, hanako: Tablet, certificate: str
) -> None:
    _, op = hanako.new_person()
    hanako.push(op)
    restore(app, hanako)
    reply = hanako.post([op], writer_cert=certificate)
    assert (reply.status_code, reply.json["type"]) == (409, "/problems/writer-unknown")


def test_a_certificate_of_someone_else_proves_nothing(app: Flask, hanako: Tablet, sign_in: SignIn) -> None:
    ichiro = Tablet(sign_in("ichiro"))
    _, op = hanako.new_person()
    hanako.push(op)
    restore(app, hanako)
    reply = hanako.post([op], writer_cert=ichiro.writer["certificate"])
    assert reply.status_code == 409


def test_a_cursor_of_another_epoch_or_ahead_of_the_feed_starts_anew(app: Flask, hanako: Tablet) -> None:
    _, op = hanako.new_person()
    hanako.push(op)
    hanako.pull()
    restore(app, hanako)
    reply = hanako.browser.get("/api/v1/sync/pull", query_string={"cursor": hanako.cursor})
    assert (reply.status_code, reply.json["type"]) == (409, "/problems/feed-reset")
    assert reply.json["epoch"] == "restored"


def made_as(tablet: Tablet, moved: dict[str, Any]) -> str:
    """What a moved device says of ops it made before it learned of the move."""
    return f"{tablet.no}.{moved['first_seq']}"


def test_ops_made_before_the_move_keep_their_meaning_when_sent_again(app: Flask, hanako: Tablet) -> None:
    """Sent again under the new number after a restore, `12.2` in their bytes still means its own 2."""
    person_id, op = hanako.new_person(phone="1")
    hanako.push(op, hanako.edit("person", person_id, "phone", [hanako.id(1)], "2"))
    rolled_back = copy_of(hanako, 1)
    other = rolled_back.edit("person", person_id, "phone", [hanako.id(1)], "3")
    moved = rolled_back.push(other)["moved"]
    after = rolled_back.edit("person", person_id, "phone", [hanako.id(2), hanako.id(1)], "4")
    signed = [after[0], sign(moved["mac_key"], after[2]), after[2]]
    said = {
        "writer_no": moved["to"],
        "made_as": made_as(hanako, moved),
        "prev_hash": sign(moved["mac_key"], other[2]),
    }
    assert rolled_back.verdicts(signed, **said) == {3: "conflict"}
    members = hanako.everything()[person_id]["members"]["phone"]
    assert members == [[hanako.id(2), "2"], [f"{moved['to']}.3", "4"]]
