"""Nobody but her opens what she left: her password at every start, a curtain inside a session."""

import re

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.live import PASSPHRASE, unlock
from tests.browser.ready import Ward, kill_browser
from tests.browser.test_scenario import RISKY

NAMES = ("髙橋", "高橋", "タカハシ")


def opened(ward: Ward, path: str = "/today") -> Page:
    page = ward.open(path)
    expect(page.get_by_test_id("screen-unlock")).to_be_visible()
    unlock(page)
    expect(page.get_by_test_id("screen-unlock")).to_have_count(0)
    return page


def sleeps(page: Page, minutes: int) -> None:
    """Nobody touches it for that long."""
    page.evaluate(
        """minutes => { const now = Date.now; Date.now = () => now() + minutes * 60000;
                        document.dispatchEvent(new Event('visibilitychange')); }""",
        minutes,
    )


def choose_number(page: Page, digits: str = "2468") -> None:
    page.get_by_test_id("menu").click()
    page.get_by_test_id("menu-pin").click()
    for field in ("pin-new", "pin-again"):
        page.get_by_test_id(field).fill(digits)
    page.get_by_test_id("pin-set").click()
    expect(page.get_by_test_id("screen-pin")).to_have_count(0)


def names_nobody(page: Page) -> None:
    shown = page.locator("body").inner_text()
    assert not [name for name in NAMES if name in shown]


def test_a_start_without_a_connection_asks_for_her_password_and_nothing_opens_without_it(alone: Ward) -> None:
    alone.server.kill()
    page = alone.open("/find")
    expect(page.get_by_test_id("screen-unlock")).to_be_visible()
    names_nobody(page)
    page.get_by_test_id("passphrase").fill("not her password")
    page.get_by_test_id("open").click()
    expect(page.get_by_text("パスワードが合いません。あと4回")).to_be_visible()
    names_nobody(page)
    unlock(page)
    page.get_by_test_id("find").fill("たかはし")
    expect(page.get_by_test_id("hit").first).to_contain_text("タカハシ")


def test_five_misses_wait_and_a_new_start_of_the_browser_shortens_no_wait(alone: Ward) -> None:
    alone.server.kill()
    page = alone.open()
    for _ in range(5):
        page.get_by_test_id("passphrase").fill("not her password")
        page.get_by_test_id("open").click()
        expect(page.get_by_test_id("open")).to_have_text("開く")
        page.wait_for_timeout(350)
    expect(page.get_by_text(re.compile("あと[0-9]+秒待ってから"))).to_be_visible()
    kill_browser(alone.tablet)
    page = alone.open()
    unlock(page)
    expect(page.get_by_text(re.compile("あと[0-9]+秒待ってから"))).to_be_visible()
    expect(page.get_by_test_id("screen-unlock")).to_be_visible()


def test_an_untouched_tablet_locks_and_her_number_goes_on_where_she_was(alone: Ward) -> None:
    page = opened(alone)
    choose_number(page)
    alone.server.kill()
    person = steps.check_in_first(page)
    steps.start_sheet(page, person)
    steps.choose(page.get_by_test_id("question").nth(0), RISKY[0])
    sleeps(page, 11)
    expect(page.get_by_test_id("screen-locked")).to_be_visible()
    expect(page.get_by_test_id("question").first).to_be_hidden()
    page.get_by_test_id("pin").fill("1357")
    page.get_by_test_id("pin-open").click()
    expect(page.get_by_text("あと4回合わないと")).to_be_visible()
    page.get_by_test_id("pin").fill("2468")
    page.wait_for_timeout(350)
    page.get_by_test_id("pin-open").click()
    expect(page.get_by_test_id("sheet-progress")).to_contain_text("15問中1問")


def test_what_is_typed_in_a_registration_is_there_after_the_lock(alone: Ward) -> None:
    page = opened(alone, "/register")
    page.get_by_test_id("family-kana").fill("うそかえ")
    sleeps(page, 11)
    expect(page.get_by_test_id("screen-locked")).to_be_visible()
    page.get_by_test_id("passphrase").fill(PASSPHRASE)
    page.get_by_test_id("curtain-open").click()
    expect(page.get_by_test_id("family-kana")).to_have_value("うそかえ")


def test_five_wrong_numbers_let_the_keys_go_and_her_answers_are_kept(alone: Ward) -> None:
    page = opened(alone)
    choose_number(page)
    alone.server.kill()
    person = steps.check_in_first(page)
    steps.start_sheet(page, person)
    steps.choose(page.get_by_test_id("question").nth(0), RISKY[0])
    expect(page.get_by_test_id("draft-state")).to_have_text("保存済み")
    sleeps(page, 11)
    for _ in range(5):
        page.get_by_test_id("pin").fill("1357")
        page.get_by_test_id("pin-open").click()
        page.wait_for_timeout(350)
    expect(page.get_by_test_id("screen-unlock")).to_be_visible()
    assert page.get_by_test_id("question").count() == 0
    unlock(page)
    expect(page.get_by_test_id("sheet-progress")).to_contain_text("15問中1問")


def test_a_lock_in_one_window_locks_the_other_and_so_does_dropping_the_keys(alone: Ward) -> None:
    one = opened(alone)
    two = one.context.new_page()
    two.goto(alone.server.url + "/sent")
    expect(two.get_by_test_id("screen-unlock")).to_be_visible()  # each window asks
    unlock(two)
    expect(two.get_by_test_id("screen-sent")).to_be_visible()
    two.get_by_test_id("menu").click()
    two.get_by_test_id("lock").click()
    for window in (one, two):
        expect(window.get_by_test_id("screen-locked")).to_be_visible()
    two.get_by_test_id("lock-leave").click()
    for window in (one, two):
        expect(window.get_by_test_id("screen-unlock")).to_be_visible()


def test_the_first_sign_in_offers_a_number_and_it_may_wait(alone: Ward) -> None:
    page = opened(alone)
    page.get_by_test_id("menu").click()
    page.get_by_test_id("sign-out").click()
    page.get_by_role("radio", name="ほかの人").click()
    page.get_by_test_id("login-name").fill("suzuki")
    unlock(page)
    expect(page.get_by_test_id("screen-pin")).to_be_visible()
    page.get_by_test_id("pin-later").click()
    expect(page.get_by_test_id("screen-pin")).to_have_count(0)
    steps.await_today(page)
    page.reload()
    expect(page.get_by_test_id("screen-unlock")).to_be_visible()
    unlock(page)
    steps.await_today(page)
    expect(page.get_by_test_id("screen-pin")).to_have_count(0)


def test_two_nurses_of_one_tablet_open_their_own_without_a_connection(alone: Ward) -> None:
    page = opened(alone)
    page.get_by_test_id("menu").click()
    page.get_by_test_id("sign-out").click()
    page.get_by_role("radio", name="ほかの人").click()
    page.get_by_test_id("login-name").fill("suzuki")
    unlock(page)
    page.get_by_test_id("pin-later").click()
    steps.await_today(page)
    alone.server.kill()
    page.reload()
    page.get_by_role("radio", name=re.compile("佐藤")).click()
    unlock(page)
    steps.await_today(page)
    steps.plan_visit_here(page, "タカハシ ハナ")
    steps.unsent(page, 1)
    alone.server.start()
    page.reload()
    unlock(page)
    steps.arrived(page, 1)
