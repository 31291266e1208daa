"""Makes tests/vectors/careful.json, what Python says of careful values: `python -m tests.careful_cases`."""

import json
import random
from pathlib import Path
from typing import Any

from server.exchange.kinds import KINDS, Kind
from sync.merge import Field, Row, merge, overlay
from sync.ops import Edit, Op, Value

FILE = Path(__file__).parent / "vectors" / "careful.json"
ABOUT = (
    "Made by `python -m tests.careful_cases`. values: which values win while their field is in conflict. "
    "merge: one field, edit after edit. overlay: a device's own ops over a pulled row."
)
RECORD = "018f0000-0000-7000-8000-0000000000c1"
VALUES: dict[str, list[Value]] = {
    "state": ["active", "deceased", "moved_out", "in_facility", None],
    "address_protected": [True, False, None],
    "merged_into": ["018f0000-0000-7000-8000-0000000000d1", "018f0000-0000-7000-8000-0000000000d2", None],
    "withdrawn_on": ["2026-11-01", "2026-11-02", None],
    "phone": ["1", "2"],
    "note": ["a", "b"],
}
FIELDS = {
    "person": ["state", "address_protected", "merged_into", "phone"],
    "consent": ["withdrawn_on", "note"],
}


def made() -> dict[str, Any]:
    """The whole file."""
    random_ = random.Random(20261122)
    return {
        "about": ABOUT,
        "values": [
            {"kind": kind.name, "field": name, "value": value, "careful": kind.is_careful(name, value)}
            for kind in KINDS.values()
            for name in dict.fromkeys([*kind.careful, *FIELDS.get(kind.name, [])])
            for value in VALUES[name]
        ],
        "merge": [_merge_case(random_) for _ in range(30)],
        "overlay": [_overlay_case(random_, KINDS[kind]) for kind in FIELDS for _ in range(20)],
    }


def _merge_case(random_: random.Random) -> dict[str, Any]:
    """Ids seen before they arrive, twice, out of order, and by themselves."""
    ids = [f"{writer}.{seq}" for writer in (1, 2) for seq in (1, 2, 3)]
    random_.shuffle(ids)
    field, edits = Field({}, frozenset()), []
    for op in ids[: random_.randint(2, 6)]:
        edit = Edit(frozenset(random_.sample(ids, random_.randint(0, 3))), random_.choice("abc"))
        edits.append([op, {"saw": sorted(edit.saw), "now": edit.now}])
        field = merge(field, op, edit)
    members = [list(pair) for pair in field.members.items()]
    return {"edits": edits, "members": members, "pending": sorted(field.pending)}


def _overlay_case(random_: random.Random, kind: Kind) -> dict[str, Any]:
    """A row as others have left it, and the ops of a tablet that saw some of it."""
    fields = FIELDS[kind.name]
    first = {name: random_.choice(VALUES[name]) for name in fields if random_.random() < 0.8}
    others: list[tuple[str, dict[str, Any]]] = [("7.1", {"new": first})]
    others += [
        (f"8.{seq}", _change(random_, fields, ["7.1", "8.1"])) for seq in range(1, random_.randint(1, 4))
    ]
    row = overlay(None, [(op, _op(kind, body)) for op, body in others], kind.is_careful)
    assert row is not None
    row = row._replace(pending={})  # stays at the server
    known = [op for op, _ in others]
    own: list[list[Any]] = []
    for seq in range(1, random_.randint(2, 5)):
        op = f"12.{seq}"
        own.append([op, _change(random_, fields, [*known, op, "9.9"])])
        known.append(op)
    shown = overlay(row, [(op, _op(kind, body)) for op, body in own], kind.is_careful)
    assert shown is not None
    return {"kind": kind.name, "row": _said(row), "ops": own, "want": _said(shown)}


def _change(random_: random.Random, fields: list[str], known: list[str]) -> dict[str, Any]:
    chosen = random_.sample(fields, random_.randint(1, len(fields)))
    edits = {}
    for name in chosen:
        saw = sorted(random_.sample(known, random_.randint(0, min(3, len(known)))))
        edits[name] = {"saw": saw, "now": random_.choice(VALUES[name])}
    return {"edits": edits}


def _op(kind: Kind, body: dict[str, Any]) -> Op:
    edits = body.get("edits")
    said = edits and {name: Edit(frozenset(edit["saw"]), edit["now"]) for name, edit in edits.items()}
    return Op(1, 1, kind.name, RECORD, "2026-11-21T05:12:33Z", body.get("new"), said)


def _said(row: Row) -> dict[str, Any]:
    """As the wire has it."""
    members = {name: [list(pair) for pair in values.items()] for name, values in row.members.items()}
    return {"op": row.op, "fields": dict(row.fields), "members": members}


def text() -> str:
    """The file's text: one case a line."""
    parts = []
    for key, said in made().items():
        if isinstance(said, str):
            parts.append(f"  {json.dumps(key)}: {json.dumps(said, ensure_ascii=False)}")
            continue
        lines = ",\n".join("    " + json.dumps(case, ensure_ascii=False) for case in said)
        parts.append(f"  {json.dumps(key)}: [\n{lines}\n  ]")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
