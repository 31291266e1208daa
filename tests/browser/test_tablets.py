"""A tablet is enrolled by the coordinator's code; lost, it sends what it owes and wipes itself."""

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.live import OFFICE, LiveServer, Tablet
from tests.browser.looks import faults

EXPORTS = """async () => new Promise((resolve, reject) => {
  const asked = indexedDB.open('kayoi-device');
  asked.onsuccess = () => {
    const own = asked.result.transaction('own').objectStore('own').get('key');
    own.onsuccess = () => crypto.subtle.exportKey('jwk', own.result.key)
      .then(() => resolve('out'), e => resolve(e.name));
  };
  asked.onerror = reject;
})"""


def office_at(new_tablet: Callable[..., Tablet], server: LiveServer) -> Page:
    page = new_tablet("office", OFFICE).open()
    steps.sign_in_office(page, server)
    return page


def code_of(office: Page, server: LiveServer) -> tuple[str, str]:
    """(the link of the picture, the typed code) of a new tablet."""
    office.goto(server.url + "/o/devices")
    office.get_by_test_id("tablet-enrol").first.click()
    expect(office.get_by_test_id("code-picture")).to_be_visible()
    link = office.get_by_test_id("code").get_attribute("data-link") or ""
    return link, office.get_by_test_id("code-typed").inner_text()


@pytest.mark.long
def test_a_tablet_is_enrolled_by_the_picture_and_a_stranger_is_kept_out(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    office = office_at(new_tablet, server)
    link, typed = code_of(office, server)
    assert faults(office) == []

    page = new_tablet("sato").open()
    page.goto(link)
    expect(page.get_by_test_id("screen-enrol")).to_be_visible()
    assert "#" not in page.url, "the code leaves the address bar"
    assert faults(page) == []
    page.get_by_test_id("enrol-do").click()
    expect(page.get_by_test_id("enrolled")).to_contain_text("として登録しました")
    assert page.evaluate(EXPORTS) == "InvalidAccessError", "the key cannot leave the tablet"
    expect(office.get_by_test_id("code-used")).to_be_visible()

    stranger = new_tablet("stranger").open()
    stranger.goto(server.url + "/")
    stranger.get_by_test_id("to-enrol").click()
    stranger.get_by_test_id("enrol-code").fill(typed)
    stranger.get_by_test_id("enrol-do").click()
    expect(stranger.get_by_test_id("enrol-refused")).to_contain_text("新しい番号をもらってください")

    server.command("strict", "--on")
    steps.sign_in(stranger, server, "suzuki")
    expect(stranger.get_by_text("まだ登録されていません")).to_be_visible()
    page.get_by_test_id("enrol-login").click()
    steps.sign_in(page, server, "sato")
    steps.await_today(page)


def test_a_lost_tablet_sends_what_it_owes_then_wipes_itself_and_says_so(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    office = office_at(new_tablet, server)
    link, _ = code_of(office, server)
    tablet = new_tablet("sato")
    page = tablet.open()
    page.goto(link)
    page.get_by_test_id("enrol-do").click()
    page.get_by_test_id("enrol-login").click()
    steps.sign_in(page, server, "sato")
    steps.await_today(page)
    steps.await_shell_offline(page)
    server.kill()
    steps.open_todays_roster(page)
    steps.register_and_check_in(page, "やまだ", "きぬえ", ("15", "3", "7"), "0000-11-2222")
    expect(page.get_by_test_id("screen-roster")).to_be_visible()
    page.goto("about:blank")  # in a bag, somewhere
    server.start()

    office.goto(server.url + "/o/devices")
    office.get_by_test_id("device-open").last.click()
    office.get_by_test_id("standing-lost").click()
    confirm = office.get_by_test_id("standing-confirm")
    expect(confirm).to_contain_text("届いていない分を先に送り")
    assert faults(office) == []
    office.get_by_test_id("standing-do").click()
    expect(office.get_by_test_id("tablet-facts")).to_have_attribute("data-state", "lost")
    expect(office.get_by_test_id("tablet-facts")).to_contain_text("次の通信で伝わります")

    page.goto(server.url + "/today")
    expect(page.get_by_test_id("screen-login")).to_be_visible(timeout=60_000)
    time.sleep(1)
    kept = json.dumps(page.evaluate("() => ({...localStorage})"))
    assert "kayoi-wiped" not in kept, "the server has heard it"
    expect(page.get_by_test_id("staff")).to_have_count(0)
    office.reload()
    expect(office.get_by_test_id("tablet-facts")).to_contain_text("中は消えました")
    what = [one.get_attribute("data-what") for one in office.get_by_test_id("step").all()]
    assert what == ["wiped", "told", "lost", "enrolled"]
    office.goto(server.url + "/o/held")
    expect(office.get_by_text("紛失とされたタブレットから届きました").first).to_be_visible()
    expect(office.get_by_text("ヤマダ").first).to_be_visible()


@pytest.mark.long
def test_an_enrolled_tablet_renews_its_token_by_its_key_without_a_word(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    office = office_at(new_tablet, server)
    link, _ = code_of(office, server)
    page = new_tablet("sato").open()
    page.goto(link)
    page.get_by_test_id("enrol-do").click()
    page.get_by_test_id("enrol-login").click()
    steps.sign_in(page, server, "sato")
    steps.await_today(page)
    with closing(sqlite3.connect(server.data / "kayoi.db", timeout=20)) as database, database:
        aged = "UPDATE web_session SET proved_at = '2020-01-01 00:00:00.000000' WHERE proved_at IS NOT NULL"
        assert database.execute(aged).rowcount == 1
    steps.check_in_first(page)
    steps.arrived(page, 1)
    with closing(sqlite3.connect(server.data / "kayoi.db", timeout=20)) as database:
        spent = database.execute("SELECT count(*) FROM web_session WHERE spent_at IS NOT NULL").fetchone()
    assert spent == (1,), "the old token ended when its successor was used"
