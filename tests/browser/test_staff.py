"""Accounts in the office: somebody new, a second factor, and a colleague who leaves and comes back."""

from base64 import b32decode
from collections.abc import Callable
from time import time
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from server.staff import totp
from tests.browser import steps
from tests.browser.live import OFFICE, LiveServer, Tablet, unlock
from tests.browser.looks import faults

OWN_WORDS = "ゆうやけこやけで日が暮れて"


def log_in(page: Page, server: LiveServer, login: str, passphrase: str) -> None:
    page.goto(server.url + "/")
    expect(page.get_by_test_id("open")).to_be_visible()
    if page.get_by_role("radio", name="ほかの人").count():
        page.get_by_role("radio", name="ほかの人").click()
    page.get_by_test_id("login-name").fill(login)
    page.get_by_test_id("passphrase").fill(passphrase)
    page.get_by_test_id("open").click()


def test_somebody_new_begins_with_a_password_good_once_and_hands_over_when_she_leaves(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    office = new_tablet("office", OFFICE).open()
    steps.sign_in_office(office, server)
    office.get_by_test_id("rail-staff").click()
    office.get_by_test_id("staff-new").click()
    for field, typed in (("login", "shinjin"), ("name", "新人 一子"), ("job", "保健師")):
        office.get_by_test_id(f"staff-{field}").fill(typed)
    assert faults(office) == []
    office.get_by_test_id("staff-add").click()
    once = office.get_by_test_id("once-passphrase").inner_text()
    assert len(once) == 19

    nurse = new_tablet("shinjin").open()
    log_in(nurse, server, "shinjin", once)
    expect(nurse.get_by_test_id("screen-own")).to_be_visible()
    nurse.get_by_test_id("own-now").fill(once)
    nurse.get_by_test_id("own-new").fill("password1234")
    nurse.get_by_test_id("own-change").click()
    expect(nurse.get_by_test_id("own_common")).to_be_visible()
    assert faults(nurse) == []
    nurse.get_by_test_id("own-now").fill(once)
    nurse.get_by_test_id("own-new").fill(OWN_WORDS)
    nurse.get_by_test_id("own-change").click()
    steps.await_today(nurse)
    locked = nurse.get_by_test_id("screen-unlock")
    nurse.remove_locator_handler(locked)
    nurse.add_locator_handler(locked, lambda: unlock(nurse, OWN_WORDS))
    steps.plan_visit(nurse, "たかはし")
    steps.send_now(nurse)
    steps.arrived(nurse, 1)
    steps.visit(nurse, "/own")
    expect(nurse.get_by_test_id("place")).to_contain_text("いま使っています")
    assert faults(nurse) == []

    office.get_by_test_id("once-close").click()
    office.locator('[data-login="shinjin"]').get_by_test_id("account-open").click()
    expect(office.get_by_test_id("leave-then")).to_contain_text("予定1件")
    assert faults(office) == []
    office.get_by_test_id("leave-to").select_option(label="佐藤 花子")
    office.get_by_test_id("leave-do").click()
    expect(office.get_by_test_id("leave-told")).to_contain_text("予定1件を引き継ぎました")
    expect(office.get_by_test_id("account-state")).to_contain_text("やめた")
    office.get_by_test_id("staff-return").click()
    expect(office.get_by_test_id("leave-told")).to_contain_text("予定1件を元に戻しました")
    what = [one.get_attribute("data-what") for one in office.get_by_test_id("step").all()]
    assert what == ["came-back", "left", "passphrase", "granted", "added"]


@pytest.mark.long
def test_a_coordinator_sets_up_a_code_where_it_is_asked_for_and_logs_in_with_it(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    server.command("strict", "--on")
    page = new_tablet("office", OFFICE).open()
    steps.sign_in_at(page, server.url + "/o/morning", "yamaguchi")
    expect(page.get_by_test_id("screen-own")).to_be_visible()
    page.get_by_test_id("own-factor-passphrase").fill("kayoi-demo-2026")
    page.get_by_test_id("own-factor-go").click()
    link = page.get_by_test_id("own-factor-link").get_attribute("data-link") or ""
    secret = b32decode(parse_qs(urlsplit(link).query)["secret"][0])
    assert faults(page) == []
    page.get_by_test_id("own-factor-code").fill(totp.code(secret, totp.step_at(time())))
    page.get_by_test_id("own-factor-go").click()
    expect(page.get_by_test_id("own-recovery").get_by_role("listitem")).to_have_count(8)
    page.get_by_test_id("own-recovery-kept").click()
    expect(page.get_by_test_id("morning-title")).to_be_visible()
    page.get_by_test_id("menu").click()
    page.get_by_test_id("sign-out").click()
    expect(page.get_by_test_id("screen-login")).to_be_visible()
    steps.sign_in_at(page, server.url + "/o/morning", "yamaguchi")
    expect(page.get_by_test_id("login-code")).to_be_visible()
    assert faults(page) == []
    page.get_by_test_id("login-code").fill(totp.code(secret, totp.step_at(time()) + 1))
    page.get_by_test_id("open").click()
    expect(page.get_by_test_id("morning-title")).to_be_visible()
