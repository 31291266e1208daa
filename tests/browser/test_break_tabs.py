"""Two windows of one tablet: one of them sends, both tell the same, and one sheet is filed once."""

from playwright.sync_api import Page, Response, expect

from tests.browser import steps
from tests.browser.ready import Ward
from tests.browser.test_scenario import RISKY


def test_two_windows_count_alike_and_only_one_of_them_sends(ward: Ward) -> None:
    one = ward.open_today()
    two = second_window(ward, one, "/sent")
    ward.server.kill()
    steps.use_here(one)
    steps.plan_visit(one, "タカハシ ハナ")
    steps.unsent(one, 1)
    steps.use_here(two)
    steps.unsent(two, 1)
    expect(two.get_by_test_id("save-row")).to_have_count(1)
    steps.find(two, "タカハシ ハナ").first.click()
    expect(two.get_by_test_id("next-plan").get_by_test_id("plan")).to_have_count(1)

    pushes: list[str] = []

    def note(response: Response) -> None:
        if response.url.endswith("/sync/push"):
            pushes.append(response.url)

    one.context.on("response", note)
    ward.server.start()
    for window in (one, two):
        steps.visit(window, "/sent")
        expect(window.get_by_test_id("send-now")).to_be_attached()
    one.get_by_test_id("send-now").dispatch_event("click")
    two.get_by_test_id("send-now").dispatch_event("click")
    steps.arrived(one, 1)
    steps.arrived(two, 1)
    assert len(pushes) == 1


def test_one_sheet_in_two_windows_keeps_the_answers_of_both_and_is_filed_once(ward: Ward) -> None:
    one = ward.open_today()
    ward.server.kill()
    person = steps.check_in_first(one)
    steps.start_sheet(one, person)
    two = second_window(ward, one, one.url.removeprefix(ward.server.url))
    steps.use_here(one)
    steps.choose(one.get_by_test_id("question").nth(0), RISKY[0])
    expect(one.get_by_test_id("draft-state")).to_have_text("保存済み")
    expect(two.get_by_test_id("sheet-progress")).to_contain_text("15問中1問")
    steps.use_here(two)
    steps.choose(two.get_by_test_id("question").nth(1), RISKY[1])
    expect(two.get_by_test_id("sheet-progress")).to_contain_text("15問中2問")
    expect(one.get_by_test_id("sheet-progress")).to_contain_text("15問中2問")
    steps.answer_sheet(two, RISKY)
    expect(two.get_by_test_id("screen-result")).to_be_visible()
    expect(one.get_by_test_id("screen-sheet")).to_have_count(0)  # the other window leaves the filed sheet
    steps.use_here(one)
    steps.unsent(one, 2)
    ward.server.start()
    steps.send_now(one)
    steps.arrived(one, 2)
    assert ward.sheets_of(person, steps.today()) == 1


def test_only_one_window_is_in_use_and_the_other_goes_on_where_it_was(ward: Ward) -> None:
    one = ward.open_today()
    steps.find(one, "タカハシ ハナ").first.click()
    one.get_by_test_id("edit").click()
    one.get_by_test_id("phone").fill("0000-25-1111")
    two = second_window(ward, one, "/today")
    expect(two.get_by_test_id("sessions-today")).to_be_visible()
    expect(two.get_by_test_id("m34")).to_have_count(0)
    expect(one.get_by_test_id("m34")).to_contain_text("別の画面でも開いています")
    expect(one.get_by_test_id("phone")).to_be_hidden()
    steps.use_here(one)
    expect(one.get_by_test_id("phone")).to_have_value("0000-25-1111")
    expect(two.get_by_test_id("m34")).to_be_visible()
    one.get_by_test_id("edit-save").click()
    expect(one.get_by_test_id("value-phone")).to_contain_text("0000-25-1111")
    one.close()
    expect(two.get_by_test_id("m34")).to_have_count(0)  # the other is gone: nothing needs to be pressed
    two.reload()
    steps.await_today(two)


def second_window(ward: Ward, one: Page, path: str) -> Page:
    two = one.context.new_page()
    two.goto(ward.server.url + path)
    expect(two.get_by_test_id("menu")).to_be_visible()  # each window asks for the password
    return two
