"""The logs of reads and of steps take new rows and give none away, whoever asks the database."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from server.db import outside_feed
from tests.factories import SignedIn, sign_in
from tests.tablet import Tablet, found_masters
from tests.tablet_key import enrolled


@pytest.fixture
def office(app: Flask) -> SignedIn:
    found_masters(app)
    return sign_in(app, "megumi", "office")


def count(app: Flask, table: str) -> int:
    with app.app_context(), outside_feed() as session:
        return int(session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


@pytest.mark.parametrize(("table", "column"), [("read_log", "staff_id"), ("admin_step", "what")])
def test_a_row_of_the_log_is_neither_changed_nor_taken_away(
    app: Flask, office: SignedIn, table: str, column: str
) -> None:
    enrolled(app, office)
    nurse = Tablet(sign_in(app, "hanako"))
    nurse.push(nurse.new_person()[1])
    nurse.page(cursor="")
    before = count(app, table)
    assert before > 0
    for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
        with (
            app.app_context(),
            pytest.raises(DBAPIError, match=f"{table} is append-only"),
            outside_feed() as session,
        ):
            session.execute(text(statement))
    assert count(app, table) == before
