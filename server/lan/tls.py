"""gunicorn's settings for TLS: a tablet that walks out of the Wi-Fi in mid-sentence must not keep a thread.

gunicorn waits without end for the rest of a handshake or of a request. With `--threads` times `--workers`
stalled connections nobody else would be served until they are gone.
"""

from __future__ import annotations

import errno
import ssl
from collections.abc import Callable
from typing import Any

STALLED_S = 20


class PatientSocket(ssl.SSLSocket):
    """A socket whose "blocking" means "up to 20 seconds"; a stalled peer then counts as one that has gone."""

    def setblocking(self, flag: bool) -> None:
        """Wait up to 20 seconds for each next byte, or not at all."""
        self.settimeout(STALLED_S if flag else 0.0)

    def do_handshake(self, block: bool = False) -> None:
        """The handshake, given up when the other side has gone silent."""
        self.settimeout(STALLED_S)
        try:
            super().do_handshake(block)
        except TimeoutError:
            raise _gone() from None

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """What has come in."""
        try:
            return super().recv(buflen, flags)
        except TimeoutError:
            raise _gone() from None


def _gone() -> ConnectionResetError:
    return ConnectionResetError(errno.ECONNRESET, "the other side has gone silent")


def ssl_context(_conf: Any, default: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """gunicorn's own context, made for each connection: so a renewed certificate needs no restart."""
    context = default()
    context.sslsocket_class = PatientSocket
    return context
