"""What screens show and browsers keep: text as text, both languages whole, no name where others look."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.live import OFFICE, LiveServer, Tablet
from tests.browser.ready import Ward
from tests.browser.screens import TAP_APART_MS
from tests.browser.test_scenario import RISKY

FAMILY = '<img src=x onerror="window.hit=1">'
GIVEN = "𠮷👵🏽'\"&amp;</script>"
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
OWN_WORDS = ".foot-actions, .tabs, nav, .field-label, legend, .strip-status, .menu, .panel > .sheet-line h2"
KEYS = re.compile(r"\{\w+\}|\bundefined\b|\b[a-z]\w*_\w+\b")
KEPT = """async () => {
  const kept = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage})];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      kept.push(request.url);
      if (!/\\.(png|js)$/.test(request.url)) kept.push(await (await cache.match(request)).text());
    }
  }
  return kept;
}"""


@pytest.mark.long
def test_odd_names_are_shown_as_they_were_typed_and_run_nothing(
    ward: Ward, new_tablet: Callable[..., Tablet]
) -> None:
    page = ward.open_today()
    steps.open_todays_roster(page)
    page.get_by_test_id("register").click()
    page.get_by_test_id("family").fill(FAMILY)
    page.get_by_test_id("given").fill(GIVEN)
    for field, typed in (("family-kana", "おかしな"), ("given-kana", "なまえ")):
        page.get_by_test_id(field).fill(typed)
    for part, typed in (("year", "15"), ("month", "3"), ("day", "7")):
        page.get_by_test_id(f"birth-{part}").fill(typed)
    page.get_by_test_id("sex").get_by_role("radio", name="答えない").click()
    page.get_by_test_id("register-save").click()
    row = page.get_by_test_id("roster-row").filter(has_text="オカシナ")
    expect(row.get_by_test_id("checked-in")).to_be_visible()
    person = row.get_attribute("data-person") or ""
    steps.arrived(page, 2)
    steps.visit(page, f"/p/{person}")
    shown_as_text(page)
    steps.visit(page, "/sent")
    page.get_by_test_id("show-arrived").click()
    shown_as_text(page)

    office = new_tablet("office", OFFICE).open()
    steps.sign_in_office(office, ward.server)
    steps.visit(office, f"/o/p/{person}")
    shown_as_text(office)
    sign_out(office)
    sees_only_the_read_log(office, ward.server)
    sign_out(office)
    sees_only_that_nothing_is_assigned(office, ward.server)


def shown_as_text(page: Page) -> None:
    expect(page.locator("body")).to_contain_text(FAMILY)
    expect(page.locator("body")).to_contain_text(GIVEN)
    assert page.locator("img[src=x]").count() == 0
    assert page.evaluate("window.hit === undefined")


def sign_out(page: Page) -> None:
    page.get_by_test_id("menu").click()
    page.get_by_test_id("sign-out").click()
    expect(page.get_by_test_id("screen-login")).to_be_visible()


def sees_only_the_read_log(page: Page, server: LiveServer) -> None:
    steps.sign_in(page, server, "kato")
    expect(page.get_by_test_id("reads-title")).to_be_visible()
    expect(page.locator("[data-test^=rail-]")).to_have_count(1)
    for closed in ("/o/morning", "/o/find", "/o/sessions", "/today", "/find"):
        steps.visit(page, closed)
        expect(page.get_by_test_id("m42").or_(page.get_by_test_id("reads-title"))).to_be_visible()
    assert "オカシナ" not in page.locator("body").inner_text()


def sees_only_that_nothing_is_assigned(page: Page, server: LiveServer) -> None:
    steps.sign_in(page, server, "mori", "/find")
    expect(page.get_by_test_id("m22")).to_be_visible()
    for closed in ("/find", "/today", "/o/morning", "/o/find"):
        steps.visit(page, closed)
        expect(page.get_by_test_id("m22")).to_contain_text("今日の担当はまだ決まっていません")
        assert page.locator("main a, main button, .tabs, .o-rail").count() == 0
        assert page.locator("footer button").all_inner_texts() == ["終わる"]
        assert "オカシナ" not in page.locator("body").inner_text()


def test_no_name_stands_where_others_look_and_the_office_is_closed_to_a_nurse(ward: Ward) -> None:
    page = ward.open_today()
    seen: list[str] = []
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    steps.open_tab(page, "人をさがす")
    names = set(re.findall(r"[ァ-ヶー]{2,}", " ".join(steps.find(page, "た").all_inner_texts())))
    assert len(names) > 10
    person = steps.check_in_first(page)
    titles = [page.title()]
    steps.start_sheet(page, person)
    titles.append(page.title())
    steps.answer_sheet(page, RISKY)
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    mine = page.get_by_test_id("person-name").inner_text().split()
    for path in (f"/p/{person}", f"/p/{person}/edit", f"/p/{person}/plan", "/sent"):
        titles.append(page.title())
        steps.visit(page, path)
        expect(page.get_by_test_id("heading")).to_be_visible()
    steps.arrived(page, 2)
    kept = page.evaluate(KEPT)
    assert not [url for url in kept if "/api/" in url and url.startswith("http")]
    everything = "\n".join([*seen, *titles, *kept])
    assert not [name for name in {*names, *mine} if name in everything]

    steps.visit(page, "/o/morning")
    expect(page.get_by_test_id("m42")).to_be_visible()
    expect(page.get_by_test_id("morning-title")).to_have_count(0)


def test_english_is_whole_and_the_official_questions_stay_japanese(ward: Ward) -> None:
    page = ward.open_today()
    page.get_by_test_id("menu").click()
    page.get_by_role("radio", name="English").click()
    page.get_by_test_id("menu-close").click()
    for tab in ("tab-find", "tab-salon", "tab-sent", "tab-today"):
        in_english(page)
        page.get_by_test_id(tab).click()
    page.get_by_test_id("sessions-today").get_by_role("link").first.click()
    page.get_by_test_id("register").click()
    page.get_by_test_id("register-save").click()
    in_english(page)
    page.go_back()
    page.get_by_test_id("check-in").first.click()
    page.get_by_test_id("undo").wait_for()
    in_english(page)
    page.get_by_test_id("start-sheet").first.click()
    question = page.get_by_test_id("question").first
    expect(question.locator(".question-text")).to_contain_text("あなたの現在の健康状態はいかがですか")
    expect(question.locator(".question-text .reference")).to_have_attribute("lang", "en")
    assert not JAPANESE.search(question.locator(".question-text .reference").inner_text())
    in_english(page)
    page.get_by_role("radio", name=re.compile("^よい")).first.click()
    for button in ("sheet-next", "sheet-next", "sheet-done"):
        page.wait_for_timeout(TAP_APART_MS)
        page.get_by_test_id(button).click()
    in_english(page)
    page.get_by_test_id("finish-anyway").click()
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    in_english(page)
    page.get_by_role("link", name="To the person", exact=True).click()
    expect(page.get_by_test_id("screen-person")).to_be_visible()
    in_english(page)
    page.reload()  # the choice stays
    assert page.evaluate("document.documentElement.lang") == "en"
    in_english(page)


def in_english(page: Page) -> None:
    page.get_by_test_id("heading").wait_for()
    own = [
        text.replace("日本語", "").replace("ことば", "") for text in page.locator(OWN_WORDS).all_inner_texts()
    ]
    assert not [text for text in own if JAPANESE.search(text.replace("佐藤 花子", ""))]
    assert not KEYS.findall(page.locator("body").inner_text())
