"""Fixtures of the browser tests: one seeded town copied for each test, a server, and browser profiles."""

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from server.clock import TOKYO
from tests.browser.live import TABLET, LiveServer, Tablet, copy_of, seeded_data, use_test_ids
from tests.browser.ready import Morning, Ward, make_morning, take

LAST_MINUTE_S = 60
PATIENCE_MS = 15_000  # as a click has it; how quick the app is, the benchmarks say


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        use_test_ids(running)
        expect.set_options(timeout=PATIENCE_MS)
        yield running


@pytest.fixture(autouse=True)
def day() -> date:
    """Today in Tokyo. No test begins in the last minute of it: its list for today would be yesterday's."""
    now = datetime.now(TOKYO)
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), TOKYO)
    if (midnight - now).seconds < LAST_MINUTE_S:
        time.sleep((midnight - now).seconds + 1)
    return datetime.now(TOKYO).date()


@pytest.fixture(scope="session")
def towns() -> dict[date, Path]:
    return {}


@pytest.fixture
def town(day: date, towns: dict[date, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the demo town, seeded once a day."""
    if day not in towns:
        towns[day] = seeded_data(tmp_path_factory.mktemp("town") / "var")
    return towns[day]


@pytest.fixture
def server(town: Path, tmp_path: Path) -> Iterator[LiveServer]:
    live = LiveServer(copy_of(town, tmp_path / "var"))
    live.start()
    yield live
    live.kill()


@pytest.fixture
def new_tablet(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[..., Tablet]]:
    """Make a tablet with its own profile; after the test none of them may have met a script error."""
    made: list[Tablet] = []

    def make(name: str, size: dict[str, int] = TABLET) -> Tablet:
        made.append(Tablet(playwright, tmp_path / name, size))
        return made[-1]

    yield make
    for tablet in made:
        tablet.close()
    assert [fault for tablet in made for fault in tablet.faults] == []


@pytest.fixture(scope="session")
def mornings() -> dict[Path, Morning]:
    return {}


@pytest.fixture
def morning(
    playwright: Playwright,
    town: Path,
    mornings: dict[Path, Morning],
    tmp_path_factory: pytest.TempPathFactory,
) -> Morning:
    """A tablet with its register, made once for each town."""
    if town not in mornings:
        mornings[town] = make_morning(playwright, town, tmp_path_factory.mktemp("morning"))
    return mornings[town]


@pytest.fixture
def ward(playwright: Playwright, morning: Morning, tmp_path: Path) -> Iterator[Ward]:
    """A nurse's tablet with its register, and its server; after the test it may have met no script error."""
    made = take(playwright, morning, tmp_path / "ward")
    yield made
    made.close()
    assert made.tablet.faults == []


@pytest.fixture
def alone(playwright: Playwright, morning: Morning, tmp_path: Path) -> Iterator[Ward]:
    """A tablet for which nobody types a password unless the test does."""
    made = take(playwright, morning, tmp_path / "ward")
    made.tablet = Tablet(playwright, made.tablet.profile, unlocks=False)
    yield made
    made.close()
    assert made.tablet.faults == []
