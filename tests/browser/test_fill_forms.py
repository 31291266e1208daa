"""Every form there is, filled by touch on a tablet out of its definition, and judged as complete."""

from typing import Any

import orjson
import pytest
from playwright.sync_api import Page, expect

import forms
from tests.browser import steps
from tests.browser.answering import Answers, Json, facts_of, full_answers
from tests.browser.filling import Hand, fill
from tests.browser.live import PHONE, TABLET
from tests.browser.looks import faults
from tests.browser.ready import Ward

STORED = "SELECT body FROM record WHERE kind=? AND id=?"
ALL = forms.available()


def begin(ward: Ward, form_id: str, version: int) -> tuple[Page, str]:
    """A fresh sheet of this version, of somebody who is at today's session; her id."""
    for other in (one for form, one in ALL if form == form_id and one > version):
        ward.server.command("form", "disable", f"{form_id}/{other}")
    ward.server.command("form", "enable", f"{form_id}/{version}")
    page = ward.open_today()
    steps.send_now(page)
    steps.visit(page, "/today")
    person = steps.check_in_first(page)
    steps.row_of(page, person).get_by_test_id("other-forms").click()
    page.get_by_test_id(f"form-{form_id}").click()
    expect(page.get_by_test_id("sheet-progress")).to_be_visible()
    return page, person


def stored(ward: Ward, kind: str, record: str) -> Json | None:
    """The fields of a record as the server keeps them."""
    found = ward.rows(STORED, kind, record)
    return dict(orjson.loads(found[0][0])["fields"]) if found else None


def facts_for(ward: Ward, person: str) -> Json:
    return facts_of(stored(ward, "person", person) or {}, steps.today())


def answers_in(fields: Json) -> Answers:
    return {name.removeprefix("a."): value for name, value in fields.items() if name.startswith("a.")}


def fill_and_file(ward: Ward, form_id: str, version: int, *, looked_at: bool) -> None:
    form = forms.published(form_id, version)
    page, person = begin(ward, form_id, version)
    facts = facts_for(ward, person)
    answers = full_answers(form, facts)
    sheet = page.url.split("/f/")[1].split("?")[0]
    looks: dict[str, Any] = {}

    def look() -> None:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        if wrong := faults(page):
            looks[page.url.split("page=")[-1]] = wrong
        page.set_viewport_size(TABLET)  # type: ignore[arg-type]

    done = fill(Hand(page, form), answers, look if looked_at else lambda: None)
    assert done == set(answers)
    page.get_by_test_id("sheet-done").click()
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    expect(page.get_by_test_id("m6")).to_have_count(0)
    steps.eventually(lambda: stored(ward, "submission", sheet) is not None, "the sheet has arrived", 60)
    fields = stored(ward, "submission", sheet) or {}
    assert (fields["form"], fields["version"], answers_in(fields)) == (form_id, version, answers)
    result = forms.evaluate(form, answers_in(fields), facts)
    assert (result["judged"], result["complete"], result["violations"]) == (True, True, [])
    assert looks == {}


@pytest.mark.long
@pytest.mark.parametrize(("form_id", "version"), ALL)
def test_a_form_is_filled_by_touch_and_arrives_complete(ward: Ward, form_id: str, version: int) -> None:
    fill_and_file(ward, form_id, version, looked_at=True)
