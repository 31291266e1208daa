"""Ops and reads sealed to the server: whoever carries them, they count as if their writer had sent them."""

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from server.audit.models import ReadLog
from server.cli import main
from server.db import read_snapshot, transaction
from server.devices import sealing
from server.exchange import op_log
from tests.factories import HOME_UID, SignedIn, store_id
from tests.sealed import Unlock, spoilt
from tests.tablet import Tablet, each, found_masters

SignIn = Callable[..., SignedIn]
AT = "2026-11-21T05:12:33Z"


@pytest.fixture
def hanako(app: Flask, sign_in: SignIn) -> Tablet:
    found_masters(app)
    return Tablet(sign_in("hanako", store=store_id()))


@pytest.fixture
def carrier(hanako: Tablet, sign_in: SignIn) -> SignedIn:
    """A colleague on the same tablet; she holds one of the two areas."""
    return sign_in("misaki", store=hanako.browser.store_id)


def carried(carrier: SignedIn, tablet: Tablet, ops: list[list[Any]], **changes: Any) -> dict[int, str]:
    reply = carrier.post("/api/v1/sync/push", json=tablet.envelope(ops, **changes))
    assert reply.status_code == 200, reply.text
    return each(reply.json)


def held(app: Flask) -> dict[str, tuple[str | None, bytes]]:
    with app.app_context():
        return {entry.id: (entry.reason, entry.body) for entry in op_log.held(1)}


def test_a_colleague_carries_what_she_cannot_open_and_it_counts_as_the_writers(
    hanako: Tablet, carrier: SignedIn
) -> None:
    unlock = Unlock(hanako.browser)
    person, made = hanako.new_person(phone="0999314159")
    changed = hanako.edit("person", person, "phone", [hanako.id(1)], "0999000000")
    plain = hanako.edit("person", person, "phone", [hanako.id(2)], "0999111111")
    ops = [unlock.op(hanako.no, made), unlock.op(hanako.no, changed), plain]
    assert "0999314159" not in str(ops[:2])
    assert carried(carrier, hanako, ops) == {1: "applied", 2: "applied", 3: "applied"}
    assert hanako.everything()[person]["fields"]["phone"] == "0999111111"


def test_sealed_or_in_the_clear_in_whatever_order_an_op_is_filed_once(
    hanako: Tablet, carrier: SignedIn
) -> None:
    unlock = Unlock(hanako.browser)
    _, first = hanako.new_person()
    _, second = hanako.new_person()
    sealed = [unlock.op(hanako.no, first), unlock.op(hanako.no, second)]
    assert carried(carrier, hanako, sealed) == {1: "applied", 2: "applied"}
    assert hanako.verdicts(first, second) == {1: "duplicate", 2: "duplicate"}
    again = [Unlock(hanako.browser).op(hanako.no, second)]
    assert carried(carrier, hanako, again) == {2: "duplicate"}
    _, third = hanako.new_person()
    assert hanako.verdicts(third) == {3: "applied"}
    assert carried(carrier, hanako, [unlock.op(hanako.no, third)]) == {3: "duplicate"}


def test_a_sealed_op_with_a_wrong_mac_is_nobodys(app: Flask, hanako: Tablet, carrier: SignedIn) -> None:
    _, op = hanako.new_person()
    seq, _, sealed = Unlock(hanako.browser).op(hanako.no, op)
    assert carried(carrier, hanako, [[seq, "A" * 22, sealed]]) == {1: "unproven-author"}
    assert held(app) == {hanako.id(1): ("unproven-author", op[2].encode())}


@pytest.mark.parametrize("at", [0, 1, 40, 70, 112, 113, 124, 125, -1])
def test_what_cannot_be_opened_is_kept_whole_and_gives_way_to_the_op_itself(
    app: Flask, hanako: Tablet, carrier: SignedIn, at: int
) -> None:
    person, op = hanako.new_person()
    bad = spoilt(Unlock(hanako.browser).op(hanako.no, op), at)
    assert carried(carrier, hanako, [bad]) == {1: "unopened"}
    assert carried(carrier, hanako, [bad]) == {1: "unopened"}
    [(reason, kept)] = held(app).values()
    assert reason == "unopened"
    assert bad[2]["sealed"].encode() in kept
    assert op[1].encode() in kept
    assert hanako.verdicts(op) == {1: "applied"}
    assert person in hanako.everything()
    assert held(app) == {}
    assert carried(carrier, hanako, [bad]) == {1: "duplicate"}


def test_an_op_sealed_for_another_place_is_not_opened(hanako: Tablet, carrier: SignedIn) -> None:
    unlock = Unlock(hanako.browser)
    _, first = hanako.new_person()
    _, second = hanako.new_person()
    swapped = [first[0], first[1], unlock.op(hanako.no, second)[2]]
    assert carried(carrier, hanako, [swapped]) == {1: "unopened"}
    wrong = [2, second[1], unlock.op(hanako.no, second)[2] | {"seal_key_id": 7}]
    assert carried(carrier, hanako, [wrong]) == {2: "unopened"}
    assert hanako.verdicts(first, second) == {1: "applied", 2: "applied"}


def test_what_is_no_sealed_op_is_refused_by_name(hanako: Tablet) -> None:
    _, op = hanako.new_person()
    good = Unlock(hanako.browser).op(hanako.no, op)[2]
    for bad in (
        {},
        good | {"more": 1},
        good | {"seal_key_id": 0},
        good | {"seal_key_id": "1"},
        good | {"sealed": 5},
        good | {"sealed": "x" * 4_100_001},
        [good],
        None,
    ):
        reply = hanako.post([[1, op[1], bad]])
        assert reply.status_code == 422
        assert "seal_key_id" in str(reply.json["errors"]["ops"])
    assert hanako.verdicts([1, op[1], good | {"sealed": "%"}]) == {1: "unopened"}


def test_after_a_new_sealing_key_what_was_sealed_to_the_old_one_is_opened_for_ever(
    app: Flask, hanako: Tablet, carrier: SignedIn
) -> None:
    old = Unlock(hanako.browser)
    _, first = hanako.new_person()
    with app.app_context(), transaction(1):
        number = sealing.rotate(1)
    config = app.extensions["kayoi_config"]
    env = {"DATABASE_URL": config.database_url, "KAYOI_DATA": str(config.data)}
    said = CliRunner().invoke(main, ["rotate-sealing-key", "--tenant", HOME_UID], env=env)
    assert int(said.output) > number, said.output
    told = hanako.browser.get("/api/v1/session").json
    assert told["sealing"]["id"] > number
    assert told["sealing"] != hanako.browser.body["sealing"]
    hanako.browser.body["sealing"] = told["sealing"]
    new = Unlock(hanako.browser)
    _, second = hanako.new_person()
    ops = [old.op(hanako.no, first), new.op(hanako.no, second)]
    assert carried(carrier, hanako, ops) == {1: "applied", 2: "applied"}


def test_only_a_tablet_is_told_the_sealing_key_and_each_town_has_its_own(sign_in: SignIn) -> None:
    assert sign_in("megumi", client="office").body["sealing"] is None
    home, away = sign_in("hanako").body["sealing"], sign_in("away-nurse").body["sealing"]
    assert home["id"] == away["id"] == 1
    assert home["key"] != away["key"]


def test_reads_come_sealed_too_and_one_that_cannot_be_opened_is_seen(
    app: Flask, hanako: Tablet, carrier: SignedIn
) -> None:
    unlock = Unlock(hanako.browser)
    note = f'[1,"search","","{AT}",14]'
    sent = [[1, unlock.seal(note, f"read/{hanako.no}/1")], [2, unlock.seal(note, f"read/{hanako.no}/2")]]
    body = {"store_id": hanako.browser.store_id, "writer_no": hanako.no}
    for _ in range(2):
        reply = carrier.post("/api/v1/audit", json=body | {"reads": sent})
        assert reply.json == {"received": [[1, 2]]}
    with app.app_context(), read_snapshot() as session:
        rows = session.scalars(select(ReadLog).where(ReadLog.place == "tablet").order_by(ReadLog.id)).all()
    assert [(row.kind, row.count, row.sealed is None) for row in rows] == [
        ("search", 14, True),
        ("unopened", 0, False),
    ]
    assert {row.staff_id for row in rows} == {hanako.browser.body["staff"]["id"]}
    refused = carrier.post("/api/v1/audit", json=body | {"reads": [[3, {"sealed": "x"}]]})
    assert refused.status_code == 422
