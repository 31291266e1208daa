"""The JSON Schema of a definition, for editors. `python -m forms.schema` writes it; a test compares."""

import json
from pathlib import Path
from typing import Any

from forms.shapes import SHAPES

FILE = Path(__file__).parent / "schema.json"
ID = "[a-z][a-z0-9_]{0,39}"
PLAIN: dict[str, dict[str, Any]] = {
    "id": {"type": "string", "pattern": f"^{ID}$"},
    "text": {"type": "string", "pattern": r"\S"},
    "rule": {"type": "string", "pattern": r"\S", "description": "A rule (RULES.md)"},
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"enum": [True, False, "on", "off"]},
    "scalar": {"type": ["string", "number", "boolean"]},
}


def schema() -> dict[str, Any]:
    """The whole schema; every shape is one of its definitions."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Kayoi form definition",
        "$ref": "#/$defs/form",
        "$defs": {name: _shape(name) for name in SHAPES},
    }


def written() -> str:
    """The schema as schema.json holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _shape(name: str) -> dict[str, Any]:
    fields = SHAPES[name]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field for field in fields if not field.endswith("?")],
        "properties": {
            field.removesuffix("?"): _described(kind, words) for field, (kind, words) in fields.items()
        },
    }


def _described(kind: str, words: str) -> dict[str, Any]:
    return {**_kind(kind), "description": words} if words else _kind(kind)


def _kind(kind: str) -> dict[str, Any]:
    before, _, rest = kind.partition(" of ")
    if before == "list" and rest:
        return {"type": "array", "minItems": 1, "items": _kind(rest)}
    if before == "map" and rest:
        return {"type": "object", "additionalProperties": _kind(rest)}
    if before == "one" and rest:
        return {"enum": rest.split()}
    return dict(PLAIN[kind]) if kind in PLAIN else {"$ref": f"#/$defs/{kind}"}


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
