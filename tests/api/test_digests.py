"""Digests: what a tablet must hold at the head of a scope, and how it finds the rows it does not."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import update

from server import cli
from server.config import Config
from server.db import outside_feed
from server.exchange import service as exchange
from server.records.models import Record, ScopeDigest
from sync import feed
from tests.factories import EAST, SOUTH, SignedIn
from tests.tablet import SESSION, Tablet, file_ops, found_masters, new_id, person, submission

SignIn = Callable[..., SignedIn]
DIGEST, ROWS = "/api/v1/sync/digest", "/api/v1/sync/rows"
AREA_EAST, AREA_SOUTH = f"area:{EAST}", f"area:{SOUTH}"


@pytest.fixture
def hanako(app: Flask, sign_in: SignIn) -> Tablet:
    """A nurse of both areas."""
    found_masters(app)
    return Tablet(sign_in("hanako"))


class Replica:
    """What a tablet would hold, kept from its pages by scope."""

    def __init__(self, tablet: Tablet) -> None:
        self.tablet, self.cursor = tablet, ""
        self.rows: dict[tuple[str, str], int] = {}
        self.digest: dict[str, list[int]] = {}

    def sync(self, limit: int = 1_000) -> None:
        """Pull to the head."""
        while True:
            page = self.tablet.page(cursor=self.cursor, limit=limit)
            self.cursor = page["cursor"]
            for row in page["form_versions"] + page["rows"]:
                self.rows[row["scope"], row["id"]] = row["seq"]
            for scope, record_id, _ in page["withdrawn"]:
                self.rows.pop((scope, record_id), None)
            assert page["digest"].keys() == set(page["head"])
            self.digest |= page["digest"]
            if not page["more"]:
                return

    def own(self, scope: str) -> list[int]:
        """The digest of what it holds of a scope."""
        return list(feed.digest_of((one, seq) for (held, one), seq in self.rows.items() if held == scope))

    def agrees(self) -> bool:
        """True when every scope adds up."""
        return all(self.own(scope) == told for scope, told in self.digest.items())


def sheet_of(tablet: Tablet, person_id: str) -> tuple[str, list[Any]]:
    sheet_id = new_id()
    return sheet_id, tablet.op("submission", sheet_id, new=submission(person_id, session=SESSION))


def test_the_digest_told_at_the_head_is_that_of_the_rows_pulled(hanako: Tablet) -> None:
    replica = Replica(hanako)
    replica.sync()
    assert replica.agrees()
    assert replica.digest[AREA_SOUTH] == [0, 0]
    person_id, made = hanako.new_person(phone="1")
    _, sheet = sheet_of(hanako, person_id)
    hanako.push(made, sheet, *[hanako.new_person(area=EAST)[1] for _ in range(5)])
    replica.sync(limit=2)
    assert replica.agrees()
    assert (replica.digest[AREA_SOUTH][0], replica.digest[AREA_EAST][0]) == (2, 5)


def test_the_digest_follows_edits_conflicts_moves_and_doubles(app: Flask, hanako: Tablet) -> None:
    replica = Replica(hanako)
    person_id, made = hanako.new_person(phone="1")
    _, sheet = sheet_of(hanako, person_id)
    hanako.push(made, sheet)
    hanako.push(made, sheet)  # again: duplicates change nothing
    replica.sync()
    file_ops(app, [{"kind": "person", "id": person_id, "edits": {"phone": {"saw": [], "now": "2"}}}])
    hanako.push(hanako.edit("person", person_id, "phone", [hanako.id(1)], "3"))
    replica.sync()
    assert replica.agrees()
    hanako.push(hanako.edit("person", person_id, "area", [hanako.id(1)], EAST))
    replica.sync()
    assert replica.agrees()
    assert (replica.digest[AREA_SOUTH], replica.digest[AREA_EAST][0]) == ([0, 0], 2)
    with app.app_context():
        assert exchange.check_digests(1, repair=False) == []


def test_a_scope_she_does_not_hold_is_not_compared(hanako: Tablet, sign_in: SignIn) -> None:
    misaki = sign_in("misaki")
    for path in (f"{DIGEST}?scope={AREA_EAST}", f"{ROWS}?scope={AREA_EAST}&buckets=1", f"{DIGEST}?scope=x"):
        reply = misaki.get(path)
        assert (reply.status_code, reply.json["type"]) == (404, "/problems/not-found"), path
    assert misaki.get(f"{DIGEST}?scope={AREA_SOUTH}").status_code == 200


def test_wrong_questions_are_refused_by_name(hanako: Tablet) -> None:
    of = f"scope={AREA_SOUTH}"
    for query in (
        "",
        of,
        f"{of}&buckets=",
        f"{of}&buckets=256",
        f"{of}&buckets=1,2",
        f"{of}&buckets=-1",
        "buckets=1",
    ):
        reply = hanako.browser.get(f"{ROWS}?{query}")
        assert (query, reply.status_code, reply.json["type"]) == (query, 422, "/problems/invalid")


def test_the_parts_of_a_scope_add_up_and_bring_their_rows(hanako: Tablet) -> None:
    made = [hanako.new_person() for _ in range(40)]
    hanako.push(*(op for _, op in made))
    page = hanako.page()
    buckets = hanako.browser.get(f"{DIGEST}?scope={AREA_SOUTH}").json["buckets"]
    assert len(buckets) == feed.BUCKETS
    assert [sum(count for count, _ in buckets), sum(part for _, part in buckets) % feed.DIGEST] == page[
        "digest"
    ][AREA_SOUTH]
    wanted = sorted({feed.bucket_of(person_id) for person_id, _ in made[:3]})
    reply = hanako.browser.get(f"{ROWS}?scope={AREA_SOUTH}&buckets={'.'.join(map(str, wanted))}").json
    assert ids(reply["rows"]) == {one for one, _ in made if feed.bucket_of(one) in wanted}
    assert {row["id"]: row for row in page["rows"]}.items() >= {
        row["id"]: row for row in reply["rows"]
    }.items()


def ids(rows: Iterable[dict[str, Any]]) -> set[str]:
    return {row["id"] for row in rows}


def test_rows_sent_again_are_noted_in_the_read_log(hanako: Tablet, sign_in: SignIn) -> None:
    person_id, made = hanako.new_person()
    hanako.push(made)
    hanako.browser.get(f"{ROWS}?scope={AREA_SOUTH}&buckets={feed.bucket_of(person_id)}")
    hanako.browser.get(f"{DIGEST}?scope={AREA_SOUTH}")
    reads = sign_in("makoto", "office").get("/api/v1/office/reads").json["reads"]
    assert [(read["kind"], read["count"]) for read in reads] == [("pull", 1)]


def test_check_digests_finds_what_was_changed_behind_the_back_and_writes_it_anew(
    app: Flask, hanako: Tablet
) -> None:
    person_id, made = hanako.new_person()
    hanako.push(made)
    with app.app_context():
        assert exchange.check_digests(1, repair=False) == []
        with outside_feed() as session:
            session.execute(update(Record).where(Record.id == person_id).values(seq=Record.seq + 1))
        assert exchange.check_digests(1, repair=False) == [AREA_SOUTH]
        assert exchange.check_digests(1, repair=True) == [AREA_SOUTH]
        assert exchange.check_digests(1, repair=False) == []
        with outside_feed() as session:
            session.execute(update(ScopeDigest).values(count=0, sum=0))
        assert exchange.check_digests(1, repair=True) == [AREA_SOUTH, "tenant"]
        assert exchange.check_digests(1, repair=False) == []


def test_kayoi_check_digests_names_what_is_damaged_and_says_when_a_town_is_sound(
    config: Config, hanako: Tablet
) -> None:
    person_id, made = hanako.new_person()
    hanako.push(made)
    assert checked(config) == (0, "0 differ.\n")
    with hanako.browser.client.application.app_context(), outside_feed() as session:
        session.execute(update(Record).where(Record.id == person_id).values(seq=Record.seq + 1))
    damaged = f"かよい町: {AREA_SOUTH}\n"
    assert checked(config) == (1, damaged + "1 differ.\n")
    assert checked(config, "--repair") == (0, damaged + "1 differ, written anew.\n")
    assert checked(config) == (0, "0 differ.\n")


def checked(config: Config, *words: str) -> tuple[int, str]:
    """Exit code and words of `kayoi check-digests`."""
    url = config.database_url.replace("postgresql+psycopg://", "postgresql://")
    env = {"KAYOI_DATA": str(config.data), "DATABASE_URL": url}
    done = CliRunner(env=env).invoke(cli.main, ["check-digests", *words])
    return done.exit_code, done.output


def test_what_a_tablet_repaired_is_remembered_and_never_counted_twice(app: Flask, hanako: Tablet) -> None:
    assert told(app, hanako) == (0, False)
    hanako.page(repaired=3)
    hanako.page(repaired=3)
    assert told(app, hanako) == (3, True)
    hanako.page(repaired=5)
    hanako.page()
    assert told(app, hanako) == (5, True)


def told(app: Flask, tablet: Tablet) -> tuple[int, bool]:
    from server.devices import service as devices

    with app.app_context():
        writer = devices.get_writer(1, tablet.no)
        assert writer is not None
        return writer.repaired_rows, writer.repaired_at is not None


def test_how_many_rows_leave_and_how_many_are_still_to_leave(app: Flask, hanako: Tablet) -> None:
    made = [hanako.new_person(area=EAST) for _ in range(5)]
    hanako.push(*(op for _, op in made))
    before = hanako.page()
    assert before["left"] == {}
    moved = [{"kind": "person", "id": one, "edits": {"area": {"saw": [], "now": "x"}}} for one, _ in made]
    for number, draft in enumerate(moved):
        draft["edits"] = {"area": {"saw": [hanako.id(number + 1)], "now": SOUTH}}
    file_ops(app, moved)
    page = hanako.page(cursor=before["cursor"], limit=2)
    assert len(page["withdrawn"]) == 2
    assert page["left"] == {AREA_EAST: [2, 3]}
    seen, cursor = [page["left"][AREA_EAST]], page["cursor"]
    while page["more"]:
        page = hanako.page(cursor=cursor, limit=2)
        cursor = page["cursor"]
        seen += [page["left"][AREA_EAST]] if AREA_EAST in page["left"] else []
    assert seen == [[2, 3], [2, 1], [1, 0]]


def test_a_device_that_counts_down_itself_is_not_told_again_what_is_to_come(hanako: Tablet) -> None:
    hanako.push(*(hanako.new_person()[1] for _ in range(9)))
    page = hanako.page(limit=3, coming=0)
    assert page["total"]["tenant"] == 4  # every scope is new to it
    page = hanako.page(cursor=page["cursor"], limit=3, coming=10)
    assert page["more"]
    assert "total" not in page
    assert "total" in hanako.page(cursor=page["cursor"], limit=3)


def test_what_the_person_hangs_on_moves_with_her_in_one_step(
    app: Flask, hanako: Tablet, sign_in: SignIn
) -> None:
    """Her row and all that hangs from her: new numbers in the new scope, withdrawn from the old."""
    misaki = Tablet(sign_in("misaki"))
    person_id, made = hanako.new_person()
    sheet_id, sheet = sheet_of(hanako, person_id)
    visit = {"person": person_id, "due_on": "2026-12-01", "way": "visit", "state": "planned"}
    plan_id = new_id()
    hanako.push(made, sheet, hanako.op("follow_up", plan_id, new=visit))
    everything = {person_id, sheet_id, plan_id}
    assert everything <= misaki.pull().keys()
    before = hanako.page()
    hanako.push(hanako.edit("person", person_id, "area", [hanako.id(1)], EAST))
    page = misaki.page(cursor=misaki.cursor)
    assert {one for _, one, _ in page["withdrawn"]} == everything
    assert page["left"] == {AREA_SOUTH: [3, 0]}
    page = hanako.page(cursor=before["cursor"])
    assert {row["id"]: row["scope"] for row in page["rows"]} == dict.fromkeys(everything, AREA_EAST)
    hanako.push(hanako.edit("person", person_id, "area", [hanako.id(4)], SOUTH))
    assert everything <= misaki.pull().keys()
    assert hanako.page(cursor=page["cursor"])["left"] == {AREA_EAST: [3, 0]}


def test_a_held_person_does_not_count(hanako: Tablet) -> None:
    hanako.push(hanako.op("person", new_id(), new=person(sex="x")))
    replica = Replica(hanako)
    replica.sync()
    assert replica.agrees()
    assert replica.digest[AREA_SOUTH] == [0, 0]
