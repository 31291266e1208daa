"""After a day of work offline the browser's profile on disk is searched: who finds it reads nothing."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response, expect

from tests.browser import steps
from tests.browser.live import PASSPHRASE, LiveServer, Tablet, unlock
from tests.browser.test_scenario import RISKY

PHONE, INSURED, PURPOSE = "0999314159", "31415926", "かなりあのことを聞く"
ENTERED = ["ウソカエカナリア", "うそかえかなりあ", PHONE, INSURED, PURPOSE]
RECEIVED = ["髙橋", "タカハシ", "濵田", "ハマダ", "むせについて聞く"]  # of the made-up town's register
ANSWERS = ['"a.qmcoo.01_health":', '"family_kana":"']  # what any answer or row looks like

DUMP = """async () => {
  const text = value => {
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      const bytes = new Uint8Array(value.buffer ?? value, value.byteOffset ?? 0, value.byteLength);
      return new TextDecoder('utf-8').decode(bytes) + new TextDecoder('utf-16le').decode(bytes);
    }
    if (value instanceof CryptoKey) return 'key:' + value.extractable;
    if (value && typeof value === 'object')
      return Object.entries(value).map(([k, v]) => k + '=' + text(v)).join();
    return String(value);
  };
  const out = [];
  for (const {name} of await indexedDB.databases()) {
    const db = await new Promise((done, fail) => {
      const open = indexedDB.open(name);
      open.onsuccess = () => done(open.result);
      open.onerror = fail;
    });
    for (const store of db.objectStoreNames) {
      const all = await new Promise(done => {
        const asked = db.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      });
      out.push(store + ': ' + all.map(text).join('\\n'));
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (/\\.(js|css|png|svg)$/.test(request.url)) continue;
      out.push(request.url + await (await cache.match(request)).text());
    }
  }
  out.push(JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}));
  return out.join('\\n');
}"""


def forms(word: str) -> list[bytes]:
    """A word as it may lie on disk."""
    plain = word.encode()
    found = [plain, word.encode("utf-16-le"), word.encode("utf-16-be")]
    found += [json.dumps(word)[1:-1].encode(), "".join(f"%{byte:02X}" for byte in plain).encode()]
    for skip in range(3):  # base64 of a text it stands in, wherever in it
        whole = base64.b64encode(b"\0" * skip + plain)
        inner = whole[(0, 2, 3)[skip] : len(whole) - 4]
        found += [inner, inner.translate(bytes.maketrans(b"+/", b"-_"))] if len(inner) > 8 else []
    return found


def of_key(key: str) -> list[bytes]:
    """A key as it may lie on disk."""
    raw = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    return [
        raw,
        raw.hex().encode(),
        base64.b64encode(raw).rstrip(b"="),
        key.encode(),
        key.encode("utf-16-le"),
    ]


def found_in(profile: Path, wanted: dict[str, list[bytes]]) -> list[str]:
    hits = []
    for path in profile.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            hits += [
                f"{what} in {path.relative_to(profile)}"
                for what, all_forms in wanted.items()
                if any(form in content for form in all_forms)
            ]
    return hits


def a_day_offline(page: Page) -> str:
    steps.open_todays_roster(page)
    steps.register_and_check_in(page, "うそかえかなりあ", "きぬえ", ("16", "5", "9"), PHONE)
    expect(page.get_by_test_id("screen-roster")).to_be_visible()
    person = page.locator('[data-test="roster-row"]').filter(has_text="カナリア").first
    steps.start_sheet(page, person.get_attribute("data-person") or "")
    steps.answer_sheet(page, RISKY)
    expect(page.get_by_test_id("screen-result")).to_be_visible()
    steps.visit(page, "/find")
    steps.find(page, "うそかえ").first.click()
    page.get_by_test_id("edit").click()
    page.get_by_test_id("insured_no").fill(INSURED)
    page.get_by_test_id("edit-save").click()
    expect(page.get_by_test_id("screen-person")).to_be_visible()
    page.get_by_test_id("plan").click()
    page.get_by_test_id("quick-day").get_by_role("radio", name="明日", exact=True).click()
    page.get_by_test_id("purpose").fill(PURPOSE)
    page.get_by_test_id("plan-save").click()
    expect(page.get_by_test_id("screen-person")).to_be_visible()
    return page.url.rsplit("/", 1)[-1]


def test_the_profile_of_a_lost_tablet_says_nothing_of_anybody(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    tablet = new_tablet("sato")
    page = tablet.open()
    replies: list[dict[str, Any]] = []

    def keep(response: Response) -> None:
        if response.url.endswith("/api/v1/session") and response.request.method == "POST" and response.ok:
            replies.append(response.json())

    page.on("response", keep)
    steps.sign_in(page, server, "sato")
    steps.await_today(page)
    steps.await_shell_offline(page)
    server.kill()
    steps.visit(page, "/today")
    steps.await_today(page)
    person = a_day_offline(page)
    steps.visit(page, "/sent")
    steps.unsent(page, 5)

    stored = page.evaluate(DUMP)
    assert person in stored, "the dump sees what is stored"
    assert [word for word in (*ENTERED, *RECEIVED, *ANSWERS) if word in stored] == []

    tablet.close()
    tablet.unlocks = False
    page = tablet.open()
    page.goto(server.url + "/today")
    expect(page.get_by_test_id("screen-unlock")).to_be_visible()
    stored = page.evaluate(DUMP)
    assert [word for word in (*ENTERED, *RECEIVED, *ANSWERS) if word in stored] == []
    tablet.close()

    wanted = {word: forms(word) for word in (*ENTERED, *RECEIVED, *ANSWERS, PASSPHRASE)}
    [reply] = replies[-1:]
    for one in reply["keys"]:
        wanted[f"key of {one['scope']}"] = of_key(one["key"])
    wanted["the writer's key"] = of_key(reply["writer"]["mac_key"])
    assert len(reply["keys"]) >= 4
    assert found_in(tablet.profile, {"a record": forms(person)}), "the search finds what is there"
    assert found_in(tablet.profile, wanted) == []

    page = tablet.open()
    page.goto(server.url + f"/p/{person}")
    unlock(page)
    expect(page.get_by_test_id("person-name")).to_contain_text("カナリア")
