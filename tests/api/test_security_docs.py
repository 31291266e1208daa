"""docs/security.md: every row that was promised is answered, and every test it names exists."""

import json
import re
from pathlib import Path

from tests import sbom

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
ROWS = """
1.2.4 1.3.2 1.3.6 1.5.2 2.2.1 2.2.2 2.3.3 2.4.1 3.3.1 3.3.2 3.3.3 3.3.4 3.4.1 3.4.3 3.4.6 3.5.1
4.1.1 4.1.3 4.2.1 5.2.1 5.2.3 5.3.2 5.4.1 5.4.3 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.9 6.2.10
6.2.12 6.3.1 6.3.3 6.4.1 6.5.1 6.5.2 6.5.5 7.1.1 7.2.3 7.3.1 7.3.2 7.4.1 7.4.2 7.4.5 7.5.2 8.2.1
8.2.2 8.2.3 8.3.1 8.4.1 11.4.2 11.5.1 12.2.1 12.3.1 12.3.2 12.3.3 13.2.4 13.2.5 13.3.1 13.4.2 13.4.5
14.2.1 14.3.1 14.3.2 14.3.3 15.1.2 15.2.2 15.3.2 15.3.3 16.2.5 16.3.1 16.3.2 16.3.3 16.4.2 16.5.1
16.5.2 16.5.3
"""


def test_every_row_is_answered_once_and_in_order() -> None:
    assert [row for row, *_ in ROW.findall(PAGE)] == ROWS.split()


def test_every_test_the_page_names_exists_and_every_row_names_one() -> None:
    for row, _, _, answer, named in ROW.findall(PAGE):
        found = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", named)
        assert found or (named == "–" and "**open**" in answer), row
        for file, name in found:
            source = (ROOT / file).read_text()
            assert re.search(rf"^(?:async )?def {name}\(", source, re.MULTILINE), (row, file, name)


def test_what_is_not_done_is_said_so() -> None:
    undone = [row for row, _, _, answer, _ in ROW.findall(PAGE) if "**open**" in answer]
    assert undone == []


def test_the_deviation_the_threats_the_duties_and_the_text_for_operators_are_there() -> None:
    for heading in (
        "## The documented deviation: 14.3.3",
        "## Threat model on one page",
        "## Who is responsible for what (責任分界)",
        "## 運用者の規程に使える文（LGWAN・三層分離）",
    ):
        assert heading in PAGE


def test_every_locked_package_is_named_with_its_version_and_its_hash() -> None:
    for file in ("server/requirements.lock", "tests/requirements.lock"):
        blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / file).read_text())
        assert len(blocks) > 30
        for block in blocks:
            assert re.match(r"[a-z0-9._-]+==\S+", block), block[:60]
            assert "--hash=sha256:" in block, block[:60]
    assert '"integrity": "sha512-' in (ROOT / "pwa" / "package-lock.json").read_text()


def test_the_list_of_components_names_every_locked_package_with_its_hash() -> None:
    made = sbom.bill()
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    python = re.findall(
        r"^([a-z0-9._-]+)==", (ROOT / "server" / "requirements.lock").read_text(), re.MULTILINE
    )
    npm = json.loads((ROOT / "pwa" / "package-lock.json").read_text())["packages"]
    parts = {part["purl"]: part for part in made["components"]}
    assert len(parts) == len(made["components"]) == len(python) + len(npm) - 1
    for name in python:
        assert any(purl.startswith(f"pkg:pypi/{name}@") for purl in parts), name
    assert all(part["hashes"] for part in parts.values())
    runs = {part["name"] for part in parts.values() if part["scope"] == "required"}
    assert {"flask", "preact", "dexie"} <= runs
    assert not {"vite", "typescript"} & runs
    assert sbom.bill() == made, "the same lock files, the same list"
