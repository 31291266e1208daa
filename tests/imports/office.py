"""A coordinator at the import pages, and the rows she brings."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from tests.factories import SignedIn
from tests.imports.registers import HEADER, csv_bytes
from tests.tablet import new_id

PLACE = "/api/v1/office/imports"
HANA = {
    "宛名番号": "0010000001",
    "被保険者番号": "10000008",
    "氏名カナ": "ﾀｶﾊｼ ﾊﾅ",
    "氏名": "髙橋　ハナ",
    "生年月日": "S16.4.29",
    "性別": "2",
    "電話": "0574-25-1117",
    "住所": "かよい町一丁目1番",
    "地区": "南部",
    "支援措置": "0",
}


def row(**cells: str) -> dict[str, str]:
    """A row about 髙橋 ハナ, with some cells otherwise."""
    return HANA | cells


def other(n: int, **cells: str) -> dict[str, str]:
    """A row about somebody else, a different person for every n."""
    own = {
        "宛名番号": f"00200{n:05d}",
        "被保険者番号": "",
        "氏名カナ": f"ﾔﾏﾀﾞ {_KANA[n % 40]}{_KANA[n // 40]}",
    }
    return (
        row(**own, 氏名=f"山田　{n}郎", 生年月日=f"S{10 + n % 15}.{1 + n % 12}.{1 + n % 28}", 電話="") | cells
    )


_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモラリルレロ"


@dataclass
class ImportOffice:
    """Signed in as someone; speaks only HTTP."""

    browser: SignedIn

    def get(self, path: str = "") -> Any:
        """JSON of an address that must answer."""
        reply = self.browser.get(PLACE + path)
        assert reply.status_code == 200, reply.text
        return reply.json

    def post(self, path: str, body: Any = None) -> Any:
        """JSON of what must be done."""
        reply = self.try_post(path, body)
        assert reply.status_code == 200, reply.text
        return reply.json

    def try_post(self, path: str, body: Any = None) -> TestResponse:
        """The reply as it is."""
        if isinstance(body, bytes):
            return self.browser.post(PLACE + path, data=body)
        return self.browser.post(PLACE + path, json=body if body is not None else {})

    def source(self, raw: bytes, name: str = "住民記録", **more: Any) -> str:
        """The id of a source whose columns are those the file suggests."""
        shown = self.post("/look", raw)
        body = {"name": name, "key": "register_no", "columns": shown["suggested"]} | more
        return str(self.post("/sources", body)["id"])

    def upload(self, rows: list[dict[str, str]], encoding: str = "cp932", **source: Any) -> dict[str, Any]:
        """A run of these rows, compared and ready."""
        raw = csv_bytes(rows, encoding, source.pop("header", HEADER))
        return self.upload_raw(raw, **source)

    def upload_raw(self, raw: bytes, **source: Any) -> dict[str, Any]:
        """A run of this file, compared and ready."""
        run = self.post(f"/sources/{self.source(raw, **source)}/files", raw)
        return self.check(run["id"])

    def check(self, run_id: str) -> dict[str, Any]:
        """Compare until it is ready."""
        run: dict[str, Any] = {"state": "checking"}
        while run["state"] == "checking":
            run = self.post(f"/{run_id}/check")
        return run

    def apply(self, run_id: str) -> dict[str, Any]:
        """Apply until it is done."""
        run: dict[str, Any] = {"state": "applying"}
        while run["state"] == "applying":
            run = self.post(f"/{run_id}/apply")
        return run

    def take(self, rows: list[dict[str, str]], **source: Any) -> dict[str, Any]:
        """Upload, compare and apply."""
        return self.apply(self.upload(rows, **source)["id"])

    def lines(self, run_id: str, which: str) -> list[dict[str, Any]]:
        """The first rows of one sort."""
        page: list[dict[str, Any]] = self.get(f"/{run_id}/lines?which={which}")["lines"]
        return page

    def rules(self, run_id: str) -> dict[int, list[tuple[str, str]]]:
        """{row: [(field, rule)]} of what was refused."""
        return {
            line["n"]: [(note["field"], note["rule"]) for note in line["notes"] if note["refuses"]]
            for line in self.lines(run_id, "rejected")
        }

    def find(self, words: str) -> list[dict[str, Any]]:
        """Persons the office finds."""
        reply = self.browser.post("/api/v1/office/people/search", json={"q": words})
        found: list[dict[str, Any]] = reply.json["people"]
        return found

    def person(self, words: str = "たかはし") -> dict[str, Any]:
        """The one person these words find, as the office opens her."""
        (found,) = self.find(words)
        page: dict[str, Any] = self.browser.get(f"/api/v1/office/people/{found['id']}").json
        return page

    def given_back(self, run_id: str) -> tuple[bytes, list[list[str]]]:
        """The rows that were not taken: the file, and its rows as text."""
        reply = self.browser.get(f"{PLACE}/{run_id}/rejected.csv?town={self.browser.body['tenant']['uid']}")
        assert reply.mimetype == "text/csv"
        run = self.get(f"/{run_id}")
        return reply.data, list(csv.reader(io.StringIO(reply.data.decode(run["encoding"]), newline="")))


def stranger() -> str:
    """An id nobody has."""
    return new_id()
