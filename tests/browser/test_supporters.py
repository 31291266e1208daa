"""A nurse hands the tablet over for a session; supporters open it by name and number, with no connection."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.live import OFFICE, Tablet, unlock
from tests.browser.ready import Ward

SUPPORTER = "森 正男"


def opened(alone: Ward) -> Page:
    page = alone.open()
    unlock(page)
    steps.await_today(page)
    return page


def test_a_supporter_checks_somebody_in_by_the_number_of_the_day_without_a_connection(
    alone: Ward, new_tablet: Callable[..., Tablet]
) -> None:
    page = opened(alone)
    number = steps.make_ready(page)
    steps.await_shell_offline(page)
    alone.server.kill()
    page.get_by_test_id("hand-over").click()
    expect(page.get_by_test_id("screen-helpers")).to_be_visible()
    page.reload()
    page.get_by_test_id("helper").filter(has_text=SUPPORTER).click()
    steps.type_number(page, "000000" if number != "000000" else "000001")
    expect(page.get_by_text("番号が合いません")).to_be_visible()
    steps.type_number(page, number)
    expect(page.get_by_test_id("screen-station")).to_be_visible()
    assert page.get_by_test_id("tab-find").count() == page.get_by_test_id("menu").count() == 0
    chosen = page.get_by_test_id("name").nth(3)
    who = chosen.inner_text()
    chosen.click()
    expect(page.get_by_test_id("confirm-name")).to_have_text(f"{who}さん")
    page.get_by_test_id("helper-check-in").click()
    expect(page.get_by_test_id("station-count")).to_contain_text(re.compile(r"\d+人 受付しました"))
    expect(page.get_by_test_id("station-kept")).to_contain_text("1件")
    steps.visit(page, "/find")  # the address of a nurse's screen is no way round
    expect(page.get_by_test_id("screen-helpers")).to_be_visible()
    page.get_by_test_id("staff-comes").click()
    alone.server.start()
    unlock(page)
    sent = "SELECT count(*) FROM op JOIN writer USING (tenant_id, writer_no) JOIN staff ON staff.id=staff_id"
    sent += " WHERE op.kind='attendance' AND staff.name=? AND op.verdict='applied'"
    steps.eventually(lambda: alone.rows(sent, SUPPORTER) == [(1,)], "what she entered has arrived as hers")
    office = new_tablet("office", OFFICE).open()
    steps.sign_in_office(office, alone.server)
    steps.visit(office, "/o/sessions")
    office.get_by_role("link", name=re.compile("ひまわり会")).first.click()
    expect(office.get_by_text(SUPPORTER).first).to_be_visible()
