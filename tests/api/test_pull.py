"""Pull: pages of what changed, in every scope the session holds and in no other."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import zstandard
from flask import Flask

from server.db import transaction
from server.staff import service as staff
from sync.feed import Cursor, parse_cursor, write_cursor
from sync.ids import natural_id
from tests.factories import EAST, HOME_UID, SOUTH, SignedIn
from tests.fakes import FakeClock
from tests.tablet import SALON, SESSION, Tablet, file_ops, found_masters, new_id, person, submission

SignIn = Callable[..., SignedIn]
PULL = "/api/v1/sync/pull"


@pytest.fixture
def hanako(app: Flask, sign_in: SignIn) -> Tablet:
    """A nurse of both areas."""
    found_masters(app)
    return Tablet(sign_in("hanako"))


@pytest.fixture
def misaki(hanako: Tablet, sign_in: SignIn) -> Tablet:
    """A nurse of the South only."""
    return Tablet(sign_in("misaki"))


def villagers(app: Flask, number: int, area: str) -> set[str]:
    """So many persons of an area; their ids."""
    ids = {new_id() for _ in range(number)}
    file_ops(app, [{"kind": "person", "id": one, "new": person(area=area)} for one in ids])
    return ids


def test_a_nurse_pulls_her_areas_and_the_masters_and_nothing_else(app: Flask, misaki: Tablet) -> None:
    south, east = villagers(app, 3, SOUTH), villagers(app, 3, EAST)
    page = misaki.page()
    assert page["scopes"] == misaki.browser.body["scopes"]
    assert sorted(page["head"]) == page["scopes"]
    pulled = {row["id"] for row in page["rows"]}
    assert south | {SALON, SESSION} <= pulled
    assert not east & pulled
    assert {row["scope"] for row in page["rows"]} <= set(page["scopes"])


def test_a_supporter_pulls_only_what_is_addressed_to_her_and_another_town_nothing(
    app: Flask, hanako: Tablet, sign_in: SignIn
) -> None:
    villagers(app, 3, SOUTH)
    assert Tablet(sign_in("masao")).everything() == {}
    assert Tablet(sign_in("away-nurse")).everything() == {}


def test_an_auditor_may_not_pull_and_without_a_login_nobody(app: Flask, sign_in: SignIn, client: Any) -> None:
    assert sign_in("makoto").get(PULL).status_code == 403
    assert client.get(PULL).json["type"] == "/problems/login-required"


def test_pages_fill_scope_after_scope_and_miss_nothing(app: Flask, hanako: Tablet) -> None:
    south, east = villagers(app, 12, SOUTH), villagers(app, 9, EAST)
    cursor, seen, heads, pages = "", [], set(), 0
    while True:
        page = hanako.page(cursor=cursor, limit=5)
        assert len(page["rows"]) <= 5
        seen += [row["id"] for row in page["rows"]]
        heads |= set(page["head"])
        cursor, pages = page["cursor"], pages + 1
        if not page["more"]:
            break
        assert page["total"][f"area:{EAST}"] >= len(
            [row for row in page["rows"] if row["scope"] == f"area:{EAST}"]
        )
    assert len(seen) == len(set(seen))
    assert south | east <= set(seen)
    assert heads == set(page["scopes"])
    assert pages == -(-len(seen) // 5)
    assert hanako.page(cursor=cursor)["rows"] == []


def test_a_page_that_is_cut_at_the_limit_does_not_claim_its_head(app: Flask, hanako: Tablet) -> None:
    villagers(app, 4, SOUTH)
    page = hanako.page(limit=1)
    assert page["more"] is True
    assert not {"tenant", f"area:{SOUTH}"} & set(page["head"])
    assert page["total"]["tenant"] == 4


def test_only_what_changed_since_comes_again(app: Flask, hanako: Tablet, misaki: Tablet) -> None:
    villagers(app, 5, SOUTH)
    misaki.pull()
    person_id, op = hanako.new_person()
    hanako.push(op)
    assert list(misaki.pull()) == [person_id]
    assert misaki.pull() == {}


def test_a_new_scope_starts_from_its_beginning(app: Flask, hanako: Tablet) -> None:
    east = villagers(app, 3, EAST)
    hanako.pull()
    cursor = parse_cursor(hanako.cursor)
    assert cursor is not None
    others = {scope: seq for scope, seq in cursor.scopes.items() if scope != f"area:{EAST}"}
    hanako.cursor = write_cursor(Cursor(cursor.epoch, others))
    assert hanako.pull().keys() == east


def test_form_versions_come_before_the_sheets_that_name_them(app: Flask, hanako: Tablet) -> None:
    person_id, op = hanako.new_person()
    hanako.push(op, hanako.op("submission", new_id(), new=submission(person_id)))
    version = {"form": "qmcoo", "version": 1, "definition": {"items": []}}
    file_ops(
        app, [{"kind": "form_version", "id": natural_id(HOME_UID, "form_version", "qmcoo:1"), "new": version}]
    )
    cursor, known = "", False
    while True:
        page = hanako.page(cursor=cursor, limit=1)
        known = known or bool(page["form_versions"])
        assert known or not [row for row in page["rows"] if row["kind"] == "submission"]
        cursor = page["cursor"]
        if not page["more"]:
            break
    assert known


def test_a_tablet_learns_what_the_server_holds_of_it_and_what_is_held_aside(hanako: Tablet) -> None:
    _, good = hanako.new_person()
    wrong = hanako.op("person", new_id(), new=person(sex="x"))
    hanako.push(good, wrong)
    page = hanako.page()
    assert page["received"] == {str(hanako.no): [[1, 2]]}
    assert page["backed_up"] == {str(hanako.no): []}
    assert page["held"] == [[hanako.id(2), "invalid-value"]]


def test_a_row_only_her_own_ops_changed_is_not_sent_back(hanako: Tablet, misaki: Tablet) -> None:
    hanako.pull()
    head = hanako.cursor
    person_id, op = hanako.new_person(phone="1")
    hanako.push(op, hanako.edit("person", person_id, "phone", [hanako.id(1)], "2"))
    asked = {"cursor": head, "head": head, "holding": f"{hanako.no}:1-2"}
    page = hanako.page(**asked)
    assert page["rows"] == []
    assert [(scope, record) for scope, record, _ in page["kept"]] == [(f"area:{SOUTH}", person_id)]
    assert person_id in misaki.pull()
    misaki.push(misaki.edit("person", person_id, "phone", [hanako.id(1)], "3"))
    page = hanako.page(**asked)
    assert [row["id"] for row in page["rows"]] == [person_id]
    assert page["kept"] == []


def test_a_row_whose_op_met_something_unseen_is_sent_back(hanako: Tablet, misaki: Tablet) -> None:
    person_id, op = hanako.new_person(phone="1")
    hanako.push(op)
    hanako.pull()
    head = hanako.cursor
    misaki.push(misaki.edit("person", person_id, "phone", [hanako.id(1)], "2"))
    hanako.push(hanako.edit("person", person_id, "phone", [hanako.id(1)], "3"))
    page = hanako.page(cursor=head, head=head, holding=f"{hanako.no}:1-2")
    assert [row["id"] for row in page["rows"]] == [person_id]


def test_only_the_ops_named_are_left_out(hanako: Tablet) -> None:
    hanako.pull()
    head = hanako.cursor
    person_id, op = hanako.new_person()
    hanako.push(op)
    page = hanako.page(cursor=head, head=head, holding=f"{hanako.no}:2-9;{hanako.no + 1}:1")
    assert [row["id"] for row in page["rows"]] == [person_id]


def test_the_reply_is_packed_as_the_client_likes(app: Flask, hanako: Tablet) -> None:
    villagers(app, 20, SOUTH)
    plain = hanako.browser.get(PULL, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    packed = hanako.browser.get(PULL, headers={"Accept-Encoding": "gzip, zstd"})
    assert packed.headers["Content-Encoding"] == "zstd"
    unpacked = zstandard.ZstdDecompressor().decompressobj().decompress(packed.data)
    assert json.loads(unpacked)["rows"] == plain.json["rows"]
    assert hanako.browser.get(PULL, headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 2


QUERIES = {
    "a cursor that is none": {"cursor": "%%%"},
    "a cursor of brackets": {"cursor": "W1tbW1tb"},
    "a cursor of other members": {"cursor": "eyJlcG9jaCI6MX0"},
    "a head that is none": {"head": "xx"},
    "holding that is none": {"holding": "12:a"},
    "a limit of nothing": {"limit": "0"},
    "a limit too high": {"limit": "100000"},
    "a limit in words": {"limit": "all"},
    "an unknown parameter": {"tenant": "2"},
}


def test_a_wrong_query_is_one_clear_problem(hanako: Tablet) -> None:
    for name, query in QUERIES.items():
        reply = hanako.browser.get(PULL, query_string=query)
        assert (name, reply.status_code, reply.json["type"]) == (name, 422, "/problems/invalid")


def test_a_cursor_ahead_of_the_feed_is_of_another_past(hanako: Tablet) -> None:
    page = hanako.page()
    ahead = write_cursor(Cursor(page["epoch"], {"tenant": 10**9}))
    for cursor in (ahead, write_cursor(Cursor("another", {}))):
        reply = hanako.browser.get(PULL, query_string={"cursor": cursor})
        assert (reply.status_code, reply.json["type"]) == (409, "/problems/feed-reset")
        assert reply.json["epoch"] == page["epoch"]


def test_a_pull_that_shows_rows_is_one_line_of_the_read_log(
    app: Flask, hanako: Tablet, sign_in: SignIn
) -> None:
    hanako.pull()
    hanako.pull()  # nothing new: nothing shown
    reads = sign_in("makoto", "office").get("/api/v1/office/reads").json["reads"]
    assert [(read["kind"], read["count"]) for read in reads] == [("pull", 4)]


def noted(sign_in: SignIn) -> list[int]:
    """How many rows each line of the read log about a pull says, oldest first."""
    reads = sign_in("makoto", "office").get("/api/v1/office/reads").json["reads"]
    return [read["count"] for read in reversed(reads) if read["kind"] == "pull"]


def download(tablet: Tablet, limit: int, **query: Any) -> int:
    """Pull page after page as the app does; how many rows came."""
    cursor, coming, came = query.pop("cursor", ""), query.pop("coming", 0), 0
    while True:
        page = tablet.page(cursor=cursor, limit=limit, coming=coming, **query)
        cursor, came = page["cursor"], came + len(page["rows"])
        coming = max(sum(page.get("total", {"": coming}).values()) - len(page["rows"]), 1)
        if not page["more"]:
            return came


def test_a_download_in_many_pages_is_one_line_of_the_read_log(
    app: Flask, hanako: Tablet, sign_in: SignIn
) -> None:
    villagers(app, 20, SOUTH)
    assert download(hanako, 6) == 24
    assert noted(sign_in) == [24]
    assert download(hanako, 6) == 24  # once more from the beginning
    assert noted(sign_in) == [24, 24]  # each says the same


def test_what_the_line_of_a_download_does_not_cover_gets_its_own(
    app: Flask, hanako: Tablet, sign_in: SignIn, fake_clock: FakeClock
) -> None:
    villagers(app, 20, SOUTH)
    page = hanako.page(limit=10)
    villagers(app, 20, EAST)  # newer than what was noted
    fake_clock.advance(seconds=1)
    hanako.page(cursor=page["cursor"], limit=14, coming=14)
    assert noted(sign_in) == [24, 14]
    fake_clock.advance(seconds=1)
    hanako.page(cursor=page["cursor"], limit=5)  # does not go on counting: a run of its own
    assert noted(sign_in)[2:] == [34]
    fake_clock.advance(days=1)
    hanako.page(cursor=page["cursor"], limit=5, coming=14)
    assert len(noted(sign_in)) == 4


def test_who_only_says_that_she_goes_on_is_noted(app: Flask, misaki: Tablet, sign_in: SignIn) -> None:
    villagers(app, 9, SOUTH)
    start = write_cursor(Cursor(misaki.page(limit=1)["epoch"], dict.fromkeys(misaki.page()["scopes"], 0)))
    fresh = Tablet(sign_in("misaki"))
    lines = len(noted(sign_in))
    fresh.page(cursor=start, limit=5, coming=100)
    assert len(noted(sign_in)) == lines + 1


def test_other_scopes_are_noted_anew(app: Flask, misaki: Tablet, sign_in: SignIn) -> None:
    villagers(app, 9, SOUTH)
    villagers(app, 9, EAST)
    page = misaki.page(limit=5)
    with app.app_context(), transaction(1):
        staff.grant(1, misaki.browser.body["staff"]["id"], "nurse", f"area:{EAST}", from_on=date(2020, 4, 1))
    misaki.page(cursor=page["cursor"], limit=5, coming=8)
    assert sorted(noted(sign_in)) == [13, 17]


def test_a_cursor_of_a_scope_she_does_not_hold_opens_nothing(app: Flask, misaki: Tablet) -> None:
    east = villagers(app, 2, EAST)
    page = misaki.page()
    cursor = write_cursor(Cursor(page["epoch"], {f"area:{EAST}": 0}))
    page = misaki.page(cursor=cursor)
    assert not east & {row["id"] for row in page["rows"]}
    assert f"area:{EAST}" not in page["head"]
