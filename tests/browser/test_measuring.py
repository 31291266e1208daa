"""Measurements on the number pad: locks and 至急 at once, a slip mended, the value that counts."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

import forms
from tests.browser import steps
from tests.browser.filling import Hand
from tests.browser.ready import Ward

SHAKE = 320  # a second tap sooner than this on the same spot is ignored


def press(page: Page, test: str) -> None:
    page.get_by_test_id(test).first.click()
    page.wait_for_timeout(SHAKE)


def enter(page: Page, digits: str, end: str = "key-set") -> None:
    for digit in digits:
        press(page, "key-point" if digit == "." else f"key-{digit}")
    press(page, end)


def trial(page: Page, item: str) -> None:
    page.locator(f'[data-test=trial][data-item="body.{item}"]').click()


def test_a_stop_value_closes_the_tests_until_a_professional_answers_for_it_and_a_slip_is_mended(
    ward: Ward,
) -> None:
    page = ward.open_today()
    steps.await_shell_offline(page)
    person = steps.check_in_first(page)
    ward.server.kill()
    steps.row_of(page, person).get_by_test_id("other-forms").click()
    page.get_by_test_id("form-body").click()
    press(page, "code-0")
    page.locator('[data-item="body.pulse_irregular"]').get_by_role("radio", name="いいえ").click()
    trial(page, "sbp_1")
    enter(page, "182")
    expect(page.get_by_test_id("m7")).to_contain_text("182 mmHg")
    press(page, "keep-value")
    expect(page.get_by_test_id("keypad")).to_contain_text("下の血圧")
    enter(page, "95")
    enter(page, "70", end="key-close")
    expect(page.get_by_test_id("flag-same_day")).to_be_visible()
    expect(page.get_by_test_id("urgent")).to_be_visible()
    page.get_by_test_id("sections").get_by_role("radio", name="握力").click()
    expect(page.get_by_test_id("closed")).to_have_count(1)
    for _ in range(2):  # stop, and caution
        press(page, "lock-release")
        page.get_by_test_id("words").last.fill("主治医に確かめた")
    trial(page, "grip_right_1")
    enter(page, "245")
    expect(page.get_by_test_id("m9")).to_contain_text("24.5 kg ではありませんか")
    press(page, "take-slip")
    press(page, "key-2")
    page.reload()  # half a number is kept, and is no answer
    expect(page.get_by_test_id("keypad-shown")).to_have_text("2.0 kg")
    enter(page, "5.5")
    expect(page.get_by_test_id("measure-counts")).to_have_text("使う値 25.5 kg")
    press(page, "key-no-value")
    page.get_by_test_id("why").get_by_role("radio", name="痛みがある").click()
    page.wait_for_timeout(SHAKE)
    press(page, "key-close")
    press(page, "sheet-done")
    expect(page.get_by_test_id("measured-grip")).to_contain_text("25.5 kg")
    expect(page.get_by_test_id("flag-same_day")).to_be_visible()
    ward.server.start()
    held = "SELECT body FROM record WHERE kind='submission' AND person_id=? AND body LIKE '%body.grip%'"
    steps.eventually(lambda: len(ward.rows(held, person)) == 1, "the sheet has arrived", 60)
    assert re.search(r'"a\.body\.grip_left_1":\{[^}]*"reason":"pain"', ward.rows(held, person)[0][0])


CALM = {"symptoms": [0], "pulse_irregular": 2, "sbp_1": 128, "dbp_1": 74, "pulse_1": 66}
HIDDEN = """() => {
  Object.defineProperty(document, 'visibilityState', {configurable: true, get: () => 'hidden'});
  document.dispatchEvent(new Event('visibilitychange'));
  delete document.visibilityState;
}"""


@pytest.mark.long
def test_a_watch_and_a_counter_take_the_number_and_what_was_cut_off_is_no_value(ward: Ward) -> None:
    page = ward.open_today()
    steps.await_shell_offline(page)
    person = steps.check_in_first(page)
    ward.server.kill()
    steps.row_of(page, person).get_by_test_id("other-forms").click()
    page.get_by_test_id("form-oral").click()
    page.locator('[data-item="oral.odk_sounds"]').get_by_role("radio").first.click()
    page.locator('[data-test=trial][data-item="oral.odk_ta"]').click()
    page.get_by_test_id("time-start").click()
    place = page.get_by_test_id("time-plus").bounding_box() or {}
    for _ in range(4):  # sooner after each other than a shaking hand: each counts
        page.mouse.click(place["x"] + 30, place["y"] + 30)
    press(page, "time-minus")
    expect(page.get_by_test_id("time-over")).to_have_text("5秒たちました。", timeout=15_000)
    expect(page.get_by_test_id("time-plus")).to_have_count(0)
    expect(page.get_by_test_id("time-shown")).to_have_text("3 回 / 5秒")
    press(page, "time-take")
    press(page, "keep-value")  # nobody says it so seldom
    expect(page.locator('[data-test=trial][data-item="oral.odk_ta"]')).to_have_text("3 回 / 5秒")
    page.go_back()
    page.get_by_test_id("form-body").click()
    hand = Hand(page, forms.published("body", 1))
    for item, answer in CALM.items():
        hand.answer(f"body.{item}", answer)
    hand.close_pad()
    page.get_by_test_id("sections").get_by_role("radio", name="5 m 歩行").click()
    trial(page, "walk5_1")
    page.get_by_test_id("time-start").click()
    expect(page.get_by_test_id("time-stop")).to_be_visible()
    page.evaluate(HIDDEN)
    expect(page.get_by_test_id("time-lost")).to_be_visible()
    expect(page.get_by_test_id("time-take")).to_have_count(0)
    page.get_by_test_id("time-again").click()
    page.reload()
    expect(page.get_by_test_id("keypad-shown")).to_have_text("まだ入れていません")
    started = time.monotonic()
    page.get_by_test_id("time-start").click()
    page.wait_for_timeout(1_200)
    page.get_by_test_id("time-stop").click()
    took = time.monotonic() - started
    shown = page.get_by_test_id("time-shown").inner_text()
    seconds = float(shown.removesuffix(" 秒"))
    assert 1.2 <= seconds <= took
    page.wait_for_timeout(SHAKE)
    expect(page.get_by_test_id("time-shown")).to_have_text(shown)
    press(page, "time-take")
    if seconds < hand.items["body.walk5_1"]["soft_minimum"]:  # nobody walks 5 m so fast
        press(page, "keep-value")
    expect(page.locator('[data-test=trial][data-item="body.walk5_1"]')).to_have_text(shown)
    trial(page, "walk5_1")
    enter(page, "4.2")
    measure = page.locator("[data-test=measure][data-measure=walk5]")
    expect(measure.get_by_test_id("measure-counts")).to_have_text("使う値 4.20 秒")
