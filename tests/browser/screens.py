"""Every screen there is, in the order a day meets them; their looks are tested and photographed from here."""

from collections.abc import Callable, Iterator

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.live import LiveServer, unlock_whenever_asked

Step = Callable[[Page], None]
TAP_APART_MS = 350  # a second tap within 300 ms on the same button is ignored
GAPS = ["ふつう", "満足", "はい", "はい", "はい"]


def field_screens(page: Page, server: LiveServer) -> Iterator[str]:
    """Walk a nurse's day; yields the name of each screen once it is drawn."""
    page.goto(server.url)
    page.get_by_test_id("open").wait_for()
    yield "login"
    page.get_by_test_id("login-name").fill("sato")
    page.get_by_test_id("passphrase").fill("wrong")
    page.get_by_test_id("open").click()
    page.get_by_text("パスワードが合いません").wait_for()
    yield "login-missed"
    for shown in ("screen-pin", "screen-locked", "screen-unlock"):
        page.remove_locator_handler(page.get_by_test_id(shown))
    steps.sign_in(page, server, "sato")
    page.get_by_test_id("screen-pin").wait_for()
    yield "pin"
    for field in ("pin-new", "pin-again"):
        page.get_by_test_id(field).fill("2468")
    page.get_by_test_id("pin-set").click()
    steps.await_today(page)
    steps.await_shell_offline(page)
    yield "today"
    page.get_by_test_id("menu").click()
    yield "menu"
    page.get_by_test_id("lock").click()
    page.get_by_test_id("screen-locked").wait_for()
    yield "locked"
    page.get_by_test_id("pin").fill("2468")
    page.get_by_test_id("pin-open").click()
    steps.await_today(page)
    page.reload()
    page.get_by_test_id("screen-unlock").wait_for()
    yield "unlock"
    unlock_whenever_asked(page)
    steps.find(page, "たかはし").first.wait_for()
    yield "find"
    steps.find(page, "ぬぬぬ")
    page.get_by_test_id("find-none").wait_for()
    yield "find-none"
    steps.open_tab(page, "通いの場")
    page.get_by_test_id("screen-salons").wait_for()
    yield "salons"
    yield from _session_screens(page)
    yield from _form_screens(page)
    yield from _person_screens(page, server)
    steps.open_tab(page, "送信状況")
    page.get_by_test_id("screen-sent").wait_for()
    yield "sent"
    page.get_by_test_id("to-escrow").click()
    page.get_by_test_id("escrow-make").wait_for()
    yield "escrow"
    page.goto(server.url + "/p/00000000-0000-4000-8000-000000000000")
    expect(page.get_by_test_id("m43")).to_be_visible()
    yield "not-on-this-tablet"
    page.goto(server.url + "/today")
    steps.await_today(page)
    yield from _helper_screens(page)


def _helper_screens(page: Page) -> Iterator[str]:
    steps.open_todays_roster(page)
    page.get_by_test_id("to-ready").click()
    page.get_by_test_id("make-ready").wait_for()
    yield "ready-first"
    number = steps.press_ready(page)
    yield "ready"
    page.get_by_test_id("hand-over").click()
    page.get_by_test_id("helper").first.wait_for()
    yield "helpers"
    page.get_by_test_id("helper").first.click()
    steps.type_number(page, "")
    page.get_by_text("6けたの番号を入れてください").wait_for()
    yield "helper-number"
    steps.type_number(page, number)
    page.get_by_test_id("name").first.wait_for()
    yield "station"
    page.get_by_test_id("name").nth(1).click()
    page.get_by_test_id("helper-check-in").wait_for()
    yield "station-ask"
    page.wait_for_timeout(TAP_APART_MS)
    page.get_by_test_id("helper-check-in").click()
    page.get_by_test_id("undo").wait_for()
    yield "station-checked"
    page.get_by_test_id("name").nth(1).click()
    for shown in ("helper-form-body", "helper-part", "told-yes", "trial"):
        page.wait_for_timeout(TAP_APART_MS)
        page.get_by_test_id(shown).nth(3 if shown == "helper-part" else 0).click()
    page.get_by_test_id("keypad").wait_for()
    yield "station-measuring"
    page.get_by_test_id("time-start").click()
    page.get_by_test_id("time-stop").wait_for()
    yield "station-timing"
    page.wait_for_timeout(TAP_APART_MS)
    page.get_by_test_id("time-stop").click()
    page.get_by_test_id("time-take").wait_for()
    yield "station-timed"
    for shown in ("time-again", "time-leave", "key-close", "helper-leave", "helper-leave", "helper-back"):
        page.get_by_test_id(shown).click()
        page.wait_for_timeout(TAP_APART_MS)
    page.get_by_test_id("helper-end").click()
    page.get_by_test_id("staff-comes").wait_for()
    steps.used_until(page, 9)
    page.reload()
    page.get_by_test_id("staff-comes").click()
    page.get_by_test_id("day-answer").wait_for()
    yield "what-day"


def _form_screens(page: Page) -> Iterator[str]:
    steps.visit(page, "/today")
    steps.open_todays_roster(page)
    page.get_by_test_id("other-forms").first.click()
    page.get_by_test_id("form-body").wait_for()
    yield "forms"
    page.get_by_test_id("form-body").click()
    page.locator('[data-test=trial][data-item="body.sbp_1"]').click()
    for _ in range(3):
        page.wait_for_timeout(TAP_APART_MS)
        page.get_by_test_id("key-9").click()
    page.get_by_test_id("key-set").click()
    page.get_by_test_id("m9").wait_for()
    yield "number-pad"
    steps.visit(page, "/today")
    steps.open_todays_roster(page)
    page.get_by_test_id("other-forms").first.click()
    page.get_by_test_id("form-qmcoo").click()
    page.get_by_test_id("hand-to-resident").click()
    page.wait_for_timeout(TAP_APART_MS)
    page.get_by_test_id("self-start").click()
    page.get_by_test_id("self-question").wait_for()
    yield "self-question"
    page.reload()
    page.get_by_test_id("screen-hand-back").wait_for()
    yield "hand-back"
    page.get_by_test_id("staff-opens").click()
    page.get_by_test_id("screen-sheet").wait_for()


def _session_screens(page: Page) -> Iterator[str]:
    steps.open_todays_roster(page)
    page.get_by_test_id("roster-row").first.wait_for()
    yield "roster"
    page.get_by_test_id("register").click()
    page.get_by_test_id("register-save").click()
    yield "register-missing"
    page.get_by_test_id("family-kana").fill("たかはし")
    page.get_by_test_id("given-kana").fill("はな")
    for part, typed in (("year", "15"), ("month", "3"), ("day", "7")):
        page.get_by_test_id(f"birth-{part}").fill(typed)
    page.get_by_test_id("candidates").wait_for()
    yield "register-same"
    page.get_by_test_id("birth-year").fill("64")
    page.get_by_text("昭和64年は").first.wait_for()
    yield "register-impossible-date"
    page.go_back()
    page.get_by_test_id("check-in").first.click()
    page.get_by_test_id("undo").wait_for()
    yield "roster-checked"
    page.get_by_test_id("start-sheet").first.click()
    page.get_by_test_id("question").first.wait_for()
    yield "questionnaire"
    for place, answer in enumerate(GAPS):
        steps.choose(page.get_by_test_id("question").nth(place), answer)
    yield "questionnaire-answered"
    for button in ("sheet-next", "sheet-next", "sheet-done"):
        page.wait_for_timeout(TAP_APART_MS)
        page.get_by_test_id(button).click()
    page.get_by_test_id("m6").wait_for()
    yield "questionnaire-gaps"
    page.get_by_test_id("finish-anyway").click()
    page.get_by_test_id("screen-result").wait_for()
    yield "result"
    page.get_by_test_id("amend").click()
    steps.choose(page.get_by_test_id("question").first, "よくない")
    yield "amend"
    page.wait_for_timeout(TAP_APART_MS)
    page.get_by_test_id("sheet-done").click()
    page.get_by_test_id("amend-reason").wait_for()
    yield "amend-reason"
    page.wait_for_timeout(TAP_APART_MS)
    page.get_by_test_id("amend-why-tap").click()
    page.get_by_test_id("amended").wait_for()
    yield "result-amended"
    page.get_by_test_id("show-resident").click()
    page.get_by_test_id("screen-resident").wait_for()
    yield "result-for-resident"
    page.get_by_test_id("resident-close").click()


def _person_screens(page: Page, server: LiveServer) -> Iterator[str]:
    page.goto(server.url + "/find")
    steps.find(page, "タカハシ ハナ").first.click()
    page.get_by_test_id("screen-person").wait_for()
    yield "person"
    page.get_by_test_id("edit").click()
    page.get_by_test_id("screen-edit").wait_for()
    yield "edit"
    _change_phone(page, f"0000-25-1{page.evaluate('innerWidth') % 1000:03}")  # another at each size
    page.get_by_test_id("history-phone").click()
    page.get_by_test_id("history-entry").first.wait_for()
    page.get_by_text("前の値:").first.wait_for()
    yield "person-history"
    page.locator('a[data-test="plan"]').click()
    page.get_by_test_id("screen-plan").wait_for()
    yield "plan"
    page.go_back()
    yield from _held_screens(page, server)
    page.goto(server.url + "/today")
    steps.await_today(page)


def _change_phone(page: Page, phone: str) -> None:
    page.get_by_test_id("phone").fill(phone)
    page.wait_for_timeout(TAP_APART_MS)
    page.get_by_test_id("edit-save").click()
    page.get_by_test_id("screen-person").wait_for()


def _held_screens(page: Page, server: LiveServer) -> Iterator[str]:
    steps.refuse(page, "person")
    page.get_by_test_id("edit").click()
    _change_phone(page, "0000-25-1117")
    page.get_by_test_id("history-phone").click()
    page.get_by_test_id("history-list").get_by_test_id("status-held").wait_for()
    yield "person-history-held"
    page.goto(server.url + "/sent")
    expect(page.get_by_test_id("held-fix")).to_be_visible()
    yield "sent-held"
    page.get_by_test_id("held-fix").click()
    page.get_by_test_id("screen-edit").wait_for()
    yield "held-edit"
    other = page.context.new_page()
    other.goto(server.url + "/today")
    expect(other.get_by_test_id("menu")).to_be_visible()
    steps.await_today(other)
    page.get_by_test_id("use-here").wait_for()
    yield "elsewhere"
    other.close()
    page.get_by_test_id("m34").wait_for(state="detached")
    steps.take_again(page)


def office_screens(page: Page, server: LiveServer) -> Iterator[str]:
    """Walk a coordinator's morning."""
    steps.sign_in_office(page, server)
    page.get_by_test_id("morning-lines").wait_for()
    yield "office-morning"
    page.goto(server.url + "/o/sessions")
    page.get_by_test_id("session-row").first.wait_for()
    page.get_by_test_id("sessions-past").get_by_test_id("session-row").first.click()
    page.get_by_test_id("attendee").first.wait_for()
    yield "office-session"
    for path, mark in OFFICE_PLACES.items():
        page.goto(server.url + path)
        page.get_by_test_id(mark).first.wait_for()
        yield "office-" + path.split("/")[2]
    page.goto(server.url + "/o/flagged")
    page.get_by_test_id("flagged-row").first.click()
    page.get_by_test_id("sheet-answers").wait_for()
    yield "office-sheet"
    page.get_by_test_id("sheet-answers").get_by_role("button", name="1番の回答の履歴", exact=True).click()
    page.get_by_test_id("history-list").wait_for()
    yield "office-history"


OFFICE_PLACES = {
    "/o/flagged": "flagged-row",
    "/o/conflicts": "conflicts-title",
    "/o/held": "held-title",
    "/o/plan": "plan-title",
    "/o/devices": "devices-title",
    "/o/find": "find-title",
    "/o/paper": "paper-choose",
    "/o/fhir": "fhir-area",
}
