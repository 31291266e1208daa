"""A coordinator at the pages of the town's own forms."""

from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from tests.authoring.spreadsheets import valid, xlsx
from tests.factories import SignedIn

PLACE = "/api/v1/office/forms"
GRIP = {
    "form_id": "grip",
    "title": "握力（町の測定）",
    "title_en": "Grip (of the town)",
    "measures": [
        {
            "name": "握力",
            "name_en": "Grip",
            "unit": "kg",
            "decimals": 1,
            "minimum": 0,
            "maximum": 80,
            "threshold": {"value": 20.5, "direction": "below"},
            "source": "町の介護予防の手引き",
        }
    ],
}


@dataclass
class Author:
    """Uploads, looks and takes steps."""

    browser: SignedIn

    def upload(self, raw: bytes | None = None) -> TestResponse:
        """A file, the right one when none is given."""
        return self.browser.post(f"{PLACE}/files", data=xlsx(valid()) if raw is None else raw)

    def draft(self, raw: bytes | None = None) -> str:
        """A new draft out of a file; its id."""
        reply = self.upload(raw)
        assert reply.status_code == 200, reply.text
        made: str | None = reply.json["id"]
        assert made is not None, reply.json["notes"]
        return made

    def get(self, edition_id: str = "") -> dict[str, Any]:
        """One version, or the list."""
        reply = self.browser.get(f"{PLACE}/{edition_id}" if edition_id else PLACE)
        assert reply.status_code == 200, reply.text
        return dict(reply.json)

    def step(self, edition_id: str, step: str, **more: str) -> TestResponse:
        """Take a step."""
        return self.browser.post(f"{PLACE}/{edition_id}/steps", json={"step": step, **more})

    def go(self, edition_id: str, *steps: str) -> dict[str, Any]:
        """Take steps that must be possible; the version afterwards."""
        for step in steps:
            reply = self.step(edition_id, step, **({"reason": "単位のまちがい"} if step == "recall" else {}))
            assert reply.status_code == 200, reply.text
        return self.get(edition_id)
