"""Paper: a result sheet from the tablet without a server, answer sheets and replies in the office."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.live import OFFICE, LiveServer, Tablet
from tests.browser.ready import Ward
from tests.browser.test_scenario import RISKY

A4 = re.compile(rb"/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]")
PAGE = re.compile(rb"/Type\s*/Page[^s]")
CUT = """() => [...document.querySelectorAll('.a4, .paper')].some(e => e.scrollHeight > e.clientHeight + 1)"""


def printed(page: Page) -> int:
    """How many A4 pages the browser makes of what is on screen; nothing on them is cut."""
    pdf = page.pdf(prefer_css_page_size=True)
    pages = len(PAGE.findall(pdf))
    assert len(A4.findall(pdf)) == pages
    page.emulate_media(media="print")
    assert not page.evaluate(CUT)
    page.emulate_media(media="null")
    return pages


SMALL = """() => [...document.querySelectorAll('.paper *')]
    .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => [e.className, parseFloat(getComputedStyle(e).fontSize) * 0.75])
    .filter(([name, pt]) => pt < (name === 'paper-name' ? 20 : 14) - 0.01)"""


def small_print(page: Page) -> list[list[object]]:
    """What would be printed smaller than 14 pt, her name smaller than 20 pt."""
    found: list[list[object]] = page.evaluate(SMALL)
    return found


def test_the_result_sheet_is_one_page_also_without_a_server(ward: Ward) -> None:
    page = ward.open_today()
    person = steps.check_in_first(page)
    steps.start_sheet(page, person)
    ward.server.kill()
    steps.answer_sheet(page, RISKY)
    page.get_by_test_id("show-resident").click()
    expect(page.get_by_test_id("asked")).to_contain_text("後期高齢者の質問票")
    expect(page.get_by_test_id("mark-care").first).to_be_visible()
    expect(page.get_by_test_id("screen-resident")).not_to_contain_text(re.compile("フレイル|点|異常"))
    expect(page.get_by_test_id("result-next")).to_contain_text("ひまわり会")
    expect(page.get_by_test_id("resident-office")).to_contain_text("健康福祉課電話 0999-00-0000")
    assert printed(page) == 1
    page.emulate_media(media="print")
    assert small_print(page) == []
    page.emulate_media(media="null")
    page.evaluate("() => { window.print = () => { window.asked = true } }")
    page.get_by_test_id("resident-print").click()
    steps.eventually(lambda: bool(page.evaluate("() => window.asked")), "the printer is asked")
    page.get_by_test_id("resident-close").click()
    expect(page.get_by_test_id("screen-result")).to_be_visible()


def make_sheets(page: Page, server: LiveServer) -> int:
    """Print for the first area by post; how many sheets."""
    page.goto(server.url + "/o/paper")
    form = page.get_by_test_id("paper-form")
    title = form.locator("option", has_text="後期高齢者の質問票").first.inner_text()
    form.select_option(label=title)
    page.get_by_test_id("paper-list").select_option(index=2)
    expect(page.get_by_test_id("paper-to")).to_contain_text("人にお渡しします")
    page.get_by_test_id("paper-make").click()
    said = page.get_by_test_id("paper-made").inner_text()
    return int(re.findall(r"\d+", said)[0])


class Keyboard:
    """Counts what is pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def __call__(self, keys: str) -> None:
        self.pressed += len(keys)
        for key in keys:
            self.page.keyboard.press("Enter" if key == "⏎" else key)


def test_a_pile_of_replies_is_keyed_in_without_the_mouse(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    page = new_tablet("paper", OFFICE).open()
    steps.sign_in_office(page, server)
    n = make_sheets(page, server)
    assert printed(page) == 2 * n
    numbers = [one.replace("-", "") for one in page.locator(".paper-number p").all_inner_texts()[::2]]
    assert len(set(numbers)) == n
    page.get_by_test_id("paper-grid").select_option("24")
    page.evaluate("() => { window.print = () => { window.asked = true } }")
    page.get_by_test_id("print-labels").click()
    expect(page.get_by_test_id("label")).to_have_count(n)
    assert printed(page) == -(-n // 24)
    page.goto(server.url + "/o/paper/key")
    expect(page.get_by_test_id("key-number")).to_be_focused()
    press, began = Keyboard(page), time.monotonic()
    for number in numbers[:3]:
        press(f"{number}⏎")
        expect(page.get_by_test_id("key-sheet")).to_be_visible()
        press("412122212211112⏎")
        expect(page.get_by_test_id("key-saved")).to_be_visible()
        expect(page.get_by_test_id("key-number")).to_be_focused()
    assert (time.monotonic() - began) / 3 < 25  # s for a sheet of 15 items
    assert press.pressed / 3 == 15 + 9 + 2  # its number is nine digits; a scanner types it by itself
    press(f"{numbers[3]}⏎")
    expect(page.get_by_test_id("key-sheet")).to_be_visible()
    press("4121")
    expect(page.get_by_test_id("key-sheet")).to_have_attribute("data-item", "qmcoo.05_choking")
    page.wait_for_timeout(500)  # no hand is at the reload sooner
    page.reload()
    expect(page.get_by_test_id("key-told")).to_contain_text("途中の用紙")
    expect(page.get_by_test_id("key-sheet")).to_have_attribute("data-item", "qmcoo.05_choking")
    expect(page.get_by_test_id("key-answer")).to_be_focused()
    press("22212211112⏎")
    expect(page.get_by_test_id("key-saved")).to_contain_text("4枚目")
    press(f"{numbers[0]}⏎")
    expect(page.get_by_test_id("key-told")).to_contain_text("入力済み")
    press("⏎")
    expect(page.get_by_test_id("key-typed-by")).to_contain_text("別の方")
    press("312122212211111⏎")
    expect(page.get_by_test_id("key-difference")).to_have_count(2)
    press("21⏎")
    expect(page.get_by_test_id("key-saved")).to_be_visible()
    page.goto(server.url + "/o/paper/out")
    page.get_by_role("radio", name="まだ送っていない").click()
    page.get_by_test_id("mailing-sent").first.click()
    expect(page.get_by_test_id("mailing")).to_have_count(n - 5)
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("mailing")).to_have_count(n - 4)
    expect(page.get_by_role("radio", name=f"まだ送っていない {n - 4}枚")).to_be_visible()
    page.get_by_role("radio", name="返事あり 4枚").click()
    expect(page.get_by_test_id("mailing")).to_have_count(4)
    row = page.locator(f'[data-test="mailing"][data-number="{numbers[0]}"]')
    expect(row).to_contain_text("二重入力")
    row.get_by_role("link", name="入れた質問票").click()
    expect(page.get_by_test_id("answer-1")).to_contain_text("ふつう")
    expect(page.get_by_test_id("answer-15")).to_contain_text("いいえ")
    expect(page.get_by_test_id("sheet-facts")).to_contain_text("紙")
