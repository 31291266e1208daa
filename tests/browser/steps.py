"""What a nurse and a coordinator do, in the words they see: every browser test is told in these."""

import gzip
import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, Route, TimeoutError, expect

from tests.browser.live import PASSPHRASE, LiveServer

TAPS = (
    "() => { window.taps = 0; addEventListener('click', e => { if (e.isTrusted) window.taps += 1; }, true); }"
)


def eventually(check: Callable[[], bool], what: str, seconds: float = 15) -> None:
    """Wait for something that is not on the page."""
    until = time.monotonic() + seconds
    while not check():
        if time.monotonic() > until:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.1)


def today() -> str:
    """This day at the town, as the app writes it."""
    return datetime.now(ZoneInfo("Asia/Tokyo")).date().isoformat()


def sign_in(page: Page, server: LiveServer, login: str, path: str = "/") -> None:
    """Sign in with the demo passphrase; a tablet then receives its register."""
    sign_in_at(page, server.url + path, login)


def sign_in_at(page: Page, url: str, login: str) -> None:
    page.goto(url)
    expect(page.get_by_test_id("open")).to_be_visible()
    if page.get_by_role("radio", name="ほかの人").count():
        page.get_by_role("radio", name="ほかの人").click()
    page.get_by_test_id("login-name").fill(login)
    page.get_by_test_id("passphrase").fill(PASSPHRASE)
    page.get_by_test_id("open").click()


def await_today(page: Page, seconds: float = 60) -> None:
    """The register is complete and the day's screen is open."""
    expect(page.get_by_test_id("screen-today")).to_be_visible(timeout=seconds * 1_000)


def go_on_receiving(page: Page) -> None:
    """Press 「続きを受け取る」, where the tablet has not already gone on by itself."""
    with suppress(TimeoutError):
        page.get_by_test_id("receive-again").click(timeout=3_000)


def await_shell_offline(page: Page) -> None:
    """The service worker holds the app: from now on the server may disappear."""
    ready = "navigator.serviceWorker.ready.then(() => true)"
    page.evaluate(f"Promise.race([{ready}, new Promise(r => setTimeout(r, 15000))])")
    controlled = "!!navigator.serviceWorker.controller"
    eventually(lambda: bool(page.evaluate(controlled)), "the service worker controls the page")


def open_tab(page: Page, name: str) -> None:
    tabs = {"今日": "today", "人をさがす": "find", "通いの場": "salon", "送信状況": "sent"}
    page.get_by_test_id(f"tab-{tabs[name]}").click()


def find(page: Page, text: str) -> Locator:
    """Search on the tablet; the hits."""
    open_tab(page, "人をさがす")
    page.get_by_test_id("find").fill(text)
    return page.get_by_test_id("hit")


def unsent(page: Page, count: int) -> None:
    """The strip shows this number of things saved and not yet arrived."""
    expect(page.get_by_test_id("strip-status")).to_contain_text(re.compile(f"未送信 ?{count}件"))


def open_todays_roster(page: Page, salon: str = "ひまわり会") -> None:
    """From today's screen to the check-in of today's session at a salon."""
    open_tab(page, "今日")
    page.get_by_test_id("sessions-today").get_by_test_id("start-check-in").filter(has_text=salon).or_(
        page.get_by_role("link", name=re.compile(salon))
    ).first.click()
    expect(page.get_by_test_id("screen-roster")).to_be_visible()


def register_and_check_in(
    page: Page, family: str, given: str, born: tuple[str, str, str], phone: str
) -> None:
    """Register a walk-in from the roster. born: year, month and day of 昭和."""
    page.get_by_test_id("register").click()
    page.get_by_test_id("family-kana").fill(family)
    page.get_by_test_id("given-kana").fill(given)
    for part, typed in zip(("year", "month", "day"), born, strict=True):
        page.get_by_test_id(f"birth-{part}").fill(typed)
    page.get_by_test_id("sex").get_by_role("radio", name="女", exact=True).click()
    page.get_by_test_id("phone").fill(phone)
    page.get_by_test_id("register-save").click()


def answer_sheet(page: Page, answers: list[str], per_page: int = 5) -> None:
    """Answer every question in order, one tap each, and finish."""
    pages = -(-len(answers) // per_page)
    for number in range(pages):
        expect(page.get_by_test_id("screen-sheet")).to_contain_text(f"{number + 1}／{pages}")
        answer_page(page, answers[number * per_page : (number + 1) * per_page])
        page.get_by_test_id("sheet-done" if number + 1 == pages else "sheet-next").click()


def answer_page(page: Page, answers: list[str]) -> None:
    """Answer the questions of this page in order."""
    for index, answer in enumerate(answers):
        choose(page.get_by_test_id("question").nth(index), answer)


def choose(question: Locator, answer: str) -> None:
    question.get_by_role("radio", name=answer, exact=True).click()


def sign_in_office(page: Page, server: LiveServer, login: str = "yamaguchi") -> None:
    """Sign a coordinator in; her morning list opens."""
    sign_in(page, server, login)
    expect(page.get_by_test_id("morning-title")).to_be_visible()


def check_in_first(page: Page, salon: str = "ひまわり会") -> str:
    """Check the first waiting person of today's session in; her id. The roster stays open."""
    open_todays_roster(page, salon)
    row = page.get_by_test_id("roster-row").filter(has=page.get_by_test_id("check-in")).first
    person = row.get_attribute("data-person") or ""
    row.get_by_test_id("check-in").click()
    expect(row_of(page, person).get_by_test_id("checked-in")).to_be_visible()
    return person


def row_of(page: Page, person: str) -> Locator:
    return page.locator(f'[data-test="roster-row"][data-person="{person}"]')


def start_sheet(page: Page, person: str) -> None:
    """Open the questionnaire of somebody who is checked in, from the roster."""
    row_of(page, person).get_by_test_id("start-sheet").click()
    expect(page.get_by_test_id("question").first).to_be_visible()


def arrived(page: Page, count: int, seconds: float = 60) -> None:
    """The strip says that all of this number of things are at the office."""
    expect(page.get_by_test_id("strip-status")).to_contain_text(
        f"{count}件中{count}件 届きました", timeout=seconds * 1_000
    )


def visit(page: Page, path: str) -> None:
    """Open an address of the app anew, from wherever the page is."""
    page.goto(urljoin(page.url, path))


def send_now(page: Page) -> None:
    visit(page, "/sent")
    page.get_by_test_id("send-now").click()


def chosen(page: Page) -> list[str]:
    """The ids of the questions of this page that have an answer."""
    marked = "[role=radio][aria-checked=true], [data-test=decline][aria-pressed=true]"
    return [
        str(question.get_attribute("data-item"))
        for question in page.get_by_test_id("question").all()
        if question.locator(marked).count()
    ]


def plan_visit(page: Page, who: str, quick: str = "明日") -> None:
    """Plan a visit to somebody found by her name, on one of the usual days."""
    visit(page, "/find")
    plan_visit_here(page, who, quick)


def plan_visit_here(page: Page, who: str, quick: str = "明日") -> None:
    """The same from a screen with tabs, without opening the app anew."""
    find(page, who).first.click()
    page.get_by_test_id("plan").click()
    page.get_by_test_id("quick-day").get_by_role("radio", name=quick, exact=True).click()
    page.get_by_test_id("plan-save").click()
    expect(page.get_by_test_id("undo-bar")).to_contain_text("に置きました")
    expect(page.get_by_test_id("screen-person")).to_be_visible()


PUSH = "**/api/v1/sync/push"


def refuse(page: Page, kind: str) -> None:
    """Something between refuses every push that carries an op of this kind; all others pass."""

    def judge(route: Route) -> None:
        body = gzip.decompress(route.request.post_data_buffer or b"").decode()
        texts = [text for _, _, text in json.loads(body)["ops"]]
        if not any(json.loads(text).get("kind") == kind for text in texts):
            return route.continue_()
        problem = {"type": "/problems/invalid", "title": "no", "status": 422}
        return route.fulfill(status=422, json=problem)

    page.route(PUSH, judge)


def take_again(page: Page) -> None:
    """Nothing refuses any more."""
    page.unroute(PUSH)


def use_here(page: Page) -> None:
    """Another window was in use: go on in this one."""
    page.bring_to_front()
    page.get_by_test_id("use-here").click()
    expect(page.get_by_test_id("m34")).to_have_count(0)
    page.wait_for_timeout(350)  # a second tap within 300 ms on the same spot is ignored


def make_ready(page: Page) -> str:
    """From today's roster; the number to be written on the board."""
    open_todays_roster(page)
    page.get_by_test_id("to-ready").click()
    return press_ready(page)


def press_ready(page: Page) -> str:
    page.get_by_test_id("make-ready").click()
    number = page.get_by_test_id("day-number").inner_text().replace(" ", "")
    assert re.fullmatch(r"\d{6}", number)
    return number


def type_number(page: Page, number: str) -> None:
    for digit in number:
        page.get_by_test_id(f"pad-{digit}").click()
        page.wait_for_timeout(320)  # the second tap of a shaking hand is ignored
    page.get_by_test_id("open-number").click()


LATER = """days => {
  const kept = JSON.parse(localStorage.getItem('kayoi-lease'));
  localStorage.setItem('kayoi-lease', JSON.stringify({...kept, highest: kept.highest + days * 86400000}));
}"""


def used_until(page: Page, days: int) -> None:
    """As if the tablet had been in use for so many days more: its clock is behind from then on."""
    page.evaluate(LATER, days)


def day_in_tokyo(page: Page, days: int) -> tuple[str, str, str]:
    """Year of 令和, month and day, so many days from what the tablet's clock says."""
    text = page.evaluate(
        "days => new Date(Date.now() + (9 + 24 * days) * 3600000).toISOString().slice(0, 10)", days
    )
    year, month, day = map(int, text.split("-"))
    return str(year - 2018), str(month), str(day)


def answer_day(page: Page, days: int) -> None:
    """Say which day it is: so many days from what the tablet's clock says."""
    for part, typed in zip(("year", "month", "day"), day_in_tokyo(page, days), strict=True):
        page.get_by_test_id(f"day-{part}").fill(typed)
    page.get_by_test_id("day-answer").click()
