"""What the pages say is what the program does: routes, the OpenAPI document, the protocol page, links."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import auth
from server.exchange import schemas, service, triples
from server.exchange.kinds import KINDS, Kind
from sync.ops import FIELDS, LOST_REASONS, SAW, SEQ, TEXT_LENGTH

ROOT = Path(__file__).parents[2]
ROUTES = (ROOT / "docs" / "routes.md").read_text()
RECORDS = (ROOT / "docs" / "records.md").read_text()
PROTOCOL = (ROOT / "sync" / "PROTOCOL.md").read_text()
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "sync/PROTOCOL.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))


def routes(app: Flask) -> dict[str, str]:
    """{"GET /path/<arg>": permission} of every route."""
    found = {}
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<\w+:", "<", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            found[f"{method} {path}"] = str(auth.permission_of(app.view_functions[rule.endpoint], method))
    return found


def test_docs_routes_lists_every_route_with_its_permission_and_nothing_else(shared_app: Flask) -> None:
    rows = re.findall(r"^\| `([A-Z]+ /[^`]*)` \| `([a-z.-]+)` \| \S.* \| \S.* \|$", ROUTES, re.MULTILINE)
    assert dict(rows) == routes(shared_app)
    assert len(rows) == len(dict(rows))


def test_docs_routes_names_the_roles_of_every_permission() -> None:
    rows = dict(re.findall(r"^\| `([a-z.-]+)` \| ([a-z, ]+) \|$", ROUTES, re.MULTILINE))
    told = {
        name: ", ".join(sorted(roles)) if roles is not None else "anyone, without a login"
        for name, roles in auth.PERMISSIONS.items()
    }
    assert rows == told


@pytest.fixture
def document(visitor: FlaskClient) -> dict[str, Any]:
    """The OpenAPI document."""
    answered: dict[str, Any] = visitor.get("/api/v1/openapi.json").json
    return answered


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) of everything described."""
    for path, item in document["paths"].items():
        for method in item.keys() & {"get", "post", "put", "patch", "delete"}:
            yield method.upper(), path, item[method] | {"parameters": _parameters(item, item[method])}


def _parameters(item: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, Any]]:
    return [*item.get("parameters", []), *operation.get("parameters", [])]


def resolve(document: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """What a `$ref` points to, or the thing itself."""
    while "$ref" in found:
        assert found["$ref"].startswith("#/components/"), found
        target: Any = document
        for part in found["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        found = target
    return found


def test_openapi_describes_every_address_of_the_api(shared_app: Flask, document: dict[str, Any]) -> None:
    described = {f"{method} {path}" for method, path, _ in operations(document)}
    asked = {name.replace("<", "{").replace(">", "}") for name in routes(shared_app) if "/api/" in name} - {
        "GET /api/v1/openapi.json"
    }
    assert described == asked


def test_openapi_is_well_formed(document: dict[str, Any]) -> None:
    """The rules of OpenAPI 3.1 a generator of clients relies on."""
    assert document["openapi"].startswith("3.1.")
    assert document["info"].keys() >= {"title", "version"}
    for schema in _refs(document):
        resolve(document, {"$ref": schema})
    for method, path, operation in operations(document):
        about = f"{method} {path}"
        assert operation["summary"], about
        told = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert told == set(re.findall(r"{(\w+)}", path)), about
        for parameter in operation["parameters"]:
            assert parameter["in"] in ("path", "query"), about
            assert parameter["schema"], about
            assert parameter["required"] or parameter["in"] == "query", about
        assert any(status.startswith("2") for status in operation["responses"]), about
        for status, response in operation["responses"].items():
            assert re.fullmatch(r"[1-5]\d\d|default", status), about
            assert resolve(document, response)["description"], about


def test_every_operation_says_that_its_errors_are_problems(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        errors = {s: r for s, r in operation["responses"].items() if not s.startswith(("1", "2", "3"))}
        assert "default" in errors, (method, path)
        for status, response in errors.items():
            content = resolve(document, response)["content"]
            assert list(content) == ["application/problem+json"], (method, path, status)
    problem = resolve(document, {"$ref": "#/components/schemas/Problem"})
    assert {"type", "title", "status", "detail", "errors"} <= problem["properties"].keys()


def _refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        yield from _refs(inner)


def _told(kind: Kind) -> list[str]:
    """The fields of a kind as docs/records.md writes them."""
    return [
        (f"**`{name}`" if name in kind.fixed else f"`{name}`")
        + ("*" if name in kind.required else "")
        + ("**" if name in kind.fixed else "")
        for name in kind.fields
    ]


def test_docs_records_lists_every_kind_its_fields_and_who_writes_it() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \|$", RECORDS, re.MULTILINE)
    assert [name for name, *_ in rows] == list(KINDS)
    for name, fields, scope, writers in rows:
        kind = KINDS[name]
        listed = [one for one in fields.split(", ") if not one.startswith("and one")]
        assert [re.sub(r"\*\*(`\w+`)\*\*\*", r"**\1***", one) for one in listed] == _told(kind), name
        assert writers.startswith(", ".join(sorted(kind.roles)) or "the server"), name
        own = kind.own_scope and f"`{kind.own_scope[0]}:<{kind.own_scope[1]}>`"
        assert scope == (own or ("its person's scope" if "person" in kind.refs else "`tenant`")), name


def test_the_protocol_page_names_every_member_that_travels() -> None:
    for schema in (schemas.PushEnvelope, schemas.SyncPushReply, schemas.Moved, schemas.VerdictRun):
        for field in schema().fields.values():
            assert re.search(rf"\b{field.data_key or field.name}\b", PROTOCOL), (schema, field.name)
    pull = PROTOCOL.partition("## 4.")[2]
    for schema in (schemas.PullQuery, schemas.SyncPullReply):
        for name in schema().fields:
            assert re.search(rf"\b{name}\b", pull), (schema, name)


def test_the_protocol_page_names_every_verdict_and_reason() -> None:
    source = "".join(file.read_text() for file in sorted((ROOT / "server" / "exchange").glob("*.py")))
    reasons = set(re.findall(r'Held\("([a-z-]+)"', source))
    reasons |= set(re.findall(r'return "([a-z]+-[a-z-]+)"(?:$|,)', source, re.MULTILINE))
    reasons |= set(re.findall(r'reason = "([a-z-]+)"', source)) | {"unreadable", "lost"}
    assert len(reasons) >= 9
    for word in (*reasons, "applied", "merged", "conflict", "duplicate", "waits", "quarantined", "erased"):
        assert re.search(rf"\b{word}\b", PROTOCOL.partition("## 4.")[0]), word


def test_the_protocol_page_gives_the_limits_of_the_code() -> None:
    assert f'"protocol":{service.PROTOCOL}' in PROTOCOL
    limits = (f"{triples.OPS:,} ops", f"{SAW} ids", f"{FIELDS} fields", f"{SEQ:,}")
    for limit in (*limits, f"{TEXT_LENGTH:,} characters", f"{triples.OP_TEXT:,} characters"):
        assert limit in PROTOCOL, limit
    for word in LOST_REASONS:
        assert f'"{word}"' in PROTOCOL


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_a_page_names_exists(page: Path) -> None:
    """`server/config.py`, `tests/vectors/ids.json` …: whatever is written like a file of ours."""
    named = re.findall(
        r"`((?:server|sync|forms|tests|pwa|docs|migrations)/[\w./-]+\.(?:py|md|json|ts|lock))`",
        page.read_text(),
    )
    for name in named:
        assert (ROOT / name).exists(), name


def test_a_decision_is_short_and_says_what_would_change_it() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [file.name[:4] for file in decisions] == [f"{n:04}" for n in range(1, len(decisions) + 1)]
    for file in decisions:
        text = file.read_text()
        assert len(text.splitlines()) <= 40, file.name
        for heading in ("## Context", "## Decision", "## Consequences", "## What would change our mind"):
            assert heading in text, (file.name, heading)
