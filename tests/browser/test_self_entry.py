"""A nurse hands her tablet to a resident: questions, then nothing but that it is to be given back."""

from playwright.sync_api import Locator, Page, expect

from tests.browser import looks, steps
from tests.browser.live import PHONE, TABLET
from tests.browser.ready import Ward

AWAKE = """() => { window.awake = [];
    navigator.wakeLock.request = async kind => {
        window.awake.push(kind); return { release: async () => {} } } }"""
SHAKE = 320  # a second tap sooner than this on the same spot is ignored


def press(page: Page, target: Locator) -> None:
    target.click()
    page.wait_for_timeout(SHAKE)


def test_a_resident_answers_alone_and_nothing_leads_out_until_staff_open_the_tablet(ward: Ward) -> None:
    page = ward.open_today()
    person = steps.check_in_first(page)
    steps.start_sheet(page, person)
    name = page.get_by_test_id("person-name").inner_text()
    page.evaluate(AWAKE)
    page.get_by_test_id("hand-to-resident").click()
    press(page, page.get_by_test_id("self-start"))
    assert page.evaluate("window.awake") == ["screen"]  # she may think as long as she likes
    question = page.get_by_test_id("self-question")
    expect(question).to_contain_text("あなたの現在の健康状態はいかがですか")
    assert name not in page.inner_text("body")
    assert page.locator("nav, [data-test=menu], [data-test=strip-status]").count() == 0
    for size in (TABLET, PHONE):
        page.set_viewport_size(size)
        assert looks.faults(page, least=64, gap=16) == []
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1"), (
            f"it scrolls: {size}"
        )
    press(page, page.get_by_test_id("self-next"))
    expect(page.get_by_text("どれか1つを押してください。")).to_be_visible()
    press(page, page.get_by_role("radio", name="まあよい"))
    page.go_back()
    page.wait_for_timeout(SHAKE)
    expect(question).to_contain_text("あなたの現在の健康状態はいかがですか")
    press(page, page.get_by_test_id("self-next"))
    press(page, page.get_by_role("radio", name="わからない・答えたくない"))
    page.reload()
    for path in ("/today", f"/p/{person}", "/escrow"):
        steps.visit(page, path)
        expect(page.get_by_test_id("back-state")).to_have_text("途中まで保存しました。")
        assert page.locator("input:visible, a[href]:visible:not(.skip)").count() == 0
    press(page, page.get_by_test_id("staff-opens"))
    expect(page.get_by_test_id("screen-sheet")).to_be_visible()
    steps.eventually(lambda: len(steps.chosen(page)) == 2, "both of her answers are on the sheet")
    first = page.get_by_test_id("question").first
    expect(first.get_by_role("radio", name="まあよい")).to_have_attribute("aria-checked", "true")
    expect(page.get_by_test_id("decline").nth(1)).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("hand-to-resident").click()
    page.get_by_test_id("self-start").click()
    press(page, page.get_by_test_id("self-stop"))
    expect(page.get_by_test_id("screen-hand-back")).to_be_visible()
    press(page, page.get_by_test_id("staff-opens"))
    expect(page.get_by_test_id("screen-sheet")).to_be_visible()
