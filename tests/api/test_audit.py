"""The read log: what a tablet noted arrives once, what the office saw is written before the answer leaves."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from server.audit import service
from server.audit.models import ReadLog
from server.auth import permission
from server.db import read_snapshot
from tests.factories import SignedIn, store_id
from tests.fakes import FakeClock, Lines
from tests.tablet import Tablet, found_masters

SignIn = Callable[..., SignedIn]
PERSON = "018f0000-0000-7000-8000-0000000000aa"
AT = "2026-11-21T05:12:33Z"


def push(browser: SignedIn, reads: list[list[Any]], **change: Any):  # type: ignore[no-untyped-def]
    body = {"store_id": browser.store_id, "writer_no": browser.writer["writer_no"], "reads": reads}
    return browser.post("/api/v1/audit", json=body | change)


def log(app: Flask) -> list[ReadLog]:
    with app.app_context(), read_snapshot() as session:
        return list(session.scalars(select(ReadLog).order_by(ReadLog.id)))


def test_reads_of_a_tablet_are_filed_once_however_often_they_are_sent(app: Flask, sign_in: SignIn) -> None:
    hanako = sign_in("hanako")
    first = [[1, "person", PERSON, AT], [2, "search", "", AT, 14]]
    assert push(hanako, first).json == {"received": [[1, 2]]}
    assert push(hanako, first).json == {"received": [[1, 2]]}
    assert push(hanako, [[4, "submission", PERSON, AT], [2, "search", "", AT, 99]]).json == {
        "received": [[1, 2], [4, 4]]
    }
    assert [(row.id, row.kind, row.count) for row in log(app)] == [
        (f"{hanako.writer['writer_no']}.1", "person", 0),
        (f"{hanako.writer['writer_no']}.2", "search", 14),
        (f"{hanako.writer['writer_no']}.4", "submission", 0),
    ]


def test_reads_belong_to_the_writer_whoever_carries_them(app: Flask, sign_in: SignIn) -> None:
    store = store_id()
    hanako = sign_in("hanako", store=store)
    misaki = sign_in("misaki", store=store)
    assert push(misaki, [[1, "person", PERSON, AT]], writer_no=hanako.writer["writer_no"]).status_code == 200
    assert [row.staff_id for row in log(app)] == [hanako.body["staff"]["id"]]


@pytest.mark.parametrize("change", [{"writer_no": 999}, {"store_id": "018f0000-0000-7000-8000-0000000000ff"}])
def test_reads_under_somebody_elses_writer_are_refused(
    app: Flask, sign_in: SignIn, change: dict[str, Any]
) -> None:
    response = push(sign_in("hanako"), [[1, "person", PERSON, AT]], **change)
    assert (response.status_code, response.json["type"]) == (409, "/problems/writer-unknown")
    assert log(app) == []


def test_a_writer_of_another_town_with_the_same_number_is_not_touched(app: Flask, sign_in: SignIn) -> None:
    home, away = sign_in("hanako"), sign_in("away-nurse")
    assert home.writer["writer_no"] == away.writer["writer_no"]
    assert push(away, [[1, "person", PERSON, AT]], store_id=home.store_id).status_code == 409
    assert push(away, [[1, "person", PERSON, AT]]).status_code == 200
    assert [row.tenant_id for row in log(app)] == [2]


@pytest.mark.parametrize(
    "read",
    [
        "x",
        [],
        [1, "person", PERSON],
        [1, "person", PERSON, AT, 1, 1],
        [0, "person", PERSON, AT],
        [True, "person", PERSON, AT],
        [1.0, "person", PERSON, AT],
        [2**31, "person", PERSON, AT],
        [1, "pull", PERSON, AT],
        [1, "person", "x" * 37, AT],
        [1, "person", PERSON, "yesterday"],
        [1, "person", PERSON, "2026-11-21T05:12:33"],
        [1, "person", PERSON, 5],
        [1, "search", "", AT, -1],
    ],
)
def test_a_read_of_the_wrong_shape_is_refused(app: Flask, sign_in: SignIn, read: Any) -> None:
    response = push(sign_in("hanako"), [[7, "person", PERSON, AT], read])
    assert response.status_code == 422
    assert list(response.json["errors"]) == ["reads.1"]
    assert log(app) == []


def test_an_auditor_reads_the_log_in_pages_newest_first(sign_in: SignIn, fake_clock: FakeClock) -> None:
    hanako, misaki, makoto = sign_in("hanako"), sign_in("misaki"), sign_in("makoto", "office")
    for n in range(1, 6):
        push(hanako, [[n, "person", PERSON, AT]])
        fake_clock.advance(seconds=n % 2)
    push(misaki, [[1, "search", "", AT, 3]])
    seen: list[tuple[str, int]] = []
    path = "/api/v1/office/reads?limit=2"
    while path:
        page = makoto.get(path).json
        seen += [(row["staff_name"], int(row["id"].split(".")[1])) for row in page["reads"]]
        path = f"/api/v1/office/reads?limit=2&before={page['next']}" if page["next"] else ""
    assert seen[0] == ("田中 美咲", 1)
    assert sorted(seen[1:]) == [("佐藤 花子", n) for n in range(1, 6)]
    only_misaki = makoto.get(f"/api/v1/office/reads?staff={misaki.body['staff']['id']}").json["reads"]
    assert [(row["kind"], row["count"], row["place"], row["at"]) for row in only_misaki] == [
        ("search", 3, "tablet", AT)
    ]
    assert makoto.get(f"/api/v1/office/reads?record={PERSON}").json["reads"][0]["device"] == "タブレット1号"


def test_an_auditor_sees_nothing_of_another_town(sign_in: SignIn) -> None:
    push(sign_in("away-nurse"), [[1, "person", PERSON, AT]])
    assert sign_in("makoto", "office").get("/api/v1/office/reads").json == {"reads": [], "next": None}


def _with_a_view(app: Flask, status: int = 200) -> None:
    @app.get("/api/v1/look")
    @permission("office.read")
    def look() -> tuple[dict[str, str], int]:
        service.note_read("person", PERSON)
        service.note_read("list", count=12)
        return {"name": "髙橋 ハナ"}, status


def test_what_the_office_shows_is_noted_with_the_answer(app: Flask, sign_in: SignIn) -> None:
    _with_a_view(app)
    megumi = sign_in("megumi", "office")
    assert megumi.get("/api/v1/look").status_code == 200
    noted = {(row.kind, row.record_id, row.count, row.place) for row in log(app)}
    assert noted == {("person", PERSON, 0, "office"), ("list", "", 12, "office")}


def test_a_register_fetched_from_its_beginning_is_told_to_the_operator(
    app: Flask, sign_in: SignIn, lines: Lines
) -> None:
    found_masters(app)
    nurse = Tablet(sign_in("hanako"))
    nurse.push(nurse.new_person()[1])

    def told() -> list[Any]:
        return [line for line in map(json.loads, lines.written) if line["event"] == "register-downloaded"]

    page = nurse.page(cursor="")
    (line,) = told()
    assert line["rows"] == len(page["rows"])
    assert (line["staff"], line["tenant"]) == (nurse.browser.body["staff"]["id"], 1)
    nurse.push(nurse.new_person()[1])
    assert nurse.page(cursor=page["cursor"])["rows"]
    assert len(told()) == 1, "what has changed since is no download"


def test_nothing_is_noted_when_nothing_was_shown(app: Flask, sign_in: SignIn) -> None:
    _with_a_view(app, 404)
    assert sign_in("megumi", "office").get("/api/v1/look").status_code == 404
    assert log(app) == []


def test_an_answer_that_cannot_be_noted_does_not_leave(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_a_view(app)
    megumi = sign_in("megumi", "office")

    def full(*_: object) -> None:
        raise OperationalError("INSERT", None, Exception("database or disk is full"))

    monkeypatch.setattr(service, "_write", full)
    app.testing = False
    response = megumi.get("/api/v1/look")
    assert response.status_code >= 500
    assert "髙橋" not in response.text
