"""`make screenshots`: every screen at the sizes it is used at, into docs/screenshots/latest."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.live import (
    OFFICE,
    PHONE,
    ROOT,
    TABLET,
    LiveServer,
    Tablet,
    copy_of,
    seeded_data,
    use_test_ids,
)
from tests.browser.looks import picture
from tests.browser.screens import field_screens, office_screens

TARGET = ROOT / "docs/screenshots/latest"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        use_test_ids(playwright)
        town = seeded_data(Path(folder) / "town")
        for walk, sizes in ((field_screens, (TABLET, PHONE)), (office_screens, (OFFICE, TABLET, PHONE))):
            for size in sizes:
                place = Path(folder) / f"{walk.__name__}-{size['width']}"
                server = LiveServer(copy_of(town, place / "var"))  # a walk changes what the next one meets
                server.start()
                try:
                    tablet = Tablet(playwright, place / "tablet", size)
                    page = tablet.open()
                    for name in walk(page, server):
                        print(picture(page, TARGET, f"{name}-{size['width']}"))
                    tablet.close()
                finally:
                    server.kill()


if __name__ == "__main__":
    main()
