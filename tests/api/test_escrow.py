"""Escrow files: brought by anybody, as often as one likes, of tablets in whatever state; counts only."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from werkzeug.test import TestResponse

from server.cli import main
from server.db import read_snapshot
from server.devices import keys
from server.devices import service as devices
from server.devices.keys import CertificateFacts
from server.exchange import op_log
from tests.escrow import File, line
from tests.factories import HOME_UID, SignedIn, store_id
from tests.sealed import spoilt
from tests.tablet import Tablet, each, found_masters, sign
from tests.tablet_key import Key, enrolled

SignIn = Callable[..., SignedIn]
ESCROW = "/api/v1/escrow"
NOTHING = {"arrived": 0, "already_here": 0, "held": 0, "unreadable": 0, "drafts": 0}
DRAFT = {"id": "018f0000-0000-7000-8000-0000000000d1", "person": "p", "answers": {"a.q": "かなりあ"}}


@pytest.fixture
def office(app: Flask, sign_in: SignIn) -> SignedIn:
    found_masters(app)
    return sign_in("megumi", "office")


@pytest.fixture
def hanako(office: SignedIn, sign_in: SignIn) -> Tablet:
    return Tablet(sign_in("hanako", store=store_id()))


def bring(browser: SignedIn, raw: bytes) -> TestResponse:
    return browser.post(ESCROW, data=raw, content_type="text/plain")


def counted(browser: SignedIn, raw: bytes) -> dict[str, int]:
    reply = bring(browser, raw)
    assert reply.status_code == 200, reply.text
    assert reply.json.keys() == NOTHING.keys()
    return {name: count for name, count in reply.json.items() if count}


def held(app: Flask) -> dict[str, str | None]:
    with app.app_context():
        return {entry.id: entry.reason for entry in op_log.held(1)}


def last_seen(app: Flask, writer_no: int) -> Any:
    with app.app_context(), read_snapshot():
        return devices.get_writer(1, writer_no).last_seen_at  # type: ignore[union-attr]


@pytest.mark.parametrize("who", ["misaki", "masao", "makoto", "megumi"])
def test_anybody_of_the_town_brings_a_file_and_twice_is_once(
    app: Flask, hanako: Tablet, sign_in: SignIn, who: str
) -> None:
    person, made = hanako.new_person()
    changed = hanako.edit("person", person, "phone", [hanako.id(1)], "0999314159")
    raw = File().add(hanako, [made, changed]).bytes()
    assert b"0999314159" not in raw
    seen = last_seen(app, hanako.no)
    assert counted(sign_in(who, "office"), raw) == {"arrived": 2}
    assert counted(sign_in(who, "office"), raw) == {"already_here": 2}
    assert last_seen(app, hanako.no) == seen
    assert hanako.everything()[person]["fields"]["phone"] == "0999314159"
    assert hanako.verdicts(made, changed) == {1: "duplicate", 2: "duplicate"}


def test_a_damaged_part_costs_only_itself_and_is_counted(hanako: Tablet, office: SignedIn) -> None:
    ops = [hanako.new_person()[1] for _ in range(6)]
    file = File().add(hanako, ops[:2]).add(hanako, ops[2:4]).add(hanako, ops[4:])
    first, second, third = file.lines()
    for bad in (second[:-1], second.replace(b'"', b"'", 1), b"", b"\xff" * 40, second[5:]):
        whole = counted(office, b"\n".join((first, bad, third)))
        assert whole.pop("unreadable") == 2
        assert sum(whole.values()) == 4
    assert counted(office, b"\r\n".join((third, second, first))) == {"arrived": 2, "already_here": 4}


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"\x00" * 50, b"PK\x03\x04", "名簿\n1,2".encode(), line("[]"), line('{"escrow":2}')]
)
def test_another_file_is_refused_by_name(office: SignedIn, raw: bytes) -> None:
    reply = bring(office, raw)
    assert (reply.status_code, reply.json["type"]) == (422, "/problems/escrow-unreadable")


def test_segments_that_say_something_else_are_passed_by(hanako: Tablet, office: SignedIn) -> None:
    good = [hanako.new_person()[1]]
    whole = json.loads(File().add(hanako, good).lines()[0].split(b" ", 2)[2])
    wrong = [
        {"ops": None},
        {"ops": [[1]]},
        {"drafts": 5},
        {"writer_no": -1},
        {"tenant": 5},
        {"store_id": "x" * 37},
        {"made_seq": 2**31},
        {"ops_in_all": "1"},
    ]
    lines = [line(json.dumps(whole | change)) for change in wrong]
    assert counted(office, b"\n".join([*lines, line(json.dumps(whole))])) == {"arrived": 1}


def test_a_file_of_another_town_is_refused_and_nothing_of_it_taken(
    app: Flask, hanako: Tablet, sign_in: SignIn
) -> None:
    _, op = hanako.new_person()
    stranger = sign_in("away-coordinator", "office")
    reply = bring(stranger, File().add(hanako, [op]).bytes())
    assert (reply.status_code, reply.json["type"]) == (409, "/problems/escrow-other-tenant")
    mixed = File().add(hanako, [op]).add(hanako, [op], tenant="x").bytes()
    assert bring(sign_in("megumi", "office"), mixed).status_code == 409
    assert hanako.verdicts(op) == {1: "applied"}


@pytest.mark.parametrize("state", ["lost", "stolen", "retired"])
def test_what_a_tablet_that_is_gone_had_is_held_for_the_coordinator(
    app: Flask, office: SignedIn, state: str
) -> None:
    key: Key = enrolled(app, office)
    tablet = Tablet(key.signed_in("hanako"))
    _, op = tablet.new_person()
    raw = File(key.sign).add(tablet, [op]).bytes()
    path = f"/api/v1/office/devices/{key.device}/standing"
    assert office.post(path, json={"state": state, "escrowed": True}).status_code == 200
    assert counted(office, raw) == {"held": 1}
    assert counted(office, raw) == {"held": 1}
    assert held(app) == {tablet.id(1): f"device-{state}"}


def test_the_tablets_signature_is_looked_at_and_its_absence_noted(
    app: Flask, office: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    key: Key = enrolled(app, office)
    tablet = Tablet(key.signed_in("hanako"))
    noted = []
    for file in (File(key.sign), File(), File(lambda text: key.sign(text + "x"))):
        with caplog.at_level("INFO", "kayoi"):
            caplog.clear()
            app_logger_propagates(caplog)
            assert counted(office, file.add(tablet, [tablet.new_person()[1]]).bytes()) == {"arrived": 1}
            noted += [one.facts["unsigned"] for one in caplog.records if one.getMessage() == "escrow-taken"]
    assert noted == [0, 1, 1]


def app_logger_propagates(caplog: pytest.LogCaptureFixture) -> None:
    import logging

    logger = logging.getLogger("kayoi")
    if caplog.handler not in logger.handlers:
        logger.addHandler(caplog.handler)


def test_forged_and_unopened_ops_are_held_and_the_others_go_in(
    app: Flask, hanako: Tablet, office: SignedIn
) -> None:
    ops = [hanako.new_person()[1] for _ in range(3)]
    file = File().add(hanako, ops)
    sealed = file.segments[0]["ops"]
    sealed[0] = [1, "A" * 22, sealed[0][2]]
    sealed[1] = spoilt(sealed[1])
    assert counted(office, file.bytes()) == {"arrived": 1, "held": 2}
    assert held(app) == {hanako.id(1): "unproven-author", hanako.id(2): "unopened"}


def test_a_writer_the_server_forgot_is_taken_back_by_her_certificate(
    app: Flask, hanako: Tablet, office: SignedIn
) -> None:
    body, config = hanako.browser.body, app.extensions["kayoi_config"]
    facts = CertificateFacts(
        HOME_UID, 900, body["staff"]["id"], body["device"]["id"], "tablet", "2026-11-21T05:12:33Z"
    )
    secret = keys.mac_key(config.master_key_file, HOME_UID, 900, facts.staff, facts.device)
    hanako.no = 900
    hanako.writer = {"mac_key": keys.base64url(secret), "certificate": "x"}
    person, op = hanako.new_person()
    assert counted(office, File().add(hanako, [op], [DRAFT]).bytes()) == {"unreadable": 1}
    hanako.writer["certificate"] = keys.certificate(config.master_key_file, facts)
    assert counted(office, File().add(hanako, [op], [DRAFT]).bytes()) == {"arrived": 1, "drafts": 1}
    assert person in hanako.everything()


def test_a_draft_is_kept_offered_to_its_author_and_counted_for_the_coordinator(
    hanako: Tablet, office: SignedIn, sign_in: SignIn
) -> None:
    raw = File().add(hanako, [], [DRAFT]).bytes()
    assert "かなりあ".encode() not in raw
    for _ in range(2):
        assert counted(office, raw) == {"drafts": 1}
    told = hanako.browser.get("/api/v1/escrow/drafts").json["drafts"]
    assert [one["draft"] for one in told] == [DRAFT]
    assert sign_in("misaki").get("/api/v1/escrow/drafts").json == {"drafts": []}
    [count] = office.get("/api/v1/office/escrow").json["drafts"]
    assert (count["name"], count["drafts"]) == ("佐藤 花子", 1)


def test_a_draft_that_is_not_proved_hers_is_kept_and_not_offered(hanako: Tablet, office: SignedIn) -> None:
    file = File().add(hanako, [], [DRAFT, DRAFT | {"id": "d2"}, DRAFT | {"id": "d3"}])
    drafts = file.segments[0]["drafts"]
    drafts[0][1] = sign(hanako.writer["mac_key"], "something else")
    drafts[1] = spoilt(drafts[1])
    assert counted(office, file.bytes()) == {"drafts": 3}
    told = hanako.browser.get("/api/v1/escrow/drafts").json["drafts"]
    assert [one["id"] for one in told] == ["d3"]
    assert office.get("/api/v1/office/escrow").json["drafts"][0]["drafts"] == 3


def test_without_a_login_a_file_is_not_taken_and_a_giant_is_stopped(
    app: Flask, office: SignedIn, hanako: Tablet
) -> None:
    raw = File().add(hanako, [hanako.new_person()[1]]).bytes()
    assert app.test_client().post(ESCROW, data=raw).status_code == 401
    assert bring(office, b"x" * (32 * 1024 * 1024 + 1)).status_code == 413


def test_the_command_takes_a_file_too(app: Flask, hanako: Tablet, tmp_path: Path) -> None:
    _, op = hanako.new_person()
    file = tmp_path / "hikae.txt"
    file.write_bytes(File().add(hanako, [op]).bytes())
    config = app.extensions["kayoi_config"]
    env = {"DATABASE_URL": config.database_url, "KAYOI_DATA": str(config.data)}
    for said in ("arrived: 1\nalready here: 0", "arrived: 0\nalready here: 1"):
        done = CliRunner().invoke(main, ["escrow", "import", str(file), "--tenant", HOME_UID], env=env)
        assert done.exit_code == 0, done.output
        assert said in done.output
    assert each(hanako.push(op)) == {1: "duplicate"}


def test_files_put_together_are_counted_each_by_itself(hanako: Tablet, office: SignedIn) -> None:
    ops = [hanako.new_person()[1] for _ in range(4)]
    first = File().add(hanako, ops[:1]).add(hanako, [], [DRAFT]).lines()
    second = File().add(hanako, ops[1:3], made_at="2026-11-22T05:12:33Z").lines()
    raw = b"\n".join([first[0], *second])
    assert counted(office, raw) == {"arrived": 3, "unreadable": 1}
    assert counted(office, b"\n".join([*first, *second])) == {"already_here": 3, "drafts": 1}
