"""After a day of work offline the browser's profile on disk is searched: who finds it reads nothing."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response, expect

from tests.browser import steps
from tests.browser.live import OFFICE, PASSPHRASE, LiveServer, Tablet
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


OPENS = """async ({staff, keys}) => {
  const db = await new Promise((done, fail) => {
    const open = indexedDB.open('kayoi');
    open.onsuccess = () => done(open.result);
    open.onerror = fail;
  });
  const all = name => new Promise(done => {
    const asked = db.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const {store_id} = (await all('meta')).find(({key}) => key === 'store').value;
  const places = {
    outbox: row => `op/${row.writer_no}.${row.seq}`,
    writers: row => `writer/${row.writer_no}`,
    reads: row => `read/${row.writer_no}/${row.n}`,
    drafts: row => `draft/${row.id}`,
  };
  const plain = text => atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const raw = text => Uint8Array.from(plain(text), c => c.charCodeAt());
  const held = await Promise.all(keys.map(
    ({key}) => crypto.subtle.importKey('raw', raw(key), 'AES-GCM', false, ['decrypt'])));
  let tried = 0, opened = 0;
  for (const [name, place] of Object.entries(places)) {
    for (const row of (await all(name)).filter(row => row.staff === staff && row.blob)) {
      const generation = new DataView(row.blob.buffer, row.blob.byteOffset).getUint32(1);
      const bound = `${store_id}|${place(row)}|${generation}|${row.blob[0]}`;
      const params = {
        name: 'AES-GCM', iv: row.blob.slice(5, 17), additionalData: new TextEncoder().encode(bound)};
      const open = key => crypto.subtle.decrypt(params, key, row.blob.slice(17)).then(() => 1, () => 0);
      tried += 1;
      opened += Math.max(...await Promise.all(held.map(open)));
    }
  }
  db.close();
  return [tried, opened];
}"""


def escrow_file(page: Page) -> bytes:
    """Made on the login screen, where nobody is signed in."""
    page.get_by_test_id("to-escrow").click()
    expect(page.get_by_test_id("escrow-holds")).to_have_attribute("data-saves", "5")
    page.get_by_test_id("escrow-do").click()
    page.get_by_test_id("escrow-made").wait_for()
    with page.expect_download() as download:
        page.get_by_test_id("escrow-save").click()
    return Path(download.value.path()).read_bytes()


def brought(page: Page, server: LiveServer, raw: bytes) -> dict[str, int]:
    """A coordinator takes the file in; what she is told."""
    steps.sign_in_office(page, server)
    page.goto(server.url + "/o/devices")
    page.get_by_test_id("escrow-file").set_input_files(
        [{"name": "hikae.txt", "mimeType": "text/plain", "buffer": raw}]
    )
    page.get_by_test_id("escrow-taken").wait_for()
    lines = page.get_by_test_id("escrow-taken").locator("li").all()
    told = {one.get_attribute("data-test") or "": int(one.get_attribute("data-n") or 0) for one in lines}
    names = ("arrived", "already_here", "held", "unreadable")
    return {name: told.get(f"escrow-{name}", 0) for name in names}


def signed_in_beside(page: Page, server: LiveServer, login: str) -> dict[str, Any]:
    """A colleague on the same tablet, while nothing can be sent; the reply to her sign-in."""
    page.route("**/sync/push", lambda route: route.abort())
    with page.expect_response(lambda one: one.url.endswith("/api/v1/session") and one.ok) as came:
        steps.sign_in(page, server, login)
    body: dict[str, Any] = came.value.json()
    page.get_by_test_id("pin-later").click()
    page.get_by_role("button", name="続きを受け取る").wait_for()
    return body


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
    page.goto(server.url + "/today")
    raw = escrow_file(page)
    assert raw.count(b'"seal_key_id"') >= 5, "everything she saved"
    assert [what for what, all_forms in wanted.items() if any(form in raw for form in all_forms)] == []

    server.start()
    came = brought(new_tablet("office", OFFICE).open(), server, raw)
    assert (came["arrived"] >= 5, came["already_here"], came["unreadable"]) == (True, 0, 0)
    sato = {"staff": reply["staff"]["id"], "keys": reply["keys"]}
    suzuki = signed_in_beside(page, server, "suzuki")
    tried, opened = page.evaluate(OPENS, {**sato, "keys": suzuki["keys"]})
    assert (tried >= 6, opened) == (True, 0), "her colleague's keys open nothing that is not sent"
    assert page.evaluate(OPENS, sato) == [tried, tried], "her own open all of it"
    page.unroute("**/sync/push")
    steps.go_on_receiving(page)
    steps.await_today(page)
    steps.open_tab(page, "送信状況")
    expect(page.get_by_test_id("others-unsent")).to_have_count(0)
    page.get_by_test_id("menu").click()
    page.get_by_test_id("sign-out").click()

    steps.sign_in(page, server, "sato", f"/p/{person}")
    expect(page.get_by_test_id("person-name")).to_contain_text("カナリア")
