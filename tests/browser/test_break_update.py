"""A new version of the app, or of the questionnaire, comes out while a sheet is open."""

from pathlib import Path

from playwright.sync_api import Error, Page, expect

from tests.browser import steps
from tests.browser.ready import Ward
from tests.browser.releases import NEW_WORDING, next_build, publish_second_version
from tests.browser.screens import TAP_APART_MS
from tests.browser.test_scenario import RISKY

LOOK = "navigator.serviceWorker.getRegistration().then(one => one.update()).then(() => true)"
NEW_BUILD = "!!document.querySelector('meta[name=build]')"
WAITING = "新しい版があります"


def test_a_new_app_waits_for_the_open_sheet_and_takes_over_when_it_is_filed(
    ward: Ward, tmp_path: Path
) -> None:
    page = ward.open_today()
    leave_a_draft(page)
    person = steps.check_in_first(page)
    steps.start_sheet(page, person)
    steps.answer_page(page, RISKY[:3])
    ward.server.kill()
    ward.server.root = next_build(tmp_path)
    ward.server.start()
    page.evaluate(LOOK)
    expect(page.get_by_text(WAITING)).to_be_visible()
    page.wait_for_timeout(1_000)
    assert page.evaluate(NEW_BUILD) is False
    expect(page.get_by_test_id("sheet-progress")).to_contain_text("15問中3問")

    steps.answer_sheet(page, RISKY)
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    steps.eventually(lambda: is_new(page), "the new version takes over")
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    expect(page.get_by_text(WAITING)).to_have_count(0)
    steps.arrived(page, 3)
    assert ward.sheets_of(person, steps.today()) == 1
    steps.visit(page, "/today")
    expect(page.get_by_test_id("draft")).to_contain_text("2／15")


def leave_a_draft(page: Page) -> None:
    """Somebody's sheet with two answers, put aside."""
    steps.start_sheet(page, steps.check_in_first(page))
    steps.answer_page(page, RISKY[:2])
    expect(page.get_by_test_id("draft-state")).to_have_text("保存済み")
    page.get_by_test_id("back").click()
    expect(page.get_by_test_id("screen-roster")).to_be_visible()
    steps.visit(page, "/today")


def is_new(page: Page) -> bool:
    page.wait_for_timeout(100)
    try:
        return bool(page.evaluate(NEW_BUILD))
    except Error:  # asked in the middle of the change
        return False


def test_a_new_questionnaire_leaves_the_open_sheet_on_its_own_version(ward: Ward) -> None:
    page = ward.open_today()
    person = steps.check_in_first(page)
    steps.start_sheet(page, person)
    first = page.get_by_test_id("question").first.inner_text()
    steps.answer_page(page, RISKY[:1])
    publish_second_version(ward.server)
    second = page.context.new_page()  # the download comes in under the open sheet
    second.goto(ward.server.url + "/sent")
    second.get_by_test_id("send-now").click()
    steps.arrived(second, 1)
    second.close()  # a window in the background draws slowly
    page.reload()
    expect(page.get_by_test_id("sheet-progress")).to_contain_text("15問中1問")
    assert page.get_by_test_id("question").first.inner_text() == first
    steps.answer_sheet(page, RISKY)
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    steps.arrived(page, 2)
    filed = "SELECT json_extract(body, '$.fields.version') FROM record WHERE kind='submission' "
    mine = "AND person_id=? AND on_date=?"
    assert ward.rows(filed + mine, person, steps.today()) == [(1,)]

    page.get_by_role("link", name="この方のページへ").click()
    expect(page.get_by_test_id("screen-person")).to_be_visible()
    page.wait_for_timeout(TAP_APART_MS)
    page.get_by_test_id("start-sheet").click()
    expect(page.get_by_test_id("question").first).to_contain_text(NEW_WORDING)
