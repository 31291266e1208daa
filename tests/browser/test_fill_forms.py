"""Forms filled by touch on a tablet and judged as complete. Records with parts that appear on the way are not
walked yet, nor measurements (test_measuring.py fills some of them).
"""

from typing import Any

import orjson
import pytest
from playwright.sync_api import Locator, Page, expect

import forms
from tests.browser import steps
from tests.browser.ready import Ward

SHAKE = 320  # a second tap sooner than this on the same spot is ignored
WALKED = ("condition", "kcl", "of5", "oral")
NEWEST = sorted(one for one in dict(forms.available()).items() if one[0] in WALKED)
FILED = "SELECT body FROM record WHERE kind='submission' AND body LIKE ?"


def number_for(item: dict[str, Any]) -> str:
    """The middle of what is usual, so that nothing is asked twice."""
    low = item.get("soft_minimum", item.get("minimum")) or 0
    high = item.get("soft_maximum", item.get("maximum"))
    middle = (low + high) / 2 if high is not None else low + 1
    return f"{middle:.{item.get('decimals', 0)}f}"


def type_number(page: Page, box: Locator, item: dict[str, Any]) -> None:
    box.click()
    for digit in number_for(item):
        page.get_by_test_id("key-point" if digit == "." else f"key-{digit}").click()
        page.wait_for_timeout(SHAKE)
    page.get_by_test_id("key-close").click()
    expect(page.get_by_test_id("keypad")).to_have_count(0)


def answer(page: Page, item: dict[str, Any]) -> bool:
    """Answer one item where it stands on this page; whether it does."""
    box = page.locator(f'[data-test=trial][data-item="{item["id"]}"]')
    if box.count() > 0:
        type_number(page, box, item)
        return True
    question = page.locator(f'[data-test=question][data-item="{item["id"]}"]')
    if question.count() == 0:
        return False
    if item["type"] == "choice":
        question.get_by_role("radio").last.click()
    elif item["type"] == "multi":
        question.locator('[data-test^="code-"]').last.click()
    elif item["type"] == "date":
        question.get_by_test_id("date-today").click()
    else:
        question.get_by_test_id("words").fill("練習の記入")
    return True


def fill(page: Page, form: dict[str, Any]) -> set[str]:
    """Page by page to the end; the items that were answered."""
    done: set[str] = set()
    while True:
        expect(page.locator("[data-test=question], [data-test=trial]").first).to_be_visible()
        for item in form["items"]:
            if item["id"] not in done and answer(page, item):
                done.add(item["id"])
        following = page.get_by_test_id("sheet-next")
        if following.count() == 0:
            return done
        following.click()
        page.wait_for_timeout(SHAKE)


@pytest.mark.long
@pytest.mark.parametrize(("form_id", "version"), NEWEST)
def test_a_form_is_filled_by_touch_and_arrives_complete(ward: Ward, form_id: str, version: int) -> None:
    form = forms.published(form_id, version)
    ward.server.command("form", "enable", f"{form_id}/{version}")
    page = ward.open_today()
    steps.send_now(page)
    steps.visit(page, "/today")
    person = steps.check_in_first(page)
    steps.row_of(page, person).get_by_test_id("other-forms").click()
    page.get_by_test_id(f"form-{form_id}").click()
    done = fill(page, form)
    page.get_by_test_id("sheet-done").click()
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    found: list[Any] = []

    def arrived() -> bool:
        found[:] = ward.rows(FILED, f'%"form":"{form_id}"%"a.{form_id.split("_")[0]}%')
        return any(f'"{person}"' in body for (body,) in found)

    steps.eventually(arrived, "the sheet has arrived", 60)
    [fields] = [orjson.loads(body)["fields"] for (body,) in found if f'"{person}"' in body]
    answers = {name.removeprefix("a."): value for name, value in fields.items() if name.startswith("a.")}
    assert set(answers) == done
    result = forms.evaluate(form, answers)
    assert (result["judged"], result["complete"], result["violations"]) == (True, True, [])
