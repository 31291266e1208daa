"""The browser is killed at the worst moments, and the server is dead when it comes back."""

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.ready import Ward, kill_browser
from tests.browser.test_scenario import RISKY

STATE = "() => document.querySelector('[data-test=draft-state]')?.textContent"


def test_a_kill_at_any_tap_loses_no_answer_and_files_nothing_twice(ward: Ward) -> None:
    page = ward.open_today()
    ward.server.kill()
    person = steps.check_in_first(page)
    steps.unsent(page, 1)
    steps.start_sheet(page, person)
    answered = answer_and_be_killed(ward, page)

    page = ward.open_today()
    steps.unsent(page, 1)
    page.get_by_test_id("draft").click()
    expect(page.get_by_test_id("question").first).to_be_visible()
    assert set(steps.chosen(page)) >= answered
    steps.answer_sheet(page, RISKY)
    kill_browser(ward.tablet)  # at once after the tap on 完了

    page = ward.open_today()
    filed = page.get_by_test_id("strip-status").filter(has_text="2件")
    filed.or_(page.get_by_test_id("draft")).first.wait_for()
    if not filed.count():  # nothing of it was stored: all fifteen answers are still there
        expect(page.get_by_test_id("draft")).to_contain_text("15／15")
        page.get_by_test_id("draft").click()
        page.get_by_test_id("sheet-done").click()
        expect(page.get_by_test_id("screen-result")).to_be_visible()
        kill_browser(ward.tablet)
        page = ward.open_today()
    steps.unsent(page, 2)
    expect(page.get_by_test_id("draft")).to_have_count(0)

    ward.server.start()
    steps.arrived(page, 2)
    assert ward.sheets_of(person, steps.today()) == 1


def answer_and_be_killed(ward: Ward, page: Page) -> set[str]:
    """Answer three questions with a kill at once after the last tap; the items the screen called saved."""
    saved: set[str] = set()
    for place, answer in enumerate(RISKY[:3]):
        steps.choose(page.get_by_test_id("question").nth(place), answer)
        if place < 2:
            expect(page.get_by_test_id("draft-state")).to_have_text("保存済み")
        if page.evaluate(STATE) == "保存済み":
            saved = set(steps.chosen(page))
    kill_browser(ward.tablet)
    assert len(saved) >= 2
    return saved


def test_saved_means_saved_when_the_browser_dies_in_that_moment(ward: Ward) -> None:
    page = ward.open_today()
    ward.server.kill()
    steps.plan_visit(page, "タカハシ ハナ")  # comes back when the screen says 「…に置きました」
    kill_browser(ward.tablet)
    page = ward.open_today()
    steps.unsent(page, 1)
    steps.open_tab(page, "送信状況")
    expect(page.get_by_test_id("save-row")).to_have_count(1)
    expect(page.get_by_test_id("save-row")).to_have_attribute("data-state", "unsent")
    ward.server.start()
    steps.send_now(page)
    steps.arrived(page, 1)
    assert ward.rows("SELECT count(*) FROM op WHERE kind='follow_up' AND writer_no=?", writer_of(ward)) == [
        (1,)
    ]


def writer_of(ward: Ward) -> int:
    return int(ward.rows("SELECT max(writer_no) FROM writer WHERE client='tablet'")[0][0])
