"""What Python and TypeScript must agree on about ids and ops; the same files are run by pwa/tests."""

import json
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import pytest

from server.exchange.kinds import KINDS
from sync.ids import is_op_id, natural_id, uuid7
from sync.merge import Field, Row, merge, overlay
from sync.ops import Edit, Lost, Op, Signer, parse_op
from tests import careful_cases
from tests.tablet import sign

VECTORS = Path(__file__).parent.parent / "vectors"
IDS: dict[str, Any] = json.loads((VECTORS / "ids.json").read_text())
OPS: dict[str, Any] = json.loads((VECTORS / "ops.json").read_text())
RECORD = "018f0000-0000-7000-8000-0000000000c1"


@pytest.mark.parametrize("case", IDS["natural"], ids=lambda case: case["kind"])
def test_what_exists_once_has_one_id(case: dict[str, Any]) -> None:
    assert natural_id(case["tenant"], case["kind"], ":".join(map(str, case["key"]))) == case["id"]


@pytest.mark.parametrize("case", IDS["uuid7"], ids=lambda case: case["id"])
def test_a_free_id_is_a_uuid7(case: dict[str, Any]) -> None:
    assert uuid7(case["unix_ms"], bytes.fromhex(case["random_hex"])) == case["id"]


def test_an_op_id_has_one_written_form() -> None:
    assert all(map(is_op_id, IDS["op_ids"]["valid"]))
    assert not any(map(is_op_id, IDS["op_ids"]["invalid"]))


@pytest.mark.parametrize("case", OPS["mac"], ids=lambda case: case["mac"])
def test_the_mac_is_over_the_bytes_as_they_are(case: dict[str, Any]) -> None:
    assert sign(case["key"], case["text"]) == case["mac"]
    assert Signer(_key(case["key"])).mac(case["text"].encode()) == case["mac"]


@pytest.mark.parametrize("case", OPS["read"], ids=lambda case: case["text"][:60] or "nothing")
def test_bytes_say_an_op_a_loss_or_a_fault_and_never_raise(case: dict[str, Any]) -> None:
    said = parse_op(case["text"].encode())
    assert {Op: "op", Lost: "lost"}.get(type(said), "fault") == case["says"]


@pytest.mark.parametrize("case", OPS["overlay"], ids=lambda case: case["name"])
def test_own_ops_lie_over_the_pulled_row(case: dict[str, Any]) -> None:
    shown = overlay(_row(case["row"]), [(op, _op(body)) for op, body in case["ops"]])
    assert shown is not None
    assert shown.op == case["want"]["op"]
    assert dict(shown.fields) == case["want"]["fields"]
    assert _pairs(shown) == case["want"]["members"]


@pytest.mark.parametrize("case", OPS["merge"], ids=lambda case: case["name"])
def test_a_field_is_the_edits_nobody_has_superseded(case: dict[str, Any]) -> None:
    field = Field({}, frozenset())
    for op, edit in case["edits"]:
        field = merge(field, op, _edit(edit))
    assert [[op, value] for op, value in field.members.items()] == case["members"]
    assert sorted(field.pending) == case["pending"]


def test_the_careful_cases_say_what_python_says_now() -> None:
    """Renew with `python -m tests.careful_cases`."""
    assert careful_cases.FILE.read_text("utf-8") == careful_cases.text()


def test_every_careful_field_is_among_the_careful_cases() -> None:
    told = {(case["kind"], case["field"]) for case in careful_cases.made()["values"] if case["careful"]}
    assert told == {(kind.name, name) for kind in KINDS.values() for name in kind.careful}


def _key(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _edit(said: dict[str, Any]) -> Edit:
    return Edit(frozenset(said["saw"]), said["now"])


def _op(body: dict[str, Any]) -> Op:
    edits = body.get("edits")
    made = edits and {name: _edit(edit) for name, edit in edits.items()}
    return Op(1, 1, "person", RECORD, "2026-11-21T05:12:33Z", body.get("new"), made)


def _row(said: dict[str, Any] | None) -> Row | None:
    if said is None:
        return None
    return Row(said["op"], said["fields"], {name: dict(pairs) for name, pairs in said["members"].items()}, {})


def _pairs(row: Row) -> dict[str, list[list[Any]]]:
    return {name: [list(pair) for pair in members.items()] for name, members in row.members.items()}
