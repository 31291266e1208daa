"""The ways back: the browser's, the system's and 「‹ 戻る」 do the same, and never undo anything."""

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.ready import Ward
from tests.browser.screens import TAP_APART_MS
from tests.browser.test_scenario import RISKY


def test_back_never_discards_never_asks_and_never_reopens_a_filed_sheet(ward: Ward) -> None:
    page = ward.open_today()
    page.on("dialog", lambda dialog: ward.tablet.faults.append(f"asked: {dialog.message}"))
    ward.server.kill()
    a_panel_closes_first(page)
    person = steps.check_in_first(page)
    steps.start_sheet(page, person)
    a_page_back_keeps_the_answers(page)
    leaving_keeps_the_draft(page, person)
    a_filed_sheet_stays_filed(page, person)
    leaving_a_registration_comes_back_to_the_roster(page)


def a_panel_closes_first(page: Page) -> None:
    page.get_by_test_id("menu").click()
    expect(page.get_by_test_id("menu-panel")).to_be_visible()
    page.go_back()
    expect(page.get_by_test_id("menu-panel")).to_have_count(0)
    expect(page.get_by_test_id("screen-today")).to_be_visible()


def a_page_back_keeps_the_answers(page: Page) -> None:
    steps.answer_page(page, RISKY[:5])
    page.get_by_test_id("sheet-next").click()
    expect(page.get_by_test_id("screen-sheet")).to_contain_text("2／3")
    steps.answer_page(page, RISKY[5:7])
    page.go_back()
    expect(page.get_by_test_id("screen-sheet")).to_contain_text("1／3")
    expect(page.get_by_test_id("sheet-progress")).to_contain_text("15問中7問")
    assert len(steps.chosen(page)) == 5


def leaving_keeps_the_draft(page: Page, person: str) -> None:
    page.get_by_test_id("back").click()
    expect(page.get_by_test_id("screen-roster")).to_be_visible()
    steps.unsent(page, 1)
    steps.start_sheet(page, person)
    expect(page.get_by_test_id("sheet-progress")).to_contain_text("15問中7問")


def a_filed_sheet_stays_filed(page: Page, person: str) -> None:
    while page.get_by_test_id("sheet-prev").count():
        page.get_by_test_id("sheet-prev").click()
        page.wait_for_timeout(TAP_APART_MS)
    steps.answer_sheet(page, RISKY)
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    for _ in range(6):  # wherever these lead, it is not the sheet
        page.go_back()
        page.wait_for_timeout(200)
        expect(page.get_by_test_id("screen-sheet")).to_have_count(0)
        if page.get_by_test_id("screen-today").count():
            break
    steps.visit(page, "/today")
    steps.unsent(page, 2)
    expect(page.get_by_test_id("draft")).to_have_count(0)
    steps.open_todays_roster(page)
    expect(steps.row_of(page, person).get_by_test_id("sheet-done")).to_be_visible()


def leaving_a_registration_comes_back_to_the_roster(page: Page) -> None:
    page.get_by_test_id("register").click()
    page.get_by_test_id("family-kana").fill("やまだ")
    page.go_back()
    expect(page.get_by_test_id("screen-roster")).to_be_visible()
    page.get_by_test_id("roster-search").fill("たか")
    page.get_by_test_id("kana-rows").get_by_role("radio", name="さ", exact=True).click()
    expect(page.get_by_test_id("roster-search")).to_have_value("")  # what filters is what is seen
    steps.unsent(page, 2)
