"""The tablet's clock is wrong: she is told, works on, and the order of what she did holds."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.ready import Ward
from tests.browser.screens import TAP_APART_MS

PHONES = ("0000-25-1111", "0000-25-1117", "0000-25-1119")
CHANGED = """SELECT json_extract(body, '$.fields.phone'), open_conflicts FROM record WHERE id=?"""


@pytest.mark.parametrize("days", [400, -1])
def test_a_wrong_clock_is_told_and_changes_nothing(ward: Ward, days: int) -> None:
    page = ward.tablet.open()
    page.clock.install(time=datetime.now(UTC) + timedelta(days=days))
    page.goto(ward.server.url + "/today")
    steps.answer_day(page, -days)
    steps.await_today(page)
    expect(page.get_by_test_id("m41")).to_contain_text("進んで" if days > 0 else "おくれて")
    steps.find(page, "タカハシ ハナ").first.click()
    person = page.url.rsplit("/", 1)[-1]
    ward.server.kill()
    for number, phone in enumerate(PHONES):
        if number == 1:  # somebody sets the clock right between two corrections
            page.clock.set_system_time(datetime.now(UTC))
        page.get_by_test_id("edit").click()
        page.get_by_test_id("phone").fill(phone)
        page.wait_for_timeout(TAP_APART_MS)
        page.get_by_test_id("edit-save").click()
        expect(page.get_by_test_id("value-phone")).to_contain_text(phone)
    steps.unsent(page, 3)
    ward.server.start()
    steps.visit(page, "/sent")
    page.get_by_test_id("send-now").click()
    steps.arrived(page, 3)
    assert ward.rows(CHANGED, person) == [(PHONES[-1], 0)]
    steps.visit(page, f"/p/{person}")
    expect(page.get_by_test_id("value-phone")).to_contain_text(PHONES[-1])
