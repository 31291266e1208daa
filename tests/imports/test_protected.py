"""A protected address comes in a file and goes nowhere: no row, op, log, reply, file or database page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request_finished
from sqlalchemy import select

from server.config import Config
from server.db import db, read_snapshot
from server.imports.models import ImportLine, ImportValue
from tests.conftest import close
from tests.fakes import Lines
from tests.imports.office import PLACE, ImportOffice, other, row
from tests.imports.registers import csv_bytes
from tests.tablet import Tablet, file_ops

SECRET = "秘匿町鷽替七丁目"


class Replies:
    """Everything that is answered while it listens."""

    def __init__(self, app: Flask) -> None:
        self.texts: list[str] = []
        request_finished.connect(self._note, app)

    def _note(self, _app: Flask, response: Any) -> None:
        self.texts += [response.get_data().decode(encoding, "ignore") for encoding in ("cp932", "utf-8")]


@pytest.fixture
def replies(app: Flask) -> Replies:
    """Listening from the beginning."""
    return Replies(app)


def everything(app: Flask) -> Iterator[tuple[str, str]]:
    """(table, all that it holds)."""
    with app.app_context(), read_snapshot() as session:
        for table in db.metadata.sorted_tables:
            for found in session.execute(select(table)):
                yield (
                    table.name,
                    " ".join(
                        one.decode("utf-8", "ignore") if isinstance(one, bytes) else str(one) for one in found
                    ),
                )


def assert_nowhere(app: Flask, config: Config, replies: Replies, lines: Lines) -> None:
    for table, text in everything(app):
        assert SECRET not in text, table
        assert SECRET.encode("unicode_escape").decode() not in text, table
    for text in (*replies.texts, *lines.written):
        assert SECRET not in text
    assert len(replies.texts) > 20
    close(app)
    for file in Path(config.data).rglob("*"):
        if file.is_file():
            assert SECRET.encode() not in file.read_bytes(), file.name
            assert SECRET.encode("cp932") not in file.read_bytes(), file.name


def look_everywhere(office: ImportOffice, hanako: Tablet, run: dict[str, Any]) -> None:
    """Every page that could show it."""
    for which in ("new", "changed", "question", "rejected", "noted"):
        office.lines(run["id"], which)
    office.given_back(run["id"])
    office.get(f"/{run['id']}/missing")
    for person in office.find("たかはし"):
        office.browser.get(f"/api/v1/office/people/{person['id']}")
        office.browser.get(f"/api/v1/office/records/{person['id']}/history")
    hanako.everything()


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
def test_the_address_of_a_protected_person_goes_nowhere_at_any_step(
    app: Flask,
    config: Config,
    office: ImportOffice,
    hanako: Tablet,
    lines: Lines,
    replies: Replies,
    encoding: str,
) -> None:
    protected = row(支援措置="1", 住所=f"{SECRET}1番")
    wrong = other(1, 支援措置="有", 住所=f"{SECRET}2番", 地区="火星")
    unclear = other(2, 支援措置="たぶん", 住所=f"{SECRET}3番")
    twins = [other(3, 支援措置="1", 住所=f"{SECRET}{n}番", 電話=str(n)) for n in (4, 5)]
    rows = [protected, wrong, unclear, *twins, other(4)]
    slipped = ",".join([*other(5, 支援措置="1").values(), SECRET, "", "", "1", "x"]).encode(encoding)
    run = office.upload_raw(csv_bytes(rows, encoding) + slipped + b"\r\n")
    look_everywhere(office, hanako, run)
    office.apply(run["id"])
    look_everywhere(office, hanako, run)
    moved = office.take([row(支援措置="1", 住所=f"{SECRET}9番"), other(4)])
    look_everywhere(office, hanako, moved)
    assert office.person()["fields"]["address_protected"] is True
    assert "address" not in office.person()["fields"]
    assert_nowhere(app, config, replies, lines)


def test_the_address_of_someone_protected_by_staff_only_is_not_taken_either(
    app: Flask, config: Config, office: ImportOffice, hanako: Tablet, lines: Lines, replies: Replies
) -> None:
    office.take([row(住所=""), other(1)])
    person = hanako.everything()[office.person()["id"]]
    hanako.push(hanako.edit("person", person["id"], "address_protected", [], True))
    run = office.take([row(住所=SECRET), other(1)])
    look_everywhere(office, hanako, run)
    with app.app_context(), read_snapshot():
        assert [one for one in db.session.scalars(select(ImportValue.given)) if '"h"' in one]
        assert list(db.session.scalars(select(ImportLine.n))) == []
    assert_nowhere(app, config, replies, lines)


def test_nobody_joined_to_someone_protected_gives_her_address_away(
    app: Flask, config: Config, office: ImportOffice, hanako: Tablet, lines: Lines, replies: Replies
) -> None:
    """One row names the record that was joined, the other the one it was joined to."""
    office.take([row(住所=""), row(宛名番号="77", 氏名カナ="ﾀｶﾊｼ ﾊﾅｺ", 住所="", 被保険者番号="")])
    one, two = sorted(office.find("たかはし"), key=lambda person: str(person["kana"]))
    rows = hanako.everything()
    hanako.push(hanako.edit("person", two["id"], "address_protected", [], True))
    drafts = [{"kind": "person", "id": two["id"], "edits": {"merged_into": {"saw": [], "now": one["id"]}}}]
    assert {verdict.verdict for verdict in file_ops(app, drafts)} <= {"applied", "merged"}
    assert rows.keys() >= {one["id"], two["id"]}
    again = [row(住所=f"{SECRET}1番"), row(宛名番号="77", 氏名カナ="ﾀｶﾊｼ ﾊﾅｺ", 住所=SECRET, 被保険者番号="")]
    run = office.take(again)
    look_everywhere(office, hanako, run)
    assert_nowhere(app, config, replies, lines)


def test_an_address_known_before_the_protection_leaves_what_the_source_is_remembered_by(
    app: Flask, office: ImportOffice
) -> None:
    def remembered() -> str:
        with app.app_context(), read_snapshot():
            return " ".join(db.session.scalars(select(ImportValue.given)))

    office.take([row(住所=SECRET)])
    assert SECRET in remembered()
    run = office.upload([row(住所=SECRET, 支援措置="1")])
    assert run["counts"]["by_field"] == {"address_protected": 1}
    office.apply(run["id"])
    assert SECRET not in remembered()
    assert office.upload([row(住所=SECRET, 支援措置="1")])["counts"]["outcomes"] == {"unchanged": 1}


def test_when_the_protection_is_lifted_the_address_comes_and_the_same_file_again_is_nothing(
    office: ImportOffice,
) -> None:
    office.take([row(支援措置="1", 住所=SECRET)])
    assert "address" not in office.person()["fields"]
    done = office.take([row(住所=SECRET)])
    assert done["counts"]["by_field"] == {"address_protected": 1, "address": 1}
    assert office.person()["fields"]["address"] == SECRET
    assert office.upload([row(住所=SECRET)])["counts"]["outcomes"] == {"unchanged": 1}


def test_a_file_cannot_lift_the_protection_that_staff_have_set(office: ImportOffice, hanako: Tablet) -> None:
    office.take([row(支援措置="1", 住所=SECRET)])
    person = hanako.everything()[office.person()["id"]]
    hanako.push(hanako.edit("person", person["id"], "address_protected", [], True))
    office.take([row(住所=SECRET)])
    page = office.person()
    assert page["fields"]["address_protected"] is True
    assert "address" not in page["fields"]


def test_the_first_look_at_a_file_shows_no_cell(office: ImportOffice) -> None:
    shown = office.browser.post(f"{PLACE}/look", data=csv_bytes([row(住所=SECRET)]))
    assert shown.json.keys() == {"encoding", "columns", "suggested", "has_rows"}
    assert "ﾀｶﾊｼ" not in shown.text
