"""The JSON API: blueprints that read bodies safely, one strict Schema base, and its OpenAPI document.

Routes import `Blueprint` and `Schema` from here. A view that takes the raw object calls
`server.body.read_json()`.
"""

from functools import lru_cache
from typing import Any

import flask_smorest
import marshmallow
import orjson
from flask import Flask, Response
from flask.json.provider import JSONProvider
from webargs.flaskparser import FlaskParser

from server import auth, body

PROBLEM = "application/problem+json"


class Schema(marshmallow.Schema):
    """Base of every shape: a field nobody declared is refused (no mass assignment)."""

    class Meta:
        unknown = marshmallow.RAISE


class ProblemSchema(marshmallow.Schema):
    """RFC 9457, as every error of this server looks; single problems add members of their own."""

    class Meta:
        unknown = marshmallow.INCLUDE

    type = marshmallow.fields.String(metadata={"description": "/problems/<slug>"})
    title = marshmallow.fields.String()
    status = marshmallow.fields.Integer()
    detail = marshmallow.fields.String()
    title_ja = marshmallow.fields.String()
    title_en = marshmallow.fields.String()
    detail_ja = marshmallow.fields.String()
    detail_en = marshmallow.fields.String()
    errors = marshmallow.fields.Dict(
        keys=marshmallow.fields.String(), values=marshmallow.fields.List(marshmallow.fields.String())
    )


class _Parser(FlaskParser):
    """webargs, but a JSON body is read with bounds and strictly (server.body), and unknown fields are
    refused.
    """

    DEFAULT_UNKNOWN_BY_LOCATION = FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION | {"query": marshmallow.RAISE}

    def load_json(self, req: Any, schema: Any) -> Any:
        return body.read_json()


class Blueprint(flask_smorest.Blueprint):
    """A blueprint of the API; `@blueprint.arguments(SomeSchema)` reads the body safely."""

    ARGUMENTS_PARSER = _Parser()

    def arguments(self, schema: Any, **options: Any) -> Any:
        """As in flask_smorest, but the schema is made here and not again for every request."""
        return super().arguments(schema() if isinstance(schema, type) else schema, **options)


class _Orjson(JSONProvider):
    def dumps(self, obj: Any, **_options: Any) -> str:
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_options: Any) -> Any:
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        return Response(orjson.dumps(self._prepare_response_obj(args, kwargs)), mimetype="application/json")


class _Api(flask_smorest.Api):
    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """server.problems answers every error; flask-smorest's own shape is not used."""


def init_app(app: Flask, blueprints: list[flask_smorest.Blueprint]) -> None:
    """Register the blueprints and serve their description at /api/v1/openapi.json."""
    app.json = _Orjson(app)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)

    @app.get("/api/v1/openapi.json")
    @auth.permission("public")
    def openapi() -> Response:
        return Response(_document(*blueprints), mimetype="application/json")


@lru_cache(maxsize=1)
def _document(*blueprints: flask_smorest.Blueprint) -> bytes:
    """The OpenAPI document with every error as problem+json, which flask-smorest calls application/json.

    Made when it is first asked for: it costs more than everything else a server does to start.
    """
    described = Flask(__name__, static_folder=None)
    described.config.update(API_TITLE="Kayoi", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    api = _Api(described)
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    document = api.spec.to_dict()
    for response in document.get("components", {}).get("responses", {}).values():
        _as_problem(response)
    for path in document.get("paths", {}).values():
        for operation in (value for value in path.values() if isinstance(value, dict)):
            for status, response in operation.get("responses", {}).items():
                if status == "default" or status.startswith(("4", "5")):
                    _as_problem(response)
    return orjson.dumps(document)


def _as_problem(response: dict[str, Any]) -> None:
    content = response.get("content", {})
    if "application/json" in content:
        response["content"] = {PROBLEM: content["application/json"]}
