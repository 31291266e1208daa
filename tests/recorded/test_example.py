"""The example of sync/PROTOCOL.md is what the server says: whoever follows the page can check her bytes by
it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server import create_app
from sync.feed import digest_of
from sync.ops import Op, parse_op
from tests.conftest import Templates, close, forget
from tests.fakes import FakeClock
from tests.recorded.replay import Replay
from tests.recorded.town import found, put_key
from tests.reference.sending import sign

PAGE = (Path(__file__).parents[2] / "sync" / "PROTOCOL.md").read_text().partition("## 7.")[2]
SAID = dict(re.findall(r"^(\w+)  +(\S.*)$", PAGE, re.MULTILINE))
OF_THE_MOMENT = ("epoch", "server_time", "cursor")


@pytest.fixture
def town(database: str, templates: Templates, tmp_path: Path, fake_clock: FakeClock) -> Iterator[Flask]:
    config = templates.copy(database, tmp_path, towns=False)
    put_key(config.master_key_file)
    app = create_app(config)
    found(app)
    yield app
    close(app)
    forget(config)


def test_the_bytes_are_signed_as_the_page_says() -> None:
    writer = json.loads(SAID["writer"])
    assert sign(writer["mac_key"], SAID["op"]) == SAID["mac"]
    assert isinstance(parse_op(SAID["op"].encode()), Op)
    assert json.loads(SAID["push"])["ops"] == [[1, SAID["mac"], SAID["op"]]]


def test_the_server_answers_as_the_page_says(town: Flask) -> None:
    replay = Replay(town)
    assert replay.writers["nurse"] == json.loads(SAID["writer"])
    nurse = replay.browsers["nurse"]
    reply = nurse.post("/api/v1/sync/push", data=SAID["push"], content_type="application/json")
    assert lasting(reply.json) == lasting(json.loads(SAID["reply"]))
    page = nurse.get("/api/v1/sync/pull").json
    told = json.loads(SAID["row"])
    [row] = [row for row in page["rows"] if row["id"] == told["id"]]
    assert row == told
    assert (
        page["digest"][row["scope"]] == json.loads(SAID["digest"]) == [*digest_of([(row["id"], row["seq"])])]
    )
    assert json.loads(json.dumps(page["head"])) == json.loads(SAID["head"])


def lasting(reply: dict[str, Any]) -> dict[str, Any]:
    """A reply without what is of the moment."""
    return {name: value for name, value in reply.items() if name not in OF_THE_MOMENT}
