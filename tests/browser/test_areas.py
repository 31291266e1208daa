"""地区の編成替え in the office: seen first, done, and taken back."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.live import OFFICE, LiveServer, Tablet
from tests.browser.looks import faults


def test_an_area_is_split_by_a_salon_after_it_was_shown_and_put_back(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    page = new_tablet("office", OFFICE).open()
    steps.sign_in_office(page, server)
    page.get_by_test_id("rail-areas").click()
    before = page.get_by_test_id("areas-now").inner_text()
    page.get_by_test_id("area-way").get_by_role("radio", name="分ける").click()
    page.get_by_test_id("area-which").select_option(index=1)
    page.get_by_test_id("area-look").click()
    expect(page.get_by_test_id("areas-told")).to_contain_text("移す通いの場をえらぶか")
    page.get_by_test_id("area-salons").get_by_role("checkbox").first.check()
    page.get_by_test_id("area-name").fill("みさき")
    assert faults(page) == []
    page.get_by_test_id("area-look").click()
    expect(page.get_by_test_id("area-counts")).to_contain_text("通いの場 1か所")
    page.get_by_test_id("area-staff").get_by_role("checkbox").first.check()
    assert faults(page) == []
    page.get_by_test_id("area-do").click()
    expect(page.get_by_test_id("areas-over")).to_have_text("済みました")
    row = page.get_by_test_id("area").filter(has_text="みさき")
    expect(row).to_contain_text("使っています")
    assert faults(page) == []
    page.get_by_test_id("area-undo").click()
    expect(page.get_by_test_id("areas-over")).to_have_text("元に戻しました")
    expect(row).to_contain_text("閉じました")
    after = page.get_by_test_id("areas-now").inner_text()
    assert set(before.splitlines()) <= set(after.splitlines())
