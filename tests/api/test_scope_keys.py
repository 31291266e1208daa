"""Keys of what a tablet stores: only for who holds the scope now, on that device, and new ones for the others
when somebody loses it.
"""

import base64
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from server.db import db, outside_feed, read_snapshot, transaction
from server.staff import service as staff
from server.staff.models import Grant, ScopeKey
from tests.factories import EAST, SOUTH, SignedIn, sign_in_body, store_id
from tests.fakes import FakeClock

SignIn = Callable[..., SignedIn]
Keys = dict[str, list[tuple[int, str]]]


def keys_of(body: dict[str, Any]) -> Keys:
    """scope → (generation, key), the oldest first."""
    found: Keys = {}
    for one in body["keys"]:
        found.setdefault(one["scope"], []).append((one["generation"], one["key"]))
    return found


def end_grant(app: Flask, staff_id: str, scope: str) -> None:
    with app.app_context(), outside_feed() as session:
        wanted = update(Grant).where(Grant.staff_id == staff_id, Grant.scope == scope)
        session.execute(wanted.values(to_on=date(2020, 12, 31)))


def test_a_tablet_gets_a_key_of_256_bits_for_each_scope_its_nurse_holds(sign_in: SignIn) -> None:
    body = sign_in("hanako").body
    given = keys_of(body)
    assert set(given) == {"device", *body["scopes"]}
    raw = [base64.urlsafe_b64decode(key + "==") for all_of in given.values() for _, key in all_of]
    assert {len(key) for key in raw} == {32}
    assert len(set(raw)) == len(raw)


def test_the_same_keys_come_again_at_every_login_and_when_she_asks_who_she_is(sign_in: SignIn) -> None:
    store = store_id()
    first, again = sign_in("hanako", store=store), sign_in("hanako", store=store)
    assert keys_of(again.body) == keys_of(first.body)
    assert keys_of(again.get("/api/v1/session").json) == keys_of(first.body)


def test_colleagues_on_a_tablet_share_the_keys_of_what_both_hold_and_nothing_else(sign_in: SignIn) -> None:
    store = store_id()
    hanako, misaki = (keys_of(sign_in(login, store=store).body) for login in ("hanako", "misaki"))
    both = set(hanako) & set(misaki)
    assert both == {"device", "tenant", f"area:{SOUTH}"}
    assert all(hanako[scope] == misaki[scope] for scope in both)
    assert f"area:{EAST}" not in misaki


def test_another_tablet_of_the_same_nurse_has_other_keys(sign_in: SignIn) -> None:
    first, other = keys_of(sign_in("hanako").body), keys_of(sign_in("hanako").body)
    assert set(first) == set(other)
    assert not {key for one in first.values() for _, key in one} & {
        key for one in other.values() for _, key in one
    }


def test_another_town_an_office_browser_and_who_holds_no_scope_get_nothing(
    sign_in: SignIn, app: Flask
) -> None:
    hanako = sign_in("hanako").body
    body = sign_in_body("away-nurse", store_id(), device_id=hanako["device"]["id"])
    away = app.test_client().post("/api/v1/session", json=body).json
    ours = {key for one in keys_of(hanako).values() for _, key in one}
    assert not ours & {key for one in keys_of(away).values() for _, key in one}
    assert sign_in("megumi", "office").body["keys"] == []
    assert sign_in("makoto").body["keys"] == []
    assert set(keys_of(sign_in("masao").body)) == {"device", *sign_in("masao").body["scopes"]}


def test_when_a_nurse_loses_an_area_the_others_on_her_tablet_get_its_next_generation(
    sign_in: SignIn, app: Flask
) -> None:
    store = store_id()
    before = keys_of(sign_in("misaki", store=store).body)
    hanako = sign_in("hanako", store=store)
    end_grant(app, hanako.body["staff"]["id"], f"area:{SOUTH}")
    misaki = sign_in("misaki", store=store)
    after = keys_of(misaki.body)
    south = f"area:{SOUTH}"
    assert after[south][:1] == before[south]
    assert len(after[south]) == 2
    assert after[south][1][0] > before[south][0][0]
    assert {scope: one for scope, one in after.items() if scope != south} == {
        scope: one for scope, one in before.items() if scope != south
    }
    told = {one["scope"]: one["staff"] for one in misaki.body["keys"]}
    assert told[south] == [misaki.body["staff"]["id"]]
    assert told["tenant"] == sorted(who.body["staff"]["id"] for who in (hanako, misaki))
    renewed = keys_of(hanako.get("/api/v1/session").json)
    assert south not in renewed
    assert f"area:{EAST}" in renewed
    assert keys_of(misaki.get("/api/v1/session").json) == after


def test_an_ended_account_gets_nothing_and_what_it_knew_is_replaced(sign_in: SignIn, app: Flask) -> None:
    store = store_id()
    before = keys_of(sign_in("misaki", store=store).body)
    hanako = sign_in("hanako", store=store)
    with app.app_context(), transaction(1):
        staff.end(1, hanako.body["staff"]["id"])
    assert hanako.get("/api/v1/session").status_code == 401
    asked = app.test_client().post("/api/v1/session", json=sign_in_body("hanako", store))
    assert asked.status_code == 401
    after = keys_of(sign_in("misaki", store=store).body)
    for scope in ("device", "tenant", f"area:{SOUTH}"):
        assert len(after[scope]) == 2, scope
    own = next(scope for scope in after if scope.startswith("staff:"))
    assert after[own] == before[own]


def test_a_new_area_comes_with_its_key(sign_in: SignIn, app: Flask) -> None:
    misaki = sign_in("misaki")
    with app.app_context(), transaction(1):
        staff.grant(1, misaki.body["staff"]["id"], "nurse", f"area:{EAST}", from_on=date(2020, 4, 1))
    again = misaki.get("/api/v1/session").json
    assert f"area:{EAST}" in keys_of(again)
    assert keys_of(again)[f"area:{SOUTH}"] == keys_of(misaki.body)[f"area:{SOUTH}"]


def test_the_database_holds_no_key_in_a_form_that_opens_anything(sign_in: SignIn, app: Flask) -> None:
    given = {key for one in keys_of(sign_in("hanako").body).values() for _, key in one}
    with app.app_context(), read_snapshot():
        sealed = list(db.session.scalars(select(ScopeKey.sealed)))
    assert len(sealed) == len(given)
    assert not [key for key in given for text in sealed if key in text]


def test_a_key_made_after_a_restore_never_has_the_number_of_one_that_was_lost(
    sign_in: SignIn, app: Flask, fake_clock: FakeClock
) -> None:
    store = store_id()
    before = keys_of(sign_in("hanako", store=store).body)
    with app.app_context(), outside_feed() as session:
        for table in reversed(db.metadata.sorted_tables):
            if table.name in ("scope_key", "scope_key_holder"):
                session.execute(table.delete())
    fake_clock.advance(seconds=60)
    after = keys_of(sign_in("hanako", store=store).body)
    assert {scope: after[scope][0][0] > before[scope][0][0] for scope in after} == dict.fromkeys(after, True)
