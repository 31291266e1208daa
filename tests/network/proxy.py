"""A bad line: a TCP proxy that cuts, resets, delays and doubles, as each connection is told to."""

import contextlib
import select
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

CHUNK = 65_536
QUIET_S = 20


class Fault(NamedTuple):
    """What happens to one connection. kind: "cut" or "reset" once `at` bytes have passed in the direction;
    "delay" that many milliseconds; "twice" carries the request to the server two times at once; "refused" at
    once.
    """

    kind: str
    up: bool = True
    at: int = 0


class Proxy:
    """Listens on a free port of this machine. `plan` says what the next connections meet; then all is
    well."""

    def __init__(self, server: tuple[str, int]) -> None:
        self.server = server
        self.planned: deque[Fault] = deque()
        self.met: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address: tuple[str, int] = self._listener.getsockname()
        self._open = True
        threading.Thread(target=self._accept, daemon=True).start()

    def plan(self, faults: Iterable[Fault]) -> None:
        """What the next connections meet, one each."""
        self.planned = deque(faults)

    def close(self) -> None:
        """Listen no more."""
        self._open = False
        self._listener.close()

    def _accept(self) -> None:
        while self._open:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            fault = self.planned.popleft() if self.planned else None
            threading.Thread(target=self._serve, args=(client, fault), daemon=True).start()

    def _serve(self, client: socket.socket, fault: Fault | None) -> None:
        if fault is not None:
            self.met.append(fault.kind)
        with client, contextlib.suppress(OSError):
            if fault is not None and fault.kind == "refused":
                _reset(client)
                return
            with socket.create_connection(self.server, timeout=QUIET_S) as server:
                if fault is not None and fault.kind == "twice":
                    self._carry_twice(client, server)
                else:
                    _carry(client, server, fault)

    def _carry_twice(self, client: socket.socket, server: socket.socket) -> None:
        request = _whole_request(client)
        with socket.create_connection(self.server, timeout=QUIET_S) as other:
            other.sendall(request)
            server.sendall(request)
            _carry(client, server, None)
            other.shutdown(socket.SHUT_WR)
            while other.recv(CHUNK):
                pass


def _carry(client: socket.socket, server: socket.socket, fault: Fault | None) -> None:
    """Bytes both ways until one side ends or the fault strikes."""
    left = fault.at if fault is not None and fault.kind in ("cut", "reset") else None
    if fault is not None and fault.kind == "delay":
        time.sleep(fault.at / 1_000)
    for source, target in _ready(client, server):
        chunk = source.recv(CHUNK)
        struck = left is not None and fault is not None and (source is client) == fault.up
        if struck and left is not None:
            chunk, left = chunk[:left], left - len(chunk)
        if chunk:
            target.sendall(chunk)
        if struck and left is not None and left <= 0:
            if fault is not None and fault.kind == "reset":
                _reset(client)
                _reset(server)
            return
        if not chunk:
            return


def _ready(client: socket.socket, server: socket.socket) -> Iterator[tuple[socket.socket, socket.socket]]:
    """(who has something to say, to whom), until both are quiet for too long."""
    while ready := select.select([client, server], [], [], QUIET_S)[0]:
        for source in ready:
            yield source, (server if source is client else client)


def _reset(sock: socket.socket) -> None:
    """Close with RST instead of FIN."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def _whole_request(client: socket.socket) -> bytes:
    """One HTTP request as its bytes."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += client.recv(CHUNK) or b"\r\n\r\n"
    head, _, body = raw.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    wanted = int(lengths[0].split(b":")[1]) if lengths else 0
    while len(body) < wanted:
        body += client.recv(CHUNK)
    return head + b"\r\n\r\n" + body
