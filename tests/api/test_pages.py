"""The built app, its headers, health checks, and what happens without a build."""

import gzip
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from server import create_app, pages
from server.config import Config
from server.db import outside_feed
from tests.conftest import close
from tests.factories import SignedIn

INDEX = "<!doctype html><title>Kayoi</title>" + "x" * 500


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small built app."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    (folder / "sw.js").write_text("self.x = 1;" * 100)
    (folder / "manifest.webmanifest").write_text("{}")
    (folder / "assets" / "main-4f2a.js").write_text("export default 1;" * 100)
    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.setattr(pages, "BUILDS", (folder,))
    return folder


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/today",
        "/p/018f0000-0000-7000-8000-000000000001/f/x",
        "/o/morning",
        "/find?q=たかはし",
        "/held/9.3",
        "/o/conflicts/018f0000-0000-7000-8000-000000000001.a.qmcoo.01_health",
    ],
)
def test_every_address_of_the_app_answers_with_the_app(visitor: FlaskClient, build: Path, path: str) -> None:
    response = visitor.get(path)
    assert (response.status_code, response.text) == (200, INDEX)
    assert response.headers["Cache-Control"] == "no-cache"


def test_hashed_assets_are_kept_for_ever_and_the_service_worker_is_asked_for_again(
    visitor: FlaskClient, build: Path
) -> None:
    asset, worker = visitor.get("/assets/main-4f2a.js"), visitor.get("/sw.js")
    assert asset.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert asset.mimetype == worker.mimetype == "text/javascript"
    assert worker.headers["Cache-Control"] == "no-cache"
    assert visitor.get("/manifest.webmanifest").mimetype == "application/manifest+json"


def test_assets_are_packed_and_not_sent_twice(visitor: FlaskClient, build: Path) -> None:
    packed = visitor.get("/assets/main-4f2a.js", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == (build / "assets" / "main-4f2a.js").read_bytes()
    assert "Accept-Encoding" in packed.headers["Vary"]
    plain = visitor.get("/assets/main-4f2a.js")
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["ETag"] != packed.headers["ETag"]
    again = visitor.get("/sw.js", headers={"If-None-Match": visitor.get("/sw.js").headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_new_build_is_served_without_a_restart(visitor: FlaskClient, build: Path) -> None:
    visitor.get("/today")
    (build / "index.html").write_text("<!doctype html>second build")
    assert visitor.get("/today").text == "<!doctype html>second build"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/old-0000.js",
        "/favicon.ico",
        "/assets/",
        "/icons/old.png",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/api/v2/x",
    ],
)
def test_what_is_not_there_is_not_the_app(visitor: FlaskClient, build: Path, path: str) -> None:
    response = visitor.get(path)
    assert response.status_code == 404
    assert "secret" not in response.text
    assert response.headers["Cache-Control"] == "no-store"


def test_without_a_build_one_line_says_what_to_do_and_the_api_works(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "BUILDS", (Path("/nowhere"),))
    response = visitor.get("/today", headers={"Accept-Language": "en"})
    assert (response.status_code, response.json["type"]) == (503, "/problems/app-not-built")
    assert "make run" in response.json["detail"]
    assert visitor.get("/healthz").json == {"status": "ok"}


def test_no_redirects_between_spellings_of_an_address(visitor: FlaskClient, build: Path) -> None:
    for path in ("/today/", "/today//x", "/api/v1/session/", "/healthz/"):
        assert visitor.get(path).status_code in (200, 404), path


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/session", "/healthz", "/problems/not-found", "/api/v1/nothing", "/sw.js"]
)
def test_every_answer_carries_the_security_headers(visitor: FlaskClient, build: Path, path: str) -> None:
    headers = visitor.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers
    assert "Server" not in headers or "Python" not in headers["Server"]


def test_only_the_worker_of_the_passphrase_may_run_webassembly(visitor: FlaskClient, build: Path) -> None:
    worker = "/assets/argon2.worker-x1_-Z.js"
    for path in (worker, "/", "/assets/index-x.js", f"/api/v1{worker}", f"{worker}x"):
        policy = visitor.get(path).headers["Content-Security-Policy"]
        assert ("'wasm-unsafe-eval'" in policy) == (path == worker), path


def test_api_answers_are_never_kept(visitor: FlaskClient, sign_in) -> None:  # type: ignore[no-untyped-def]
    hanako: SignedIn = sign_in("hanako")
    for response in (
        visitor.get("/api/v1/session"),
        hanako.get("/api/v1/session"),
        visitor.get("/api/v1/openapi.json"),
    ):
        assert response.headers["Cache-Control"] == "no-store"


def test_on_tls_the_browser_is_told_to_stay_there(config: Config) -> None:
    app = create_app(
        Config(data=config.data, database_url=config.database_url, public_url="https://kayoi.example.jp")
    )
    response = app.test_client().get("/healthz", base_url="https://kayoi.example.jp")
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    close(app)


def test_ready_means_database_schema_and_keys(config: Config) -> None:
    app = create_app(config)
    config.master_key_file.rename(config.data / "elsewhere")
    response = app.test_client().get("/readyz")
    assert (response.status_code, response.json["type"]) == (503, "/problems/not-ready")
    assert app.test_client().get("/healthz").status_code == 200
    (config.data / "elsewhere").rename(config.master_key_file)
    assert app.test_client().get("/readyz").json == {"status": "ready"}
    with app.app_context(), outside_feed() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    assert app.test_client().get("/readyz").status_code == 503
    close(app)


def test_the_openapi_document_calls_every_error_a_problem(visitor: FlaskClient) -> None:
    document = visitor.get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    assert {"/api/v1/session", "/api/v1/writers", "/api/v1/audit", "/api/v1/office/reads"} <= set(
        document["paths"]
    )
    for response in document["components"]["responses"].values():
        assert set(response.get("content", {"application/problem+json": 1})) == {"application/problem+json"}
    login = document["paths"]["/api/v1/session"]["post"]
    assert "application/json" in login["requestBody"]["content"]
    assert list(login["responses"]["200"]["content"]) == ["application/json"]
