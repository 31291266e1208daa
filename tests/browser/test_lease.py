"""A tablet out of contact: past its period only the office opens it, and a turned clock asks for the day."""

from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.live import unlock
from tests.browser.ready import Ward


def test_a_clock_turned_back_asks_for_the_day_and_past_the_period_only_the_office_lets_her_in(
    alone: Ward,
) -> None:
    page = alone.open()
    unlock(page)
    steps.await_today(page)
    alone.server.kill()
    steps.plan_visit_here(page, "タカハシ ハナ")
    steps.unsent(page, 1)
    steps.used_until(page, 9)  # it has been used until nine days from now; the clock says today
    page.reload()
    expect(page.get_by_test_id("screen-day")).to_be_visible()
    steps.answer_day(page, 3)
    expect(page.get_by_text("その日は、もう過ぎています")).to_be_visible()
    steps.answer_day(page, 10)
    expect(page.get_by_test_id("screen-unlock")).to_be_visible()
    unlock(page)
    expect(page.get_by_test_id("screen-person")).to_be_visible()
    steps.unsent(page, 1)
    steps.used_until(page, 6)  # and more than fourteen days after the last contact
    page.reload()
    expect(page.get_by_test_id("screen-day")).to_be_visible()
    steps.answer_day(page, 17)
    expect(page.get_by_test_id("m20")).to_contain_text("未送信の1件は残っています")
    unlock(page)
    expect(page.get_by_test_id("m5")).to_be_visible()
    expect(page.get_by_test_id("screen-unlock")).to_be_visible()
    alone.server.start()
    page.wait_for_timeout(350)
    unlock(page)
    steps.arrived(page, 1)
    expect(page.get_by_test_id("m20")).to_have_count(0)


def test_what_is_typed_stays_behind_the_question_for_the_day(alone: Ward) -> None:
    page = alone.open("/register")
    unlock(page)
    page.get_by_test_id("family-kana").fill("うそかえ")
    alone.server.kill()
    steps.used_until(page, 9)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")  # a run looks at the clock
    expect(page.get_by_test_id("screen-day")).to_be_visible()
    expect(page.get_by_test_id("family-kana")).to_be_hidden()
    steps.answer_day(page, 9)
    expect(page.get_by_test_id("family-kana")).to_have_value("うそかえ")
