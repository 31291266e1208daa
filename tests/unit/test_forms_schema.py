"""The schema editors check definitions by, and the reader, take and refuse the same."""

import json
from typing import Any

import jsonschema_rs
import pytest
import yaml

import forms
from forms.reading import DefinitionError
from forms.schema import FILE, schema, written
from forms.shapes import SHAPES
from tests.sample_forms import FULL
from tests.unit.test_forms_definition import SMALL, published

Json = dict[str, Any]


def test_the_schema_for_editors_is_the_one_the_reader_reads_by() -> None:
    assert FILE.read_text("utf-8") == written(), "python -m forms.schema writes it anew"


class StringKeys(yaml.SafeLoader):
    """YAML 1.1 would read the name `no` as false; editors, which read 1.2, do not."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Json:
        return {str(key.value): self.construct_object(value, deep=True) for key, value in node.value}


def loaded(text: str) -> Any:
    return yaml.load(text, StringKeys)


def examples() -> list[tuple[str, Json]]:
    """Every definition and sample, as an editor's checker sees it."""
    files = [file for folder in forms.FOLDERS for file in sorted(folder.glob("*/*.yaml"))]
    kept = [(f"{file.parent.name}/{file.stem}", loaded(file.read_text("utf-8"))) for file in files]
    return [*kept, ("small", loaded(SMALL)), ("full", loaded(FULL))]


def test_the_schema_takes_every_definition() -> None:
    checker = jsonschema_rs.validator_for(schema())
    for name, example in examples():
        assert [str(error) for error in checker.iter_errors(example)] == [], name


def places(value: Any, shape: str) -> list[tuple[Json, str]]:
    """Every mapping of an example with the shape it must have."""
    found = [(value, shape)]
    for name, (kind, _) in SHAPES[shape].items():
        inside = value.get(name.removesuffix("?"))
        while kind.startswith("list of ") or kind.startswith("map of "):
            container, kind = kind.split(" of ", 1)
            inside = None if inside is None else list(inside if container == "list" else inside.values())
        for one in (inside if isinstance(inside, list) else [inside]) if kind in SHAPES else []:
            found += places(one, kind) if isinstance(one, dict) else []
    return found


def test_the_reader_and_the_schema_refuse_the_same_slips() -> None:
    """In every kind of mapping: a name nobody knows, and each name that must be there left out."""
    checker, seen = jsonschema_rs.validator_for(schema()), set()
    whole = json.dumps(loaded(FULL), default=str)
    for at, (_, shape) in enumerate(places(json.loads(whole), "form")):
        needed = [name for name in SHAPES[shape] if not name.endswith("?")]
        for change in ["horoscope", *needed]:
            if (shape, change) in seen:
                continue
            seen.add((shape, change))
            example = json.loads(whole)
            place = places(example, "form")[at][0]
            place.pop(change, None) if change != "horoscope" else place.update(horoscope="x")
            assert not checker.is_valid(example), (shape, change)
            with pytest.raises(DefinitionError):
                published(json.dumps(example, ensure_ascii=False))
    assert {shape for shape, _ in seen} >= SHAPES.keys() - {"code_list", "option", "risk", "constraint"} - {
        "state_words",
        "lock_words",
    }
