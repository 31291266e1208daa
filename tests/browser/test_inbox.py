"""The coordinator's inbox: another value, asking the person, settling several of one meaning, going back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.beside import app_beside, tablet_of
from tests.browser.live import OFFICE, LiveServer, Tablet, copy_of
from tests.browser.screens import TAP_APART_MS
from tests.tablet import Tablet as Other

SPELLINGS = [("0999-25-1111", "０９９９−２５−１１１１"), ("0999-25-2222", "0999252222")]


def disagree(server: LiveServer) -> None:
    """Two phones typed in two ways, one address with two meanings, one op on hold."""
    with app_beside(server) as app:
        sato, suzuki = tablet_of(app, "sato"), tablet_of(app, "suzuki")
        rows = sorted(
            (
                row
                for row in sato.everything().values()
                if row["kind"] == "person" and "phone" in row["fields"]
            ),
            key=lambda row: str(row["id"]),
        )[:3]
        values = [*SPELLINGS, ("みなと町東部1-1（架空）", "みなと町東部1-2（架空）")]
        fields = ["phone", "phone", "address"]
        for row, field, said in zip(rows, fields, values, strict=True):
            saw = [row["op"]] if field in row["fields"] else []
            for nurse, value in zip((sato, suzuki), said, strict=True):
                nurse.push(nurse.edit("person", row["id"], field, saw, value))
        _hold(sato, rows[0]["id"])


def _hold(nurse: Other, person: str) -> None:
    wrong = {"person": person, "due_on": "2026-12-24", "way": "letter", "state": "planned"}
    nurse.push(nurse.op("follow_up", "018f0000-0000-7000-8000-00000000c0de", new=wrong))


@pytest.fixture(scope="module")
def disagreeing() -> dict[Path, Path]:
    return {}


@pytest.fixture
def town(town: Path, disagreeing: dict[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town in which two nurses disagree; every test begins with a copy of it."""
    if town not in disagreeing:
        data = copy_of(town, tmp_path_factory.mktemp("inbox") / "var")
        disagree(LiveServer(data))
        disagreeing[town] = data
    return disagreeing[town]


@pytest.fixture
def office(server: LiveServer, new_tablet: Callable[..., Tablet]) -> Page:
    page = new_tablet("yamaguchi", OFFICE).open()
    steps.sign_in_office(page, server)
    page.goto(server.url + "/o/conflicts")
    page.get_by_test_id("conflict-row").first.wait_for()
    return page


def press(page: Page, test: str) -> None:
    page.wait_for_timeout(TAP_APART_MS)
    page.get_by_test_id(test).click()


def test_answers_of_one_meaning_are_settled_together_after_each_was_shown_and_taken_back(
    office: Page,
) -> None:
    expect(office.get_by_test_id("bulk-offer")).to_contain_text("同じ意味の2件")
    press(office, "bulk-offer")
    expect(office.get_by_test_id("bulk-row")).to_have_count(2)
    expect(office.get_by_test_id("bulk")).to_contain_text("0999-25-1111")
    press(office, "bulk-do")
    expect(office.get_by_test_id("bulk-done")).to_contain_text("2件を決めました")
    expect(office.get_by_test_id("conflicts-title")).to_contain_text("1件")
    press(office, "bulk-undo")
    expect(office.get_by_test_id("bulk-undone")).to_be_visible()
    expect(office.get_by_test_id("conflicts-title")).to_contain_text("3件")


def test_another_value_settles_and_can_be_taken_back(office: Page) -> None:
    office.get_by_test_id("conflict-row").filter(has_text="住所").click()
    press(office, "conflict-other")
    press(office, "other-save")
    expect(office.get_by_test_id("other-value")).to_contain_text("値を入れてから")
    office.get_by_test_id("value-address").fill("みなと町東部1-3（架空）")
    press(office, "other-save")
    expect(office.get_by_test_id("conflict-settled")).to_contain_text("1-3（架空）")
    press(office, "unsettle")
    expect(office.get_by_test_id("conflict-value-1")).to_contain_text("1-1（架空）")
    expect(office.get_by_test_id("conflict")).not_to_contain_text("1-3（架空）")


def test_asking_the_person_is_a_plan_and_settles_nothing(office: Page, server: LiveServer) -> None:
    office.get_by_test_id("conflict-row").filter(has_text="住所").click()
    press(office, "conflict-ask")
    press(office, "ask-save")
    office.get_by_test_id("ask-person").get_by_role("radio", name="1週間後").click()
    office.get_by_test_id("ask-who").get_by_role("radio", name="佐藤 花子").click()
    press(office, "ask-save")
    expect(office.get_by_test_id("conflict-asked")).to_contain_text("本人に聞く予定")
    expect(office.get_by_test_id("settle-1")).to_be_visible()
    office.goto(server.url + "/o/plan")
    expect(office.get_by_test_id("plan-list")).to_contain_text("住所を本人に聞く")


def test_a_settled_value_can_be_put_back_from_its_history_later(office: Page, server: LiveServer) -> None:
    office.get_by_test_id("conflict-row").filter(has_text="住所").click()
    press(office, "settle-1")
    expect(office.get_by_test_id("conflict-settled")).to_be_visible()
    office.get_by_test_id("conflict-person").click()
    history = office.get_by_test_id("field-address")
    history.get_by_test_id("history-address").click()
    history.get_by_test_id("restore").filter(has_text="この値に戻す").first.click()
    press(office, "amend-do")
    expect(history).to_contain_text("戻しました")
    expect(history.locator(".o-field-value")).to_contain_text("1-2（架空）")


def test_what_is_on_hold_is_corrected_and_filed_by_the_coordinator(office: Page, server: LiveServer) -> None:
    office.goto(server.url + "/o/held")
    press(office, "held-again")
    expect(office.get_by_test_id("held-again-said")).to_contain_text("まだ記録に入れられるものはありません")
    press(office, "held-fix-open")
    office.get_by_test_id("value-way").get_by_role("radio", name="訪問").click()
    press(office, "held-fix-save")
    expect(office.get_by_test_id("held-filed")).to_be_visible()
    expect(office.get_by_test_id("held-none")).to_be_visible()
