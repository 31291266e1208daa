"""From a definition somebody made here to the published JSON: our own reader checks it like any other."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import yaml

import forms
from forms.publish import publish
from forms.reader import read
from forms.reading import DefinitionError, read_text

Json = dict[str, Any]
SHARED = Path(forms.__file__).parent / "choices" / "finding_states.yaml"
_PLACE = re.compile(r"^form\.yaml:\d+: ([^:]*): (.*)$", re.DOTALL)


class NotAccepted(NamedTuple):
    """Where in the definition our reader stopped ("items[3].shown"), and why."""

    place: str
    why: str


def compile_form(definition: Json, lists: dict[str, Json]) -> Json | NotAccepted:
    """The published form with its hash, or what is wrong with it. lists: the code lists it names."""
    with TemporaryDirectory() as folder:
        choices = Path(folder)
        shutil.copy(SHARED, choices)
        for name, listed in lists.items():
            (choices / f"{name}.yaml").write_text(_yaml(listed), encoding="utf-8")
        try:
            return publish(read(read_text(_yaml(definition), "form.yaml"), choices))
        except DefinitionError as error:
            found = _PLACE.match(str(error))
            return NotAccepted(found[1], found[2]) if found else NotAccepted("", str(error))


def _yaml(value: Json) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000)


def cell_of(place: str, origins: dict[str, str]) -> str:
    """The cell behind a place of the definition: of the nearest part around it that has one."""
    while place and place not in origins:
        place = re.sub(r"(\.[^.\[\]]+|\[\d+\])$|^[^.\[\]]+$", "", place)
    return origins.get(place, "survey!A1")
