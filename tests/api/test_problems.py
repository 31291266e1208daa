"""Errors all look alike, say what to do in the reader's language, and never say what they should not."""

import re
from html import escape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.auth import permission
from server.problems import CATALOGUE, Problem

DOCS = Path(__file__).parents[2] / "docs" / "problems.md"


def test_every_slug_is_in_the_docs_with_its_status_and_nothing_else_is(shared_app: Flask) -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (\d{3}) \|", DOCS.read_text(), re.MULTILINE)
    assert {slug: int(status) for slug, status in rows} == {
        slug: problem.status for slug, problem in CATALOGUE.items()
    }
    assert [slug for slug, _ in rows] == sorted(slug for slug, _ in rows)


@pytest.mark.parametrize("name", ["title", "title_ja", "detail", "detail_ja"])
def test_every_problem_has_its_own_text_in_both_languages(shared_app: Flask, name: str) -> None:
    texts = [getattr(problem, name) for problem in CATALOGUE.values()]
    assert all(texts)
    assert len(set(texts)) == len(texts) or not name.startswith("title")


@pytest.mark.parametrize(
    ("header", "language"),
    [(None, "ja"), ("ja", "ja"), ("en-GB,en;q=0.9", "en"), ("fr", "ja"), ("en;q=0.5,ja;q=0.9", "ja")],
)
def test_the_text_is_japanese_unless_english_is_preferred(
    visitor: FlaskClient, header: str | None, language: str
) -> None:
    headers = {"Accept-Language": header} if header else {}
    response = visitor.get("/api/v1/session", headers=headers)
    assert response.headers["Content-Language"] == language
    assert response.json["title"] == response.json[f"title_{language}"]
    assert response.json["detail"] == response.json[f"detail_{language}"]
    assert response.json["status"] == response.status_code == 401


def test_the_type_of_a_problem_leads_to_a_page_that_explains_it(visitor: FlaskClient) -> None:
    for slug, problem in CATALOGUE.items():
        page = visitor.get(f"/problems/{slug}")
        assert page.mimetype == "text/html"
        assert escape(problem.title_ja) in page.text
        assert escape(problem.title) in page.text
    assert visitor.get("/problems/no-such-thing").status_code == 404


def test_framework_errors_have_the_same_shape(visitor: FlaskClient) -> None:
    for method, path, status in (("GET", "/api/v1/nothing", 404), ("PUT", "/api/v1/session", 405)):
        response = visitor.open(path, method=method)
        assert response.mimetype == "application/problem+json"
        assert response.json["status"] == response.status_code == status
    assert "POST" in visitor.put("/api/v1/session").headers["Allow"]


def test_a_crash_is_a_500_without_internals(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    @app.get("/api/v1/crash")
    @permission("public")
    def crash() -> str:
        raise KeyError("高橋 ハナ 090-0000-0000")

    app.testing = False
    response = app.test_client().get("/api/v1/crash")
    assert (response.status_code, response.json["type"]) == (500, "/problems/internal-error")
    assert "高橋" not in response.text
    assert "KeyError" not in response.text


def test_two_problems_cannot_share_a_slug() -> None:
    with pytest.raises(TypeError, match="not-found"):
        type("Other", (Problem,), {"slug": "not-found"})
