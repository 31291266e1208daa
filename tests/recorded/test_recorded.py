"""What tablets of every released protocol version send is understood for ever, on both databases."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server import create_app
from server.config import Config
from server.exchange.service import PROTOCOL
from sync.ops import Lost, Op, OpFault, parse_op
from tests.conftest import Templates, close, forget
from tests.fakes import FakeClock
from tests.recorded.record import record
from tests.recorded.replay import Replay, to_bytes
from tests.recorded.town import found, put_key

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("version-*.json"))
VERDICTS = {"applied", "merged", "conflict", "duplicate", "waits", "quarantined"}
REASONS = {"unreadable", "lost", "not-allowed", "unknown-kind", "unknown-field", "invalid-value"}
REASONS |= {"missing-field", "wrong-id", "form-version-unknown", "unproven-author"}


@pytest.fixture
def town(database: str, templates: Templates, tmp_path: Path, fake_clock: FakeClock) -> Iterator[Flask]:
    config = templates.copy(database, tmp_path, towns=False)
    put_key(config.master_key_file)
    app = create_app(config)
    found(app)
    yield app
    close(app)
    forget(config)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_recorded_push_gets_its_verdicts_and_leaves_its_rows(town: Flask, file: Path) -> None:
    said = json.loads(file.read_text())
    replay = Replay(town)
    for n, push in enumerate(said["pushes"]):
        reply = replay.send(push["by"], to_bytes(push["body"]), push["headers"])
        assert reply == push["reply"], f"push {n}"
    rows = replay.rows()
    for record_id, recorded in said["rows"].items():
        assert rows[record_id] == recorded, record_id


def test_a_recording_is_never_changed() -> None:
    lines = (FOLDER / "SHA256SUMS").read_text().splitlines()
    sums = {name: sum for sum, _, name in (line.partition("  ") for line in lines)}
    assert sums == {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in FILES}


def test_every_version_up_to_this_one_is_recorded() -> None:
    assert [file.stem for file in FILES] == [f"version-{n}" for n in range(1, PROTOCOL + 1)]


def test_a_recording_made_now_says_the_same(empty_config: Config) -> None:
    """The recorder still works; else the next version could not be recorded."""
    assert record(empty_config) == json.loads(FILES[-1].read_text())


def test_the_recordings_hold_every_shape_and_every_fate() -> None:
    for file in FILES:
        pushes = json.loads(file.read_text())["pushes"]
        runs = [run for push in pushes for run in push["reply"]["verdicts"]]
        assert {run["verdict"] for run in runs} >= VERDICTS
        assert {run["reason"] for run in runs if "reason" in run} >= REASONS
        assert any("moved" in push["reply"] for push in pushes)
        said = [parse_op(text.encode()) for push in pushes for text in _texts(push)]
        assert {type(one) for one in said} == {Op, Lost, OpFault}
        ops = [one for one in said if isinstance(one, Op)]
        for member in ("new", "edits", "form_version", "reason", "replaces", "copied_from"):
            assert any(getattr(op, member) is not None for op in ops), member


def _texts(push: dict[str, Any]) -> list[str]:
    raw = to_bytes(push["body"])
    body = json.loads(gzip.decompress(raw) if "Content-Encoding" in push["headers"] else raw)
    return [text for _, _, text in body["ops"]]
