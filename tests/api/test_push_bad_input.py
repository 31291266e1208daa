"""Bad input: a clear problem or a verdict per op, nothing in the record, nothing lost, never a crash."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from server.exchange import apply, intake, op_log
from server.records import service as records
from sync.ids import natural_id
from tests.factories import HOME_UID, SignedIn
from tests.tablet import SALON, SESSION, Tablet, found_masters, new_id, person, sign, submission

SignIn = Callable[..., SignedIn]
PUSH = "/api/v1/sync/push"
HEAD = '"save":1,"kind":"person","id":"018f0000-0000-7000-8000-0000000000c1","made_at":"2026-11-21T05:12:33Z"'


@pytest.fixture
def hanako(app: Flask, sign_in: SignIn) -> Tablet:
    found_masters(app)
    return Tablet(sign_in("hanako"))


def people(app: Flask) -> int:
    """How many persons the record holds."""
    with app.app_context():
        return len(records.of_kind(1, "person"))


def held(app: Flask) -> dict[str, tuple[str | None, bytes]]:
    """{op id: (reason, raw bytes)} of everything kept aside."""
    with app.app_context():
        return {entry.id: (entry.reason, entry.body) for entry in op_log.held(1)}


UNREADABLE = {
    "nothing": "",
    "not json": "{seq:1",
    "100,000 brackets": "[" * 100_000,
    "a deep object": '{"a":' * 50_000,
    "NaN": f'{{"seq":1,{HEAD},"new":{{"phone":NaN}}}}',
    "infinity": f'{{"seq":1,{HEAD},"new":{{"phone":1e999}}}}',
    "a lone surrogate": f'{{"seq":1,{HEAD},"new":{{"phone":"\\ud800"}}}}',
    "another seq inside": f'{{"seq":2,{HEAD},"new":{{"phone":"1"}}}}',
    "seq as text": f'{{"seq":"1",{HEAD},"new":{{"phone":"1"}}}}',
    "no kind": '{"seq":1,"save":1,"id":"x","made_at":"2026-11-21T05:12:33Z","new":{}}',
    "both new and edits": f'{{"seq":1,{HEAD},"new":{{"phone":"1"}},"edits":{{"x":{{"saw":[],"now":1}}}}}}',
    "an unknown member": f'{{"seq":1,{HEAD},"tenant":"x","new":{{"phone":"1"}}}}',
    "no fields": f'{{"seq":1,{HEAD},"new":{{}}}}',
    "a list": "[1,2,3]",
    "null": "null",
}


def test_bytes_that_are_no_op_are_kept_aside_and_the_queue_goes_on(app: Flask, hanako: Tablet) -> None:
    bad = [hanako.raw(text) for text in UNREADABLE.values()]
    _, good = hanako.new_person()
    verdicts = hanako.verdicts(*bad, good)
    assert dict(zip(UNREADABLE, verdicts.values(), strict=False)) == dict.fromkeys(UNREADABLE, "unreadable")
    assert verdicts[hanako.seq] == "applied"
    kept = {hanako.id(op[0]): ("unreadable", op[2].encode()) for op in bad}
    assert held(app) == kept
    assert people(app) == 1
    assert set(hanako.verdicts(*bad).values()) == {"unreadable"}
    assert held(app) == kept


FIELDS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown field": ({"nickname": "x"}, "unknown-field"),
    "a field of another kind": ({"salon": SALON}, "unknown-field"),
    "a number for text": ({"phone": 5}, "invalid-value"),
    "text for a choice": ({"sex": "F"}, "invalid-value"),
    "true for text": ({"family": True}, "invalid-value"),
    "a list": ({"address": ["x"]}, "invalid-value"),
    "an object": ({"phone": {"state": "declined"}}, "invalid-value"),
    "昭和64年2月 as a day": ({"born_on": "1989-02-30"}, "invalid-value"),
    "a month 13": ({"born_on": "1941-13-01"}, "invalid-value"),
    "a birthday in the future": ({"born_on": "2199-01-01"}, "invalid-value"),
    "a day with a time": ({"born_on": "1941-04-29T00:00:00Z"}, "invalid-value"),
    "half-width kana": ({"family_kana": "ﾀｶﾊｼ"}, "invalid-value"),
    "hiragana": ({"given_kana": "はな"}, "invalid-value"),
    "blank kana": ({"given_kana": ""}, "invalid-value"),
    "null where needed": ({"born_on": None}, "invalid-value"),
    "NUL": ({"phone": "1\x002"}, "invalid-value"),
    "5,000 characters": ({"address": "あ" * 5_000}, "invalid-value"),
    "2^70 for text": ({"phone": 2**70}, "invalid-value"),
    "an id that is none": ({"area": "south"}, "invalid-value"),
    "a value of KDB that is none": ({"kdb#2026-a": "bmi=thin;source=x"}, "invalid-value"),
    "KDB without its source": ({"kdb#2026-a": "bmi=19.5"}, "invalid-value"),
    "an id in capitals": ({"area": "018F0000-0000-7000-8000-00000000000A"}, "invalid-value"),
}


def test_a_field_that_cannot_be_holds_the_whole_op(app: Flask, hanako: Tablet) -> None:
    ops = [hanako.op("person", new_id(), new=person(**fields)) for fields, _ in FIELDS.values()]
    verdicts = dict(zip(FIELDS, hanako.verdicts(*ops).values(), strict=True))
    assert verdicts == {name: reason for name, (_, reason) in FIELDS.items()}
    assert people(app) == 0
    assert len(held(app)) == len(FIELDS)


def test_a_missing_field_an_unknown_kind_and_a_wrong_id_are_named(app: Flask, hanako: Tablet) -> None:
    incomplete = person()
    del incomplete["born_on"]
    visit = {"salon": SALON, "on": "2026-11-21", "n": 2}
    assert hanako.verdicts(
        hanako.op("person", new_id(), new=incomplete),
        hanako.op("spaceship", new_id(), new={"name": "x"}),
        hanako.op("session", new_id(), new=visit),
        hanako.op("session", natural_id(HOME_UID, "session", f"{SALON}:2026-11-21:2"), new=visit),
        hanako.op("form_version", new_id(), new={"form": "x", "version": 1, "definition": {}}),
    ) == {1: "missing-field", 2: "unknown-kind", 3: "wrong-id", 4: "applied", 5: "wrong-id"}


SHEETS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a form version nobody knows": ({"version": 99}, "qmcoo/99", "form-version-unknown"),
    "a form nobody knows": ({"form": "zzz"}, "zzz/1", "form-version-unknown"),
    "another version inside": ({"version": 2}, "qmcoo/1", "invalid-value"),
    "an item the form has not": ({"a.qmcoo.99_moon": 1}, "qmcoo/1", "unknown-field"),
    "a code the item has not": ({"a.qmcoo.01_health": 77}, "qmcoo/1", "invalid-value"),
    "true for a code": ({"a.qmcoo.01_health": True}, "qmcoo/1", "invalid-value"),
    "1.0 for a code": ({"a.qmcoo.01_health": 1.5}, "qmcoo/1", "invalid-value"),
    "text for a code": ({"a.qmcoo.01_health": "1"}, "qmcoo/1", "invalid-value"),
    "2^70 for a code": ({"a.qmcoo.01_health": 2**70}, "qmcoo/1", "invalid-value"),
    "an unknown state": ({"a.qmcoo.01_health": {"state": "bored"}}, "qmcoo/1", "invalid-value"),
    "a state with more": ({"a.qmcoo.01_health": {"state": "declined", "x": 1}}, "qmcoo/1", "invalid-value"),
}


def test_an_answer_sheet_is_checked_against_its_form_version(app: Flask, hanako: Tablet) -> None:
    person_id, op = hanako.new_person()
    hanako.push(op)
    sheets = [
        hanako.op("submission", new_id(), new=submission(person_id, **fields), form_version=form_version)
        for fields, form_version, _ in SHEETS.values()
    ]
    verdicts = dict(zip(SHEETS, hanako.verdicts(*sheets).values(), strict=True))
    assert verdicts == {name: reason for name, (_, _, reason) in SHEETS.items()}
    with app.app_context():
        assert records.of_person(1, person_id) == []
    assert len(held(app)) == len(SHEETS)


def test_a_sheet_without_its_form_version_is_held(hanako: Tablet) -> None:
    person_id, op = hanako.new_person()
    sheet = hanako.op("submission", new_id(), new=submission(person_id), form_version=None)
    assert hanako.verdicts(op, sheet) == {1: "applied", 2: "form-version-unknown"}


ENVELOPES: dict[str, tuple[dict[str, Any], int, str]] = {
    "no ops": ({"ops": None}, 422, "invalid"),
    "an op that is no triple": ({"ops": [{"seq": 1}]}, 422, "invalid"),
    "a triple of wrong types": ({"ops": [["1", "x", "{}"]]}, 422, "invalid"),
    "seq 0": ({"ops": [[0, "x", "{}"]]}, 422, "invalid"),
    "seqs that go back": ({"ops": [[2, "x", "{}"], [1, "x", "{}"]]}, 422, "invalid"),
    "1,001 ops": ({"ops": [[n + 1, "x", "{}"] for n in range(1_001)]}, 422, "invalid"),
    "an unknown member": ({"tenant": "other"}, 422, "invalid"),
    "writer as text": ({"writer_no": "1"}, 422, "invalid"),
    "writer as true": ({"writer_no": True}, 422, "invalid"),
    "a store that is no id": ({"store_id": "mine"}, 422, "invalid"),
    "a negative seq made": ({"made_seq": -1}, 422, "invalid"),
    "another protocol": ({"protocol": 2}, 400, "protocol-unknown"),
    "a writer nobody was given": ({"writer_no": 999}, 409, "writer-unknown"),
}


def test_a_wrong_envelope_is_one_clear_problem_and_stores_nothing(app: Flask, hanako: Tablet) -> None:
    _, op = hanako.new_person()
    for name, (changes, status, slug) in ENVELOPES.items():
        reply = hanako.browser.post(PUSH, json=hanako.envelope([op]) | changes)
        assert (name, reply.status_code, reply.json["type"]) == (name, status, f"/problems/{slug}")
        assert reply.mimetype == "application/problem+json"
    assert held(app) == {}
    assert hanako.verdicts(op) == {1: "applied"}


BODIES = {
    "brackets": (b"[" * 100_000, 400, "bad-body"),
    "NaN": (b'{"protocol":NaN}', 400, "bad-body"),
    "2^70": (b'{"protocol":1180591620717411303424}', 400, "bad-body"),
    "a lone surrogate": (b'{"prev_hash":"\\ud800"}', 400, "bad-body"),
    "NUL": (b'{"prev_hash":"\\u0000"}', 400, "bad-body"),
    "9 MiB": (b'{"prev_hash":"' + b"a" * (9 * 1024 * 1024) + b'"}', 413, "body-too-large"),
}


def test_a_poison_body_is_one_clear_problem(hanako: Tablet) -> None:
    for name, (body, status, slug) in BODIES.items():
        reply = hanako.browser.post(PUSH, data=body, headers={"Content-Type": "application/json"})
        assert (name, reply.status_code, reply.json["type"]) == (name, status, f"/problems/{slug}")


def test_a_gzip_bomb_is_stopped(hanako: Tablet) -> None:
    bomb = gzip.compress(b'{"prev_hash":"' + b"0" * (64 * 1024 * 1024) + b'"}')
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    reply = hanako.browser.post(PUSH, data=bomb, headers=headers)
    assert (reply.status_code, reply.json["type"]) == (413, "/problems/body-too-large")


def test_a_push_may_be_gzipped(hanako: Tablet) -> None:
    _, op = hanako.new_person()
    body = gzip.compress(json.dumps(hanako.envelope([op])).encode())
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert hanako.browser.post(PUSH, data=body, headers=headers).json["verdicts"][0]["verdict"] == "applied"


def test_a_push_for_another_town_is_refused_and_leaves_nothing_there(hanako: Tablet, sign_in: SignIn) -> None:
    stranger = Tablet(sign_in("away-nurse"))
    stranger.no = hanako.no + 40
    _, op = hanako.new_person()
    envelope = hanako.envelope([op]) | {"writer_no": 77}
    reply = stranger.browser.post(PUSH, json=envelope)
    assert (reply.status_code, reply.json["type"]) == (409, "/problems/writer-unknown")
    assert stranger.everything() == {}


def test_the_same_number_in_another_town_is_another_writer(
    hanako: Tablet, sign_in: SignIn, app: Flask
) -> None:
    """Her ops, sent with a stranger's login: the stranger's town knows this number as someone else's key."""
    stranger = Tablet(sign_in("away-nurse"))
    _, op = hanako.new_person()
    reply = stranger.browser.post(
        PUSH, json=hanako.envelope([op]) | {"writer_no": stranger.no, "prev_hash": ""}
    )
    assert reply.json["verdicts"] == [
        {"from": 1, "to": 1, "verdict": "quarantined", "reason": "unproven-author"}
    ]
    assert people(app) == 0
    _, own = stranger.new_person()
    assert stranger.verdicts(own)[1] != "duplicate"


def test_an_op_with_a_wrong_mac_is_held_and_gives_way_to_the_true_one(app: Flask, hanako: Tablet) -> None:
    person_id, op = hanako.new_person(phone="1")
    forged = op[2].replace('"phone": "1"', '"phone": "2"')
    assert forged != op[2]
    assert hanako.verdicts([1, op[1], forged]) == {1: "unproven-author"}
    assert hanako.verdicts([1, "", op[2]]) != {1: "applied"}
    assert hanako.verdicts(op) == {1: "applied"}
    assert hanako.everything()[person_id]["fields"]["phone"] == "1"
    assert forged.encode() in {body for _, body in held(app).values()}


def test_without_a_login_nothing_is_taken(client: Any, hanako: Tablet) -> None:
    _, op = hanako.new_person()
    reply = client.post(PUSH, json=hanako.envelope([op]))
    assert (reply.status_code, reply.json["type"]) == (401, "/problems/login-required")


def test_an_unexpected_fault_holds_the_one_op_that_has_it_and_files_all_others(
    app: Flask, hanako: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    ops = [hanako.new_person(phone="7" if number == 5 else "1")[1] for number in range(8)]
    real = apply.apply_op

    def crash_on_seven(row: Any, op_id: str, op: Any, careful: Any) -> Any:
        if op.values().get("phone") == "7":
            raise ZeroDivisionError
        return real(row, op_id, op, careful)

    monkeypatch.setattr(apply, "apply_op", crash_on_seven)
    expected = dict.fromkeys(range(1, 9), "applied") | {6: "server-error"}
    assert hanako.verdicts(*ops) == expected
    assert held(app)[hanako.id(6)] == ("server-error", ops[5][2].encode())
    assert people(app) == 7
    monkeypatch.setattr(apply, "apply_op", real)
    assert hanako.verdicts(ops[5]) == {6: "applied"}
    assert held(app) == {}


def test_a_fault_in_a_check_of_ours_holds_the_op_too(hanako: Tablet, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(intake, "objection", crash)
    _, op = hanako.new_person()
    assert hanako.verdicts(op) == {1: "server-error"}


def test_the_mac_is_over_the_bytes_not_over_what_they_say(hanako: Tablet) -> None:
    _, op = hanako.new_person()
    spaced = op[2].replace(",", ", ")
    assert hanako.verdicts([1, sign(hanako.writer["mac_key"], op[2]), spaced]) == {1: "unproven-author"}


def test_an_op_may_name_a_session_but_not_a_salon_as_one(hanako: Tablet) -> None:
    person_id, op = hanako.new_person()
    sheet = hanako.op("submission", new_id(), new=submission(person_id, session=SESSION))
    wrong = hanako.op("submission", new_id(), new=submission(person_id, session=SALON))
    assert hanako.verdicts(op, sheet, wrong) == {1: "applied", 2: "applied", 3: "invalid-value"}
