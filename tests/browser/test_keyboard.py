"""The whole main job without a finger and without a mouse."""

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.ready import Ward
from tests.browser.test_scenario import RISKY

AT = """([test, text]) => {
  const at = document.activeElement, marked = at.closest(`[data-test="${test}"]`);
  if (!marked || !(at.closest('li')?.textContent ?? at.textContent ?? '').includes(text)) return false;
  const {outlineStyle, outlineWidth} = getComputedStyle(at);
  return outlineStyle === 'none' || parseFloat(outlineWidth) < 2 ? 'unmarked' : true;
}"""
MOST_TABS = 120


def tab_to(page: Page, test: str, text: str = "") -> None:
    """Press Tab until the focus stands on this, and is seen to stand there."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        at = page.evaluate(AT, [test, text])
        assert at != "unmarked", f"nobody sees that the focus is on {test}"
        if at:
            return
    raise AssertionError(f"Tab never came to {test} {text}")


def enter(page: Page, test: str, text: str = "") -> None:
    tab_to(page, test, text)
    page.keyboard.press("Enter")


def write(page: Page, test: str, text: str) -> None:
    tab_to(page, test)
    page.keyboard.type(text)


def test_the_main_job_needs_nothing_but_the_keyboard(ward: Ward) -> None:
    page = ward.open_today()
    ward.server.kill()
    enter(page, "start-check-in")
    expect(page.get_by_test_id("screen-roster")).to_be_visible()
    registers(page)
    enter(page, "start-sheet", "ヤマダ")
    expect(page.get_by_test_id("screen-sheet")).to_be_visible()
    answers(page)
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    steps.unsent(page, 3)
    enter(page, "menu")
    expect(page.get_by_test_id("menu-panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("menu-panel")).to_have_count(0)
    ward.server.start()
    page.keyboard.press("Shift+Tab")
    enter(page, "strip-status")
    expect(page.get_by_test_id("screen-sent")).to_be_visible()
    enter(page, "send-now")
    steps.arrived(page, 3)


def registers(page: Page) -> None:
    enter(page, "register")
    expect(page.get_by_test_id("screen-register")).to_be_visible()
    write(page, "family-kana", "やまだ")
    write(page, "given-kana", "きぬえ")
    for part, typed in (("year", "15"), ("month", "3"), ("day", "7")):
        write(page, f"birth-{part}", typed)
    tab_to(page, "sex")
    page.keyboard.press("Space")
    enter(page, "register-save")
    expect(page.get_by_test_id("screen-roster")).to_be_visible()
    expect(
        page.get_by_test_id("roster-row").filter(has_text="ヤマダ").get_by_test_id("checked-in")
    ).to_be_visible()


def answers(page: Page) -> None:
    """Fifteen answers: Tab to the question, arrows to the answer."""
    for number in range(3):
        expect(page.get_by_test_id("screen-sheet")).to_contain_text(f"{number + 1}／3")
        for answer in RISKY[number * 5 : number * 5 + 5]:
            tab_to(page, "answers")
            page.keyboard.press("Space")
            for _ in range(5):
                if page.evaluate("document.activeElement.textContent") == answer:
                    break
                page.keyboard.press("ArrowRight")
            assert page.evaluate("document.activeElement.textContent") == answer
        assert len(steps.chosen(page)) == 5
        enter(page, "sheet-done" if number == 2 else "sheet-next")
