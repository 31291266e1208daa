"""The tablet's storage is full: nothing is called saved, and nothing that was typed goes."""

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.ready import Ward
from tests.browser.test_scenario import RISKY

FULL_WHEN_TOLD = """
for (const name of ['put', 'add']) {
  const real = IDBObjectStore.prototype[name];
  IDBObjectStore.prototype[name] = function (...given) {
    if (globalThis.storageIsFull) throw new DOMException('no space left', 'QuotaExceededError');
    return real.apply(this, given);
  };
}
"""
SAVED = "保存しました"


def test_a_full_tablet_never_says_saved_and_keeps_what_is_on_screen(ward: Ward) -> None:
    page = ward.tablet.open()
    page.add_init_script(FULL_WHEN_TOLD)
    page.goto(ward.server.url + "/today")
    steps.await_today(page)
    ward.server.kill()
    person = steps.check_in_first(page)
    steps.start_sheet(page, person)
    an_answer_waits_for_space(page)
    for place in (0, 5):
        steps.answer_page(page, RISKY[place : place + 5])
        page.get_by_test_id("sheet-next").click()
    filing_waits_for_space(page)
    steps.unsent(page, 2)
    a_registration_waits_for_space(page)


def full(page: Page, now: bool) -> None:
    page.evaluate(f"globalThis.storageIsFull = {'true' if now else 'false'}")


def not_saved(page: Page) -> None:
    expect(page.get_by_test_id("not-saved")).to_contain_text("まだ保存できていません")
    assert SAVED not in page.locator("body").inner_text()


def an_answer_waits_for_space(page: Page) -> None:
    full(page, True)
    steps.choose(page.get_by_test_id("question").nth(0), RISKY[0])
    not_saved(page)
    expect(page.get_by_test_id("draft-state")).not_to_have_text("保存済み")
    assert len(steps.chosen(page)) == 1
    full(page, False)
    page.get_by_test_id("save-again").click()
    expect(page.get_by_test_id("draft-state")).to_have_text("保存済み")
    expect(page.get_by_test_id("not-saved")).to_have_count(0)


def filing_waits_for_space(page: Page) -> None:
    steps.answer_page(page, RISKY[10:])
    expect(page.get_by_test_id("draft-state")).to_have_text("保存済み")
    full(page, True)
    page.get_by_test_id("sheet-done").click()
    not_saved(page)
    assert len(steps.chosen(page)) == 5
    steps.unsent(page, 1)
    full(page, False)
    page.get_by_test_id("save-again").click()
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    expect(page.get_by_text(SAVED)).to_be_visible()


def a_registration_waits_for_space(page: Page) -> None:
    page.get_by_role("link", name="受付の名簿へ").click()
    expect(page.get_by_test_id("screen-roster")).to_be_visible()
    full(page, True)
    steps.register_and_check_in(page, "やまだ", "きぬえ", ("15", "3", "7"), "0000-11-2222")
    not_saved(page)
    expect(page.get_by_test_id("family-kana")).to_have_value("やまだ")
    expect(page.get_by_test_id("phone")).to_have_value("0000-11-2222")
    steps.unsent(page, 2)
    full(page, False)
    page.get_by_test_id("save-again").click()
    row = page.get_by_test_id("roster-row").filter(has_text="ヤマダ")
    expect(row.get_by_test_id("checked-in")).to_be_visible()
    steps.unsent(page, 4)
