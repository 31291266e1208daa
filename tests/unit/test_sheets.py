"""The quick way to read a new sheet and the long way say the same of any bytes, or the quick way declines."""

import base64
import hmac
import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import forms
from server.exchange.filing import Current, read_row, stored_form
from server.exchange.intake import objection, said_by
from server.exchange.kinds import SUBMISSION
from server.exchange.sheets import read_sheet
from sync.merge import created
from sync.ops import Op, Signer

TENANT = "6b61796f-6900-4d69-8e61-746f6d616368"
PERSON, SESSION = "018f0000-0000-7000-8000-0000000000b1", "018f0000-0000-7000-8000-0000000000b2"
RECORD = "018f0000-0000-7000-8000-0000000000c1"
BENCH = Path(__file__).parents[1] / "bench/definitions"
ANSWERS = {f"a.qmcoo.{item}": 1 for item in ("01_health", "02_satisfaction", "03_meals")}
MEASURES = {"a.bench.grip": 23.5, "a.bench.walk": 4.25, "a.bench.upper": 128, "a.bench.calf": 33}
BODY = {"a.body.sbp_1": 128, "a.body.smi": 5.65, "a.body.ring": 3, "a.body.pulse_irregular": 2}
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    1.0,
    -0.0,
    2,
    6,
    7,
    1e300,
    2**53 + 1,
    2**64,
    -(2**70),
    0.30000000000000004,
]
ODD += [
    "",
    "1",
    PERSON,
    PERSON.upper(),
    "2026-02-30",
    "2026-11-22",
    "self",
    "qmcoo",
    "bench",
    "qmcoo/1",
    "bench/01",
]
ODD += [
    "\x00",
    "あ",
    "'\\\"\t",
    [],
    {},
    [1],
    [0],
    [1, 14],
    [14, 1],
    {"state": "unable"},
    {"state": "cannot_measure", "reason": "pain"},
    {"state": "declined"},
    {"state": "declined", "reason": "x"},
    {"a": 1},
]


@pytest.fixture(autouse=True)
def bench_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """The made-up form of the benchmarks, which has numbers, beside ours."""
    monkeypatch.setattr(forms, "FOLDERS", [*forms.FOLDERS, BENCH])


def sheet(form: str) -> dict[str, Any]:
    """A sheet with nothing wrong with it."""
    answers = {"qmcoo": ANSWERS, "bench": MEASURES | {"a.bench.03_meals": 2}, "body": BODY}[form]
    head = {"person": PERSON, "session": SESSION, "form": form, "version": 1, "on": "2026-11-21"}
    return {
        "seq": 7,
        "save": 3,
        "kind": "submission",
        "id": RECORD,
        "made_at": "2026-11-21T01:00:00Z",
        "form_version": f"{form}/1",
        "new": head | {"answered_by": "self"} | answers,
    }


def the_long_way(body: bytes) -> Op | None:
    """The op, when there is nothing wrong with it."""
    said = said_by(body)
    return said if isinstance(said, Op) and objection(TENANT, said) == (None, None) else None


def same(body: bytes) -> Op | None:
    """What the quick way says; it must be what the long way says, and be stored as the same row."""
    quick = read_sheet(body)
    if quick is None:
        return None
    long = the_long_way(body)
    assert long is not None, body
    assert exactly(quick._replace(new=dict(quick.values()))) == exactly(long)
    for name in ("person", "session", "encounter", "on", "form", "a.bench.grip", "nothing"):
        assert quick.values().get(name) == long.values().get(name)
    assert exactly(stored(quick)) == exactly(stored(long))
    return quick


def stored(op: Op) -> dict[str, Any]:
    """The columns of its row; what the row says, read."""
    row = created("4.7", op.values())
    columns = stored_form(1, Current(op.id, SUBMISSION, "area:1", 9, 0, PERSON, 0, row))
    return columns | {"body": [columns["body"].partition('"op":')[0], read_row(columns["body"], None)]}


def exactly(said: Any) -> bytes:
    """As JSON, where 1, 1.0 and true differ."""
    return json.dumps(said, sort_keys=True).encode()


@pytest.mark.parametrize("form", ["qmcoo", "bench", "body"])
@pytest.mark.parametrize("write", [orjson.dumps, lambda op: json.dumps(op, indent=2).encode()])
def test_a_sheet_with_nothing_wrong_with_it_is_read_the_quick_way(
    form: str, write: Callable[[Any], bytes]
) -> None:
    assert same(write(sheet(form))) is not None


def test_so_is_one_from_a_home_visit_and_one_with_an_answer_taken_back() -> None:
    op = sheet("bench")
    del op["new"]["session"]
    op["new"]["a.bench.grip"] = None
    quick = same(orjson.dumps(op))
    assert quick is not None
    assert quick.values().get("session") is None
    assert "session" not in quick.values()


places = st.sampled_from(
    ["seq", "save", "kind", "id", "made_at", "form_version", "new", "edits", "reason", "more"]
)
ITEMS = ["grip", "walk", "upper", "03_meals"]
HEAD = ["person", "session", "encounter", "form", "version", "on", "answered_by", "a.nothing", "more"]
OF_BODY = ["symptoms", "noticed", "stop_release", "sts5", "grip_left_1", "sbp_1", "ring"]
fields = st.sampled_from(
    [*HEAD, *ANSWERS, *(f"a.bench.{item}" for item in ITEMS), *(f"a.body.{item}" for item in OF_BODY)]
)
odd = st.one_of(st.sampled_from(ODD), st.floats(-10, 300), st.integers(-3, 10), st.text(max_size=5))
changes = st.lists(
    st.tuples(st.booleans(), places, fields, st.sampled_from(["put", "drop"]), odd), max_size=3
)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(["qmcoo", "bench", "body"]), changes, st.booleans())
@example("body", [(True, "new", "a.body.symptoms", "put", [1, 14])], False)
@example("body", [(True, "new", "a.body.symptoms", "put", 1)], False)
@example("body", [(True, "new", "a.body.sts5", "put", {"state": "unable"})], False)
@example("bench", [(True, "new", "a.bench.walk", "put", 4.255)], False)
@example("bench", [(True, "new", "a.bench.grip", "put", 23)], False)
@example("qmcoo", [(True, "new", "a.qmcoo.03_meals", "put", 1.0)], False)
@example("qmcoo", [(True, "new", "version", "put", True)], False)
@example("bench", [(False, "form_version", "", "put", "bench/01")], False)
def test_whatever_is_changed_in_a_sheet_both_ways_agree(
    form: str, changed: list[tuple[bool, str, str, str, Any]], spaced: bool
) -> None:
    op = deepcopy(sheet(form))
    for inside, place, field, what, value in changed:
        target, name = (op.get("new"), field) if inside else (op, place)
        if not isinstance(target, dict):
            continue
        if what == "put":
            target[name] = deepcopy(value)
        else:
            target.pop(name, None)
    text = json.dumps(op, separators=None if spaced else (",", ":"), ensure_ascii=spaced)
    same(text.encode(errors="surrogatepass"))


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 700), st.binary(min_size=0, max_size=3), st.integers(0, 3))
def test_whatever_bytes_are_put_into_a_sheet_both_ways_agree(at: int, put: bytes, over: int) -> None:
    body = orjson.dumps(sheet("bench"))
    same(body[:at] + put + body[at + over :])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"version":1', '"version":1,"version":1'),
        ('"version":1', '"version":2,"version":1'),
        ('"seq":7', '"seq":7.0'),
        ('"seq":7', '"seq":7e0'),
        ('"a.bench.upper":128', '"a.bench.upper":128,"a.bench.upper":1280000'),
        ('"a.bench.upper":128', '"a.bench.upper":1.28e2'),
        ('"a.bench.upper":128', '"a.bench.upper":NaN'),
        ('"person"', '"p\\u0065rson"'),
        ('"self"', '"s\\u0065lf"'),
        ('"self"', '"\\ud800"'),
    ],
)
def test_odd_spellings_are_read_alike(old: str, new: str) -> None:
    text = orjson.dumps(sheet("bench")).decode()
    assert old in text
    same(text.replace(old, new, 1).encode(errors="surrogatepass"))


@given(st.binary(max_size=100), st.binary(max_size=300))
def test_the_mac_is_the_one_of_the_library(key: bytes, body: bytes) -> None:
    raw = hmac.new(key, body, "sha256").digest()[:16]
    assert Signer(key).mac(body) == base64.urlsafe_b64encode(raw).decode().rstrip("=")
