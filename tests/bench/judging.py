"""Judging one sheet in Chromium at 4× CPU throttle: every form version, with everything answered."""

import statistics
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route, sync_playwright

import forms
from tests.bench.offline import THROTTLE
from tests.browser.answering import full_answers
from tests.browser.install import find_browser
from tests.browser.live import FLAGS, ROOT
from tests.node import node

OURS = [one for one in forms.available() if one[0] != "bench"]
FACTS = {"sex": "female", "age": 78}
BATCH, ROUNDS = 100, 60
"""The throttle stops the page for moments: a single judging would be over before one, or be all stop."""
PAGE = "http://localhost/judging"
ISOLATED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}
"""A page alone in its process is given a clock in steps of 5 µs instead of 100."""
JUDGE = """({form, answers, facts, batch, rounds}) => {
  const timed = times => {
    const began = performance.now();
    let result;
    for (let time = 0; time < times; time += 1) result = bench.evaluate(form, answers, facts);
    return [(performance.now() - began) / times, result];
  };
  const [first, result] = timed(1);
  timed(batch);
  const taken = Array.from({length: rounds}, () => timed(batch)[0]);
  return {first, result, taken, isolated: crossOriginIsolated};
}"""


@dataclass(frozen=True)
class Judged:
    """Milliseconds to judge one sheet: the first time in a page just opened, then in batches of a hundred."""

    name: str
    answered: int
    first_ms: float
    median_ms: float
    p95_ms: float


def measure(where: Path) -> Iterator[Judged]:
    where.mkdir(parents=True)
    script = bundle(where)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), headless=True, args=FLAGS)
        context = browser.new_context()
        context.route(PAGE, _empty_page)
        for form_id, version in OURS:
            yield _judged(context, script, form_id, version)
        browser.close()


def bundle(where: Path) -> str:
    """What the app judges with, built as the app is."""
    out = where / "forms.js"
    entry = ROOT / "pwa/src/forms/index.ts"
    subprocess.run([node(), str(ROOT / "pwa/build/bench.ts"), str(entry), str(out), "bench"], check=True)
    return out.read_text()


def _empty_page(route: Route) -> None:
    route.fulfill(body="<!doctype html>", content_type="text/html", headers=ISOLATED)


def _judged(context: BrowserContext, script: str, form_id: str, version: int) -> Judged:
    form = forms.published(form_id, version)
    answers = full_answers(form, FACTS)
    page = context.new_page()
    page.goto(PAGE)
    page.add_script_tag(content=script)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    said = _ask(page, form, answers)
    page.close()
    if said["result"] != forms.evaluate(form, answers, FACTS):
        raise RuntimeError(f"the browser judges {form_id}/{version} otherwise")
    taken = sorted(said["taken"])
    return Judged(
        f"{form_id}/{version}",
        len(answers),
        said["first"],
        statistics.median(taken),
        taken[int(len(taken) * 0.95)],
    )


def _ask(page: Page, form: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    asked = {"form": form, "answers": answers, "facts": FACTS, "batch": BATCH, "rounds": ROUNDS}
    said: dict[str, Any] = page.evaluate(JUDGE, asked)
    if not said["isolated"]:
        raise RuntimeError("the clock of this page is too coarse")
    return said
