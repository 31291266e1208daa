"""Reading a request body that may be hostile: bounded, inflated with a bound, strict JSON."""

import zlib
from collections.abc import Iterable
from typing import Any

import orjson
from flask import request
from gunicorn.http.errors import ParseException

from server.problems import BadBody, BodyTooLarge, FileTooLarge, NotAcceptableEncoding, Problem

BODY_BYTES = 8 * 1024 * 1024
INFLATED_BYTES = 16 * 1024 * 1024
FILE_BYTES = 32 * 1024 * 1024
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
    _check_each((value,), depth)


def _check_each(values: Iterable[Any], depth: int) -> None:
    for value in values:
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
        elif kind is list:
            _check_inside(value, depth - 1)
        elif kind is dict:
            _check_each(value, 1)
            _check_inside(value.values(), depth - 1)


def _check_inside(values: Iterable[Any], depth: int) -> None:
    if depth == 0:
        raise BadBody
    _check_each(values, depth)


def read_file(most: int) -> bytes:
    """A file sent as the body, plain or gzip, of at most so many bytes. Raises FileTooLarge, BadBody or
    NotAcceptableEncoding.
    """
    return _read(most, most, FileTooLarge)


def _read_bytes() -> bytes:
    return _read(BODY_BYTES, INFLATED_BYTES, BodyTooLarge)


def _read(most: int, unpacked: int, too_large: type[Problem]) -> bytes:
    if (request.content_length or 0) > most:
        raise too_large
    try:
        raw = request.stream.read(most + 1)
    except ParseException:  # a chunk whose size is none: nobody can say where this body ends
        raise BadBody from None
    if len(raw) > most:
        raise too_large
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if encoding == "identity":
        return raw
    if encoding != "gzip":
        raise NotAcceptableEncoding
    return inflate(raw, unpacked, too_large)


def inflate(raw: bytes, most: int = INFLATED_BYTES, too_large: type[Problem] = BodyTooLarge) -> bytes:
    """One gzip member, bounded when unpacked. Raises BadBody or `too_large`."""
    unpacker = zlib.decompressobj(31)
    try:
        data = unpacker.decompress(raw, most)
    except zlib.error:
        raise BadBody from None
    if unpacker.unconsumed_tail:
        raise too_large
    if not unpacker.eof or unpacker.unused_data:
        raise BadBody
    return data
