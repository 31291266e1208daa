"""`make sbom`: what Kayoi is made of, in CycloneDX 1.6 (JSON), from the lock files and nothing else.

The same lock files give the same bytes. Packages of the tests are left out; what only builds the app is
`excluded` from what runs.
"""

import base64
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_PACKAGE = re.compile(r"^([a-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
Component = dict[str, Any]


def bill() -> Component:
    """The document."""
    own = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    parts = sorted([*_python(), *_npm()], key=lambda part: part["purl"])
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(parts, sort_keys=True))
    about = {"type": "application", "bom-ref": "kayoi", "name": "kayoi", "version": own["version"]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": serial.urn,
        "version": 1,
        "metadata": {"component": about},
        "components": parts,
    }


def _python() -> Iterator[Component]:
    text = (ROOT / "server" / "requirements.lock").read_text()
    for block in re.split(r"\n(?=[a-z0-9])", text):
        found = _PACKAGE.match(block)
        if found is None:
            raise ValueError(f"server/requirements.lock: {block[:60]!r} is no locked package")
        name, version = found.groups()
        hashes = [{"alg": "SHA-256", "content": one} for one in _HASH.findall(block)]
        yield _component("pypi", name, version, hashes, "required")


def _npm() -> Iterator[Component]:
    locked = json.loads((ROOT / "pwa" / "package-lock.json").read_text())["packages"]
    for path, package in locked.items():
        if not path:
            continue  # the app itself
        name = path.rpartition("node_modules/")[2]
        kind, _, raw = package["integrity"].partition("-")
        content = base64.b64decode(raw).hex()
        hashes = [{"alg": {"sha512": "SHA-512", "sha1": "SHA-1"}[kind], "content": content}]
        scope = "excluded" if package.get("dev") or package.get("devOptional") else "required"
        yield _component("npm", name, package["version"], hashes, scope)


def _component(sort: str, name: str, version: str, hashes: list[dict[str, str]], scope: str) -> Component:
    purl = f"pkg:{sort}/{name.replace('@', '%40')}@{version}"
    group, _, bare = name.rpartition("/")
    return {
        "type": "library",
        "bom-ref": purl,
        **({"group": group} if group else {}),
        "name": bare,
        "version": version,
        "scope": scope,
        "hashes": hashes,
        "purl": purl,
    }


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
