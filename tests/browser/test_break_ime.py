"""Japanese input: what is being composed is never stored, and Enter belongs to the input method."""

from playwright.sync_api import CDPSession, Page, expect

from tests.browser import steps
from tests.browser.ready import Ward

COMPOSING = ["t", "た", "たk", "たか", "たかh", "たかは", "たかはs", "たかはし"]


def compose(cdp: CDPSession, parts: list[str]) -> None:
    for part in parts:
        cdp.send(
            "Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
        )


def test_composing_leaves_no_romaji_and_enter_does_nothing_while_it_lasts(ward: Ward) -> None:
    page = ward.open_today()
    cdp = page.context.new_cdp_session(page)
    ward.server.kill()
    a_search_follows_the_kana(page, cdp)
    kana_fields_take_what_was_settled(page, cdp)


def a_search_follows_the_kana(page: Page, cdp: CDPSession) -> None:
    steps.open_tab(page, "人をさがす")
    page.get_by_test_id("find").click()
    compose(cdp, COMPOSING[:1])  # 「t」 is no kana yet, and no search
    page.wait_for_timeout(300)
    expect(page.get_by_text("この名簿には300人います")).to_be_visible()
    compose(cdp, COMPOSING[1:5])  # 「たかh」
    page.wait_for_timeout(300)
    names = " ".join(page.get_by_test_id("hit").all_inner_texts())
    assert "タカ" in names
    expect(page.get_by_test_id("find-none")).to_have_count(0)
    compose(cdp, COMPOSING[5:])
    cdp.send("Input.insertText", {"text": "髙橋"})
    expect(page.get_by_test_id("find")).to_have_value("髙橋")
    expect(page.get_by_test_id("hit").first).to_contain_text("橋")


def kana_fields_take_what_was_settled(page: Page, cdp: CDPSession) -> None:
    steps.open_todays_roster(page)
    page.get_by_test_id("register").click()
    page.get_by_test_id("family-kana").click()
    compose(cdp, ["y", "や", "やm", "やま"])
    press_enter_of_the_input_method(page, cdp)
    expect(page.get_by_test_id("screen-register")).to_be_visible()
    expect(page.get_by_text("生年月日を入れてください")).to_have_count(0)  # nothing was submitted
    expect(page.get_by_test_id("family-kana")).to_have_value("やま")  # the field was not written to
    cdp.send("Input.insertText", {"text": "やまだ"})
    page.get_by_test_id("given-kana").click()
    compose(cdp, ["k", "き", "きn", "きぬ", "きぬe", "きぬえ"])
    cdp.send("Input.insertText", {"text": "きぬえ"})
    for part, typed in (("year", "１５"), ("month", "3"), ("day", "7")):
        page.get_by_test_id(f"birth-{part}").fill(typed)
    page.get_by_test_id("sex").get_by_role("radio", name="女", exact=True).click()
    page.get_by_test_id("register-save").click()
    row = page.get_by_test_id("roster-row").filter(has_text="ヤマダ キヌエ")
    expect(row).to_be_visible()
    expect(row).to_contain_text("昭15.3.7")


def press_enter_of_the_input_method(page: Page, cdp: CDPSession) -> None:
    """The key event of Enter as browsers send it during a conversion: composing, or key 229."""
    for key in ({"isComposing": True, "keyCode": 13}, {"isComposing": False, "keyCode": 229}):
        stopped = page.get_by_test_id("family-kana").evaluate(
            """(field, key) => !field.dispatchEvent(
                 new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, ...key}))""",
            key,
        )
        assert stopped
    cdp.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Process", "windowsVirtualKeyCode": 229})
    cdp.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": "Process", "windowsVirtualKeyCode": 229})
