"""`kayoi serve-lan` with a real browser: the service worker comes over https://<LAN address>, and the install
page is readable at every size.

The browser accepts the CA by its public key; that it refuses other sites of it is tested in tests/api.
"""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from playwright.sync_api import Playwright, expect

from server.lan import names
from tests.browser import steps
from tests.browser.live import OFFICE, PHONE, TABLET, Tablet, copy_of
from tests.browser.looks import faults
from tests.lan import ServeLan

NAME = "kayoi.example.local"
SIZES = (OFFICE, TABLET, PHONE)


@pytest.fixture
def lan(town: Path, tmp_path: Path) -> Iterator[ServeLan]:
    running = ServeLan(copy_of(town, tmp_path / "var"), name=NAME)
    try:
        yield running.wait()
    finally:
        if running.process.poll() is None:
            running.stop()


def flags(lan: ServeLan) -> list[str]:
    """What makes this browser know the name and accept the CA's certificates."""
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    keys = [one.key.public_key().public_bytes(serialization.Encoding.DER, spki) for one in lan.pairs()]
    pins = [base64.b64encode(hashlib.sha256(key).digest()).decode() for key in keys]
    return [
        f"--ignore-certificate-errors-spki-list={','.join(pins)}",
        f"--host-resolver-rules=MAP {NAME} 127.0.0.1",
    ]


def address(lan: ServeLan) -> str:
    """The app at this machine's LAN address; at its name where there is no network."""
    found = names.found()
    return lan.url.replace(NAME, found[0]) if found else lan.url


@pytest.mark.long
def test_a_tablet_of_the_lan_works_without_the_server(
    lan: ServeLan, tmp_path: Path, playwright: Playwright
) -> None:
    tablet = Tablet(playwright, tmp_path / "tablet", TABLET, *flags(lan))
    try:
        home = address(lan)
        page = tablet.open()
        steps.sign_in_at(page, home + "/", "sato")
        steps.await_today(page)
        steps.await_shell_offline(page)
        assert page.evaluate("isSecureContext && location.protocol") == "https:"
        assert page.evaluate("navigator.serviceWorker.controller.scriptURL") == home + "/sw.js"
        (cookie,) = page.context.cookies(home)
        assert (cookie["name"], cookie["secure"], cookie["httpOnly"]) == ("__Host-kayoi", True, True)
        assert lan.stop() == (0, [])
        page.goto(home + "/today")
        steps.await_today(page)
        assert steps.find(page, "たかはし").count() > 0
    finally:
        tablet.close()
    assert tablet.faults == []


@pytest.mark.long
def test_the_install_page_and_the_offices_panel_are_readable_at_every_size(
    lan: ServeLan, tmp_path: Path, playwright: Playwright
) -> None:
    tablet = Tablet(playwright, tmp_path / "tablet", OFFICE, *flags(lan))
    found: dict[str, list[str]] = {}
    try:
        page = tablet.open()
        for size in SIZES:
            page.set_viewport_size(size)
            for path in ("/", "/?lang=en"):
                page.goto(lan.install_url + path)
                expect(page.get_by_test_id("home")).to_have_text(lan.url)
                found[f"{path} {size['width']}"] = faults(page)
        steps.sign_in_at(page, lan.url + "/", "yamaguchi")
        expect(page.get_by_test_id("morning-title")).to_be_visible()
        for size in SIZES:
            page.set_viewport_size(size)
            page.goto(lan.url + "/o/devices")
            expect(page.get_by_test_id("lan-fingerprint")).to_have_text(lan.pairs()[0].fingerprint())
            expect(page.get_by_test_id("lan-install")).to_have_text(lan.install_url)
            found[f"devices {size['width']}"] = faults(page)
    finally:
        tablet.close()
    assert {screen: wrong for screen, wrong in found.items() if wrong} == {}
