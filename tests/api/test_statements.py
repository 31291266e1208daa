"""However many ops or rows travel at once, the database is asked a bounded number of times."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from server.db import db
from tests.factories import SOUTH, SignedIn
from tests.tablet import SESSION, Tablet, found_masters, new_id, submission

FEW, MANY = 10, 500
PUSH, PAGE = 20, 30  # statements, at most


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement that is sent to the database meanwhile."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def hanako(app: Flask, sign_in: Callable[..., SignedIn]) -> Tablet:
    found_masters(app)
    return Tablet(sign_in("hanako"))


def pushes(tablet: Tablet, count: int) -> Iterator[tuple[str, str, list[list[Any]]]]:
    """(what it is, the verdict of all, ops) of pushes that build on each other."""
    people = [tablet.new_person() for _ in range(count)]
    yield "new persons", "applied", [op for _, op in people]
    yield "the same again", "duplicate", [op for _, op in people]
    yield "new sheets", "applied", [sheet(tablet, one) for one, _ in people]
    yield "new sheets of one person", "applied", [sheet(tablet, people[0][0]) for _ in people]
    yield "edits", "applied", [tablet.edit("person", one, "phone", [], "1") for one, _ in people]
    yield "edits unseen", "conflict", [tablet.edit("person", one, "phone", [], "2") for one, _ in people]
    yield "moves", "merged", [tablet.edit("person", one, "area", [], SOUTH) for one, _ in people]
    yield "ops that wait", "waits", [tablet.edit("person", new_id(), "phone", [], "1") for _ in people]
    wrong = {"sex": "x"}
    yield "ops on hold", "invalid-value", [tablet.new_person(**wrong)[1] for _ in people]


def sheet(tablet: Tablet, person_id: str) -> list[Any]:
    return tablet.op("submission", new_id(), new=submission(person_id, session=SESSION))


def test_a_push_of_many_ops_asks_the_database_no_more_often_than_one_of_few(
    app: Flask, hanako: Tablet
) -> None:
    asked: dict[str, list[int]] = {}
    for count in (FEW, MANY):
        for what, verdict, ops in pushes(hanako, count):
            with statements(app) as said:
                verdicts = hanako.verdicts(*ops)
            assert set(verdicts.values()) == {verdict}, what
            assert len(verdicts) == count, what
            asked.setdefault(what, []).append(len(said))
    for what, (few, many) in asked.items():
        assert few <= PUSH, (what, few)
        assert many <= few + 1, (what, few, many)


def test_a_page_of_many_rows_asks_the_database_a_bounded_number_of_times(app: Flask, hanako: Tablet) -> None:
    people = [hanako.new_person() for _ in range(MANY)]
    hanako.push(*(op for _, op in people))
    hanako.push(*(sheet(hanako, one) for one, _ in people))
    for limit in (FEW, MANY, 1_000):
        with statements(app) as said:
            page = hanako.page(limit=limit)
        assert len(page["rows"]) + len(page["form_versions"]) >= limit - 1
        assert len(said) <= PAGE, (limit, len(said))
