"""YAML with its line numbers: every complaint about a definition names the line and the place."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import yaml

MAX_FILE = 1_000_000
TAG = "tag:yaml.org,2002:"


class DefinitionError(Exception):
    """A definition that cannot be used; the message says where (file, line, path) and what."""


class Part:
    """One value of a YAML file, with the way that leads to it."""

    def __init__(self, node: yaml.Node, path: str, file: str) -> None:
        self.node, self.path, self.file = node, path, file

    def error(self, problem: str) -> DefinitionError:
        """The exception to raise about this value."""
        line = self.node.start_mark.line + 1
        return DefinitionError(f"{self.file}:{line}: {self.path or 'the file'}: {problem}")

    def fields(self, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, "Part"]:
        """The named values of a mapping; unknown, repeated and missing names are errors."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error("expected names with values")
        required, known = list(required), {*required, *optional}
        found: dict[str, Part] = {}
        for key, value in self.node.value:
            name = str(key.value)
            at = Part(value, f"{self.path}.{name}".lstrip("."), self.file)
            if name not in known:
                near = get_close_matches(name, known, n=1)
                raise at.error("unknown name" + (f"; did you mean '{near[0]}'?" if near else ""))
            if name in found:
                raise at.error("this name is given twice")
            found[name] = at
        missing = [name for name in required if name not in found]
        if missing:
            raise self.error(f"'{missing[0]}' is missing")
        return found

    def entries(self) -> dict[str, "Part"]:
        """The values of a mapping whose names are free; a name given twice is an error."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error("expected names with values")
        return self.fields([], [str(key.value) for key, _ in self.node.value])

    def list(self) -> list["Part"]:
        """The entries of a list, of which there is at least one."""
        if not isinstance(self.node, yaml.SequenceNode) or not self.node.value:
            raise self.error("expected a list with at least one entry")
        return [Part(node, f"{self.path}[{n}]", self.file) for n, node in enumerate(self.node.value)]

    def text(self) -> str:
        """A text that is not empty."""
        value = self._scalar("str", "text; put it in quotes")
        if not value.strip() or "\0" in value:
            raise self.error("expected text, found nothing")
        return value

    def whole(self) -> int:
        """A whole number."""
        return int(self._scalar("int", "a whole number"))

    def number(self) -> int | float:
        """A number."""
        if self.node.tag == TAG + "float":
            return float(self._scalar("float", "a number"))
        return int(self._scalar("int", "a number"))

    def flag(self) -> bool:
        """Yes or no (YAML's true, false, on, off)."""
        return self._scalar("bool", "true or false").lower() in ("true", "on", "yes")

    def scalar(self) -> bool | int | float | str:
        """A text, a number, or true or false."""
        tag = str(self.node.tag).removeprefix(TAG)
        if tag == "bool":
            return self.flag()
        return self.number() if tag in ("int", "float") else self.text()

    def one_of(self, allowed: Iterable[str]) -> str:
        """A text out of a list."""
        allowed, value = list(allowed), self.text()
        if value not in allowed:
            raise self.error(f"'{value}' is not one of {', '.join(allowed)}")
        return value

    def _scalar(self, tag: str, expected: str) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or self.node.tag != TAG + tag:
            raise self.error(f"expected {expected}")
        return str(self.node.value)


def read_file(path: Path) -> Part:
    """The YAML file as a tree that remembers its lines."""
    return read_text(path.read_text(encoding="utf-8"), path.name)


def read_text(text: str, file: str) -> Part:
    """The same for a text; `file` is what messages call it."""
    if len(text) > MAX_FILE:
        raise DefinitionError(f"{file}: larger than {MAX_FILE} characters")
    try:
        node = yaml.compose(text, yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as cause:
        raise DefinitionError(f"{file}: this is not YAML: {cause}") from cause
    if node is None:
        raise DefinitionError(f"{file}: the file is empty")
    return Part(node, "", file)
