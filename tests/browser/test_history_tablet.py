"""履歴 on the tablet: one tap from the field; without a connection what it knows, with one all of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.live import LiveServer, Tablet
from tests.browser.ready import Ward

WHO = "タカハシ ハナ"


def change_phone(page: Page, phone: str) -> None:
    page.get_by_test_id("edit").click()
    page.get_by_test_id("phone").fill(phone)
    page.wait_for_timeout(350)
    page.get_by_test_id("edit-save").click()
    expect(page.get_by_test_id("value-phone")).to_contain_text(phone)


def entries(page: Page) -> list[str]:
    return [" ".join(one.split()) for one in page.get_by_test_id("history-entry").all_inner_texts()]


def test_the_history_of_a_field_is_one_tap_away_with_and_without_a_connection(ward: Ward) -> None:
    page = ward.open_today()
    steps.find(page, WHO).first.click()
    expect(page.get_by_test_id("history-phone")).to_have_count(0)  # one op, no history
    ward.server.kill()
    change_phone(page, "0000-25-1111")
    change_phone(page, "0000-25-1117")
    page.get_by_test_id("history-phone").click()
    expect(page.get_by_test_id("history-part")).to_be_visible()
    newest, before, first = entries(page)
    assert "前の値" in first  # what the register came with, before anything was changed here
    assert newest.startswith("0000-25-1117 いま使っている値 このタブレットに保存")
    assert before.startswith("0000-25-1111 前の値 このタブレットに保存")
    assert "佐藤 花子さん" in newest

    ward.server.start()
    steps.visit(page, "/sent")
    page.get_by_test_id("send-now").click()
    steps.arrived(page, 2)
    steps.visit(page, "/find")
    steps.find(page, WHO).first.click()
    page.get_by_test_id("history-phone").click()
    expect(page.get_by_test_id("history-entry")).to_have_count(3)  # with the one the register came with
    expect(page.get_by_test_id("history-part")).to_have_count(0)
    newest, before, first = entries(page)
    assert newest.startswith("0000-25-1117 いま使っている値 佐藤 花子さん")
    assert "前の値: 0000-25-1111" in newest
    assert before.startswith("0000-25-1111 前の値 佐藤 花子さん")
    assert "取り込み" in first


@pytest.mark.long
def test_a_field_with_two_answers_shows_both_in_its_history(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    pages = []
    for login in ("sato", "suzuki"):
        page = new_tablet(login).open()
        steps.sign_in(page, server, login)
        steps.await_today(page)
        steps.await_shell_offline(page)
        steps.find(page, WHO).first.click()
        pages.append(page)
    server.kill()
    for page, phone in zip(pages, ("0000-25-1111", "0000-25-1117"), strict=True):
        change_phone(page, phone)
    server.start()
    for page in pages:
        steps.visit(page, "/sent")
        steps.arrived(page, 1)
    page = pages[0]
    page.get_by_test_id("send-now").click()
    steps.visit(page, "/find")
    steps.find(page, WHO).first.click()
    expect(page.get_by_test_id("two-values")).to_be_visible(timeout=30_000)
    page.get_by_test_id("history-phone").click()
    expect(page.get_by_test_id("history-entry")).to_have_count(3)
    told = " ".join(entries(page))
    wanted = ("いま使っている値", "もう1つの答え", "前の値", "佐藤 花子さん", "鈴木 一郎さん")
    assert [one for one in wanted if one not in told] == []
