"""Ways to a server: straight into the app of this process, or over TCP. Nothing else knows how bytes
travel."""

import http.client
import sys
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, NamedTuple, Protocol


class Cut(Exception):
    """The request or its reply was lost on the way: whether the server has done it nobody knows."""


class Request(NamedTuple):
    """One HTTP request. path: with its query. headers: only what the client adds."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Reply(NamedTuple):
    """What came back. headers: names in lower case; of a name said twice the last."""

    status: int
    headers: dict[str, str]
    body: bytes


class Line(Protocol):
    """Carries one request and its reply. Raises Cut."""

    def ask(self, request: Request) -> Reply: ...


class InProcess:
    """The real app, every request through its whole stack, without sockets."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def ask(self, request: Request) -> Reply:
        """Call the app as a WSGI server does."""
        said: list[Any] = []
        parts = self.app(
            environ(request), lambda status, headers, _failed=None: said.append((status, headers))
        )
        try:
            body = b"".join(parts)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        status, headers = said[-1]
        return Reply(int(status[:3]), {name.lower(): value for name, value in headers}, body)


def environ(request: Request) -> dict[str, Any]:
    """A request as WSGI says it."""
    path, _, query = request.path.partition("?")
    said: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    return said | {"HTTP_" + name.upper().replace("-", "_"): value for name, value in request.headers}


class Tcp:
    """A server at an address; each request on a connection of its own, as on a bad line."""

    def __init__(self, host: str, port: int, timeout_s: float = 20) -> None:
        self.address, self.timeout_s = (host, port), timeout_s

    def ask(self, request: Request) -> Reply:
        """Send it and read the whole reply."""
        connection = http.client.HTTPConnection(*self.address, timeout=self.timeout_s)
        headers = {"Content-Type": "application/json", **dict(request.headers)}
        try:
            connection.request(request.method, request.path, request.body or None, headers)
            reply = connection.getresponse()
            if reply.length is None and not reply.chunked:
                raise Cut("the headers were cut off")  # whole ones say how long the body is
            body = reply.read()
            return Reply(reply.status, {name.lower(): value for name, value in reply.getheaders()}, body)
        except (OSError, http.client.HTTPException) as broken:
            raise Cut(type(broken).__name__) from None
        finally:
            connection.close()
