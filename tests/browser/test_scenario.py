"""The main job, end to end: a nurse works with the server dead, and the coordinator reads what arrived."""

import re
from collections.abc import Callable
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.live import OFFICE, LiveServer, Tablet

RISKY = ["よくない", "満足", "はい", "はい", "はい", "いいえ", "はい", "はい", "はい", "いいえ", "いいえ"]
RISKY += ["吸っていない", "はい", "はい", "はい"]  # risks in 1, 4, 5, 7 and 8: four of the twelve
COUNT_TAPS = """() => {
  window.taps = 0;
  addEventListener('click', e => { if (e.detail > 0) window.taps += 1; }, true);
}"""


def test_a_nurse_works_without_the_server_and_the_team_reads_every_answer(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    tablet = new_tablet("sato")
    page = tablet.open()
    steps.sign_in(page, server, "sato")
    steps.await_today(page)
    steps.await_shell_offline(page)
    server.kill()

    finds_people_after_a_reload(page)
    registers_a_walk_in(page)
    fills_the_questionnaire(page)

    tablet.close()
    page = tablet.open()  # the browser starts again; the server is still dead
    page.goto(server.url + "/today")
    finds_everything_again(page)

    server.start()
    sees_all_arrive(page)
    coordinator_reads_it(server, new_tablet("yamaguchi", OFFICE).open())


def finds_people_after_a_reload(page: Page) -> None:
    page.reload()
    steps.await_today(page)
    hits = steps.find(page, "たかはし")
    names = " ".join(hits.all_inner_texts())
    assert "髙橋" in names
    assert "高橋" in names
    hits.first.click()
    expect(page.get_by_test_id("screen-person")).to_be_visible()
    page.reload()  # a deep link, with the server dead
    expect(page.get_by_test_id("screen-person")).to_be_visible()
    page.goto(urljoin(page.url, "/today"))


def registers_a_walk_in(page: Page) -> None:
    steps.open_todays_roster(page)
    steps.register_and_check_in(page, "やまだ", "ｷﾇｴ", ("15", "3", "7"), "0000-11-2222")
    expect(page.get_by_test_id("screen-roster")).to_be_visible()
    row = page.get_by_test_id("roster-row").filter(has_text="ヤマダ")
    expect(row.get_by_test_id("checked-in")).to_be_visible()
    steps.unsent(page, 2)


def fills_the_questionnaire(page: Page) -> None:
    page.evaluate(COUNT_TAPS)
    page.get_by_test_id("roster-row").filter(has_text="ヤマダ").get_by_test_id("start-sheet").click()
    expect(page.get_by_test_id("screen-sheet")).to_be_visible()
    expect(page.get_by_text("該当")).to_have_count(0)
    steps.answer_sheet(page, RISKY)
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    assert page.evaluate("window.taps") <= 20
    expect(page.get_by_test_id("findings")).to_contain_text("該当")
    expect(page.get_by_test_id("risks")).to_contain_text("固いもの")
    steps.unsent(page, 3)


def finds_everything_again(page: Page) -> None:
    steps.await_today(page)
    steps.unsent(page, 3)
    steps.find(page, "ヤマダ キヌエ").first.click()
    expect(page.get_by_test_id("screen-person")).to_contain_text("0000-11-2222")
    expect(page.get_by_test_id("timeline")).to_contain_text("質問票")
    expect(page.get_by_test_id("timeline")).to_contain_text("ひまわり会")


def sees_all_arrive(page: Page) -> None:
    """Nobody touches the tablet: it finds the server by itself."""
    expect(page.get_by_test_id("strip-status")).to_contain_text("3件中3件 届きました", timeout=90_000)
    page.get_by_test_id("strip-status").click()
    expect(page.get_by_test_id("sent-count")).to_contain_text("3件中3件 届きました")


def coordinator_reads_it(server: LiveServer, page: Page) -> None:
    steps.sign_in_office(page, server)
    page.goto(server.url + "/o/sessions")
    page.get_by_test_id("session-row").filter(has_text="ひまわり会").first.click()
    attendees = page.get_by_test_id("attendee").filter(has_text="ヤマダ")
    expect(attendees).to_contain_text("該当")
    attendees.get_by_role("link").or_(attendees.get_by_role("button")).last.click()
    expect(page.get_by_test_id("sheet-answers")).to_contain_text(
        "半年前に比べて固いもの（＊）が食べにくくなりましたか"
    )
    page.get_by_test_id("sheet-answers").get_by_role("button", name=re.compile("履歴")).first.click()
    expect(page.get_by_test_id("history-list")).to_contain_text("佐藤 花子")
    page.goto(server.url + "/o/flagged")
    expect(page.get_by_test_id("flagged-list")).to_contain_text("ヤマダ キヌエ")
