"""A visit planned without a network is there on its day, and the push that recalls it names nobody."""

import json
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from server.notices.push import today_message
from tests.browser import steps
from tests.browser.ready import Ward

WHO, NAME = "タカハシ ハナ", "ハナ"
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map(one => ({title: one.title, body: one.body, tag: one.tag}))"""
TAP = """async () => {
  const [notice] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent('notificationclick', {notification: notice}));
}"""


def test_a_visit_planned_offline_is_in_the_plans_of_its_day_without_any_network(ward: Ward) -> None:
    page = ward.open_today()
    ward.server.kill()
    steps.plan_visit(page, WHO, "明日")
    steps.visit(page, "/today")
    expect(page.get_by_test_id("plans-today").filter(has_text=NAME)).to_have_count(0)
    tomorrow = datetime.now(ZoneInfo("Asia/Tokyo")).date() + timedelta(days=1)
    page.clock.install(time=datetime.combine(tomorrow, time(8, 30), ZoneInfo("Asia/Tokyo")))
    page.reload()
    plan = page.get_by_test_id("plans-today").get_by_test_id("plan").filter(has_text=NAME)
    expect(plan).to_contain_text("訪問")
    plan.get_by_test_id("plan-done").click()
    expect(page.get_by_test_id("plans-done")).to_contain_text("済み 1件")
    steps.unsent(page, 2)


def test_a_push_shows_its_number_without_a_name_and_leads_to_today(ward: Ward) -> None:
    page = ward.open("/find")
    page.context.grant_permissions(["notifications"], origin=ward.server.url)
    steps.await_shell_offline(page)
    # Chromium compares its notices with the desktop's when first asked, and drops one shown in that moment.
    assert page.evaluate(SHOWN) == []
    message = today_message(2, "2026-12-05", "topic", 3600, ward.server.url)
    deliver(page, ward.server.url, json.dumps(message.payload))
    steps.eventually(lambda: len(page.evaluate(SHOWN)) == 1, "the notice is shown")
    assert page.evaluate(SHOWN)[0]["title"] == "本日の予定が2件あります"
    worker = page.context.service_workers[0]
    worker.evaluate(TAP)
    expect(page.get_by_test_id("screen-today")).to_be_visible()
    assert page.evaluate(SHOWN) == []

    for broken in ("", "not json", '{"notification":{"title":7}}', "[]"):  # each shows something all the same
        deliver(page, ward.server.url, broken)
        steps.eventually(lambda: len(page.evaluate(SHOWN)) == 1, f"a notice for {broken!r}")
        assert page.evaluate(SHOWN)[0]["body"] == "今日の予定があります"
        worker.evaluate(TAP)


def deliver(page: Page, origin: str, data: str) -> None:
    """Hand the service worker a push message as the browser would."""
    cdp = page.context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    cdp.send("ServiceWorker.enable")
    steps.eventually(lambda: page.wait_for_timeout(20) or bool(found), "the worker's registration")
    ours = [one for one in found if one["scopeURL"].startswith(origin) and not one["isDeleted"]]
    ids = {"origin": origin, "registrationId": ours[-1]["registrationId"]}
    cdp.send("ServiceWorker.deliverPushMessage", {**ids, "data": data})
    cdp.detach()
