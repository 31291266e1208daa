"""On TLS, as in a town hall: every answer carries the headers, and only our own host and pages are heard."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url
from werkzeug.datastructures import Headers

from server import create_app
from server.config import Config
from server.headers import ALWAYS, HSTS
from server.migrate import upgrade
from tests import postgres
from tests.conftest import Templates, close, forget, new_database
from tests.factories import sign_in_body, store_id

ELSEWHERE = ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"})
HOME = "https://kayoi.example.jp"


@pytest.fixture(scope="module")
def tls_app(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """What it says does not depend on the database: one app for all."""
    config = templates.copy("sqlite", tmp_path_factory.mktemp("tls"), towns=True)
    made = create_app(replace(config, public_url=HOME))
    yield made
    close(made)


@pytest.fixture
def tls(tls_app: Flask) -> FlaskClient:
    """The coordinator's browser, signed in over TLS."""
    browser = tls_app.test_client()
    signed_in = browser.post(
        "/api/v1/session", json=sign_in_body("megumi", store_id(), "office"), base_url=HOME
    )
    (cookie,) = signed_in.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-kayoi=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    return browser


def test_every_answer_of_every_route_carries_every_header(tls_app: Flask, tls: FlaskClient) -> None:
    statuses = set()
    for rule in tls_app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "018f0000-0000-7000-8000-00000000000f", rule.rule)
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH"):
            if (method, path) == ("DELETE", "/api/v1/session"):
                continue
            for headers in ({}, {"Origin": "https://evil.example"}, {"Host": "evil.example"}):
                reply = tls.open(path, method=method, headers=headers, base_url=HOME)
                _assert_headers(reply.headers, (method, path, reply.status_code))
                if path.startswith("/api/") or reply.status_code >= 400:
                    assert reply.headers["Cache-Control"] == "no-store", (method, path)
                statuses.add(reply.status_code)
    assert {200, 400, 403, 404, 405, 421} <= statuses
    for path in ("/nothing.js", "/%00", "/..%2f..%2fetc/passwd", "/api/v1/session?" + "x" * 9_000):
        _assert_headers(tls.get(path, base_url=HOME).headers, path)


def _assert_headers(headers: Headers, about: object) -> None:
    for name, value in (ALWAYS | {"Strict-Transport-Security": HSTS}).items():
        assert headers.getlist(name) == [value], (about, name)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_another_site_can_change_nothing_on_any_route(tls_app: Flask, tls: FlaskClient, method: str) -> None:
    for rule in tls_app.url_map.iter_rules():
        if method not in (rule.methods or set()):
            continue
        path = re.sub(r"<[^>]+>", "018f0000-0000-7000-8000-00000000000f", rule.rule)
        for headers in ELSEWHERE:
            reply = tls.open(path, method=method, json={}, headers=headers, base_url=HOME)
            assert (reply.status_code, reply.json["type"]) == (403, "/problems/cross-site"), path


@pytest.mark.parametrize(
    "host", ["evil.example", "kayoi.example.jp.evil.example", "kayoi.example.jp:evil", ""]
)
def test_only_our_own_host_is_served_on_every_page(tls: FlaskClient, host: str) -> None:
    for path in ("/", "/sw.js", "/api/v1/session", "/healthz", "/problems/not-found"):
        reply = tls.get(path, headers={"Host": host}, base_url=HOME)
        assert (reply.status_code, reply.json["type"]) == (421, "/problems/unknown-host")


def test_ready_turns_false_when_the_database_is_gone_and_true_when_it_is_back(
    database: str, tmp_path: Path
) -> None:
    config = new_database(database, tmp_path)
    app = create_app(config)
    browser = app.test_client()
    assert browser.get("/readyz").status_code == 503, "nobody has migrated it"
    upgrade(app)
    assert browser.get("/readyz").json == {"status": "ready"}
    close(app)
    if config.sqlite_file:
        away = config.sqlite_file.rename(config.sqlite_file.with_suffix(".away"))
        assert browser.get("/readyz").status_code == 503
        close(app)
        away.rename(config.sqlite_file)
        assert browser.get("/readyz").json == {"status": "ready"}
    else:
        postgres.drop_database(_name(config))
        gone = browser.get("/readyz")
        assert (gone.status_code, gone.json["type"]) == (503, "/problems/not-ready")
    assert browser.get("/healthz").json == {"status": "ok"}
    close(app)
    forget(config)


def _name(config: Config) -> str:
    return str(make_url(config.database_url).database)
