"""Every form there is, filled by touch on a tablet out of its definition, and judged as complete."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from playwright.sync_api import Page, expect

import forms
from tests.browser import steps
from tests.browser.answering import Answers, Json, askable, facts_of, walks, ways_to
from tests.browser.filling import AT_ONCE, Hand, fill, turn_to
from tests.browser.live import PHONE, TABLET
from tests.browser.looks import faults
from tests.browser.ready import Ward

STORED = "SELECT body FROM record WHERE kind=? AND id=?"
ALL = forms.available()
QUICK = ("home_visit", 1)
CAREFUL = [one for one in ALL if {"locks", "red_flags"} & forms.published(*one).keys()]


def offered(ward: Ward, form_id: str, version: int) -> Page:
    """The tablet, where a new sheet of this form begins with this version."""
    newer = [
        one for one in ALL if one[0] == form_id and one[1] > version and forms.published(*one)["default_on"]
    ]
    for _, later in newer:
        ward.server.command("form", "disable", f"{form_id}/{later}")
    if not forms.published(form_id, version)["default_on"]:
        ward.server.command("form", "enable", f"{form_id}/{version}")
    page = ward.open_today()
    steps.send_now(page)
    return page


def begin(page: Page, form_id: str) -> str:
    """A fresh sheet of the next person who waits at today's session; her id."""
    steps.visit(page, "/today")
    person = steps.check_in_first(page)
    steps.row_of(page, person).get_by_test_id("other-forms").click()
    page.get_by_test_id(f"form-{form_id}").click()
    expect(page.get_by_test_id("sheet-progress")).to_be_visible()
    return person


def stored(ward: Ward, kind: str, record: str) -> Json:
    """The fields of a record as the server keeps them; nothing before it has arrived."""
    found = ward.rows(STORED, kind, record)
    return dict(orjson.loads(found[0][0])["fields"]) if found else {}


def facts_for(ward: Ward, person: str) -> Json:
    return facts_of(stored(ward, "person", person), steps.today())


def answers_in(fields: Json) -> Answers:
    return {name.removeprefix("a."): value for name, value in fields.items() if name.startswith("a.")}


def fill_all_ways(ward: Ward, form_id: str, version: int, at_end_of_page: Callable[[Page], None]) -> None:
    """Everything that can be asked is answered once at least, each time for somebody else, and arrives."""
    form = forms.published(form_id, version)
    page = offered(ward, form_id, version)
    answered: set[str] = set()
    while missing := set(askable(form)) - answered:
        facts = facts_for(ward, begin(page, form_id))
        answers = next((one for one in walks(form, facts) if missing & one.keys()), None)
        assert answers is not None, f"no answers lead to {missing}"
        fill_one(ward, page, form, answers, at_end_of_page)
        result = forms.evaluate(form, answers, facts)
        assert (result["judged"], result["complete"], result["violations"]) == (True, True, [])
        answered |= answers.keys()


def fill_one(
    ward: Ward, page: Page, form: Json, answers: Answers, at_end_of_page: Callable[[Page], None]
) -> None:
    """The sheet that is open, from its first page until the server has every answer as it was given."""
    sheet = page.url.split("/f/")[1].split("?")[0]
    hand = Hand(page, form)
    assert fill(hand, answers, lambda: at_end_of_page(page)) == set(answers)
    hand.press("sheet-done")
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    steps.eventually(lambda: stored(ward, "submission", sheet) != {}, "the sheet has arrived", 60)
    fields = stored(ward, "submission", sheet)
    assert (fields["form"], fields["version"]) == (form["form"], form["version"])
    assert answers_in(fields) == answers


def test_a_form_is_filled_by_touch_and_arrives_complete(ward: Ward) -> None:
    fill_all_ways(ward, *QUICK, lambda _: None)


@pytest.mark.long
@pytest.mark.parametrize(("form_id", "version"), ALL)
def test_every_form_is_filled_by_touch_and_fits_a_phone(ward: Ward, form_id: str, version: int) -> None:
    wrong: list[Any] = []

    def look(page: Page) -> None:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        wrong.extend((page.url.split("page=")[-1], fault) for fault in faults(page))
        page.set_viewport_size(TABLET)  # type: ignore[arg-type]

    fill_all_ways(ward, form_id, version, look)
    assert wrong == []


def expect_told(page: Page, form: Json, result: Json) -> None:
    """Every red flag that is up and every closed lock, in its own words, on the page where she is."""
    for flag in result["red_flags"].values():
        told = page.get_by_test_id(f"flag-{flag['level']}").filter(has_text=flag["title"]["ja"])
        up = flag["state"] == "positive"
        expect(told.filter(has_text=flag["action"]["ja"])).to_have_count(int(up), timeout=AT_ONCE)
    for lock in form.get("locks", ()):
        closed = result["locks"][lock["id"]]["state"] == "closed"
        told = page.get_by_test_id("lock-closed").filter(has_text=lock["words"]["closed"]["ja"])
        expect(told).to_have_count(int(closed), timeout=AT_ONCE)


@pytest.mark.long
@pytest.mark.parametrize(("form_id", "version"), CAREFUL)
def test_what_cannot_wait_is_told_at_once_and_no_longer_than_it_is_so(
    ward: Ward, form_id: str, version: int
) -> None:
    form = forms.published(form_id, version)
    page = offered(ward, form_id, version)
    facts, hand = facts_for(ward, begin(page, form_id)), Hand(page, form)
    locks = ways_to(form, facts, "locks", "closed")
    flags = ways_to(form, facts, "red_flags", "positive")
    assert set(locks) == {lock["id"] for lock in form.get("locks", ())}
    assert set(flags) == {flag["id"] for flag in form.get("red_flags", ())}
    for answers in (*locks.values(), *flags.values()):
        for item, answer in answers.items():
            turn_to(hand, item)
            hand.answer(item, answer)
        result = forms.evaluate(form, answers, facts)
        expect_told(page, form, result)
        hand.close_pad()
        for item in result["locked_items"][:1]:
            turn_to(hand, item)
            expect(page.locator(f'[data-test=closed][data-item="{item}"]')).to_be_visible()
        for item, answer in answers.items():
            turn_to(hand, item)
            hand.take_back(item, answer)
        expect(page.locator('[data-test^="flag-"], [data-test=lock-closed]')).to_have_count(0)
