"""A pull answered in one statement says what a pull in a snapshot says; PostgreSQL answers the first way."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from server.exchange import service
from tests.factories import EAST, SOUTH, SignedIn
from tests.tablet import Tablet, file_ops, found_masters, new_id, person

SignIn = Callable[..., SignedIn]
APART = ("server_time",)


@pytest.fixture
def hanako(app: Flask, sign_in: SignIn) -> Tablet:
    """A nurse of both areas, whose areas have changed since she last pulled."""
    found_masters(app)
    tablet = Tablet(sign_in("hanako"))
    for area, number in ((SOUTH, 7), (EAST, 9)):
        file_ops(app, [{"kind": "person", "id": new_id(), "new": person(area=area)} for _ in range(number)])
    return tablet


def run(tablet: Tablet, cursor: str, limit: int) -> list[dict[str, Any]]:
    """Every page from a cursor on, as an app asks for them."""
    pages, coming = [], 1_000
    while True:
        pages.append(tablet.page(cursor=cursor, limit=limit, coming=coming))
        cursor, coming = pages[-1]["cursor"], coming - len(pages[-1]["rows"])
        if not pages[-1]["more"]:
            return pages


def said(page: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in page.items() if name not in APART}


@pytest.mark.parametrize("limit", [1, 2, 7, 8, 16, 17, 1_000])
def test_pages_of_either_way_bring_the_same_rows_once_and_end_at_the_same_place(
    hanako: Tablet, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    start = hanako.page(limit=1)["cursor"]
    glanced = run(hanako, start, limit)
    monkeypatch.setattr(service, "glance", lambda *_: None)
    plain = run(hanako, start, limit)
    rows = [[row for page in pages for row in page["rows"]] for pages in (glanced, plain)]
    assert rows[0] == rows[1]
    assert len({row["id"] for row in rows[0]}) == len(rows[0]) >= 16
    assert all(len(page["rows"]) <= limit for page in glanced)
    assert glanced[-1]["cursor"] == plain[-1]["cursor"]
    assert glanced[-1]["digest"] == plain[-1]["digest"]


def test_a_pull_of_news_and_one_of_none_say_the_same_either_way(
    app: Flask, hanako: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = run(hanako, hanako.page()["cursor"], 1_000)[-1]["cursor"]
    file_ops(app, [{"kind": "person", "id": new_id(), "new": person(area=SOUTH)}])
    end = hanako.page(cursor=start)["cursor"]
    glanced = [said(hanako.page(cursor=cursor)) for cursor in (start, end)]
    monkeypatch.setattr(service, "glance", lambda *_: None)
    assert glanced == [said(hanako.page(cursor=cursor)) for cursor in (start, end)]
    assert [len(page["rows"]) for page in glanced] == [1, 0]
