"""Hostile bodies: a clear problem, never a crash, nothing stored. Each goes to routes that read a body."""

import gzip

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.db import read_snapshot
from server.staff.models import LoginAttempt
from tests.factories import sign_in_body, store_id

JSON = {"Content-Type": "application/json"}
LOGIN = orjson.dumps(sign_in_body("hanako", "6f1b2c3d-0000-4000-8000-00000000000a"))
BAD = {
    "nothing": b"",
    "not json": b"{login:",
    "deep brackets": b"[" * 100_000,
    "deep object": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "17 levels": b'{"login":' + b"[" * 16 + b"]" * 16 + b"}",
    "nan": b'{"login":NaN}',
    "infinity": b'{"login":1e999}',
    "lone surrogate": b'{"login":"\\ud800"}',
    "nul in a value": b'{"login":"a\\u0000b"}',
    "nul in a key": b'{"a\\u0000b":1}',
    "2^70": b'{"login":1180591620717411303424}',
    "2^53 + 1": b'{"login":9007199254740993}',
    "5,000 digits": b'{"login":' + b"7" * 5_000 + b"}",
    "not utf-8": b'{"login":"\xff\xfe"}',
    "a list": b"[]",
    "a number": b"7",
    "two documents": b"{} {}",
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("packed", [False, True])
def test_a_poison_body_is_a_clear_problem(visitor: FlaskClient, name: str, packed: bool) -> None:
    body = gzip.compress(BAD[name]) if packed else BAD[name]
    headers = JSON | ({"Content-Encoding": "gzip"} if packed else {})
    response = visitor.post("/api/v1/session", data=body, headers=headers)
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert response.json["type"] == "/problems/bad-body"


def test_nothing_is_stored_by_a_poison_body(app: Flask, client: FlaskClient) -> None:
    for body in BAD.values():
        client.post("/api/v1/session", data=body, headers=JSON)
    with app.app_context(), read_snapshot() as session:
        assert session.scalar(select(func.count()).select_from(LoginAttempt)) == 0


def test_a_body_over_8_mib_is_refused(visitor: FlaskClient) -> None:
    body = b'{"login":"' + b"a" * (9 * 1024 * 1024) + b'"}'
    response = visitor.post("/api/v1/session", data=body, headers=JSON)
    assert (response.status_code, response.json["type"]) == (413, "/problems/body-too-large")


def test_a_gzip_bomb_is_stopped_while_it_is_unpacked(visitor: FlaskClient) -> None:
    bomb = gzip.compress(b" " * (300 * 1024 * 1024), 1)
    assert len(bomb) < 8 * 1024 * 1024
    response = visitor.post("/api/v1/session", data=bomb, headers=JSON | {"Content-Encoding": "gzip"})
    assert (response.status_code, response.json["type"]) == (413, "/problems/body-too-large")


@pytest.mark.parametrize("damage", [lambda raw: raw[:-4], lambda raw: raw + b"more", lambda raw: b"x" + raw])
def test_damaged_gzip_is_a_bad_body(visitor: FlaskClient, damage) -> None:  # type: ignore[no-untyped-def]
    packed = damage(gzip.compress(LOGIN))
    response = visitor.post("/api/v1/session", data=packed, headers=JSON | {"Content-Encoding": "gzip"})
    assert (response.status_code, response.json["type"]) == (400, "/problems/bad-body")


def test_another_content_encoding_is_refused_by_name(visitor: FlaskClient) -> None:
    response = visitor.post("/api/v1/session", data=LOGIN, headers=JSON | {"Content-Encoding": "br"})
    assert (response.status_code, response.json["type"]) == (415, "/problems/unsupported-encoding")


def test_a_good_body_is_read_packed_and_plain(client: FlaskClient) -> None:
    for headers, body in (({}, LOGIN), ({"Content-Encoding": "gzip"}, gzip.compress(LOGIN))):
        assert client.post("/api/v1/session", data=body, headers=JSON | headers).status_code == 200


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "limit=x", "color=red", "before=%00", "staff=1'--"]
)
def test_bad_query_parameters_are_refused_by_field(sign_in, query: str) -> None:  # type: ignore[no-untyped-def]
    response = sign_in("makoto", "office").get(f"/api/v1/office/reads?{query}")
    assert response.status_code == 422
    assert list(response.json["errors"]) == [query.partition("=")[0]]


def test_a_url_with_a_nul_or_bad_utf8_is_not_a_crash(visitor: FlaskClient) -> None:
    for path in (
        "/api/v1/%00",
        "/api/v1/%ff",
        "/p/%00",
        "/assets/%00.js",
        "/problems/%00",
        "/%c0%af../etc/passwd.txt",
    ):
        assert visitor.get(path).status_code in (400, 404, 503), path  # 503: nobody has built the app


def test_a_store_id_is_written_in_one_form_only(client: FlaskClient) -> None:
    upper = store_id().upper()
    first = client.post("/api/v1/session", json=sign_in_body("hanako", upper)).json
    again = client.post("/api/v1/session", json=sign_in_body("hanako", upper.lower())).json
    assert first["writer"]["writer_no"] == again["writer"]["writer_no"]
