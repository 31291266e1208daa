"""A real server process and real browser profiles, as the browser tests and the screenshots use them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser import forks
from tests.browser.install import find_browser

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "kayoi-demo-2026"
TABLET = {"width": 820, "height": 1180}
PHONE = {"width": 390, "height": 844}
OFFICE = {"width": 1280, "height": 900}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--no-default-browser-check",
    "--metrics-recording-only",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def use_test_ids(playwright: Playwright) -> None:
    """Find things by the marks the screens carry for tests."""
    playwright.selectors.set_test_id_attribute("data-test")


def unlock(page: Page, passphrase: str = PASSPHRASE) -> None:
    """Type the password of who used the tablet last."""
    page.get_by_test_id("passphrase").fill(passphrase)
    page.get_by_test_id("open").click()


def lift_curtain(page: Page) -> None:
    """Open the locked screen of who has chosen no number."""
    page.get_by_test_id("screen-locked").get_by_test_id("passphrase").fill(PASSPHRASE)
    page.get_by_test_id("curtain-open").click()


def unlock_whenever_asked(page: Page) -> None:
    """Keys go with every page: whoever the test is about types her password again, and wants no number."""
    page.add_locator_handler(page.get_by_test_id("screen-unlock"), lambda: unlock(page))
    page.add_locator_handler(
        page.get_by_test_id("screen-pin"), lambda: page.get_by_test_id("pin-later").click()
    )
    page.add_locator_handler(page.get_by_test_id("screen-locked"), lambda: lift_curtain(page))


class LiveServer:
    """gunicorn and its workers on one port and one data folder; can be killed and started again."""

    def __init__(self, data: Path, port: int | None = None, **settings: str) -> None:
        self.data, self.port, self.settings = data, port or free_port(), settings
        self.root = ROOT
        self.process: subprocess.Popen[bytes] | forks.Forked | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        own = {"KAYOI_DATA": str(self.data), "PORT": str(self.port), "PUSH": "off"}
        return {**os.environ, **own, **self.settings}

    def command(self, *words: str) -> None:
        """Run one `kayoi` command on this server's data; its output is shown when it fails."""
        done = subprocess.run(
            [sys.executable, "-m", "server.cli", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"kayoi {' '.join(words)}: {done.stdout}{done.stderr}")

    def start(self) -> None:
        log = self.data.parent / f"server-{self.port}.log"
        self.process = forks.serve(self.environment, log) if self.root == ROOT else self._other(log)
        self._await_health()

    def _other(self, log: Path) -> subprocess.Popen[bytes]:
        """Another release of the app, from its own folder."""
        with log.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "server.cli", "serve"],
                cwd=self.root,
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def _await_health(self) -> None:
        for _ in range(1_500):
            if self.process is None or self.process.poll() is not None:
                raise RuntimeError("the server ended before it answered")
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        raise RuntimeError("the server did not answer within 30 s")

    def kill(self) -> None:
        """kill -9 of the server and everything it started."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


class Tablet:
    """One browser profile on disk: closing and opening it again keeps what a real tablet keeps."""

    def __init__(
        self,
        playwright: Playwright,
        profile: Path,
        size: dict[str, int] = TABLET,
        *flags: str,
        unlocks: bool = True,
    ) -> None:
        self.flags = [*FLAGS, *flags]
        self.playwright, self.profile, self.size, self.unlocks = playwright, profile, size, unlocks
        self.context: BrowserContext | None = None
        self.faults: list[str] = []

    def open(self) -> Page:
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=find_browser(),
            headless=True,
            args=self.flags,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            viewport=self.size,
            has_touch=True,
        )
        self.context.set_default_timeout(15_000)
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))
        if self.unlocks:
            for page in self.context.pages:
                unlock_whenever_asked(page)
            self.context.on("page", unlock_whenever_asked)
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    def close(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None


def seeded_data(target: Path, persons: int = 300) -> Path:
    """A data folder with the demo town in it, made through `kayoi seed-demo`."""
    target.mkdir(parents=True)
    server = LiveServer(target)
    server.command("migrate")
    server.command("seed-demo", "--persons", str(persons))
    return target


def copy_of(data: Path, target: Path) -> Path:
    shutil.copytree(data, target)
    return target
