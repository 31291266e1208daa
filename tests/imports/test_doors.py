"""Who may import, what is noted, and what the doors do with files that are no files."""

import gzip
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from server.audit.models import ReadLog
from server.db import db, read_snapshot, transaction
from server.staff import service as staff
from tests.factories import PASSPHRASE, SOUTH, SignedIn
from tests.imports.office import PLACE, ImportOffice, other, row
from tests.imports.registers import csv_bytes, people
from tests.tablet import new_id

SignIn = Callable[..., SignedIn]


def test_a_coordinator_of_one_area_a_nurse_and_another_town_find_nothing(
    app: Flask, office: ImportOffice, sign_in: SignIn
) -> None:
    run = office.upload([row(), other(1, 地区="火星")])
    source = office.get("")["sources"][0]["id"]
    with app.app_context(), transaction(1):
        made = staff.add(1, "south", "南 子", "企画", PASSPHRASE)
        staff.grant(1, made.id, "coordinator", f"area:{SOUTH}")
    doors = [("GET", f"/{run['id']}{rest}") for rest in ("", "/lines?which=new", "/missing", "/rejected.csv")]
    doors += [("POST", f"/{run['id']}/{step}") for step in ("check", "apply", "close", "answers")]
    doors += [("POST", f"/sources/{source}/files"), ("POST", "/look"), ("POST", "/sources")]
    body = {"name": "x", "key": "register_no", "columns": {"register_no": "a", "kana": "b"}}
    for login, status in (("south", 404), ("away-coordinator", 404), ("hanako", 403)):
        who = ImportOffice(sign_in(login, "office"))
        for method, path in doors:
            sent = {"all": "new"} if path.endswith("answers") else body if path.endswith("sources") else {}
            if login == "away-coordinator" and path in ("/look", "/sources"):
                continue  # her own town's doors
            reply = who.browser.client.open(PLACE + path, method=method, json=sent)
            assert reply.status_code == status, (login, method, path, reply.text)
    assert ImportOffice(sign_in("south", "office")).get("")["allowed"] is False
    away = ImportOffice(sign_in("away-coordinator", "office")).get("")
    assert (away["allowed"], away["sources"], away["runs"]) == (True, [], [])
    assert office.get(f"/{run['id']}")["state"] == "ready"


def test_every_list_and_every_file_that_leaves_is_noted(app: Flask, office: ImportOffice) -> None:
    run = office.upload([row(), other(1, 地区="火星")])
    office.lines(run["id"], "new")
    office.given_back(run["id"])
    with app.app_context(), read_snapshot():
        noted = {(row.kind, row.count) for row in db.session.execute(select(ReadLog.kind, ReadLog.count))}
    assert noted == {("list", 1), ("export", 1)}


def test_a_file_may_come_packed_and_bombs_and_giants_are_stopped(office: ImportOffice) -> None:
    raw = csv_bytes([row()])
    source = office.source(raw)
    door = f"{PLACE}/sources/{source}/files"
    packed = {"Content-Encoding": "gzip"}
    assert office.browser.post(door, data=gzip.compress(raw), headers=packed).json["rows"] == 1
    bomb = gzip.compress(b"0" * (64 * 1024 * 1024))
    cases = [
        (bomb, packed, 413, "file-too-large"),
        (b"0" * (33 * 1024 * 1024), {}, 413, "file-too-large"),
        (gzip.compress(raw)[:50], packed, 400, "bad-body"),
        (raw, {"Content-Encoding": "br"}, 415, "unsupported-encoding"),
        (b"", {}, 422, "import-unreadable"),
        (b"\x00" * 100, {}, 422, "import-unreadable"),
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)) * 4, {}, 422, "import-unreadable"),
    ]
    for body, headers, status, slug in cases:
        reply = office.browser.post(door, data=body, headers=headers)
        assert (reply.status_code, reply.json["type"]) == (status, f"/problems/{slug}"), reply.text
    assert len(office.get("")["runs"]) == 1


def test_a_problem_names_the_row_and_the_field(office: ImportOffice) -> None:
    raw = csv_bytes([row()])
    source = office.source(raw)
    cut = office.try_post(f"/sources/{source}/files", raw + b'"never closed')
    assert (cut.status_code, cut.json["rule"], cut.json["row"]) == (422, "not-csv", 3)
    moved = office.try_post(f"/sources/{source}/files", raw.replace("住所".encode("cp932"), b"x"))
    assert (moved.status_code, moved.json["rule"], moved.json["field"]) == (422, "missing-column", "address")


def test_the_key_of_a_source_that_has_been_applied_stays(office: ImportOffice) -> None:
    office.take([row()])
    shown = office.post("/look", csv_bytes([row()]))
    body = {"name": "住民記録", "key": "insured_no", "columns": shown["suggested"]}
    assert office.try_post("/sources", body).status_code == 422
    assert office.try_post("/sources", body | {"name": "別"}).status_code == 200


@pytest.mark.parametrize("which", ["new", "changed", "question", "rejected", "noted"])
def test_what_does_not_exist_is_not_found_or_empty(office: ImportOffice, which: str) -> None:
    assert office.browser.get(f"{PLACE}/{new_id()}/lines?which={which}").status_code == 404
    run = office.upload([row()])
    assert len(office.lines(run["id"], which)) == (1 if which == "new" else 0)
    assert office.browser.get(f"{PLACE}/{run['id']}/lines?which={which}&after=9").json["lines"] == []


def test_a_long_list_comes_in_pages(office: ImportOffice) -> None:
    run = office.upload([other(n) for n in range(230)])
    seen, after = [], 0
    while after is not None:
        page = office.get(f"/{run['id']}/lines?which=new&after={after}")
        seen += [line["n"] for line in page["lines"]]
        after = page["next"]
    assert seen == list(range(2, 232))


def test_the_made_up_register_of_the_manual_goes_through(office: ImportOffice) -> None:
    rows = [one | {"地区": "南部"} for one in people(300)]
    for encoding in ("cp932", "utf-8-sig"):
        run = office.upload(rows, encoding)
        assert run["counts"]["outcomes"].get("rejected", 0) == 0, office.rules(run["id"])
    office.check(run["id"])
    done = office.apply(run["id"])
    assert done["counts"]["result"] == {"applied": 300}
