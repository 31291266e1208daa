"""POST /api/v1/sync/push and GET /api/v1/sync/pull. sync/PROTOCOL.md says what they promise."""

import zlib
from typing import Any

import orjson
import zstandard
from flask import Response, request

from server.api import Blueprint
from server.audit.service import note_read
from server.auth import current, permission
from server.exchange import service
from server.exchange.schemas import (
    DigestQuery,
    DigestReply,
    PullQuery,
    PushEnvelope,
    RowsQuery,
    RowsReply,
    SyncPullReply,
    SyncPushReply,
)

blueprint = Blueprint("sync", __name__, url_prefix="/api/v1/sync", description="Ops in, changes out")
SMALL = 1_024  # bytes; below this, compressing costs more than it saves


@blueprint.post("/push")
@permission("push")
@blueprint.arguments(PushEnvelope)
@blueprint.response(200, SyncPushReply)
def push(envelope: dict[str, Any]) -> Response:
    """File up to 1,000 ops, each once; say what became of every one."""
    who = current()
    return _json(orjson.dumps(service.push(who.tenant, who.staff.id, envelope)))


@blueprint.get("/pull")
@permission("sync")
@blueprint.arguments(PullQuery, location="query")
@blueprint.response(200, SyncPullReply)
def pull(query: dict[str, Any]) -> Response:
    """One page of what changed in the scopes this session holds."""
    return _json(service.pull(current(), query))


@blueprint.get("/digest")
@permission("sync")
@blueprint.arguments(DigestQuery, location="query")
@blueprint.response(200, DigestReply)
def digest(query: dict[str, str]) -> Response:
    """What a tablet whose rows do not add up compares with, part by part."""
    return _json(orjson.dumps(service.scope_digest(current(), query["scope"])))


@blueprint.get("/rows")
@permission("sync")
@blueprint.arguments(RowsQuery, location="query")
@blueprint.response(200, RowsReply)
def rows(query: dict[str, str]) -> Response:
    """The rows of some parts of a scope again, as they stand."""
    body, shown = service.scope_rows(current(), query["scope"], query["buckets"])
    if shown:
        note_read("pull", count=shown)
    return _json(body)


def _json(body: bytes) -> Response:
    """The reply, compressed the way the client prefers: zstd, else gzip, else plain."""
    response = Response(body, mimetype="application/json")
    response.headers["Vary"] = "Accept-Encoding"
    if len(body) < SMALL:
        return response
    accepted = request.accept_encodings
    if accepted.quality("zstd") > 0:
        response.set_data(zstandard.ZstdCompressor(level=1).compress(body))
        response.headers["Content-Encoding"] = "zstd"
    elif accepted.quality("gzip") > 0:
        packer = zlib.compressobj(2, wbits=31)  # 8 % less than 1 for 5 % more time
        response.set_data(packer.compress(body) + packer.flush())
        response.headers["Content-Encoding"] = "gzip"
    return response
