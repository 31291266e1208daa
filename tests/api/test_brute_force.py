"""Guessing passphrases: counted in the database, per account and per address, before the passphrase is looked
at.
"""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.staff import attempts, passphrases
from tests.factories import PASSPHRASE, sign_in_body, store_id
from tests.fakes import FakeClock

TOWN_HALL = "203.0.113.9"


def guess(
    client: FlaskClient, login: str, passphrase: str = "wrong guess", address: str = "127.0.0.1"
) -> TestResponse:
    body = sign_in_body(login, store_id()) | {"passphrase": passphrase}
    return client.post("/api/v1/session", json=body, environ_base={"REMOTE_ADDR": address})


def miss(app: Flask, logins: list[str], address: str) -> None:
    """Misses of many logins, without the work of hashing each guess."""
    with app.app_context():
        for login in logins:
            attempts.begin(attempts.counters(login, address))


def test_each_miss_says_how_many_are_left_and_the_fifth_begins_a_pause(
    client: FlaskClient, fake_clock: FakeClock
) -> None:
    replies = [guess(client, "hanako") for _ in range(5)]
    assert [reply.status_code for reply in replies] == [401, 401, 401, 401, 429]
    assert [reply.json["tries_left"] for reply in replies[:4]] == [4, 3, 2, 1]
    assert replies[4].json["type"] == "/problems/login-wait"
    assert replies[4].json["wait_s"] == 60
    assert replies[4].headers["Retry-After"] == "60"


def test_during_the_pause_even_the_right_passphrase_waits_and_afterwards_it_works(
    client: FlaskClient, fake_clock: FakeClock
) -> None:
    for _ in range(5):
        guess(client, "hanako")
    fake_clock.advance(seconds=8)
    waiting = guess(client, "hanako", "kayoi-test-2026")
    assert (waiting.status_code, waiting.json["wait_s"]) == (429, 52)
    fake_clock.advance(seconds=52)
    assert guess(client, "hanako", "kayoi-test-2026").status_code == 200
    assert guess(client, "hanako").json["tries_left"] == 4


def test_each_further_miss_doubles_the_pause_up_to_fifteen_minutes(
    client: FlaskClient, fake_clock: FakeClock
) -> None:
    for _ in range(4):
        guess(client, "hanako")
    waits = []
    for _ in range(6):
        waits.append(guess(client, "hanako").json["wait_s"])
        fake_clock.advance(seconds=waits[-1])
    assert waits == [60, 120, 240, 480, 900, 900]


def test_an_unknown_login_looks_exactly_like_a_wrong_passphrase(
    client: FlaskClient, fake_clock: FakeClock
) -> None:
    known, unknown = guess(client, "hanako"), guess(client, "nobody-here")
    assert known.status_code == unknown.status_code == 401
    assert known.json == unknown.json


def test_a_stored_passphrase_costs_a_guesser_46_mib() -> None:
    """The accounts of the tests are cheaper; what the server makes is not."""
    assert passphrases.hash_passphrase(PASSPHRASE).startswith("$argon2id$v=19$m=47104,t=1,p=1$")


def test_capitals_and_full_width_letters_do_not_make_another_counter(
    client: FlaskClient, fake_clock: FakeClock
) -> None:
    for spelling in ("hanako", "HANAKO", "ｈａｎａｋｏ", " hanako "):
        guess(client, spelling)
    assert guess(client, "hanako").status_code == 429


def test_one_address_may_not_try_many_accounts(
    app: Flask, client: FlaskClient, fake_clock: FakeClock
) -> None:
    miss(app, [f"guess-{number}" for number in range(48)], TOWN_HALL)
    assert [guess(client, f"last-{number}", address=TOWN_HALL).status_code for number in (1, 2)] == [401, 429]
    assert guess(client, "misaki", "kayoi-test-2026", TOWN_HALL).status_code == 429
    assert guess(client, "misaki", "kayoi-test-2026", "203.0.113.10").status_code == 200


def test_signing_in_does_not_wipe_what_the_address_has_guessed(
    app: Flask, client: FlaskClient, fake_clock: FakeClock
) -> None:
    miss(app, [f"guess-{number}" for number in range(48)], TOWN_HALL)
    assert guess(client, "misaki", "kayoi-test-2026", TOWN_HALL).status_code == 200
    assert [guess(client, f"last-{number}", address=TOWN_HALL).status_code for number in (1, 2)] == [401, 429]


def test_misses_are_forgotten_after_a_day(client: FlaskClient, fake_clock: FakeClock) -> None:
    for _ in range(4):
        guess(client, "hanako")
    fake_clock.advance(hours=25)
    assert guess(client, "hanako").json["tries_left"] == 4


def test_the_count_is_taken_before_the_passphrase_is_checked(app: Flask, fake_clock: FakeClock) -> None:
    """Twenty guesses in flight at once get five checks, not twenty."""
    with app.app_context():
        touched = attempts.counters("hanako", None)
        begun = [_begins(touched) for _ in range(20)]
    assert begun == [True] * 5 + [False] * 15


def _begins(touched: list[attempts.Counter]) -> bool:
    try:
        attempts.begin(touched)
    except attempts.LoginWait:
        return False
    return True


def test_ipv6_neighbours_of_one_household_share_a_counter() -> None:
    one, other = (attempts.counters("x", f"2001:db8:1:2::{last}") for last in (1, 2))
    assert one == other
    assert one != attempts.counters("x", "2001:db8:1:3::1")
