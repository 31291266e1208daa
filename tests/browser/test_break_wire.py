"""The connection breaks after the commit, in the first download, and while it claims to be there."""

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Error, Page, Playwright, Route, expect

from tests.browser import steps
from tests.browser.live import LiveServer, Tablet, copy_of
from tests.browser.ready import Ward

PUSH, PULL = "**/api/v1/sync/push", "**/api/v1/sync/pull*"
WHO = "タカハシ ハナ"


def test_a_reply_lost_after_the_commit_does_not_file_anything_twice(ward: Ward) -> None:
    page = ward.open_today()
    before = ward.rows("SELECT count(*) FROM op")[0][0]
    committed: list[int] = []

    def lose_the_reply(route: Route) -> None:
        committed.append(route.fetch().status)
        with suppress(Error):  # the page may have gone meanwhile, and its request with it
            route.abort("connectionreset")

    page.context.route(PUSH, lose_the_reply)
    steps.plan_visit(page, WHO)
    steps.eventually(lambda: page.wait_for_timeout(50) or bool(committed), "the push reached the server")
    steps.visit(page, "/sent")
    expect(page.get_by_test_id("strip-status")).not_to_contain_text("送信中")
    expect(page.get_by_test_id("sent-count")).to_contain_text("1件中0件 届きました")
    assert committed[0] == 200
    assert ward.rows("SELECT count(*) FROM op")[0][0] == before + 1

    page.context.unroute(PUSH)
    page.get_by_test_id("send-now").click()
    steps.arrived(page, 1)
    assert ward.rows("SELECT count(*) FROM op")[0][0] == before + 1
    steps.visit(page, "/find")
    steps.find(page, WHO).first.click()
    expect(page.get_by_test_id("next-plan").get_by_test_id("plan")).to_have_count(1)


def test_a_server_killed_in_the_first_download_never_leads_into_half_a_register(
    playwright: Playwright, town: Path, tmp_path: Path, new_tablet: Callable[..., Tablet]
) -> None:
    server = LiveServer(copy_of(town, tmp_path / "var"))
    server.start()
    try:
        page = new_tablet("sato").open()
        pages = kill_at_page(server, page, 3)
        steps.sign_in(page, server, "sato")
        expect(page.get_by_test_id("m36")).to_be_visible()
        assert len(pages) >= 3
        at = percent(page)
        assert 0 < at < 100
        for path in ("/today", "/find", "/register"):  # no way around, also after a restart of the page
            page.goto(server.url + path)
            expect(page.get_by_test_id("screen-receiving")).to_be_visible()
            expect(page.get_by_test_id("tab-find")).to_have_count(0)
        assert percent(page) >= at
        page.context.unroute(PULL)
        server.start()
        steps.go_on_receiving(page)
        expect(page.get_by_test_id("screen-register")).to_be_visible(timeout=60_000)
        page.goto(server.url + "/find")
        expect(page.get_by_text("この名簿には300人います")).to_be_visible()
    finally:
        server.kill()


def kill_at_page(server: LiveServer, page: Page, number: int) -> list[str]:
    """Kill the server when this page of the register is asked for; what was asked, as it comes."""
    asked: list[str] = []

    def count(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == number:
            server.kill()
        route.continue_()

    page.context.route(PULL, count)
    return asked


def percent(page: Page) -> int:
    shown = page.get_by_test_id("receive-percent")
    expect(shown).to_have_text(re.compile(r"^\d+％$"))
    return int(shown.inner_text().removesuffix("％"))


def test_the_count_comes_first_whatever_the_browser_says_about_the_network(ward: Ward) -> None:
    page = ward.open_today()
    ward.server.kill()  # navigator.onLine stays true
    steps.plan_visit(page, WHO)
    steps.unsent(page, 1)
    expect(page.get_by_test_id("server-down")).to_be_visible()
    steps.visit(page, "/sent")
    page.context.set_offline(True)  # now it says false too
    page.get_by_test_id("send-now").click()
    expect(page.get_by_test_id("m2")).to_be_visible()
    expect(page.get_by_test_id("no-signal")).to_be_visible()
    steps.unsent(page, 1)
    ward.server.start()  # the server is there, the tablet is not connected
    page.get_by_test_id("send-now").click()
    expect(page.get_by_test_id("m2")).to_be_visible()
    expect(page.get_by_test_id("sent-count")).not_to_contain_text("1件中1件")
    page.context.set_offline(False)  # nobody presses anything
    steps.arrived(page, 1)
    expect(page.get_by_test_id("no-signal")).to_have_count(0)
