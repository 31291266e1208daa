"""The app can be put on a tablet's home screen: the browser itself finds nothing missing."""

import struct
from typing import Any

from tests.browser.live import ROOT
from tests.browser.ready import Ward

DIST = ROOT / "pwa/dist"


def test_the_browser_would_install_it(ward: Ward) -> None:
    page = ward.open_today()
    browser = page.context.new_cdp_session(page)
    assert browser.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    found = browser.send("Page.getAppManifest")
    assert found["errors"] == []
    assert "通い" in found["data"] or "かよい" in found["data"]


def test_every_icon_of_the_manifest_is_there_in_the_size_it_says(ward: Ward) -> None:
    page = ward.open_today()
    manifest: dict[str, Any] = page.evaluate("fetch('/manifest.webmanifest').then(r => r.json())")
    assert manifest["display"] == "standalone"
    assert {"any", "maskable"} <= {icon.get("purpose", "any") for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        data = (DIST / icon["src"].lstrip("/")).read_bytes()
        if icon["type"] == "image/png":
            width, height = struct.unpack(">II", data[16:24])
            assert icon["sizes"] == f"{width}x{height}"
