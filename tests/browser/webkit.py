"""A second engine, where it is installed: WebKitGTK's own browser, driven by a few words of WebDriver."""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.browser.live import free_port

DRIVER, DISPLAY = "WebKitWebDriver", "Xvfb"
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the name WebDriver gives an element's id
FILL = """
const [test, text] = arguments;
const input = document.querySelector(`input[data-test="${test}"]`);
Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, text);
input.dispatchEvent(new Event('input', {bubbles: true}));
"""


def missing() -> str | None:
    """Why there is no second engine here, None when there is one."""
    lacking = [name for name in (DRIVER, DISPLAY) if shutil.which(name) is None]
    if not lacking and _browser() is None:
        lacking = ["MiniBrowser"]
    return f"no {' and no '.join(lacking)} here (apt install webkit2gtk-driver xvfb)" if lacking else None


def _browser() -> str | None:
    found = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    return str(found[-1]) if found else None


class Page:
    """One window, by WebDriver."""

    def __init__(self, driver: str) -> None:
        self._driver = driver
        options = {"binary": _browser(), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._session = f"/session/{self._ask('POST', '/session', wanted)['sessionId']}"

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        head = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._driver + path, data, head, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return json.load(reply)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode()) from None

    def open(self, url: str) -> None:
        self._ask("POST", f"{self._session}/url", {"url": url})

    def run(self, script: str, *values: Any) -> Any:
        """What a script returns; it sees the values as `arguments`."""
        return self._ask("POST", f"{self._session}/execute/sync", {"script": script, "args": list(values)})

    def shows(self, css: str, text: str = "", seconds: float = 30) -> None:
        """Wait until something of this selector stands there, with this text in it."""
        until = time.monotonic() + seconds
        while not self.run(LOOK, css, text):
            if time.monotonic() > until:
                raise AssertionError(f"not within {seconds} s: {css} {text}\n{self.run(BODY)}")
            time.sleep(0.1)

    def press(self, css: str) -> None:
        """A real click of the first one of this selector."""
        self.shows(css)
        found = self._ask("POST", f"{self._session}/element", {"using": "css selector", "value": css})
        self.run("arguments[0].scrollIntoView({block: 'center'})", found)
        self._ask("POST", f"{self._session}/element/{found[ELEMENT]}/click", {})
        time.sleep(0.35)  # a second tap within 300 ms is ignored

    def fill(self, test: str, text: str) -> None:
        self.shows(f'input[data-test="{test}"]')
        self.run(FILL, test, text)

    def close(self) -> None:
        with suppress(Exception):
            self._ask("DELETE", self._session)


LOOK = """
return [...document.querySelectorAll(arguments[0])].some(e => e.textContent.includes(arguments[1]));
"""
BODY = "return document.body.innerText.slice(0, 600)"


@contextmanager
def webkit(folder: Path) -> Iterator[Page]:
    """A window of the second engine, with a profile of its own that ends with it."""
    screen, port = f":{90 + os.getpid() % 900}", free_port()
    env = {
        **os.environ,
        "DISPLAY": screen,
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "LANG": "C.UTF-8",
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # a container has no room for its sandbox
    }
    log = (folder / "webkit.log").open("ab")
    started = [
        subprocess.Popen(words, env=env, stdout=log, stderr=log, start_new_session=True)
        for words in (
            [DISPLAY, screen, "-screen", "0", "900x1300x24", "-nolisten", "tcp"],
            [DRIVER, f"--port={port}"],
        )
    ]
    try:
        page = _first_page(f"http://127.0.0.1:{port}")
        try:
            yield page
        finally:
            page.close()
    finally:
        for process in started:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.close()


def _first_page(driver: str) -> Page:
    for _ in range(100):
        try:
            return Page(driver)
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("the driver did not answer within 10 s")
