"""One person registered on two tablets offline: asked about with reasons, never joined by itself."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.live import OFFICE, LiveServer, Tablet
from tests.browser.looks import faults
from tests.browser.ready import Ward

WHO = "ヤマダ キヌエ"
SAME = "生まれた年が1年ちがうだけ・カナが同じ"


@pytest.mark.long
def test_the_office_is_asked_about_somebody_two_tablets_registered_offline(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    sato, suzuki = signed_in(server, new_tablet, "sato"), signed_in(server, new_tablet, "suzuki")
    server.kill()
    for page, year in ((sato, "15"), (suzuki, "16")):
        steps.open_todays_roster(page)
        steps.register_and_check_in(page, "やまだ", "きぬえ", (year, "3", "7"), "0000-11-2222")
        expect(page.get_by_test_id("screen-roster")).to_be_visible()
    server.start()
    for page in (sato, suzuki):
        expect(page.get_by_test_id("strip-status")).to_contain_text("届きました", timeout=90_000)

    office = new_tablet("yamaguchi", OFFICE).open()
    steps.sign_in_office(office, server)
    before = numbers_of(office)
    office.get_by_test_id("morning-duplicates").click()
    row = pair_of(office)
    expect(row.get_by_test_id("duplicate-why")).to_contain_text(f"{SAME}・電話番号が同じ")
    for text in ("佐藤 花子", "鈴木 一郎"):
        expect(row).to_contain_text(text)
    assert faults(office) == []
    told_apart_and_back(office, row)
    row.get_by_test_id("duplicate-tell-apart").click()
    expect(row.get_by_test_id("duplicate-different")).to_be_visible()
    office.reload()
    office.get_by_test_id("duplicates-list").or_(office.get_by_test_id("duplicates-none")).wait_for()
    expect(pair_of(office)).to_have_count(0)
    office.goto(server.url + "/o/morning")
    assert numbers_of(office) == before - 1


def signed_in(server: LiveServer, new_tablet: Callable[..., Tablet], login: str) -> Page:
    page = new_tablet(login).open()
    steps.sign_in(page, server, login)
    steps.await_today(page)
    steps.await_shell_offline(page)
    return page


def pair_of(office: Page) -> Locator:
    return office.get_by_test_id("duplicate").filter(has_text=WHO)


def numbers_of(office: Page) -> int:
    """The number of pairs in the morning; no line means none."""
    office.get_by_test_id("morning-lines").wait_for()
    lines = office.get_by_test_id("morning-duplicates-n")
    return int(lines.inner_text().removesuffix("組")) if lines.count() else 0


def told_apart_and_back(office: Page, row: Locator) -> None:
    row.get_by_test_id("duplicate-tell-apart").click()
    expect(row.get_by_test_id("duplicate-different")).to_contain_text("別の方として記録しました")
    row.get_by_test_id("duplicate-undo").click()
    expect(row.get_by_test_id("duplicate-tell-apart")).to_be_visible()
    office.reload()
    expect(pair_of(office)).to_have_count(1)


def fill(page: Page, family: str, given: str, year: str) -> None:
    page.get_by_test_id("family-kana").fill(family)
    page.get_by_test_id("given-kana").fill(given)
    for part, typed in (("year", year), ("month", "3"), ("day", "7")):
        page.get_by_test_id(f"birth-{part}").fill(typed)
    page.get_by_test_id("sex").get_by_role("radio", name="女", exact=True).click()


def test_the_tablet_says_why_somebody_may_be_the_same_and_keeps_the_answer(ward: Ward) -> None:
    page = ward.open_today()
    steps.open_todays_roster(page)
    page.get_by_test_id("register").click()
    fill(page, "たかはし", "はな", "16")
    candidates = page.get_by_test_id("candidates")
    expect(candidates.get_by_test_id("same-reasons").first).to_contain_text(SAME)
    page.get_by_test_id("register-save").click()
    expect(candidates).to_contain_text("同じ方かどうか、えらんでください。")
    page.get_by_test_id("another-person").click()

    page.get_by_test_id("insured_no").fill("１２３４５６７５")
    expect(page.get_by_test_id("insured-no-check")).to_contain_text("写しまちがい")
    assert faults(page) == []
    page.get_by_test_id("register-save").click()
    expect(page.get_by_test_id("screen-roster")).to_be_visible()
    steps.arrived(page, 2)
    ((body,),) = ward.rows("SELECT body FROM record WHERE kind = 'person' AND body LIKE '%\"12345675\"%'")
    assert '"different_from#' in body


def test_somebody_who_comes_into_question_later_is_asked_about_before_it_is_filed(ward: Ward) -> None:
    page = ward.open_today()
    steps.open_todays_roster(page)
    page.get_by_test_id("register").click()
    fill(page, "たかはし", "はな", "16")
    page.get_by_test_id("decide-later").click()
    fill(page, "たなか", "きよ", "10")
    page.get_by_test_id("birth-month").fill("6")
    page.get_by_test_id("birth-day").fill("18")
    page.get_by_test_id("register-save").click()
    expect(page.get_by_test_id("candidates")).to_contain_text("同じ方かどうか、えらんでください。")
    expect(page.get_by_test_id("screen-register")).to_be_visible()
