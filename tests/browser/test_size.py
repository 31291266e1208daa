"""The app stays small: JavaScript to the first screen, what a tablet keeps; and all of it is there.

Sizes are those of `gzip -9`, in thousands of bytes, of the files as built.
"""

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.live import ROOT, LiveServer, Tablet
from tests.browser.ready import Ward

DIST = ROOT / "pwa/dist"
FIRST_KB, KEPT_KB = 90, 250
SCRIPTS = "() => performance.getEntriesByType('resource').map(e => e.name).filter(n => n.endsWith('.js'))"
STATIC_IMPORT = re.compile(r"(?:import|from)\s*[\"']\./([\w-]+\.js)[\"']")


def kb(files: list[Path]) -> float:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in files) / 1_000


def loaded(page: Page) -> set[str]:
    return {Path(urlsplit(url).path).name for url in page.evaluate(SCRIPTS)}


def first_scripts() -> set[str]:
    """The scripts the page names, and all that they import before they run."""
    todo = re.findall(r"(?:src|href)=\"/assets/([\w-]+\.js)\"", (DIST / "index.html").read_text())
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += STATIC_IMPORT.findall((DIST / "assets" / name).read_text())
    return found


def test_the_first_screen_needs_at_most_90_kilobytes_of_javascript() -> None:
    files = [DIST / "assets" / name for name in first_scripts()]
    assert kb(files) <= FIRST_KB, {path.name: kb([path]) for path in files}


def test_a_tablet_keeps_at_most_250_kilobytes_of_the_app() -> None:
    urls = set(re.findall(r"/(?:assets|icons)/[\w.-]+|/manifest[\w.]+", (DIST / "sw.js").read_text())) | {"/"}
    files = [DIST / (url.lstrip("/") or "index.html") for url in urls]
    assert {path.name for path in files} >= first_scripts()
    assert kb(files) <= KEPT_KB


def test_the_browser_fetches_what_was_counted_and_no_more(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    page = new_tablet("new").open()
    page.goto(server.url)
    page.get_by_test_id("screen-login").wait_for()
    assert loaded(page) - {"sw.js"} <= first_scripts()


def test_every_screen_opens_without_a_connection_right_after_the_app_was_put_there(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    """Nothing but the first screen was ever opened; then the server goes."""
    page = new_tablet("new").open()
    steps.sign_in(page, server, "sato")
    steps.await_today(page)
    steps.await_shell_offline(page)
    server.kill()
    for path in ("find", "sent", "register", "salons"):
        steps.visit(page, "/" + path.removesuffix("s"))
        expect(page.get_by_test_id(f"screen-{path}")).to_be_visible()


def test_back_and_forward_go_through_parts_that_were_fetched_later(ward: Ward) -> None:
    page = ward.open_today()
    steps.await_shell_offline(page)
    ward.server.kill()
    steps.open_tab(page, "人をさがす")
    page.get_by_test_id("find").fill("たかはし")
    page.get_by_test_id("hit").first.click()
    expect(page.get_by_test_id("screen-person")).to_be_visible()
    page.go_back()
    expect(page.get_by_test_id("screen-find")).to_be_visible()
    page.go_back()
    expect(page.get_by_test_id("screen-today")).to_be_visible()
    page.go_forward()
    page.go_forward()
    expect(page.get_by_test_id("screen-person")).to_be_visible()


def test_no_empty_page_comes_between_two_screens(ward: Ward) -> None:
    """The screen before stays until the next one is there, however slow its part is."""
    page = ward.open_today()
    page.evaluate(
        """() => {
          window.empty = 0;
          new MutationObserver(() => {
            if (!document.querySelector('[data-test^="screen-"]')) window.empty += 1;
          }).observe(document.getElementById('app'), {childList: true, subtree: true});
        }"""
    )
    for tab, test in (
        ("人をさがす", "find"),
        ("送信状況", "sent"),
        ("通いの場", "salons"),
        ("今日", "today"),
    ):
        steps.open_tab(page, tab)
        expect(page.get_by_test_id(f"screen-{test}")).to_be_visible()
    assert page.evaluate("() => window.empty") == 0
