"""A coordinator brings a register: she sees what it would do, answers, applies it, and gets the rest back."""

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import looks, steps
from tests.browser.live import ROOT, LiveServer, Tablet
from tests.imports.registers import HEADER, csv_bytes, people

SMALL_PC = {"width": 1280, "height": 800}
SECRET = "秘匿町七丁目7番"
Rows = list[dict[str, str]]


def register(more: int = 40) -> Rows:
    """Made-up people: the first eight live in the demo town already; two rows are wrong, one is protected."""
    rows = people(8 + more)
    rows[10]["生年月日"], rows[11]["氏名カナ"] = "昭和99年1月1日", "ﾔﾏﾀﾞ"
    rows[12]["支援措置"], rows[12]["住所"] = "1", SECRET
    rows[13]["異動事由"], rows[13]["異動日"] = "死亡", "R8.10.1"
    for row in rows[14:]:
        row["異動事由"] = row["異動日"] = ""
        row["支援措置"] = "0"
    return rows


def choose(page: Page, rows: Rows, encoding: str = "cp932") -> None:
    """Choose a file, as the browser's own picker hands it over."""
    file = {"name": "register.csv", "mimeType": "text/csv", "buffer": csv_bytes(rows, encoding)}
    page.get_by_test_id("import-file").set_input_files(file)  # type: ignore[arg-type]
    expect(page.get_by_test_id("import-columns")).to_be_visible()


def ready(page: Page) -> None:
    page.get_by_test_id("import-check").click()
    expect(page.get_by_test_id("import-body")).to_have_attribute("data-state", "ready", timeout=60_000)


def applied(page: Page) -> None:
    page.get_by_test_id("import-apply").click()
    expect(page.get_by_test_id("import-body")).to_have_attribute("data-state", "applied", timeout=60_000)


def count(page: Page, name: str, n: int) -> None:
    expect(page.get_by_test_id(f"n-{name}")).to_have_text(f"{n}行")


def test_a_register_is_previewed_answered_applied_and_given_back(
    server: LiveServer, new_tablet: Callable[..., Tablet], tmp_path: Path
) -> None:
    page = new_tablet("yamaguchi", SMALL_PC).open()
    steps.sign_in_office(page, server)
    page.get_by_test_id("rail-imports").click()
    expect(page.get_by_test_id("imports-title")).to_be_visible()
    page.get_by_test_id("import-check").wait_for(state="detached")

    rows = register()
    choose(page, rows)
    page.get_by_test_id("import-check").click()
    expect(page.get_by_test_id("import-trouble")).to_contain_text("名前を入れてください")
    page.get_by_test_id("import-name").fill("住民記録")
    expect(page.get_by_test_id("column-kana")).to_have_value("氏名カナ")
    looks_right(page)
    ready(page)
    for name, n in (("question", 8), ("rejected", 2), ("new", 38), ("deceased", 1)):
        count(page, name, n)
    expect(page.get_by_test_id("m45")).to_contain_text("48行のうち2行を取り込めませんでした")
    expect(page.get_by_test_id("import-lines")).to_contain_text("昭和64年は1月7日までです")
    looks_right(page)

    page.get_by_test_id("import-which").get_by_role("radio", name="同じ方かもしれない行").click()
    question = page.get_by_test_id("import-line").first
    question.get_by_role("radio").first.click()
    expect(page.get_by_test_id("import-questions")).to_contain_text("7行")
    page.get_by_test_id("import-all-same").click()
    expect(page.get_by_test_id("import-questions")).to_have_count(0)
    looks_right(page)

    applied(page)
    expect(page.get_by_test_id("import-result")).to_be_visible()
    assert SECRET not in page.content()
    with page.expect_download() as download:
        page.get_by_test_id("import-download").click()
    given = Path(download.value.path()).read_bytes().decode("cp932")
    table = list(csv.reader(io.StringIO(given, newline="")))
    assert table[0] == [*HEADER, "元の行", "理由", "すること"]
    assert [row[len(HEADER)] for row in table[1:]] == ["12", "13"]

    page.goto(f"{server.url}/o/imports")
    expect(page.get_by_test_id("import-run")).to_have_attribute("data-state", "applied")
    choose(page, rows)
    ready(page)
    count(page, "unchanged", 46)
    count(page, "rejected", 2)


HALF = """
import sys
from server import create_app
from server.auth import TenantFacts
from server.config import Config
from server.db import read_snapshot
from server.imports import applying
from server.staff import service as staff
from server.tenants import service as tenants
with create_app(Config.from_env()).app_context():
    tenant = tenants.only(None)
    with read_snapshot():
        whose = next(one.id for one in staff.everyone(tenant.id) if one.login == "yamaguchi")
    applying.apply_batch(TenantFacts(tenant.id, tenant.uid, "", True), sys.argv[1], whose, 100)
"""


@pytest.mark.long
def test_what_was_applied_half_way_when_the_page_was_closed_goes_on_where_it_was(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    tablet = new_tablet("yamaguchi", SMALL_PC)
    page = tablet.open()
    steps.sign_in_office(page, server)
    page.goto(f"{server.url}/o/imports")
    choose(page, people(308)[8:], "utf-8-sig")
    page.get_by_test_id("import-name").fill("住民記録")
    ready(page)
    where = page.url
    tablet.close()
    half = [sys.executable, "-c", HALF, where.rsplit("/", 1)[-1]]
    subprocess.run(half, cwd=ROOT, env=server.environment, check=True, capture_output=True)
    page = tablet.open()
    page.goto(where)
    expect(page.get_by_test_id("import-working")).to_contain_text("100／300行")
    page.get_by_role("button", name="つづける").click()
    expect(page.get_by_test_id("import-body")).to_have_attribute("data-state", "applied", timeout=60_000)
    expect(page.get_by_test_id("import-result")).to_contain_text("300行")


def test_when_the_server_cannot_be_reached_the_page_says_so_and_can_be_pressed_again(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    page = new_tablet("yamaguchi", SMALL_PC).open()
    steps.sign_in_office(page, server)
    page.goto(f"{server.url}/o/imports")
    choose(page, people(18)[8:])
    page.get_by_test_id("import-name").fill("住民記録")
    ready(page)
    page.route("**/apply", lambda route: route.abort())
    page.get_by_test_id("import-apply").click()
    expect(page.get_by_test_id("import-trouble")).to_contain_text("サーバーにつながらない")
    page.unroute("**/apply")
    applied(page)
    expect(page.get_by_test_id("import-result")).to_contain_text("10行")


def looks_right(page: Page) -> None:
    """No violation, nothing small, nothing cut, nothing greyed out."""
    assert looks.axe_violations(page) == []
    assert looks.small_targets(page) == []
    assert page.evaluate(looks.SIDEWAYS) <= 0
    assert page.evaluate(looks.GREYED) == []
