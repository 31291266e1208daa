"""A town with real data: a tab leads to the home screen and the office, the installed app lets a nurse in."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.live import Tablet, unlock
from tests.browser.looks import faults
from tests.browser.ready import Ward

FROM_THE_HOME_SCREEN = "Object.defineProperty(navigator, 'standalone', {value: true})"


def test_real_data_are_entered_from_the_home_screen_and_the_office_opens_in_a_tab(
    ward: Ward, new_tablet: Callable[..., Tablet]
) -> None:
    ward.changes("UPDATE tenant SET demo = 0")
    tab = new_tablet("tab").open()
    tab.goto(ward.server.url + "/enrol#code")
    expect(tab.get_by_test_id("screen-install")).to_contain_text("ここでは本番の入力ができません")
    expect(tab.get_by_test_id("practice-mark")).to_have_count(0)
    assert faults(tab) == []
    tab.get_by_test_id("to-office").click()
    tab.get_by_test_id("login-name").fill("sato")
    unlock(tab)
    expect(tab.get_by_test_id("m33")).to_be_visible()
    tab.get_by_test_id("login-name").fill("yamaguchi")
    unlock(tab)
    expect(tab.get_by_test_id("heading").or_(tab.get_by_role("heading", level=1)).first).to_be_visible()
    expect(tab.get_by_text("確認の番号").first).to_be_visible()

    page = ward.open()
    page.context.add_init_script(FROM_THE_HOME_SCREEN)
    page.goto(ward.server.url)
    steps.await_today(page)  # her tablet was practice before: what it keeps opens as it did
    expect(page.get_by_test_id("practice-mark")).to_have_count(0)
