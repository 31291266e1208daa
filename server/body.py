"""Reading a request body that may be hostile: bounded, inflated with a bound, strict JSON."""

import zlib
from typing import Any

import orjson
from flask import request

from server.problems import BadBody, BodyTooLarge, NotAcceptableEncoding

BODY_BYTES = 8 * 1024 * 1024
INFLATED_BYTES = 16 * 1024 * 1024
DEPTH = 16
INTEGER = 2**53


def read_json() -> dict[str, Any]:
    """The request's JSON object. Raises BadBody, BodyTooLarge or NotAcceptableEncoding; never a crash."""
    try:
        value = orjson.loads(_read_bytes())
    except orjson.JSONDecodeError:
        raise BadBody from None
    if not isinstance(value, dict):
        raise BadBody
    check_value(value)
    return value


def check_value(value: Any, depth: int = DEPTH) -> None:
    """Refuse what a database or a tablet cannot hold: NUL, deep nesting, numbers beyond 2^53. Raises
    BadBody.
    """
    kind = type(value)
    if kind is str:
        if "\x00" in value:
            raise BadBody
    elif kind is int:
        if not -INTEGER <= value <= INTEGER:
            raise BadBody
    elif kind is float:
        if not -1e300 < value < 1e300 or (value.is_integer() and abs(value) > INTEGER):
            raise BadBody
    elif kind is list or kind is dict:
        _check_inside(value, depth - 1)


def _check_inside(value: Any, depth: int) -> None:
    if depth == 0:
        raise BadBody
    if type(value) is dict:
        if any("\x00" in key for key in value):
            raise BadBody
        value = value.values()
    for item in value:
        check_value(item, depth)


def _read_bytes() -> bytes:
    if (request.content_length or 0) > BODY_BYTES:
        raise BodyTooLarge
    raw = request.stream.read(BODY_BYTES + 1)
    if len(raw) > BODY_BYTES:
        raise BodyTooLarge
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if encoding == "identity":
        return raw
    if encoding != "gzip":
        raise NotAcceptableEncoding
    return inflate(raw)


def inflate(raw: bytes) -> bytes:
    """One gzip member, at most 16 MiB when unpacked. Raises BadBody or BodyTooLarge."""
    unpacker = zlib.decompressobj(31)
    try:
        data = unpacker.decompress(raw, INFLATED_BYTES)
    except zlib.error:
        raise BadBody from None
    if unpacker.unconsumed_tail:
        raise BodyTooLarge
    if not unpacker.eof or unpacker.unused_data:
        raise BadBody
    return data
