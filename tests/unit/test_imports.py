"""The house stays as it is drawn in CONTRIBUTING.md: a test walks every import and fails on any other
arrow.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
SERVER = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "server").rglob("*.py"))]
IMPURE = {"asyncio", "logging", "os", "random", "secrets", "socket", "subprocess", "threading", "time"}
FRAMEWORKS = {"flask", "sqlalchemy", "marshmallow", "flask_smorest", "webargs"}
MODELS_OF_OTHERS = {
    ("exchange", "records"): "exchange writes the rows that records reads",
    ("exchange", "devices"): "a pen is a writer's row",
    ("office", "devices"): "what tablets owe is one read-only query",
    ("staff", "devices"): "a session ends with its tablet: one look-up says both",
}
SYNC_USERS = {
    "server/exchange/": {"feed", "ids", "merge", "ops"},
    "server/backup/": {"feed"},  # ranges of what a backup holds
    "server/devices/": {"feed"},  # ranges of what a writer's device made and what arrived
    "server/audit/service.py": {"feed"},  # ranges of what arrived
    "server/form_versions/": {"ids"},
    "server/form_decisions/": {"ids"},
    "server/escrow/": {"ids"},
    "server/conflicts/": {"ids"},
    "server/demo/": {"ids"},
    "server/mailings/": {"ids"},
    "server/fhir/": {"ids"},
}
FORMS_USERS = (
    "server/submissions/",
    "server/form_versions/",
    "server/exchange/answers.py",
    "server/demo/",
    "server/cli.py",
    "server/people/",  # the kana search key
    "server/imports/",  # kana and 和暦 of a file
)
FORMS_USERS += (
    "server/authoring/",
    "server/form_decisions/",
    "server/judgements/",
)  # reads and checks the forms of a town's own


class Import(NamedTuple):
    """One imported module. `within`: the name of the function it stands in, None at the top of the file."""

    module: str
    within: str | None


def imports(path: str) -> Iterator[Import]:
    """Every import of a file that happens when it runs; what only a type checker reads is no arrow."""
    yield from _walk(ast.parse((ROOT / path).read_text()), None)


def _walk(node: ast.AST, within: str | None) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, within) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from (Import(name, within) for name in _from(child))
        else:
            name = child.name if isinstance(child, ast.FunctionDef) else within
            yield from _walk(child, name)


def _from(node: ast.ImportFrom) -> list[str]:
    assert node.level == 0, "imports are absolute"
    module = node.module or ""
    package = ROOT / module.replace(".", "/")
    if not package.is_dir():
        return [module]
    return [f"{module}.{alias.name}" if _is_module(package / alias.name) else module for alias in node.names]


def _is_module(path: Path) -> bool:
    return path.is_dir() or path.with_suffix(".py").is_file()


def noun(path_or_module: str) -> str | None:
    """The noun's folder a server file or module belongs to, None for what every noun may use."""
    parts = path_or_module.removesuffix(".py").replace("/", ".").split(".")
    return parts[1] if len(parts) > 2 and parts[0] == "server" else None


def test_forms_and_sync_are_pure() -> None:
    for package, outside in (("forms", {"yaml"}), ("sync", set())):
        for file in sorted((ROOT / package).rglob("*.py")):
            for module in {found.module for found in imports(file.relative_to(ROOT).as_posix())}:
                top = module.split(".")[0]
                assert top in {package} | outside | set(sys.stdlib_module_names), (
                    f"{file.name} imports {module}"
                )
                assert top not in IMPURE, f"{file.name} imports {module}"


@pytest.mark.parametrize("path", [path for path in SERVER if "/routes" in path])
def test_routes_hold_no_sql_and_call_services(path: str) -> None:
    for module in {found.module for found in imports(path)}:
        assert not module.startswith("sqlalchemy"), module
        assert not module.endswith(".models"), module
        assert module.split(".")[0] not in ("sync", "forms"), module


@pytest.mark.parametrize("path", SERVER)
def test_nouns_do_not_reach_into_each_others_tables(path: str) -> None:
    own = noun(path)
    for module in {found.module for found in imports(path)}:
        if not module.startswith("server.") or not module.endswith(".models"):
            continue
        other = noun(module)
        if own != other and other != "tenants":  # the tenant is the ground all nouns stand on
            assert (own, other) in MODELS_OF_OTHERS, f"{path} imports {module}"


@pytest.mark.parametrize(
    "path", [path for path in SERVER if not path.rsplit("/", 1)[-1].startswith(("routes", "schemas"))]
)
def test_services_know_nothing_of_requests_and_routes(path: str) -> None:
    if noun(path) is None:
        return
    for module in {found.module for found in imports(path)}:
        assert not module.endswith((".routes", ".schemas")), f"{path} imports {module}"
    names = {node.id for node in ast.walk(ast.parse((ROOT / path).read_text())) if isinstance(node, ast.Name)}
    assert "request" not in names, f"{path} reads the request"


def test_only_these_parts_use_sync_and_forms() -> None:
    for path in SERVER:
        for module in {found.module for found in imports(path)}:
            top, _, part = module.partition(".")
            if top == "sync":
                allowed = next(
                    (parts for prefix, parts in SYNC_USERS.items() if path.startswith(prefix)), set()
                )
                assert part in allowed, f"{path} imports {module}"
            if top == "forms":
                assert path.startswith(FORMS_USERS), f"{path} imports {module}"


def test_nothing_of_the_server_starts_the_worker_or_the_command_line() -> None:
    for path in SERVER:
        for module in {found.module for found in imports(path)}:
            if module in ("server.worker", "server.cli", "server.running"):
                assert path == "server/cli.py", f"{path} imports {module}"


def _calls(path: str) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node)


@pytest.mark.parametrize("path", SERVER)
def test_one_place_each_for_settings_time_and_commits(path: str) -> None:
    calls = set(_calls(path))
    if path != "server/config.py":
        assert not {"os.environ", "os.getenv"} & calls
    if path != "server/clock.py":
        banned = {
            "datetime.now",
            "datetime.utcnow",
            "datetime.today",
            "date.today",
            "time.time",
            "time.time_ns",
        }
        assert not banned & calls
    if path != "server/db.py":
        assert not [call for call in calls if call.endswith("session.commit")]
    assert not [call for call in calls if call.endswith((".get_json", ".query.filter_by", "request.json"))]


def test_only_routes_jobs_and_commands_open_a_write_transaction() -> None:
    """A service never opens one; these do, and say so in their first line."""
    own_door = {
        "server/db.py",
        "server/worker.py",
        "server/cli.py",
        "server/tenants/service.py",
        "server/tenants/commands.py",
        "server/people/duplicates.py",
        "server/staff/attempts.py",
        "server/staff/web_sessions.py",
        "server/staff/renewing.py",
        "server/staff/commands.py",
        "server/devices/tablets.py",
        "server/staff/sign_in.py",
        "server/audit/service.py",
        "server/exchange/service.py",
        "server/exchange/push.py",
        "server/exchange/again.py",
        "server/exchange/visits.py",
        "server/exchange/reads.py",
        "server/follow_ups/telling.py",
        "server/staff/scope_keys.py",
        "server/demo/seed.py",
        "server/backup/cover.py",
        "server/backup/healing.py",
        "server/backup/checking.py",
        "server/imports/checking.py",
        "server/imports/applying.py",
        "server/imports/commands.py",
        "server/fhir/commands.py",
        "server/form_decisions/commands.py",
        "server/judgements/commands.py",
        "server/judgements/running.py",
        "server/imports/going_on.py",
        "server/escrow/service.py",
    }
    for path in SERVER:
        source = (ROOT / path).read_text()
        opens = any(
            f"with {name}(" in source or f", {name}(" in source for name in ("transaction", "outside_feed")
        )
        if opens and "/routes" not in path:
            assert path in own_door, path


def test_files_stay_small_enough_to_read() -> None:
    for folder in ("server", "sync", "forms", "migrations", "tests"):
        for file in (ROOT / folder).rglob("*.py"):
            assert len(file.read_text().splitlines()) <= 300, file.relative_to(ROOT).as_posix()
