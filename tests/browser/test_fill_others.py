"""What others than a nurse may fill: a resident by herself in large letters, a supporter on the day."""

from typing import Any

import orjson
import pytest
from playwright.sync_api import Locator, Page, expect

import forms
from tests.browser import looks, steps
from tests.browser.answering import Answers, Json, askable, her_own, supporters, walks
from tests.browser.filling import Hand, fill_page
from tests.browser.live import unlock
from tests.browser.ready import Ward
from tests.browser.test_fill_forms import ALL, answers_in, begin, facts_for, offered, stored

SUPPORTER = "森 正男"
ELDER = {"least": 64, "gap": 16}
MEASURED = {"number", "integer"}
FROM_PAPER = {"dasc8", "mna_sf"}  # the points of a printed sheet that staff hold
SHAKE = 320  # ms: a second tap sooner than this on the same spot is ignored


def by_herself(form_id: str, version: int) -> bool:
    """The nurse may give her this sheet."""
    form = forms.published(form_id, version)
    types = {item["type"] for item in form["items"]}
    return "choice" in types and types <= {"choice", *MEASURED} and form_id not in FROM_PAPER


def by_supporters(form_id: str, version: int) -> bool:
    return "supporter" in forms.published(form_id, version).get("entered_by", [])


HERS = [one for one in ALL if by_herself(*one)]
SUPPORTERS = [one for one in ALL if by_supporters(*one)]


def press(page: Page, target: Locator) -> None:
    target.click()
    page.wait_for_timeout(SHAKE)


@pytest.mark.long
@pytest.mark.parametrize(("form_id", "version"), HERS)
def test_a_resident_fills_every_form_she_may_in_large_letters_without_scrolling(
    ward: Ward, form_id: str, version: int
) -> None:
    form = forms.published(form_id, version)
    page = offered(ward, form_id, version)
    answered: set[str] = set()
    wrong: list[Any] = []
    while missing := set(askable(form, her_own)) - answered:
        facts = facts_for(ward, begin(page, form_id))
        answers = next(one for one in walks(form, facts, her_own) if missing & one.keys())
        sheet = page.url.split("/f/")[1].split("?")[0]
        wrong += answer_alone(page, form, answers)
        steps.eventually(lambda sheet=sheet: stored(ward, "submission", sheet) != {}, "it has arrived", 60)
        fields = stored(ward, "submission", sheet)
        assert (fields["form"], fields["answered_by"]) == (form_id, "self")
        assert answers_in(fields) == answers
        answered |= answers.keys()
    assert wrong == []


def answer_alone(page: Page, form: Json, answers: Answers) -> list[Any]:
    """From handing the tablet over to having it back; what did not fit on the way."""
    page.get_by_test_id("hand-to-resident").click()
    press(page, page.get_by_test_id("self-large"))
    press(page, page.get_by_test_id("self-start"))
    items, wrong = {item["id"]: item for item in form["items"]}, []
    for item, answer in answers.items():
        question = page.locator(f'[data-test=self-question][data-item="{item}"]')
        expect(question).to_be_visible()
        wrong += [(item, fault) for fault in unfit(page)]
        place = [option["code"] for option in items[item]["options"]].index(answer)
        press(page, question.get_by_role("radio").nth(place))
        press(page, page.get_by_test_id("self-next"))
    expect(page.get_by_test_id("self-given")).to_have_count(len(answers))
    wrong += [("review", fault) for fault in looks.faults(page, **ELDER)]
    press(page, page.get_by_test_id("self-end"))
    expect(page.get_by_test_id("screen-hand-back")).to_be_visible()
    assert page.locator("input:visible, a[href]:visible:not(.skip), nav").count() == 0
    press(page, page.get_by_test_id("staff-opens"))
    expect(page.get_by_test_id("screen-result")).to_be_visible(timeout=15_000)  # a password is typed first
    return wrong


def unfit(page: Page) -> list[str]:
    """What a resident could miss: too small, too close, or below the edge of a tablet."""
    found = looks.faults(page, **ELDER)
    beyond = page.evaluate("document.documentElement.scrollHeight - innerHeight")
    return [*found, *([f"scrolls by {beyond} px"] if beyond > 1 else [])]


@pytest.mark.long
@pytest.mark.parametrize(("form_id", "version"), SUPPORTERS)
def test_a_supporter_fills_every_form_that_names_her(alone: Ward, form_id: str, version: int) -> None:
    form = forms.published(form_id, version)
    page = at_station(alone, form)
    answered: set[str] = set()
    wrong: list[Any] = []
    place = 0
    while missing := set(askable(form, supporters)) - answered:
        facts = facts_for(alone, person := check_in(alone, page, place))
        answers = next(one for one in walks(form, facts, supporters) if missing & one.keys())
        wrong += measure(page, form, answers)
        steps.eventually(lambda person=person: sheet_of(alone, person, form_id) != {}, "it has arrived", 60)
        assert answers_in(sheet_of(alone, person, form_id)) == answers
        answered |= answers.keys()
        place += 1
        press(page, page.get_by_test_id("helper-back"))
    assert wrong == []


def at_station(ward: Ward, form: Json) -> Page:
    """A tablet that was handed over for today's session, opened by a supporter with the number of the day."""
    if not form["default_on"]:
        ward.server.command("form", "enable", f"{form['form']}/{form['version']}")
    page = ward.open()
    unlock(page)
    steps.await_today(page)
    steps.open_tab(page, "送信状況")
    page.get_by_test_id("send-now").click()
    number = steps.make_ready(page)
    page.get_by_test_id("hand-over").click()
    page.get_by_test_id("helper").filter(has_text=SUPPORTER).click()
    steps.type_number(page, number)
    expect(page.get_by_test_id("screen-station")).to_be_visible()
    return page


def check_in(ward: Ward, page: Page, place: int) -> str:
    """Check somebody in and stay at her; her id."""
    before = present(ward)
    page.get_by_test_id("name").nth(place).click()
    press(page, page.get_by_test_id("helper-check-in"))
    press(page, page.get_by_test_id("name").nth(place))
    steps.eventually(lambda: present(ward) != before, "she is checked in", 60)
    (person,) = present(ward) - before
    return person


def present(ward: Ward) -> set[str]:
    """Who came today, as the server knows it."""
    came = "SELECT body FROM record WHERE kind='attendance' AND session_id IN"
    came += " (SELECT id FROM record WHERE kind='session' AND on_date=?)"
    return {orjson.loads(body)["fields"]["person"] for (body,) in ward.rows(came, steps.today())}


def sheet_of(ward: Ward, person: str, form_id: str) -> Json:
    """Today's sheet of hers as the server keeps it."""
    sheets = "SELECT body FROM record WHERE kind='submission' AND person_id=? AND on_date=?"
    found = (orjson.loads(body)["fields"] for (body,) in ward.rows(sheets, person, steps.today()))
    return next((dict(one) for one in found if one["form"] == form_id), {})


def measure(page: Page, form: Json, answers: Answers) -> list[Any]:
    """Part by part to the end, as if she had come to each table; what was too small on the way."""
    press(page, page.get_by_test_id(f"helper-form-{form['form']}"))
    expect(page.get_by_test_id("screen-helper-sheet")).to_be_visible()
    hand, done, wrong, part = Hand(page, form), set[str](), [], 0
    parts = page.get_by_test_id("helper-part")
    while True:
        if parts.count():
            wrong += [("parts", fault) for fault in looks.faults(page, **ELDER)]
            press(page, parts.nth(part))
        if page.get_by_test_id("told-yes").count():
            press(page, page.get_by_test_id("told-yes"))
        wrong += [(part, fault) for fault in looks.faults(page, **ELDER)]
        fill_page(hand, answers, done)
        wrong += [(part, fault) for fault in looks.faults(page, **ELDER)]
        part += 1
        if done == set(answers):
            break
        press(page, page.get_by_test_id("helper-leave"))
    press(page, page.get_by_test_id("helper-save"))
    expect(page.get_by_test_id("screen-confirm")).to_be_visible()
    return wrong
