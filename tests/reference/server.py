"""The server as a client knows it: addresses, a cookie, JSON, problems."""

import gzip
import json
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tests.reference.lines import Line, Reply, Request

ACCEPT = ("Accept-Encoding", "gzip")


class Refused(Exception):
    """The server answered with a problem. slug: which one."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status, self.problem = status, problem
        self.slug = str(problem.get("type", "")).rpartition("/")[2]
        super().__init__(f"{status} {self.slug}")


class Server:
    """One browser's view of the server: the cookie of who is signed in is kept here."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.cookie = ""

    def sign_in(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """POST /api/v1/session."""
        return self._said(self.post("/api/v1/session", body))

    def push(self, envelope: Mapping[str, Any]) -> dict[str, Any]:
        """POST /api/v1/sync/push."""
        return self._said(self.post("/api/v1/sync/push", envelope))

    def pull(self, query: Mapping[str, Any]) -> dict[str, Any]:
        """GET /api/v1/sync/pull."""
        return self.get("/api/v1/sync/pull?" + urlencode(query))

    def get(self, path: str) -> dict[str, Any]:
        """GET any address of the API; its JSON."""
        return self._said(self._ask(Request("GET", path, (ACCEPT,))))

    def post(self, path: str, body: Mapping[str, Any]) -> Reply:
        """POST a JSON object, packed when that helps."""
        raw = json.dumps(body, separators=(",", ":")).encode()
        if len(raw) < 2_000:
            return self._ask(Request("POST", path, (ACCEPT,), raw))
        packed = gzip.compress(raw, 1, mtime=0)
        return self._ask(Request("POST", path, (ACCEPT, ("Content-Encoding", "gzip")), packed))

    def _ask(self, request: Request) -> Reply:
        if self.cookie:
            request = request._replace(headers=(*request.headers, ("Cookie", self.cookie)))
        reply = self.line.ask(request)
        if "set-cookie" in reply.headers:
            self.cookie = reply.headers["set-cookie"].partition(";")[0]
        return reply

    @staticmethod
    def _said(reply: Reply) -> dict[str, Any]:
        raw = reply.body
        if reply.headers.get("content-encoding") == "gzip":
            raw = zlib.decompress(raw, 31)
        said: dict[str, Any] = json.loads(raw) if raw else {}
        if reply.status >= 400:
            raise Refused(reply.status, said)
        return said
