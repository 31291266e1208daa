"""Where a request ends is read in one way only: what two servers could read differently is refused, and what
stands behind it is never answered as a request of its own.
"""

import socket

import pytest

from tests.network.conftest import Live

HEAD = b"POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
SMUGGLED = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
CHUNKED = b"0\r\n\r\n"
UNCLEAR = {
    "a length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED,
    "two lengths": b"Content-Length: 2\r\nContent-Length: 7\r\n\r\n{}",
    "a length with a sign": b"Content-Length: +2\r\n\r\n{}",
    "a length in another base": b"Content-Length: 0x2\r\n\r\n{}",
    "a space before the colon": b"Transfer-Encoding : chunked\r\n\r\n" + CHUNKED,
    "a folded header": b"Content-Length: 2\r\nX-Part: a\r\n b\r\n\r\n{}",
    "an unknown coding": b"Transfer-Encoding: chunked, identity\r\n\r\n" + CHUNKED,
    "chunks twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED,
    "a size that is none": b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + CHUNKED,
    "a null in a header": b"Content-Length: 2\r\nX-Part: a\x00b\r\n\r\n{}",
}


def answers(live: Live, request: bytes) -> bytes:
    """Everything the server says until it closes the connection."""
    with socket.create_connection(live.address, timeout=10) as line:
        line.sendall(request)
        line.shutdown(socket.SHUT_WR)
        told = b""
        while part := line.recv(65_536):
            told += part
    return told


@pytest.mark.parametrize("name", UNCLEAR)
def test_a_request_whose_end_is_unclear_is_refused_and_nothing_behind_it_is_heard(
    live: Live, name: str
) -> None:
    told = answers(live, HEAD + UNCLEAR[name] + SMUGGLED)
    assert told.count(b"HTTP/1.1 ") == 1, "the hidden request was answered"
    assert told.startswith(b"HTTP/1.1 4") or told.startswith(b"HTTP/1.1 501")


def test_two_clear_requests_on_one_line_are_both_answered(live: Live) -> None:
    health = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    told = answers(live, health + health)
    assert told.count(b'{"status":"ok"}') == 2, "so a hidden one would have been seen"
