"""Who may call what: every route has a permission, every role is tried on every route, other sites are kept
out.
"""

import re
import sys
from collections.abc import Callable
from types import ModuleType

import pytest
from flask import Flask
from flask.testing import FlaskClient

import server
from server import auth, create_app
from server.api import Blueprint
from server.config import Config
from tests.conftest import close
from tests.factories import SignedIn, sign_in_body, store_id

SignIn = Callable[..., SignedIn]
LOGINS = {
    "nurse": "hanako",
    "supporter": "masao",
    "coordinator": "megumi",
    "auditor": "makoto",
}


def _routes(app: Flask) -> list[tuple[str, str, str]]:
    """(method, path with made-up ids, permission) of every route."""
    found = []
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "018f0000-0000-7000-8000-00000000000f", rule.rule)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            found.append((method, path, auth.permission_of(app.view_functions[rule.endpoint], method)))
    return found


def test_every_role_is_let_in_exactly_where_the_permission_says(app: Flask, sign_in: SignIn) -> None:
    browsers = {role: sign_in(login, "office").client for role, login in LOGINS.items()}
    anyone = app.test_client()
    gated = [route for route in _routes(app) if auth.PERMISSIONS[route[2]] is not None]
    assert len(gated) >= 5
    for method, path, name in gated:
        allowed = auth.PERMISSIONS[name] or frozenset()
        assert anyone.open(path, method=method).status_code == 401, (method, path)
        for role, browser in browsers.items():
            refused = browser.open(path, method=method).status_code == 403
            assert refused == (role not in allowed), (method, path, role)


def test_only_these_routes_are_open_to_everyone(app: Flask) -> None:
    public = {f"{method} {path}" for method, path, name in _routes(app) if name == "public"}
    a_path = "018f0000-0000-7000-8000-00000000000f"
    assert public == {
        "POST /api/v1/session",
        "DELETE /api/v1/session",
        "GET /api/v1/towns",
        "POST /api/v1/session/renew",
        "POST /api/v1/device/challenge",
        "POST /api/v1/device/enrol",
        "POST /api/v1/device/wiped",
        "GET /api/v1/openapi.json",
        "GET /healthz",
        "GET /readyz",
        f"GET /problems/{a_path}",
        "GET /",
        f"GET /{a_path}",
    }


def test_the_app_refuses_to_start_when_a_route_has_no_permission(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    blueprint = Blueprint("bare", __name__, url_prefix="/api/v1")

    @blueprint.get("/everything")
    def everything() -> dict[str, str]:
        return {}

    module = ModuleType("bare")
    module.blueprint = blueprint  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "bare", module)
    monkeypatch.setattr(server, "BLUEPRINTS", (*server.BLUEPRINTS, "bare"))
    with pytest.raises(auth.PermissionMissing, match="GET /api/v1/everything"):
        create_app(config)


def test_an_unknown_permission_is_refused_where_it_is_written() -> None:
    with pytest.raises(auth.PermissionMissing, match=r"office\.burn"):
        auth.permission("office.burn")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    ],
)
def test_a_change_from_another_site_is_refused_even_with_the_cookie(
    sign_in: SignIn, headers: dict[str, str]
) -> None:
    hanako = sign_in("hanako")
    reads = {"store_id": hanako.store_id, "writer_no": hanako.writer["writer_no"], "reads": []}
    refused = hanako.post("/api/v1/audit", json=reads, headers=headers)
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/cross-site")
    signing_in = hanako.post("/api/v1/session", json=sign_in_body("misaki", store_id()), headers=headers)
    assert signing_in.status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}])
def test_a_change_from_our_own_page_is_accepted(sign_in: SignIn, headers: dict[str, str]) -> None:
    hanako = sign_in("hanako")
    reads = {"store_id": hanako.store_id, "writer_no": hanako.writer["writer_no"], "reads": []}
    assert hanako.post("/api/v1/audit", json=reads, headers=headers).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "kayoi.example.jp.evil.example", "127.0.0.1.evil.example"])
def test_a_host_name_that_is_not_ours_is_refused(client: FlaskClient, host: str) -> None:
    """A page of another site that has its own name point here (DNS rebinding) learns nothing."""
    response = client.get("/api/v1/session", headers={"Host": host})
    assert (response.status_code, response.json["type"]) == (421, "/problems/unknown-host")


def test_a_made_up_token_is_nobody(client: FlaskClient) -> None:
    for token in ("", "x", "a" * 43, "é", "a" * 3_000):
        client.set_cookie("kayoi", token)
        assert client.get("/api/v1/session").status_code == 401


def test_a_forwarded_address_is_believed_only_behind_a_configured_proxy(config: Config) -> None:
    body = sign_in_body("hanako", store_id())
    forged = {"X-Forwarded-Host": "kayoi.example.jp", "X-Forwarded-Proto": "https"}
    for proxies, host in ((0, "localhost"), (1, "kayoi.example.jp")):
        app = create_app(
            Config(
                data=config.data,
                database_url=config.database_url,
                public_url="https://kayoi.example.jp",
                proxy_count=proxies,
            )
        )
        origin = {"Origin": f"https://{host}"}
        response = app.test_client().post("/api/v1/session", json=body, headers=forged | origin)
        assert response.status_code == 200, proxies
        close(app)
