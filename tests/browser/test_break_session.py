"""Her session ends, she signs out, her tablet is withdrawn: what she saved is kept and in sight."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.live import OFFICE, PASSPHRASE, Tablet
from tests.browser.ready import Ward

WHO = "タカハシ ハナ"
OPS = "SELECT verdict, count(*) FROM op WHERE kind='follow_up' AND writer_no=? GROUP BY verdict"


def writer_of_sato(ward: Ward) -> int:
    found = ward.rows(
        "SELECT writer_no FROM writer JOIN staff ON staff.id=writer.staff_id "
        "WHERE login='sato' AND client='tablet'"
    )
    return int(found[0][0])


def test_an_ended_session_keeps_her_work_and_signing_in_again_sends_it(ward: Ward) -> None:
    page = ward.open_today()
    ward.server.kill()
    steps.plan_visit(page, WHO)  # she unlocks without a connection
    assert ward.changes("DELETE FROM web_session") > 0
    ward.server.start()
    page.get_by_test_id("back").click()
    steps.open_tab(page, "送信状況")
    page.get_by_test_id("send-now").click()
    expect(page.get_by_test_id("login-needed")).to_contain_text("未送信の1件は残っています")
    steps.unsent(page, 1)
    steps.find(page, WHO).first.click()  # and she can go on working
    expect(page.get_by_test_id("next-plan").get_by_test_id("plan")).to_have_count(1)
    page.get_by_test_id("back").click()
    steps.open_tab(page, "送信状況")
    page.get_by_test_id("sign-in-again").click()
    page.get_by_test_id("passphrase").fill(PASSPHRASE)
    page.get_by_test_id("open").click()
    steps.arrived(page, 1)
    assert ward.rows("SELECT count(*) FROM op WHERE writer_no=?", writer_of_sato(ward)) == [(1,)]


def test_where_her_session_has_ended_unlocking_on_line_begins_a_new_one(ward: Ward) -> None:
    page = ward.open_today()
    assert ward.changes("DELETE FROM web_session") > 0
    steps.plan_visit(page, WHO)
    steps.visit(page, "/today")
    steps.arrived(page, 1)
    expect(page.get_by_test_id("login-needed")).to_have_count(0)


def test_signing_out_keeps_unsent_work_and_another_nurse_on_the_tablet_sends_it(ward: Ward) -> None:
    page = ward.open_today()
    ward.server.kill()
    steps.plan_visit(page, WHO)
    steps.visit(page, "/find")
    page.get_by_test_id("find").fill("たかはし")
    page.get_by_test_id("menu").click()
    expect(page.get_by_test_id("menu-panel")).to_contain_text("未送信の1件は、このタブレットに残ります")
    page.get_by_test_id("sign-out").click()
    expect(page.get_by_test_id("screen-login")).to_be_visible()
    expect(page.get_by_test_id("unsent-here")).to_have_text("未送信 1件（佐藤1）")
    shown = page.locator("body").inner_text()
    assert not [name for name in ("高橋", "髙橋", "タカハシ") if name in shown]

    ward.server.start()
    page.get_by_role("radio", name="ほかの人").click()
    page.get_by_test_id("login-name").fill("suzuki")
    page.get_by_test_id("passphrase").fill(PASSPHRASE)
    page.get_by_test_id("open").click()
    expect(page.get_by_test_id("find")).to_be_visible(timeout=90_000)
    expect(page.get_by_test_id("find")).to_have_value("")  # nothing of what sato looked for
    saw = "SELECT count(*) FROM op WHERE writer_no=?"
    number = writer_of_sato(ward)
    steps.eventually(lambda: ward.rows(saw, number) == [(1,)], "suzuki's tablet sends sato's work")
    steps.visit(page, "/sent")
    expect(page.get_by_test_id("nothing-to-send")).to_be_visible()
    expect(page.get_by_test_id("others-unsent")).to_have_count(0)


def test_what_the_office_holds_back_stays_in_sight_with_its_reason(
    ward: Ward, new_tablet: Callable[..., Tablet]
) -> None:
    page = ward.open_today()
    ward.server.kill()
    steps.plan_visit(page, WHO)
    person = page.url.rsplit("/", 1)[-1]
    # The tablet was reported lost while it was away: its number is ended at the office.
    number = writer_of_sato(ward)
    assert ward.changes("UPDATE writer SET ended_at='2026-01-01 00:00:00' WHERE writer_no=?", number) == 1
    ward.server.start()
    steps.send_now(page)
    held_is_shown(page)
    assert ward.rows("SELECT reason FROM held_op WHERE writer_no=?", number) == [("not-allowed",)]
    page.reload()
    held_is_shown(page)
    steps.visit(page, f"/p/{person}")
    expect(page.get_by_test_id("next-plan").get_by_test_id("plan")).to_have_count(1)

    office = new_tablet("yamaguchi", OFFICE).open()
    steps.sign_in_office(office, ward.server)
    steps.visit(office, "/o/held")
    office.get_by_test_id("held-row").first.click()
    expect(office.get_by_test_id("held")).to_contain_text("佐藤 花子")
    expect(office.get_by_test_id("held-contents")).to_be_visible()


def held_is_shown(page: Page) -> None:
    expect(page.get_by_test_id("strip-status")).to_contain_text("保留")
    expect(page.get_by_test_id("m24")).to_be_visible()
    row = page.locator('[data-test="save-row"][data-state="held"]')
    expect(row).to_have_count(1)
    expect(row).to_contain_text("担当から外れています")
    expect(row).to_contain_text("内容は残っています")
