"""Where she is signed in, and ending that: she sees her own only, and gives her passphrase again."""

from typing import Any

from flask import Flask

from tests.factories import PASSPHRASE, SignedIn, sign_in
from tests.fakes import FakeClock
from tests.tablet_key import API, enrolled

PLACES = f"{API}/session/places"


def places(who: SignedIn) -> list[dict[str, Any]]:
    reply = who.get(PLACES)
    assert reply.status_code == 200, reply.text
    found: list[dict[str, Any]] = reply.json
    return found


def end(who: SignedIn, *ids: str, passphrase: str = PASSPHRASE) -> Any:
    return who.post(f"{PLACES}/end", json={"passphrase": passphrase, "places": list(ids)})


def is_in(who: SignedIn) -> bool:
    return who.get(f"{API}/session").status_code == 200


def test_she_sees_each_place_with_its_tablet_and_when_it_was_last_used(
    app: Flask, fake_clock: FakeClock
) -> None:
    tablet = sign_in(app, "hanako")
    fake_clock.advance(hours=3)
    office = sign_in(app, "hanako", "office")
    found = places(office)
    assert [(one["here"], one["client"], one["label"]) for one in found] == [
        (True, "office", office.body["device"]["label"]),
        (False, "tablet", tablet.body["device"]["label"]),
    ]
    assert found[0]["used_at"] > found[1]["used_at"]
    assert "token" not in office.get(PLACES).text


def test_ending_one_place_ends_that_one_at_once_and_is_noted(app: Flask) -> None:
    tablet, lost, office = (sign_in(app, "hanako", client) for client in ("tablet", "tablet", "office"))
    gone = next(one for one in places(lost) if one["here"])
    assert end(office, gone["id"]).json == {"ended": 1}
    assert [is_in(one) for one in (tablet, lost, office)] == [True, False, True]
    megumi = sign_in(app, "megumi", "office")
    account = megumi.get(f"{API}/office/staff/{office.body['staff']['id']}").json
    assert [(one["what"], one["detail"]) for one in account["steps"]][:1] == [
        ("sessions-ended", {"count": 1})
    ]
    assert end(office, gone["id"]).status_code == 404, "it is gone already"


def test_without_a_name_all_others_end_and_hers_goes_on(app: Flask) -> None:
    others = [sign_in(app, "hanako") for _ in range(2)]
    colleague = sign_in(app, "misaki")
    here = sign_in(app, "hanako")
    assert end(here).json == {"ended": 2}
    assert [is_in(one) for one in (*others, colleague, here)] == [False, False, True, True]
    assert [one["here"] for one in places(here)] == [True]


def test_a_place_of_somebody_else_is_like_none(app: Flask) -> None:
    hanako, misaki, away = (sign_in(app, login) for login in ("hanako", "misaki", "away-nurse"))
    hers = {one["id"] for who in (misaki, away) for one in places(who)}
    assert hers.isdisjoint(one["id"] for one in places(hanako))
    for one in [*hers, "0" * 32]:
        assert end(hanako, one).status_code == 404
    mixed = end(hanako, places(hanako)[0]["id"], *hers)
    assert mixed.status_code == 404, "all or nothing"
    assert all(is_in(one) for one in (hanako, misaki, away))


def test_ending_asks_for_the_passphrase_and_counts_misses_like_a_login(
    app: Flask, fake_clock: FakeClock
) -> None:
    other, here = sign_in(app, "hanako"), sign_in(app, "hanako")
    tried = [end(here, passphrase="guessed something").status_code for _ in range(6)]
    assert tried == [401, 401, 401, 401, 401, 429]
    assert is_in(other)
    bad = here.post(f"{PLACES}/end", json={"passphrase": PASSPHRASE, "places": ["x"]})
    assert (bad.status_code, list(bad.json["errors"])) == (422, ["places.0"])


def test_an_enrolled_tablet_is_one_place_however_often_its_token_was_renewed_and_ends_whole(
    app: Flask, fake_clock: FakeClock
) -> None:
    key = enrolled(app, sign_in(app, "megumi", "office"))
    tablet = key.signed_in("hanako")
    before = [one["id"] for one in places(tablet)]
    fake_clock.advance(minutes=20)
    assert key.renew().status_code == 204
    assert [one["id"] for one in places(tablet)] == before
    office = sign_in(app, "hanako", "office")
    assert end(office, *before).json == {"ended": 1}
    assert (is_in(tablet), key.renew().status_code) == (False, 401)


def test_a_session_that_is_over_is_not_listed(app: Flask, fake_clock: FakeClock) -> None:
    sign_in(app, "megumi", "office")
    fake_clock.advance(hours=3)
    assert len(places(sign_in(app, "megumi", "office"))) == 1
