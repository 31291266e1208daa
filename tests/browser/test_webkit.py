"""The same build in a second engine: what a nurse enters there without the server arrives."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.browser.live import PASSPHRASE, LiveServer
from tests.browser.steps import eventually
from tests.browser.webkit import BODY, Page, missing, webkit

ANSWER = """
for (const question of document.querySelectorAll('[data-test="question"]'))
  question.querySelector('[role="radio"]').click();
"""
HELD = "return !!navigator.serviceWorker.controller"
HERS = "SELECT id FROM record WHERE kind = 'person' AND body LIKE ?"
FILED = "SELECT count(*) FROM record WHERE kind = 'submission' AND person_id = ?"


def sign_in(page: Page) -> None:
    page.fill("login-name", "sato")
    page.fill("passphrase", PASSPHRASE)
    page.press('[data-test="open"]')
    page.press('[data-test="pin-later"]')
    page.shows('[data-test="screen-today"]', seconds=120)


def register(page: Page) -> None:
    page.press('[data-test="tab-find"]')
    page.press('[data-test="register"]')
    page.shows('[data-test="screen-register"]')
    if page.run("""return !!document.querySelector('[data-test="area"]')"""):
        page.press('[data-test="area"] [role="radio"]')
    page.fill("family-kana", "ウソカエ")
    page.fill("given-kana", "ヌエ")
    for part, typed in (("year", "14"), ("month", "11"), ("day", "9")):
        page.fill(f"birth-{part}", typed)
    page.press('[data-test="sex"] [data-value="female"]')
    page.press('[data-test="register-save"]')
    page.shows('[data-test="screen-person"]', "ウソカエ")


def fill_a_sheet(page: Page) -> None:
    page.press('[data-test="start-sheet"]')
    for _ in range(20):
        page.shows('[data-test="question"]')
        page.run(ANSWER)
        if page.run("""return !!document.querySelector('[data-test="sheet-done"]')"""):
            break
        page.press('[data-test="sheet-next"]')
    page.press('[data-test="sheet-done"]')
    page.shows('[data-test="screen-result"]')


def filed(server: LiveServer) -> int:
    with closing(sqlite3.connect(server.data / "kayoi.db", timeout=20)) as database:
        ((person,),) = database.execute(HERS, ("%ウソカエ%",)).fetchall()
        return int(database.execute(FILED, (person,)).fetchone()[0])


@pytest.mark.long
@pytest.mark.skipif(missing() is not None, reason=missing() or "")
def test_sign_in_register_fill_and_sync_in_webkit(server: LiveServer, tmp_path: Path) -> None:
    with webkit(tmp_path) as page:
        page.open(server.url)
        sign_in(page)
        eventually(lambda: bool(page.run(HELD)), "the service worker holds the app")
        eventually(lambda: "新しい版" not in page.run(BODY), "the first version is not called a new one")
        server.kill()
        register(page)
        fill_a_sheet(page)
        page.shows('[data-test="strip-status"]', "未送信 2件")
        server.start()
        page.open(server.url + "/sent")
        page.fill("passphrase", PASSPHRASE)
        page.press('[data-test="open"]')
        page.shows('[data-test="strip-status"]', "2件中2件 届きました", seconds=90)
    assert filed(server) == 1
