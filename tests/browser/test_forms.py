"""A coordinator makes a form out of a spreadsheet; a nurse fills it, and goes on with its second version."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.authoring.spreadsheets import Book, valid, xlsx
from tests.browser import steps
from tests.browser.live import OFFICE, Tablet
from tests.browser.looks import faults
from tests.browser.ready import Ward

FORM = "own_going_out"


def upload(page: Page, book: Book, folder: Path) -> None:
    """Read a spreadsheet; the new draft opens."""
    file = folder / "form.xlsx"
    file.write_bytes(xlsx(book))
    page.get_by_test_id("rail-forms").click()
    page.get_by_test_id("form-file").set_input_files(file)
    expect(page.get_by_test_id("form-preview")).to_be_visible(timeout=30_000)


def publish(page: Page) -> None:
    """Try it out, then publish."""
    for step, state in (("test", "test"), ("publish", "published")):
        page.get_by_test_id(f"step-{step}").click()
        page.wait_for_timeout(350)  # a second tap in the same place would count as the first
        page.get_by_test_id("step-take").click()
        expect(page.locator(f"[data-test=form-state][data-state={state}]")).to_be_visible()


def test_a_form_goes_from_a_spreadsheet_to_the_tablet_and_on_to_its_next_version(
    ward: Ward, new_tablet: Callable[..., Tablet], tmp_path: Path
) -> None:
    office = new_tablet("office", OFFICE).open()
    steps.sign_in_office(office, ward.server)
    upload(office, valid(), tmp_path)
    phone = office.get_by_test_id("phone")
    expect(office.get_by_test_id("preview-result").get_by_test_id("finding-not_administered")).to_be_visible()
    steps.choose(phone.get_by_test_id("question").first, "いいえ")
    expect(office.get_by_test_id("preview-result").get_by_test_id("finding-positive")).to_be_visible()
    expect(phone.get_by_test_id("question")).to_have_count(2)  # why she does not go out
    assert faults(office) == []
    publish(office)

    page = ward.open_today()
    steps.send_now(page)
    steps.visit(page, "/find")
    steps.find(page, "たかはし").first.click()
    page.get_by_test_id("other-forms").click()
    page.get_by_test_id(f"form-{FORM}").click()
    steps.choose(page.get_by_test_id("question").first, "いいえ")
    page.get_by_test_id("code-1").click()
    expect(page.get_by_test_id("newer-version")).to_have_count(0)
    sheet = page.url

    book = valid()
    book["survey"][2][2] = "この1か月、週に1回以上は外出していますか"
    upload(office, book, tmp_path)
    expect(office.get_by_test_id("diff-changed")).to_contain_text("この1か月")
    publish(office)

    steps.send_now(page)
    page.goto(sheet)
    expect(page.get_by_test_id("question").first).not_to_contain_text("この1か月")
    page.get_by_test_id("version-see").click()
    expect(page.get_by_test_id("version-left")).to_contain_text("いいえ")
    assert faults(page) == []
    page.wait_for_timeout(350)
    page.get_by_test_id("version-move").click()
    question = page.get_by_test_id("question").first
    expect(question).to_contain_text("この1か月")
    expect(question.get_by_role("radio", checked=True)).to_have_count(0)
    steps.choose(question, "いいえ")
    expect(page.get_by_test_id("code-1")).to_have_attribute("aria-pressed", "true")  # it went along


@pytest.mark.long
def test_a_form_is_retired_used_again_and_recalled_and_the_tablet_says_why(
    ward: Ward, new_tablet: Callable[..., Tablet]
) -> None:
    page = ward.open_today()
    steps.visit(page, "/find")
    steps.find(page, "たかはし").first.click()
    person = page.url
    page.get_by_test_id("other-forms").click()
    page.get_by_test_id("form-kcl").click()
    steps.choose(page.get_by_test_id("question").first, "いいえ")
    sheet = page.url

    office = new_tablet("office", OFFICE).open()
    steps.sign_in_office(office, ward.server)
    office.get_by_test_id("rail-forms").click()
    office.get_by_test_id("decide-kcl-1").click()

    def take(step: str, reason: str = "") -> None:
        office.get_by_test_id(f"brought-{step}").click()
        office.wait_for_timeout(350)  # a second tap in the same place would count as the first
        if reason:
            office.get_by_test_id("brought-reason").fill(reason)
        office.get_by_test_id("brought-take").click()

    take("retire", "様式を改める")
    expect(office.locator("[data-test=brought-version][data-state=retired]")).to_contain_text("様式を改める")
    take("use")
    expect(office.locator("[data-test=brought-version][data-state=published]")).to_be_visible()
    take("recall", "12番の誤り")
    expect(office.locator("[data-test=brought-version][data-state=recalled]")).to_be_visible()
    expect(office.get_by_test_id("brought-use")).to_have_count(0)
    expect(office.get_by_test_id("decision")).to_have_count(3)
    assert faults(office) == []

    steps.send_now(page)
    page.goto(sheet)
    expect(page.get_by_test_id("version-out")).to_contain_text("12番の誤り")
    expect(page.get_by_test_id("question").first.get_by_role("radio", checked=True)).to_have_count(1)
    page.goto(person)
    page.get_by_test_id("other-forms").click()
    expect(page.get_by_test_id("forms-out")).to_contain_text("基本チェックリスト")
    expect(page.get_by_test_id("form-kcl")).to_have_count(0)
    assert faults(page) == []
