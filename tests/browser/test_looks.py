"""Every screen, at every size it is used at: axe, target sizes and gaps, nothing cut, nothing greyed out."""

from collections.abc import Callable, Iterator

from playwright.sync_api import Page

from tests.browser.live import OFFICE, PHONE, TABLET, LiveServer, Tablet
from tests.browser.looks import faults
from tests.browser.screens import field_screens, office_screens

Size = dict[str, int]
AT_STATION = ("station-ask", "station-checked", "station-measuring", "station-timing", "station-timed")
BY_HELPERS = ("helpers", "helper-number", "station", *AT_STATION)
BY_RESIDENTS = ("result-for-resident", "self-question", "hand-back")
LARGE = dict.fromkeys((*BY_RESIDENTS, *BY_HELPERS), (64, 16))  # who uses these may be 75, or 90


def found_at(page: Page, walk: Iterator[str], *sizes: Size) -> dict[str, list[str]]:
    """What is wrong with each screen of a walk, looked at in every size; the first one is walked in.

    axe looks once, at the narrowest: names, roles and colours do not change with the width.
    """
    found = {}
    for name in walk:
        for size in sizes[::-1]:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            if wrong := faults(page, *LARGE.get(name, (48, 8)), axe=size is sizes[-1]):
                found[f"{name} {size['width']}"] = wrong
    return found


def test_every_field_screen_is_readable_and_tappable(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    page = new_tablet("looks").open()
    assert found_at(page, field_screens(page, server), TABLET, PHONE) == {}


def test_every_office_screen_is_readable_and_tappable(
    server: LiveServer, new_tablet: Callable[..., Tablet]
) -> None:
    page = new_tablet("looks-office", OFFICE).open()
    assert found_at(page, office_screens(page, server), OFFICE, TABLET, PHONE) == {}
