"""A month without signal: 2,000 ops of one tablet, then one sync in Chromium at 4× CPU throttle."""

import subprocess
import time
from pathlib import Path

from playwright.sync_api import Page, Route, expect, sync_playwright

from tests.bench.servers import kayoi_server
from tests.bench.tablet import BenchTablet
from tests.browser import steps
from tests.browser.live import PASSPHRASE, ROOT, LiveServer, Tablet, use_test_ids
from tests.node import node

OPS, DAYS, PERSONS, THROTTLE, ELSEWHERE = 2_000, 30, 300, 4, 500
LONG_TASKS = """() => {
  window.longest = 0;
  new PerformanceObserver(list => {
    for (const one of list.getEntries()) window.longest = Math.max(window.longest, one.duration);
  }).observe({type: 'longtask', buffered: true});
}"""
SYNC = "**/api/v1/sync/*"
OWED = "() => document.querySelector('[data-test=\"sent-count\"]')?.textContent ?? ''"


def measure(where: Path) -> dict[str, float]:
    """Seconds from the first contact until everything has arrived and been pulled; milliseconds of work."""
    data = where / "month"
    data.mkdir(parents=True)
    setup = LiveServer(data)
    setup.command("migrate")
    setup.command("seed-demo", "--persons", str(PERSONS))
    script = bundle(where)
    server = kayoi_server(data, None, where / "month.log")
    try:
        with sync_playwright() as playwright:
            use_test_ids(playwright)
            tablet = Tablet(playwright, where / "profile")
            try:
                return _on_tablet(tablet, server.url, script)
            finally:
                tablet.close()
    finally:
        server.stop()


def bundle(where: Path) -> str:
    """The month as a script for the browser."""
    out = where / "month.js"
    entry = ROOT / "pwa/tests/store/month.ts"
    subprocess.run([node(), str(ROOT / "pwa/build/bench.ts"), str(entry), str(out), "bench"], check=True)
    return out.read_text()


def _on_tablet(tablet: Tablet, url: str, script: str) -> dict[str, float]:
    page = tablet.open()
    steps.sign_in_at(page, url, "sato")
    steps.await_today(page)
    steps.await_shell_offline(page)
    page.route("**/healthz", lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto(f"{url}/healthz")  # of the same origin, without the app and its policy
    tenant = page.evaluate("fetch('/api/v1/session').then(r => r.json()).then(r => r.tenant.uid)")
    [worker] = (ROOT / "pwa/dist/assets").glob("argon2.worker-*.js")
    who = {"login": "sato", "passphrase": PASSPHRASE, "worker": f"/assets/{worker.name}"}
    asked = {"tenant": tenant, "ops": OPS, "days": DAYS, **who}
    made = page.evaluate(f"asked => {{ {script}; return bench.month(asked); }}", asked)
    if made != OPS:
        raise RuntimeError(f"{made} ops instead of {OPS}")
    _elsewhere(url)
    return _one_sync(page, url)


def _elsewhere(url: str) -> None:
    """Meanwhile a colleague has changed persons of the same area."""
    other = BenchTablet(url, "suzuki")
    persons = [row for row in other.pull_to_head() if row["kind"] == "person"]
    saw = {row["id"]: row["op"] for row in persons}
    ops = []
    for number in range(ELSEWHERE):
        person = persons[number % len(persons)]["id"]
        edits = {"address": {"saw": [saw[person]], "now": f"本町{number}"}}
        ops.append(other.op("person", person, edits=edits))
        saw[person] = f"{other.writer_no}.{ops[-1][0]}"
    other.push(other.push_body(ops))


def _one_sync(page: Page, url: str) -> dict[str, float]:
    """The app is opened where there is a signal again; its own start is not counted, the whole sync is."""
    held: list[Route] = []
    gate = {"open": False}
    page.context.route(SYNC, lambda route: route.continue_() if gate["open"] else held.append(route))
    page.add_init_script(f"({LONG_TASKS})()")
    page.goto(f"{url}/sent")
    expect(page.get_by_test_id("sent-count")).to_be_visible()
    steps.eventually(lambda: page.wait_for_timeout(20) or bool(held), "the sync has begun")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    page.evaluate("() => { window.longest = 0; }")
    calls: list[str] = []
    page.on("requestfinished", lambda request: calls.append(request.url))
    began = time.perf_counter()
    gate["open"] = True
    for route in held:
        route.continue_()
    idle = "() => !document.querySelector('[data-test=\"send-now\"]').textContent.includes('送っています')"
    page.wait_for_function(f"() => /届きました（/.test(({OWED})()) && ({idle})()", timeout=120_000)
    took = time.perf_counter() - began
    return {
        "seconds": took,
        "requests": float(len([one for one in calls if "/api/v1/sync/" in one])),
        "longest_ms": float(page.evaluate("() => window.longest")),
    }
