"""A client that takes the bytes as they come: one kept connection, nothing unpacked or read, so that what is
measured is the server.
"""

import http.client
import json
import time
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import zstandard

from tests.bench.tablet import BenchTablet


class Answer(NamedTuple):
    """A reply. bytes: of its body as it travelled."""

    seconds: float
    body: bytes
    headers: Mapping[str, str]


class Wire:
    """GET requests over one connection."""

    def __init__(self, url: str, **headers: str) -> None:
        place = urlsplit(url)
        self.connection = http.client.HTTPConnection(place.hostname or "", place.port)
        self.headers = headers

    def get(self, path: str) -> Answer:
        """One request. Raises RuntimeError unless the reply is 200."""
        began = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        reply = self.connection.getresponse()
        body = reply.read()
        if reply.status != 200:
            raise RuntimeError(f"{reply.status} {body[:300]!r}")
        return Answer(time.perf_counter() - began, body, dict(reply.getheaders()))

    def rest(self) -> None:
        """Begin with a new connection next time: the server closes one that waits for long."""
        self.connection.close()


def wire_of(tablet: BenchTablet, encoding: str) -> Wire:
    """The connection of a tablet that is signed in."""
    cookie = "; ".join(f"{one.name}={one.value}" for one in tablet.http.cookies)
    return Wire(tablet.url, Cookie=cookie, **{"Accept-Encoding": encoding})


def pull_path(tablet: BenchTablet, cursor: str, coming: int) -> str:
    """The address of a pull, with all that the app tells of its tablet."""
    query: dict[str, Any] = {"limit": 1_000, "store_id": tablet.store_id, "made_seq": tablet.seq}
    query |= {"drafts_open": 0, "persisted": "true", "free_bytes": 8_000_000_000, "app_version": "bench"}
    query |= {"clock": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
    query |= {"cursor": cursor, "head": cursor} if cursor else {}
    return f"/api/v1/sync/pull?{urlencode(query | ({'coming': coming} if coming else {}))}"


def read(answer: Answer) -> dict[str, Any]:
    """What a reply says, unpacked."""
    packed = answer.headers.get("Content-Encoding", "identity")
    if packed == "zstd":
        body = zstandard.ZstdDecompressor().decompressobj().decompress(answer.body)
    else:
        body = zlib.decompress(answer.body, 31) if packed == "gzip" else answer.body
    return dict(json.loads(body))
