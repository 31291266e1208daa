"""A tablet that is already signed in and has its register, with its server: copied for each test."""

import shutil
import signal
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Error, Page, Playwright

from tests.browser import steps
from tests.browser.live import LiveServer, Tablet, copy_of


@dataclass(frozen=True)
class Morning:
    """A seeded server and sato's tablet after the first download. Its port stays: the origin names it."""

    data: Path
    profile: Path
    port: int


def make_morning(playwright: Playwright, town: Path, folder: Path) -> Morning:
    """Sign sato in once; every test goes on from a copy of what that left on both sides."""
    server = LiveServer(copy_of(town, folder / "var"))
    tablet = Tablet(playwright, folder / "tablet")
    server.start()
    try:
        page = tablet.open()
        steps.sign_in(page, server, "sato")
        steps.await_today(page)
        steps.await_shell_offline(page)
        page.get_by_test_id("tab-sent").click()
        page.get_by_test_id("screen-sent").wait_for()
    finally:
        tablet.close()
        server.kill()
    return Morning(server.data, tablet.profile, server.port)


@dataclass
class Ward:
    """One test's server and tablet."""

    server: LiveServer
    tablet: Tablet

    def open(self, path: str = "/today") -> Page:
        """The app at one of its addresses, as it stands when it is opened anew."""
        page = self.tablet.open()
        page.goto(self.server.url + path)
        return page

    def open_today(self) -> Page:
        page = self.open()
        steps.await_today(page)
        return page

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the server's database says; `changes` alters it behind the server's back."""
        with closing(sqlite3.connect(self.server.data / "kayoi.db", timeout=20)) as database:
            return database.execute(query, values).fetchall()

    def changes(self, statement: str, *values: object) -> int:
        with closing(sqlite3.connect(self.server.data / "kayoi.db", timeout=20)) as database, database:
            return database.execute(statement, values).rowcount

    def sheets_of(self, person: str, since: str) -> int:
        """How many answer sheets of this person the server holds from this day on."""
        found = self.rows(
            "SELECT count(*) FROM record WHERE kind='submission' AND person_id=? AND on_date>=?",
            person,
            since,
        )
        return int(found[0][0])

    def close(self) -> None:
        self.tablet.close()
        self.server.kill()


def take(playwright: Playwright, morning: Morning, folder: Path) -> Ward:
    shutil.copytree(morning.profile, folder / "tablet")
    server = LiveServer(copy_of(morning.data, folder / "var"), morning.port)
    server.start()
    return Ward(server, Tablet(playwright, folder / "tablet"))


def kill_browser(tablet: Tablet) -> None:
    """kill -9 of every process of this tablet's browser: no page hears of it."""
    own = f"--user-data-dir={tablet.profile}"
    roots = [one for one in psutil.Process().children(recursive=True) if own in _words(one)]
    assert roots, "the browser's processes were not found"
    for process in {each for root in roots for each in (root, *_below(root))}:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)
    if tablet.context is not None:
        with suppress(Error):
            tablet.context.close()
        tablet.context = None
    time.sleep(0.2)
    for lock in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
        (tablet.profile / lock).unlink(missing_ok=True)


def _words(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def _below(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.Error:
        return []
