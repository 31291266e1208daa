"""One woman registered twice: joined in the office, one person on every tablet, and parted again."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.live import OFFICE, LiveServer, Tablet
from tests.browser.looks import faults

TWICE, PHONE, LATER = "ヤマダ キヌエ", "0000-11-2222", "0000-11-3333"


@pytest.mark.long
def test_two_registers_of_one_woman_are_joined_and_parted_again(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    tablet = new_tablet("sato").open()
    steps.sign_in(tablet, server, "sato")
    steps.await_today(tablet)
    register_twice(tablet, server)
    office = new_tablet("yamaguchi", OFFICE).open()
    steps.sign_in_office(office, server)
    first, second = both_of_them(office, server)

    join(office, server, first, second)
    the_tablet_shows_one(tablet, server, second)
    the_number_is_changed(tablet, server, second)
    part(office, server, first, second)
    whose_is_it(office)
    the_tablet_shows_two(tablet, server, first, second)


def register_twice(page: Page, server: LiveServer) -> None:
    for phone in (PHONE, "0000-11-2223"):
        page.goto(server.url + "/today")
        steps.open_todays_roster(page)
        page.get_by_test_id("register").click()
        page.get_by_test_id("family-kana").fill("やまだ")
        page.get_by_test_id("given-kana").fill("きぬえ")
        for part_of_day, typed in (("year", "15"), ("month", "3"), ("day", "7")):
            page.get_by_test_id(f"birth-{part_of_day}").fill(typed)
        page.get_by_test_id("sex").get_by_role("radio", name="女", exact=True).click()
        page.get_by_test_id("phone").fill(phone)
        if page.get_by_test_id("candidates").count():
            page.get_by_test_id("decide-later").click()
        page.get_by_test_id("register-save").click()
        expect(page.get_by_test_id("screen-roster")).to_be_visible()
    send(page, server)


def send(page: Page, server: LiveServer) -> None:
    page.goto(server.url + "/sent")
    page.get_by_test_id("send-now").or_(page.get_by_test_id("sent-count")).first.wait_for()
    expect(page.get_by_test_id("strip-status")).to_contain_text("届きました", timeout=60_000)


def both_of_them(page: Page, server: LiveServer) -> list[str]:
    page.goto(server.url + "/o/find")
    page.get_by_test_id("office-search").fill("やまだきぬえ")
    expect(page.get_by_test_id("found")).to_have_count(2)
    return [str(row.get_attribute("data-id")) for row in page.get_by_test_id("found").all()]


def join(page: Page, server: LiveServer, first: str, second: str) -> None:
    page.goto(f"{server.url}/o/duplicates/{first}/{second}")
    table = page.get_by_test_id("pair-table")
    expect(table.get_by_test_id("pair-born_on")).to_have_attribute("data-verdict", "same")
    expect(table.get_by_test_id("pair-phone")).to_have_attribute("data-verdict", "differ")
    assert faults(page) == []
    page.get_by_test_id("pair-same").click()
    expect(page.get_by_test_id("pair-root")).to_contain_text("まとめる先の登録を、えらんでください。")
    page.get_by_test_id("pair-root-choice").get_by_role("radio").first.click()
    page.get_by_test_id("pair-same").click()
    confirm = page.get_by_test_id("pair-confirm")
    expect(confirm).to_contain_text("2人分の記録を1人にまとめます。記録は消えず、あとで元に戻せます。")
    expect(confirm).to_contain_text("確認待ち")
    assert faults(page) == []
    page.get_by_test_id("pair-stop").click()
    page.get_by_test_id("pair-same").click()
    page.get_by_test_id("pair-join").click()
    expect(page.get_by_test_id("pair-joined")).to_be_visible()
    page.get_by_test_id("pair-open").click()
    expect(page.get_by_test_id("joined-record")).to_have_count(1)
    expect(page.get_by_test_id("field-phone")).to_contain_text("2つの答えがあります")
    assert urlsplit(page.url).path == f"/o/p/{first}"
    assert faults(page) == []


def the_tablet_shows_one(page: Page, server: LiveServer, second: str) -> None:
    page.goto(f"{server.url}/p/{second}")
    expect(page.get_by_test_id("joined-opened")).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("timeline")).to_contain_text("ひまわり会")
    page.goto(server.url + "/find")
    expect(steps.find(page, TWICE)).to_have_count(1)


def the_number_is_changed(page: Page, server: LiveServer, second: str) -> None:
    """From a page opened by the old id; what is saved is about the one that stands for both."""
    page.goto(f"{server.url}/p/{second}")
    page.get_by_test_id("edit").click()
    page.get_by_test_id("phone").fill(LATER)
    page.get_by_test_id("edit-save").click()
    expect(page.get_by_test_id("screen-person")).to_contain_text(LATER)
    send(page, server)


def part(page: Page, server: LiveServer, first: str, second: str) -> None:
    page.goto(f"{server.url}/o/p/{second}")
    expect(page.get_by_test_id("joined-asked")).to_be_visible()
    page.get_by_test_id("joined-undo").click()
    expect(page.get_by_test_id("parted")).to_contain_text("まとめる前の2人に戻しました。")
    assert urlsplit(page.url).path == f"/o/p/{second}"


def whose_is_it(page: Page) -> None:
    item = page.get_by_test_id("parted-item")
    expect(item).to_contain_text(LATER)
    assert faults(page) == []
    item.get_by_test_id("parted-hers").click()
    expect(page.get_by_test_id("parted-item")).to_have_count(0)
    expect(page.get_by_test_id("field-phone")).to_contain_text(LATER)


def the_tablet_shows_two(page: Page, server: LiveServer, first: str, second: str) -> None:
    page.goto(f"{server.url}/p/{second}")
    expect(page.get_by_test_id("details")).to_contain_text(LATER, timeout=60_000)
    expect(page.get_by_test_id("joined-opened")).to_have_count(0)
    page.goto(f"{server.url}/p/{first}")
    expect(page.get_by_test_id("details")).to_contain_text("0000-11-222")
    page.goto(server.url + "/find")
    expect(steps.find(page, TWICE)).to_have_count(2)
