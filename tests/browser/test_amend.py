"""A filed sheet is put right on the tablet: 訂正する, with a reason, also without a connection."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.live import LiveServer, Tablet
from tests.browser.screens import GAPS

WHO = "タカハシ ハナ"


def file_a_sheet(page: Page) -> str:
    """A sheet with five answers, filed from the person's page; its address."""
    steps.visit(page, "/find")
    steps.find(page, WHO).first.click()
    page.get_by_test_id("start-sheet").click()
    steps.answer_page(page, GAPS)
    for _ in range(2):
        page.wait_for_timeout(350)
        page.get_by_test_id("sheet-next").click()
    page.wait_for_timeout(350)
    page.get_by_test_id("sheet-done").click()
    page.get_by_test_id("finish-anyway").click()
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    return page.url


def newest_sheet(page: Page) -> None:
    """From the person's own history to the sheet filed last."""
    steps.visit(page, "/find")
    steps.find(page, WHO).first.click()
    page.get_by_test_id("timeline").get_by_test_id("open-sheet").first.click()
    expect(page.get_by_test_id("screen-result")).to_be_visible()


def amend_first(page: Page, answer: str, reason: str = "amend-why-heard") -> None:
    page.get_by_test_id("amend").click()
    expect(page.get_by_test_id("amending")).to_be_visible()
    steps.choose(page.get_by_test_id("question").first, answer)
    page.get_by_test_id("sheet-done").click()
    page.wait_for_timeout(350)
    page.get_by_test_id(reason).click()
    expect(page.get_by_test_id("screen-result")).to_be_visible()


def first_answer(page: Page) -> str:
    answers = page.get_by_test_id("all-answers")
    if not answers.get_by_test_id("answer").first.is_visible():
        answers.get_by_role("button").first.click()
    return " ".join(answers.get_by_test_id("answer").first.inner_text().split())


def history(page: Page) -> list[str]:
    first_answer(page)
    page.get_by_test_id("all-answers").locator("[data-test^='history-a.']").first.click()
    expect(page.get_by_test_id("history-entry").first).to_be_visible()
    return [" ".join(one.split()) for one in page.get_by_test_id("history-entry").all_inner_texts()]


def signed_in(tablet: Tablet, server: LiveServer, login: str) -> Page:
    page = tablet.open()
    steps.sign_in(page, server, login)
    steps.await_today(page)
    steps.await_shell_offline(page)
    return page


def test_a_filed_answer_is_put_right_without_a_connection_and_its_history_says_who_and_why(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    page = signed_in(new_tablet("sato"), server, "sato")
    file_a_sheet(page)
    expect(page.get_by_test_id("amended")).to_have_count(0)
    steps.visit(page, "/sent")
    steps.arrived(page, 1)
    server.kill()
    newest_sheet(page)
    page.get_by_test_id("amend").click()
    steps.choose(page.get_by_test_id("question").first, "よくない")
    expect(page.get_by_test_id("filed")).to_have_text("訂正前: ふつう")
    # What was tapped is kept: the app is closed before it is saved, and the correction stands among 入力中.
    expect(page.get_by_test_id("draft-state")).to_have_text("保存済み")
    steps.visit(page, "/today")
    expect(page.get_by_test_id("draft")).to_contain_text("質問票の訂正")
    page.get_by_test_id("draft").click()
    expect(page.get_by_test_id("filed")).to_have_text("訂正前: ふつう")
    page.get_by_test_id("sheet-done").click()
    page.wait_for_timeout(350)
    page.get_by_test_id("amend-why-heard").click()
    expect(page.get_by_test_id("amended")).to_be_visible()
    assert "よくない" in first_answer(page)
    steps.unsent(page, 1)
    newest, before = history(page)
    for part in ("よくない いま使っている値", "佐藤 花子さん", "訂正の理由: 聞きまちがい", "前の値: ふつう"):
        assert part in newest
    assert before.startswith("ふつう")

    steps.visit(page, "/sent")
    expect(page.get_by_test_id("save-row").first).to_contain_text("質問票の訂正")
    server.start()
    page.get_by_test_id("send-now").click()
    steps.arrived(page, 2)
    newest_sheet(page)
    newest, before = history(page)
    expect(page.get_by_test_id("history-part")).to_have_count(0)
    assert "訂正の理由: 聞きまちがい" in newest
    assert "前の値: ふつう" in newest
    assert before.startswith("ふつう 前の値")


@pytest.mark.long
def test_two_tablets_that_put_the_same_answer_right_offline_both_show_it_as_waiting(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    sato = signed_in(new_tablet("sato"), server, "sato")
    sheet = file_a_sheet(sato)
    steps.visit(sato, "/sent")
    steps.arrived(sato, 1)
    suzuki = signed_in(new_tablet("suzuki"), server, "suzuki")
    for page in (sato, suzuki):
        steps.visit(page, sheet)
        expect(page.get_by_test_id("screen-result")).to_be_visible()
    server.kill()
    amend_first(sato, "よくない")
    amend_first(suzuki, "よい", "amend-why-said")
    server.start()
    for page, things in ((sato, 2), (suzuki, 1)):
        steps.send_now(page)
        steps.arrived(page, things)
    steps.send_now(sato)
    for page in (sato, suzuki):
        steps.visit(page, sheet)
        expect(page.get_by_test_id("disputed")).to_be_visible(timeout=30_000)
        told = first_answer(page)
        assert "よくない" in told
        assert "よい" in told.replace("よくない", "")
        assert "確認待ち" in told
    # Either of them may settle it: she sees both, and chooses.
    sato.get_by_test_id("amend").click()
    expect(sato.get_by_test_id("filed")).to_contain_text("2つの答えがあります")
    steps.choose(sato.get_by_test_id("question").first, "よい")
    sato.get_by_test_id("sheet-done").click()
    sato.wait_for_timeout(350)
    sato.get_by_test_id("amend-why-said").click()
    expect(sato.get_by_test_id("disputed")).to_have_count(0)


@pytest.mark.long
def test_a_correction_that_changes_nothing_is_not_filed_and_can_be_left(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    page = signed_in(new_tablet("sato"), server, "sato")
    file_a_sheet(page)
    page.get_by_test_id("amend").click()
    page.get_by_test_id("sheet-done").click()
    page.wait_for_timeout(350)
    page.get_by_test_id("amend-why-tap").click()
    expect(page.get_by_test_id("nothing-changed")).to_be_visible()
    page.get_by_test_id("amend-stop").click()
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    expect(page.get_by_test_id("amended")).to_have_count(0)
    steps.visit(page, "/today")
    expect(page.get_by_test_id("screen-today")).to_be_visible()
    expect(page.get_by_test_id("drafts")).to_have_count(0)
