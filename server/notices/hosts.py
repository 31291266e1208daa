"""Which addresses a push may be posted to. Checked when a browser subscribes and again at each send.

A stored endpoint is a URL of somebody else's choosing; without this list the server could be made to post
inside its own network. Only the services browsers really use are allowed, https only.
"""

from __future__ import annotations

from urllib.parse import urlsplit

EXACT = frozenset({"fcm.googleapis.com", "updates.push.services.mozilla.com"})
SUFFIXES = (".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com")
LOOPBACK = frozenset({"127.0.0.1", "localhost"})


def is_allowed(endpoint: str, loopback: bool) -> bool:
    """True when `endpoint` is a known push service. loopback: also this machine, for tests and rehearsals."""
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username or parts.password or not endpoint.isascii() or any(c.isspace() for c in endpoint):
        return False
    if host in LOOPBACK:
        return loopback and parts.scheme in ("http", "https")
    known = host in EXACT or host.endswith(SUFFIXES)
    return known and parts.scheme == "https" and port in (None, 443)
