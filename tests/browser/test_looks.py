"""Every screen, at every size it is used at: axe, target sizes and gaps, nothing cut, nothing greyed out."""

from collections.abc import Callable

import pytest

from tests.browser.live import OFFICE, PHONE, TABLET, LiveServer, Tablet
from tests.browser.looks import faults
from tests.browser.screens import field_screens, office_screens

Size = dict[str, int]
BY_HELPERS = ("helpers", "helper-number", "station", "station-ask", "station-checked")
LARGE = dict.fromkeys(("result-for-resident", *BY_HELPERS), (64, 16))  # who uses these may be 75, or 90


@pytest.mark.parametrize("size", [TABLET, PHONE], ids=["tablet", "phone"])
def test_every_field_screen_is_readable_and_tappable(
    server: LiveServer, new_tablet: Callable[..., Tablet], size: Size
) -> None:
    page = new_tablet("looks", size).open()
    walk = field_screens(page, server)
    found = {name: wrong for name in walk if (wrong := faults(page, *LARGE.get(name, (48, 8))))}
    assert found == {}


@pytest.mark.parametrize("size", [OFFICE, TABLET, PHONE], ids=["desktop", "tablet", "phone"])
def test_every_office_screen_is_readable_and_tappable(
    server: LiveServer, new_tablet: Callable[..., Tablet], size: Size
) -> None:
    page = new_tablet("looks-office", size).open()
    found = {name: wrong for name in office_screens(page, server) if (wrong := faults(page))}
    assert found == {}
