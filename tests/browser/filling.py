"""Fingers on a sheet: every kind of answer given by touch, page by page, whatever the form is."""

import math
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.answering import NUMBERS, Answers, Json, exclusive_of

SHAKE, SAME_SPOT = 0.32, 40  # seconds and px: a second tap sooner and nearer than these is ignored
IN_SIGHT = """e => {
  const middle = () => {
    const b = e.getBoundingClientRect();
    return [b.x + b.width / 2, b.y + b.height / 2];
  };
  e.scrollIntoView({block: 'nearest'});
  if (!e.contains(document.elementFromPoint(...middle()))) e.scrollIntoView({block: 'center'});
  return middle();
}"""
HERE = """() => [...document.querySelectorAll('[data-test=question], [data-test=trial]')]
  .filter(e => e.checkVisibility()).map(e => e.dataset.item)"""
OPEN = "() => document.querySelector('.trial[aria-expanded=true]')?.dataset.item ?? null"
AT_ONCE = 1_000  # ms


class Hand:
    """One finger on one sheet: it waits only where a second tap would be taken for a shaking hand."""

    def __init__(self, page: Page, form: Json) -> None:
        self.page, self.items = page, {item["id"]: item for item in form["items"]}
        self.tapped_at, self.spot = 0.0, (0.0, 0.0)

    def press(self, test: str) -> None:
        self.tap(self.page.get_by_test_id(test))

    def tap(self, target: Locator) -> None:
        """Scrolling can bring two buttons under the finger one after the other: the same spot, too."""
        spot = target.evaluate(IN_SIGHT)
        waited = time.monotonic() - self.tapped_at
        if math.dist(spot, self.spot) < SAME_SPOT and waited < SHAKE:
            self.page.wait_for_timeout(1_000 * (SHAKE - waited))
        target.click()
        self.tapped_at, self.spot = time.monotonic(), spot

    def question(self, item: str) -> Locator:
        return self.page.locator(f'[data-test=question][data-item="{item}"]')

    def here(self) -> list[str]:
        """The items that stand on this page, in their order."""
        return list(dict.fromkeys(self.page.evaluate(HERE)))

    def answer(self, item_id: str, answer: Any) -> None:
        item = self.items[item_id]
        if item["type"] in NUMBERS:
            return self._number(item, answer)
        if item["type"] == "multi":
            return self._several(item, answer)
        if item["type"] == "date":
            return self._day(item)
        if item["type"] == "text":
            return self.question(item_id).get_by_test_id("words").fill(answer)
        place = [option["code"] for option in item["options"]].index(answer)
        return self.tap(self.question(item_id).get_by_role("radio").nth(place))

    def take_back(self, item_id: str, answer: Any) -> None:
        """Leave the item as it was before it was answered."""
        item = self.items[item_id]
        if item["type"] in NUMBERS:
            self._open(item_id)
            self.press("key-no-value")
            self.press("clear-value")
        elif item["type"] == "multi":
            for code in answer:
                self._code(item_id, code)
        else:
            self.tap(self.question(item_id).get_by_test_id("decline"))

    def _several(self, item: Json, codes: list[int]) -> None:
        """Codes that exclude each other push each other out, whichever comes first."""
        alone = exclusive_of(item)
        others = [option["code"] for option in item["options"] if option["code"] not in alone]
        rivals = others[:1] if alone and codes[0] in alone else alone[:1]
        for code in (*rivals, *codes):
            self._code(item["id"], code)
        pressed = self.question(item["id"]).locator('[data-test^="code-"][aria-pressed=true]')
        expect(pressed).to_have_count(len(codes))

    def _code(self, item_id: str, code: int) -> None:
        name = f"code-{code}"
        self.tap(self.question(item_id).get_by_test_id(name))

    def _day(self, item: Json) -> None:
        """Today: every second one in the calendar of eras."""
        question = self.question(item["id"])
        if item["no"] % 2:
            return self.tap(question.get_by_test_id("date-today"))
        for part, typed in zip(("year", "month", "day"), steps.day_in_tokyo(self.page, 0), strict=True):
            question.get_by_test_id(f"date-{part}").fill(typed)
        return None

    def _open(self, item_id: str) -> None:
        if self.page.evaluate(OPEN) != item_id:
            self.tap(self.page.locator(f'[data-test=trial][data-item="{item_id}"]'))

    def _number(self, item: Json, answer: Any) -> None:
        """Typed on the pad, which goes on to the next number by itself; or why there is none."""
        self._open(item["id"])
        if isinstance(answer, dict):
            return self._state(answer)
        for digit in f"{answer:.{item.get('decimals', 0) if item['type'] == 'number' else 0}f}":
            self.press("key-point" if digit == "." else f"key-{digit}")
        self.press("key-set")
        if self.page.get_by_test_id("m7").count():
            self.press("keep-value")
        return None

    def _state(self, answer: Json) -> None:
        if answer["state"] == "unable":
            return self.press("key-unable")
        self.press("key-no-value")
        why = f"why-{answer['reason']}" if "reason" in answer else "why-none"
        return self.tap(self.page.locator(f'[data-test=why] [data-value="{why}"]'))

    def close_pad(self) -> None:
        if self.page.get_by_test_id("keypad").count():
            self.press("key-close")
            expect(self.page.get_by_test_id("keypad")).to_have_count(0)


def next_here(hand: Hand, answers: Answers, done: set[str]) -> str | None:
    """What comes next on this page: the number the pad is at, else the first without an answer."""
    waiting = [item for item in hand.here() if item in answers and item not in done]
    at_pad = hand.page.evaluate(OPEN)
    return at_pad if at_pad in waiting else next(iter(waiting), None)


def fill_page(hand: Hand, answers: Answers, done: set[str]) -> None:
    """Everything that stands on this page, also what appears on the way."""
    expect(hand.page.locator("[data-test=question], [data-test=trial]").first).to_be_visible()
    while (item := next_here(hand, answers, done)) is not None:
        hand.answer(item, answers[item])
        done.add(item)
    hand.close_pad()


def fill(hand: Hand, answers: Answers, at_end_of_page: Callable[[], None]) -> set[str]:
    """Page by page to the end; the items that were answered, also those that appeared on the way."""
    done: set[str] = set()
    while True:
        fill_page(hand, answers, done)
        at_end_of_page()
        following = hand.page.get_by_test_id("sheet-next")
        if following.count() == 0:
            return done
        leaving = hand.page.url
        hand.tap(following)
        expect(hand.page).not_to_have_url(leaving)


def turn_to(hand: Hand, item: str) -> None:
    """The page an item stands on, open or closed, from wherever the sheet is."""
    stands = hand.page.locator(f'[data-item="{item}"]')
    while stands.count() == 0 and hand.page.get_by_test_id("sheet-prev").count():
        hand.press("sheet-prev")
    while stands.count() == 0:
        hand.press("sheet-next")
