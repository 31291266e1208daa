"""`kayoi serve-lan` from outside: who is believed, what the plain port gives, how a renewal is picked up."""

import hashlib
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from flask import Flask

from server import clock, create_app
from server.config import Config
from server.lan import routes_install, store
from server.lan.certificates import make_server
from tests.conftest import Templates, close
from tests.factories import SignedIn, sign_in_body, store_id
from tests.lan import ServeLan


@pytest.fixture(scope="module")
def lan(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServeLan]:
    """One running `kayoi serve-lan` on the two towns."""
    folder = tmp_path_factory.mktemp("lan")
    data = templates.copy("sqlite", folder / "var", towns=True).data
    build = folder / "dist"
    build.mkdir()
    (build / "index.html").write_text("<!doctype html>the app")
    running = ServeLan(data, build=build)
    try:
        yield running.wait()
    finally:
        ended = running.stop()
    assert ended == (0, []), running.said()
    assert "Traceback" not in running.said()


def test_a_client_that_trusts_only_this_ca_is_served_over_tls(lan: ServeLan) -> None:
    connection = lan.tls()
    assert lan.get(connection, "/readyz")[2] == b'{"status":"ready"}'
    assert connection.sock.version() in ("TLSv1.2", "TLSv1.3")
    for name in ("127.0.0.1", "localhost"):
        assert lan.get(lan.tls(name), "/healthz")[0] == 200


def test_a_wrong_host_or_an_unknown_ca_is_refused_by_the_client(lan: ServeLan) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
        lan.tls("127.0.0.3").connect()
    stranger = lan.tls()
    stranger._context = ssl.create_default_context()
    with pytest.raises(ssl.SSLCertVerificationError):
        stranger.connect()


def test_what_the_ca_signs_for_another_site_is_refused(lan: ServeLan, tmp_path: Path) -> None:
    """Whoever steals the CA's key can pose as this server only: the name constraints are heard."""
    ca, _ = lan.pairs()
    forged = tmp_path / "forged.pem"
    forged.write_bytes(make_server(ca, ["bank.example.jp"], clock.now()).pem())
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(forged)
    ours, theirs = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = lan.trust().wrap_bio(ours, theirs, server_hostname="bank.example.jp")
    server = served.wrap_bio(theirs, ours, server_side=True)
    for side in (client, server):
        with pytest.raises(ssl.SSLWantReadError):
            side.do_handshake()
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        client.do_handshake()


def test_cookies_are_secure_and_no_hsts_locks_the_install_page_out(lan: ServeLan) -> None:
    body = b'{"login":"nobody","passphrase":"kayoi-demo-2026"}'
    connection = lan.tls()
    connection.request("POST", "/api/v1/session", body, {"Content-Type": "application/json"})
    reply = connection.getresponse()
    reply.read()
    assert reply.status in (401, 422)
    assert reply.getheader("Strict-Transport-Security") is None


def test_plain_http_gives_the_install_page_in_two_languages_and_the_ca(lan: ServeLan) -> None:
    ca, _ = lan.pairs()
    status, headers, body = lan.get(lan.plain(), "/")
    text = body.decode()
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert '<html lang="ja">' in text
    assert "証明書信頼設定" in text
    assert lan.url in text
    assert all(f"<span>{group}</span>" in text for group in ca.fingerprint().split())
    assert '<html lang="en">' in lan.get(lan.plain(), "/?lang=en")[2].decode()
    status, headers, body = lan.get(lan.plain(), "/kayoi-ca.crt")
    assert headers["Content-Type"] == "application/x-x509-ca-cert"
    assert hashlib.sha256(body).hexdigest().upper() == ca.fingerprint().replace(" ", "")
    assert x509.load_der_x509_certificate(body) == ca.certificate
    assert b"PRIVATE" not in body


def test_plain_http_never_gives_the_app(lan: ServeLan) -> None:
    for path in ("/today", "/index.html", "/sw.js", "/api/v1/session?x=1", "/healthz"):
        status, headers, body = lan.get(lan.plain(), path)
        assert status == 307, path
        assert headers["Location"] == lan.url + path, path
        assert b"the app" not in body
        assert "Set-Cookie" not in headers
    assert lan.get(lan.plain(), "//evil.example/")[1]["Location"] == lan.url + "/evil.example/"
    assert lan.get(lan.plain(), "/api/v1/session", "POST")[0] == 405, "no passphrase is sent on"
    assert lan.get(lan.plain(), "/", Host="evil.example")[0] == 400


def test_a_hundred_tablets_keep_their_connections(lan: ServeLan) -> None:
    connections = [lan.tls() for _ in range(100)]
    sockets = []
    for connection in connections:
        assert lan.get(connection, "/healthz")[0] == 200
        sockets.append(connection.sock)
    for connection, before in zip(connections, sockets, strict=True):
        assert lan.get(connection, "/healthz")[0] == 200
        assert connection.sock is before, "the connection was kept"
        connection.close()


def test_a_renewed_certificate_is_used_at_once_and_open_connections_go_on(
    lan: ServeLan, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, before = lan.pairs()
    held = lan.tls()
    assert lan.get(held, "/healthz")[0] == 200
    kept = held.sock
    monkeypatch.setattr(store, "RENEW_BEFORE", timedelta(days=500))
    assert store.renew_if_due(lan.config)
    after = lan.pairs()[1]
    fresh = lan.tls()
    assert lan.get(fresh, "/healthz")[0] == 200
    assert fresh.sock.getpeercert(binary_form=True) == after.der() != before.der()
    assert lan.get(held, "/healthz")[0] == 200
    assert held.sock is kept


@pytest.mark.long
def test_stalled_handshakes_keep_the_others_waiting_for_a_while_only(lan: ServeLan) -> None:
    stalled = [socket.create_connection((lan.name, lan.tls().port)) for _ in range(8)]
    for one in stalled:
        one.sendall(struct.pack("BBB", 22, 3, 1))
    began = time.monotonic()
    assert lan.get(lan.tls(), "/healthz")[0] == 200
    assert time.monotonic() - began < 29
    for one in stalled:
        one.close()


def test_what_is_in_the_way_is_one_clear_line_and_nothing_is_made(tmp_path: Path) -> None:
    build = tmp_path / "dist"
    build.mkdir()
    (build / "index.html").write_text("")
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for words, said in (
            (("--port", port, "--install-port", "0"), f"Port {port} is already in use"),
            (("--port", "0", "--install-port", port), "another with --install-port"),
            (("--port", "0", "--install-port", "0", "--name", "1.2.3"), "'1.2.3' is neither"),
        ):
            run = ServeLan(tmp_path / "var", *words, build=build)
            assert run.process.wait(timeout=60) == 1
            (line,) = run.said().splitlines()
            assert said in line
    assert not (tmp_path / "var").exists()


@pytest.fixture
def lan_app(templates: Templates, tmp_path: Path) -> Iterator[Flask]:
    """The app as `serve-lan` starts it, with its certificates."""
    config = templates.copy("sqlite", tmp_path, towns=True)
    store.ensure(config, ("192.168.1.10",))
    made = create_app(replace(config, lan_names=("192.168.1.10",), public_url="https://192.168.1.10:8443"))
    yield made
    close(made)


def test_the_office_sees_until_when_and_what_a_new_tablet_needs(lan_app: Flask) -> None:
    config: Config = lan_app.extensions["kayoi_config"]
    ca, server = store.ca_of(config), store.server_of(config)
    assert ca is not None
    assert server is not None
    megumi = _over_tls(lan_app)
    (told,) = megumi
    assert told["end"] == clock.iso(server.end)
    assert told["ca_end"] == clock.iso(ca.end)
    assert (told["days"], told["ca_days"] > 3640) == (395, True)
    assert told["fingerprint"] == ca.fingerprint()
    assert told["thumbprint"] == ca.thumbprint()
    assert told["install_url"] == "http://192.168.1.10:8080"
    assert told["names"] == ["192.168.1.10"]


def _over_tls(app: Flask) -> list[dict[str, object]]:
    browser, home = app.test_client(), "https://192.168.1.10:8443"
    signed = browser.post("/api/v1/session", json=sign_in_body("megumi", store_id(), "office"), base_url=home)
    assert "Secure" in signed.headers["Set-Cookie"]
    assert signed.headers["Set-Cookie"].startswith("__Host-")
    assert "Strict-Transport-Security" not in signed.headers
    reply = browser.get("/api/v1/office/lan-certificates", base_url=home)
    assert reply.status_code == 200
    found: list[dict[str, object]] = reply.json
    return found


def test_without_an_own_ca_the_office_is_told_nothing(sign_in: Callable[..., SignedIn]) -> None:
    megumi = sign_in("megumi", "office")
    assert megumi.client.get("/api/v1/office/lan-certificates").json == []


def test_every_route_of_the_plain_port_declares_that_it_is_public(lan_app: Flask) -> None:
    app = routes_install.create_app(lan_app.extensions["kayoi_config"])
    told = {getattr(view, "kayoi_permission", None) for view in app.view_functions.values()}
    assert told == {"public"}
