"""保留: what the server would not take is shown with its reason, put right where it was made, and arrives."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.bench.tablet import BenchTablet
from tests.browser import steps
from tests.browser.ready import Ward
from tests.browser.test_scenario import RISKY

HELD = "SELECT count(*) FROM held_op WHERE state = 'held'"
REPLACED = "SELECT count(*) FROM held_op WHERE state = 'replaced'"


def held_row(page: Page) -> None:
    """Send, and see one thing on hold with its reason and the way to put it right."""
    steps.visit(page, "/sent")
    expect(page.get_by_test_id("status-held").first).to_contain_text("1件", timeout=30_000)
    expect(page.get_by_test_id("m24")).to_contain_text("1件を保留にしています")
    expect(page.get_by_test_id("held-why")).to_contain_text("役所のサーバーが受け取れない内容です")


def put_right(page: Page) -> None:
    steps.take_again(page)
    page.get_by_test_id("held-fix").click()


def settled(page: Page, ward: Ward, count: int) -> None:
    """Nothing is on hold any more, on the tablet or at the office."""
    steps.visit(page, "/sent")
    steps.arrived(page, count)
    expect(page.get_by_test_id("m24")).to_have_count(0)
    assert ward.rows(HELD) == [(0,)]
    assert ward.rows(REPLACED) == [(1,)]


def test_a_held_sheet_opens_as_the_sheet_with_every_answer_and_is_filed_in_its_place(ward: Ward) -> None:
    page = ward.open_today()
    steps.refuse(page, "submission")
    person = steps.check_in_first(page)
    steps.start_sheet(page, person)
    steps.answer_sheet(page, RISKY)
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    held_row(page)
    put_right(page)
    expect(page.get_by_test_id("screen-sheet")).to_be_visible()
    expect(page.get_by_test_id("sheet-progress")).to_contain_text("15問中15問")
    steps.choose(page.get_by_test_id("question").nth(0), "よい")
    for button in ("sheet-next", "sheet-next", "sheet-done"):
        page.wait_for_timeout(350)
        page.get_by_test_id(button).click()
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    settled(page, ward, 3)
    assert ward.sheets_of(person, steps.today()) == 1
    health = "json_extract(body, '$.fields.\"a.qmcoo.01_health\"')"
    found = ward.rows(
        f"SELECT {health} FROM record WHERE kind='submission' AND person_id=? AND on_date>=?",
        person,
        steps.today(),
    )
    assert found == [(1,)]


@pytest.mark.long
def test_a_held_correction_opens_as_the_form_with_what_she_typed(ward: Ward) -> None:
    page = ward.open_today()
    steps.refuse(page, "person")
    steps.find(page, "タカハシ ハナ").first.click()
    person = page.url.rsplit("/", 1)[-1]
    page.get_by_test_id("edit").click()
    page.get_by_test_id("phone").fill("0000-25-1111")
    page.get_by_test_id("edit-save").click()
    expect(page.get_by_test_id("value-phone")).to_contain_text("0000-25-1111")
    held_row(page)
    put_right(page)
    expect(page.get_by_test_id("screen-edit")).to_be_visible()
    page.reload()  # its address ends in the number of an op, with a dot in it
    expect(page.get_by_test_id("phone")).to_have_value("0000-25-1111")
    page.get_by_test_id("edit-save").click()
    expect(page.get_by_test_id("nothing-changed")).to_be_visible()
    page.get_by_test_id("phone").fill("0000-25-1117")
    page.wait_for_timeout(350)
    page.get_by_test_id("edit-save").click()
    expect(page.get_by_test_id("screen-sent")).to_be_visible()
    settled(page, ward, 2)
    query = "SELECT json_extract(body, '$.fields.phone'), open_conflicts FROM record WHERE id=?"
    assert ward.rows(query, person) == [("0000-25-1117", 0)]
    steps.visit(page, f"/p/{person}")
    expect(page.get_by_test_id("value-phone")).to_contain_text("0000-25-1117")


@pytest.mark.long
def test_a_held_plan_opens_as_the_plan(ward: Ward) -> None:
    page = ward.open_today()
    steps.refuse(page, "follow_up")
    steps.plan_visit(page, "タカハシ ハナ", "1週間後")
    held_row(page)
    put_right(page)
    expect(page.get_by_test_id("screen-plan")).to_be_visible()
    expect(page.get_by_test_id("plan-echo")).to_have_text(re.compile("月.+日"))
    page.get_by_test_id("purpose").fill("様子をうかがう")
    page.get_by_test_id("plan-save").click()
    expect(page.get_by_test_id("screen-sent")).to_be_visible()
    settled(page, ward, 2)
    query = "SELECT count(*) FROM record WHERE kind='follow_up' AND json_extract(body, '$.fields.purpose')=?"
    assert ward.rows(query, "様子をうかがう") == [(1,)]


def test_what_editing_cannot_cure_says_who_does_what(ward: Ward) -> None:
    page = ward.open_today()
    steps.find(page, "タカハシ ハナ").first.click()
    ward.server.kill()
    page.get_by_test_id("edit").click()
    page.get_by_test_id("phone").fill("0000-25-1111")
    page.get_by_test_id("edit-save").click()
    steps.unsent(page, 1)
    # While she was out of reach her areas were taken from her, for cause: not even what she held counts.
    ward.changes("UPDATE writer SET scopes_at_contact = '[]'")
    ward.changes(
        "UPDATE staff_grant SET scope = 'area:018f0000-0000-7000-8000-0000000000ff' WHERE role = 'nurse'"
    )
    ward.server.start()
    steps.visit(page, "/sent")
    page.get_by_test_id("send-now").click()
    expect(page.get_by_test_id("held-why")).to_contain_text("この方の担当から外れています")
    expect(page.get_by_test_id("held-why")).to_contain_text("担当者が確かめて、記録に入れます")
    expect(page.get_by_test_id("held-fix")).to_have_count(0)
    assert ward.rows(HELD) == [(1,)]


def test_a_person_who_moves_away_under_an_open_sheet_is_told_and_the_sheet_is_kept(ward: Ward) -> None:
    colleague = BenchTablet(ward.server.url, "suzuki")
    rows = {one["id"]: one for one in colleague.pull_to_head()}
    page = ward.open_today()
    person = steps.check_in_first(page)
    elsewhere = next(
        one for one, row in rows.items() if row["kind"] == "area" and one != rows[person]["fields"]["area"]
    )
    ward.changes(
        "DELETE FROM staff_grant WHERE scope=? AND staff_id=(SELECT id FROM staff WHERE login='sato')",
        f"area:{elsewhere}",
    )
    steps.start_sheet(page, person)
    steps.choose(page.get_by_test_id("question").nth(0), RISKY[0])
    expect(page.get_by_test_id("m25")).to_have_count(0)
    edits = {"area": {"saw": [rows[person]["op"]], "now": elsewhere}}
    colleague.push(colleague.push_body([colleague.op("person", person, edits=edits)]))
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_test_id("m25")).to_contain_text("担当の地区が変わりました", timeout=30_000)
    assert len(steps.chosen(page)) == 1
    steps.answer_sheet(page, RISKY)
    steps.eventually(lambda: ward.sheets_of(person, steps.today()) == 1, "the sheet arrived all the same")
