"""Two nurses change one phone number without a connection; no value is lost, and everybody is told."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.live import OFFICE, LiveServer, Tablet

WHO = "タカハシ ハナ"
FIRST, SECOND = "0000-25-1111", "0000-25-1117"


def test_both_numbers_wait_for_the_coordinator_and_the_other_nurse_is_told(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    sato, suzuki = signed_in(server, new_tablet, "sato"), signed_in(server, new_tablet, "suzuki")
    server.kill()
    change(sato, phone=FIRST)
    change(suzuki, phone=SECOND, address="みなと町西部1-2-3（架空）")
    server.start()
    for page in (sato, suzuki):
        expect(page.get_by_test_id("strip-status")).to_contain_text("1件中1件 届きました", timeout=90_000)

    office = new_tablet("yamaguchi", OFFICE).open()
    steps.sign_in_office(office, server)
    both_values_and_names_are_shown(office, server)
    office.get_by_test_id("conflict").get_by_test_id("settle-2").click()
    expect(office.get_by_test_id("conflict-settled")).to_be_visible()
    chosen = SECOND if SECOND in office.get_by_test_id("conflict-settled").inner_text() else FIRST

    for page in (sato, suzuki):
        agrees(page, server, chosen)
    loser = sato if chosen == SECOND else suzuki
    steps.open_tab(loser, "今日")
    expect(loser.get_by_test_id("notice")).to_contain_text(chosen)
    winner = suzuki if loser is sato else sato
    steps.open_tab(winner, "今日")
    expect(winner.get_by_test_id("notice")).to_have_count(0)


def signed_in(server: LiveServer, new_tablet: Callable[..., Tablet], login: str) -> Page:
    page = new_tablet(login).open()
    steps.sign_in(page, server, login)
    steps.await_today(page)
    steps.await_shell_offline(page)
    return page


def change(page: Page, **fields: str) -> None:
    """Correct one person's registration and stay on her page."""
    steps.find(page, WHO).first.click()
    page.get_by_test_id("edit").click()
    for field, value in fields.items():
        page.get_by_test_id(field).fill(value)
    page.get_by_test_id("edit-save").click()
    expect(page.get_by_test_id("screen-person")).to_contain_text(next(iter(fields.values())))
    steps.unsent(page, 1)


def both_values_and_names_are_shown(office: Page, server: LiveServer) -> None:
    office.goto(server.url + "/o/conflicts")
    office.get_by_test_id("conflict-row").first.click()
    card = office.get_by_test_id("conflict")
    for text in (FIRST, SECOND, "佐藤 花子", "鈴木 一郎"):
        expect(card).to_contain_text(text)
    expect(office.get_by_test_id("conflict")).to_have_count(1)  # the address merged silently


def agrees(page: Page, server: LiveServer, chosen: str) -> None:
    """After the next sync the tablet shows the settled number, and only that."""
    page.goto(server.url + "/sent")
    page.get_by_test_id("send-now").or_(page.get_by_test_id("sent-count")).first.wait_for()
    steps.find(page, WHO).first.click()
    details = page.get_by_test_id("details")
    expect(details).to_contain_text(chosen, timeout=90_000)
    expect(details).not_to_contain_text("確認待ち", timeout=90_000)
    expect(details).to_contain_text("西部1-2-3（架空）")
    page.goto(server.url + "/today")
