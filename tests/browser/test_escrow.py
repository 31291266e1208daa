"""What she had under way on a tablet that never found a signal again goes on on another one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.live import Tablet
from tests.browser.ready import Ward


@pytest.mark.long
def test_an_unfinished_sheet_comes_in_the_file_and_goes_on_on_another_tablet(
    ward: Ward, new_tablet: Callable[..., Tablet]
) -> None:
    page = ward.open_today()
    page.route("**/sync/push", lambda route: route.abort())
    person = steps.check_in_first(page)
    steps.start_sheet(page, person)
    steps.choose(page.get_by_test_id("question").first, "ふつう")
    expect(page.get_by_test_id("draft-state")).to_be_visible()
    steps.visit(page, "/sent")
    page.get_by_test_id("to-escrow").click()
    expect(page.get_by_test_id("escrow-holds")).to_have_attribute("data-drafts", "1")
    page.get_by_test_id("escrow-do").click()
    with page.expect_download() as download:
        page.get_by_test_id("escrow-save").click()
    raw = Path(download.value.path()).read_bytes()

    other = new_tablet("other").open()
    steps.sign_in(other, ward.server, "sato")
    steps.await_today(other)
    steps.open_tab(other, "送信状況")
    other.get_by_test_id("to-escrow").click()
    other.get_by_test_id("escrow-file").set_input_files(
        [{"name": "hikae.txt", "mimeType": "text/plain", "buffer": raw}]
    )
    for name, n in (("arrived", 1), ("drafts", 1)):
        expect(other.get_by_test_id(f"escrow-{name}")).to_have_attribute("data-n", str(n))
    other.get_by_test_id("back").click()
    other.get_by_test_id("to-escrow").click()
    other.get_by_test_id("escrow-mine-take").click()
    expect(other.get_by_test_id("escrow-mine-done")).to_be_visible()
    steps.visit(other, "/today")
    expect(other.get_by_test_id("draft").first).to_be_visible()
