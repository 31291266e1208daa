"""A protected address is kept, and shown to nobody: no tablet, no list, no history, no search."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.factories import EAST, SOUTH, SignedIn
from tests.people.pair import Pair, found_pair, saw_of
from tests.tablet import Tablet, new_id, person

SECRET = "Kakurezato"  # in letters that no JSON text writes otherwise
SECRETS = tuple(f"{SECRET} {number}" for number in range(1, 6))


@pytest.fixture
def pair(app: Flask) -> Pair:
    """The woman registered twice; both records hold an address, one of them two, and she is protected."""
    made = found_pair(app)
    made.hanako.push(made.hanako.edit("person", made.a, "address", [], SECRETS[0]))
    made.misaki.push(made.misaki.edit("person", made.b, "address", [made.made_b], SECRETS[1]))
    made.hanako.push(made.hanako.edit("person", made.b, "address", [made.made_b], SECRETS[2]))
    return made


def protect(pair: Pair, one: str, now: bool) -> None:
    saw = saw_of(pair.row(one, pair.megumi), "address_protected")
    op = pair.megumi.edit("person", one, "address_protected", saw, now)
    assert set(pair.megumi.verdicts(op).values()) <= {"applied", "merged"}


def held(pair: Pair) -> None:
    """Two ops on hold with an address: a wrong edit, and a registration that says it is protected."""
    wrong = {"address": {"saw": [], "now": SECRETS[3]}, "sex": {"saw": [], "now": "?"}}
    new = person(address=SECRETS[4], address_protected=True, sex="?")
    ops = pair.hanako.op("person", pair.a, edits=wrong), pair.hanako.op("person", new_id(), new=new)
    assert set(pair.hanako.verdicts(*ops).values()) == {"invalid-value"}


def everything_told(app: Flask, pair: Pair, browsers: list[SignedIn]) -> str:
    """What every address of the API answers to each of them, filled in with both persons' ids."""
    told = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not rule.rule.startswith("/api/"):
            continue
        for one in (pair.a, pair.b):
            path = re.sub(r"<[^>]+>", one, rule.rule)
            told += [browser.get(path, query_string={"scope": f"area:{EAST}"}) for browser in browsers]
    for browser in browsers:
        told.append(browser.post("/api/v1/office/people/search", json={"q": SECRET}))
        told.append(browser.post("/api/v1/office/people/search", json={"q": "たかはし"}))
    assert sum(reply.status_code == 200 for reply in told) > 20
    return "".join(reply.get_data(as_text=True) + str(reply.headers) for reply in told)


def everything_pulled(*tablets: Tablet) -> str:
    return str([tablet.everything() for tablet in tablets])


def test_no_address_of_the_api_tells_a_protected_address(
    app: Flask, pair: Pair, sign_in: Callable[..., SignedIn]
) -> None:
    held(pair)
    office = sign_in("megumi", "office")
    browsers = [
        office,
        pair.hanako.browser,
        pair.megumi.browser,
        sign_in("makoto", "office"),
        sign_in("masao"),
    ]
    before = everything_told(app, pair, browsers) + everything_pulled(pair.hanako, pair.megumi)
    assert all(one in before for one in SECRETS[:4]), "the test looks where addresses are shown"
    for one in (pair.a, pair.b):
        protect(pair, one, True)
    after = everything_told(app, pair, browsers) + everything_pulled(pair.hanako, pair.misaki, pair.megumi)
    assert SECRET not in after


def test_protecting_one_record_protects_all_that_are_joined_to_it(app: Flask, pair: Pair) -> None:
    protect(pair, pair.b, True)
    assert pair.row(pair.a)["fields"]["address"] == SECRETS[0]
    pair.join(pair.b, pair.a)
    assert SECRET not in everything_pulled(pair.hanako, pair.megumi)
    assert SECRET not in str([pair.office(f"/people/{one}/merged") for one in (pair.a, pair.b)])
    pair.join(pair.b, None)
    assert pair.row(pair.a)["fields"]["address"] == SECRETS[0]
    assert SECRET not in str(pair.row(pair.b))


def test_a_tablet_that_held_the_address_is_given_a_row_without_it(pair: Pair) -> None:
    assert SECRETS[0] in str(pair.hanako.pull())
    protect(pair, pair.a, True)
    changed = pair.hanako.pull()
    assert pair.a in changed
    assert SECRETS[0] not in str(changed)


def test_taking_the_protection_away_shows_everything_again(pair: Pair) -> None:
    before = pair.row(pair.a), pair.row(pair.b)
    for one in (pair.a, pair.b):
        protect(pair, one, True)
    protect(pair, pair.a, False)
    protect(pair, pair.b, False)
    for was in before:
        now = pair.row(was["id"])
        assert now["fields"]["address"] == was["fields"]["address"]
        assert now["members"].get("address") == was["members"].get("address")


def test_the_office_says_protected_and_lets_a_new_address_be_entered_unseen(pair: Pair) -> None:
    for one in (pair.a, pair.b):
        protect(pair, one, True)
    page = pair.office(f"/people/{pair.b}")
    assert "address" not in page["fields"]
    assert len(page["sheltered"]["address"]) == 2
    op = pair.megumi.edit("person", pair.b, "address", page["sheltered"]["address"], "北町5")
    assert pair.megumi.verdicts(op) == {op[0]: "merged"}
    assert "北町5" not in everything_pulled(pair.hanako, pair.misaki)
    protect(pair, pair.b, False)
    assert pair.row(pair.b)["members"]["address"] == [[pair.megumi.id(op[0]), "北町5"]]


def test_a_conflict_over_a_protected_address_waits_unseen_and_uncounted(pair: Pair) -> None:
    assert {one["field"] for one in pair.office("/conflicts")} == {"address"}
    protect(pair, pair.b, True)
    assert pair.office("/conflicts") == []
    assert pair.office("/morning")["conflicts"] == 0
    protect(pair, pair.b, False)
    assert len(pair.office("/conflicts")) == 1


def test_her_own_op_with_an_address_is_not_taken_for_an_echo(pair: Pair) -> None:
    """Otherwise the tablet would lay it over the row it has, and show the address for ever."""
    c, made = pair.hanako.new_person(area=SOUTH)
    pair.hanako.push(made)
    protect(pair, c, True)
    pair.hanako.pull()
    head = pair.hanako.cursor
    op = pair.hanako.edit("person", c, "address", [], SECRETS[0])
    assert pair.hanako.verdicts(op) == {op[0]: "merged"}
    page = pair.hanako.page(cursor=head, head=head, holding=f"{pair.hanako.no}:{op[0]}")
    assert page["kept"] == []
    (row,) = (row for row in page["rows"] if row["id"] == c)
    assert "address" not in row["fields"]


def test_protection_wins_while_it_is_in_conflict(pair: Pair) -> None:
    protect(pair, pair.a, False)
    saw = saw_of(pair.row(pair.a), "address_protected")
    ops = [pair.hanako.edit("person", pair.a, "address_protected", saw, now) for now in (False, True)]
    pair.hanako.push(*ops)
    row = pair.row(pair.a)
    assert row["fields"]["address_protected"] is True
    assert "address" not in row["fields"]
