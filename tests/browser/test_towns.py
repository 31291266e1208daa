"""One tablet, two towns on one server: unsent work in both, and each arrives where it belongs."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

from playwright.sync_api import Page, expect

from server import create_app
from server.auth import TenantFacts
from server.config import Config
from server.db import transaction
from server.exchange import service as exchange
from server.staff import service as staff
from server.tenants import service as tenants
from sync.ids import natural_id
from tests.browser import steps
from tests.browser.live import PASSPHRASE, LiveServer, Tablet, unlock
from tests.browser.looks import faults
from tests.browser.ready import Ward
from tests.conftest import close

OTHER = "となりの町だけの長い合言葉"
OWED = "SELECT tenant_id FROM record WHERE kind = 'person' AND body LIKE ?"


def second_town(server: LiveServer, passphrase: str = OTHER) -> int:
    """となり町 with one area and a nurse whose login is sato, too; its number."""
    app = create_app(Config.from_env(server.environment))
    with app.app_context():
        number = tenants.create("となり町", demo=True)
        uid = tenants.get(number).uid
        with transaction(number):
            nurse = staff.add(number, "sato", "隣町 花子", "保健師", passphrase)
            staff.grant(number, nurse.id, "nurse")
        area = {"kind": "area", "id": natural_id(uid, "area", "1"), "new": {"name": "北"}}
        exchange.file_ops(TenantFacts(number, uid, "となり町", True), [area])
    close(app)
    return number


def register(page: Page, family: str) -> None:
    """Register somebody, without a connection or with one."""
    steps.open_tab(page, "人をさがす")
    page.get_by_test_id("find").fill(family)
    page.get_by_test_id("register").click()
    if page.get_by_test_id("area").count():
        page.get_by_test_id("area").get_by_role("radio").first.click()
    page.get_by_test_id("family-kana").fill(family)
    page.get_by_test_id("given-kana").fill("ヌエ")
    for part, typed in zip(("year", "month", "day"), ("14", "11", "9"), strict=True):
        page.get_by_test_id(f"birth-{part}").fill(typed)
    page.get_by_test_id("sex").get_by_role("radio", name="女", exact=True).click()
    page.get_by_test_id("register-save").click()
    expect(page.get_by_test_id("screen-person")).to_be_visible()


def no_number(page: Page) -> None:
    page.get_by_test_id("pin-later").click()
    steps.await_today(page)


def turn(page: Page, name: str, passphrase: str) -> None:
    """From the sign-in screen to the other town, and in."""
    page.reload()
    page.get_by_test_id("towns").get_by_role("radio", name=name).click()
    expect(page.get_by_test_id("towns").get_by_role("radio", checked=True)).to_contain_text(name)
    unlock(page, passphrase)
    steps.await_today(page)


def test_unsent_work_of_two_towns_stays_apart_and_arrives_in_both(ward: Ward) -> None:
    number = second_town(ward.server)
    ward.tablet.unlocks = False
    page = ward.open()
    page.get_by_test_id("to-towns").click()
    page.get_by_test_id("towns-more").click()
    page.get_by_test_id("towns-other").get_by_role("radio", name="となり町").click()
    page.get_by_test_id("login-name").fill("sato")
    unlock(page, OTHER)
    no_number(page)
    ward.server.kill()
    register(page, "ウソカエトナリ")
    turn(page, "みなと町", PASSPHRASE)
    expect(page.get_by_test_id("town-owes")).to_contain_text("となり町：未送信 1件")
    assert faults(page) == []
    steps.find(page, "うそかえ")
    expect(page.get_by_test_id("find-none")).to_be_visible()
    register(page, "ウソカエイエ")
    steps.unsent(page, 1)
    steps.visit(page, "/today")
    for town in ("みなと町", "となり町"):
        expect(page.get_by_test_id("towns").get_by_role("radio", name=town)).to_contain_text("未送信 1件")
    assert faults(page) == []
    unlock(page)
    steps.await_today(page)
    ward.server.start()
    steps.open_tab(page, "送信状況")
    page.get_by_test_id("send-now").click()
    steps.arrived(page, 1)
    assert ward.rows(OWED, "%ウソカエトナリ%") == []
    page.get_by_test_id("town-turn").click()
    unlock(page, OTHER)
    steps.await_today(page)
    steps.arrived(page, 1)
    assert ward.rows(OWED, "%ウソカエトナリ%") == [(number,)]
    assert ward.rows(OWED, "%ウソカエイエ%") == [(1,)]
    expect(page.get_by_test_id("town-owes")).to_have_count(0)


def test_where_name_and_password_fit_in_two_towns_she_is_asked_which(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    second_town(server, "かよいの町と同じ長い合言葉")
    first = "UPDATE staff SET passphrase_hash = (SELECT passphrase_hash FROM staff WHERE tenant_id = 2)"
    with closing(sqlite3.connect(server.data / "kayoi.db", timeout=20)) as database, database:
        database.execute(f"{first} WHERE tenant_id = 1 AND login = 'sato'")
    page = new_tablet("sato").open()
    page.goto(server.url)
    page.get_by_test_id("login-name").fill("sato")
    unlock(page, "かよいの町と同じ長い合言葉")
    expect(page.get_by_test_id("town-asked")).to_contain_text("今日はどちらで使いますか")
    assert faults(page) == []
    page.get_by_test_id("town-which").get_by_role("radio", name="となり町").click()
    steps.await_today(page)
    expect(page.get_by_test_id("menu")).to_contain_text("隣町 花子")
