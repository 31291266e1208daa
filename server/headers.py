"""What every answer tells the browser: trust nothing from elsewhere, keep nothing of the API."""

import re

from flask import Flask, Response, request

from server.config import Config

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
WASM_WORKER = re.compile(r"/assets/argon2\.worker-[\w-]+\.js")
"""The one script that needs WebAssembly: Argon2id on the tablet. A worker follows its own answer's policy."""
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}
HSTS = "max-age=63072000; includeSubDomains"


def init_app(app: Flask) -> None:
    """Add the headers to every answer, errors included."""
    config: Config = app.extensions["kayoi_config"]

    @app.after_request
    def add(response: Response) -> Response:
        if WASM_WORKER.fullmatch(request.path):
            policy = CONTENT_SECURITY_POLICY.replace(
                "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"
            )
            response.headers["Content-Security-Policy"] = policy
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if (
            config.tls and not config.lan_names
        ):  # on a LAN its install page must stay reachable, see docs/lan.md
            response.headers.setdefault("Strict-Transport-Security", HSTS)
        if "Cache-Control" not in response.headers or request.path.startswith("/api/"):
            response.headers["Cache-Control"] = "no-store"
        return response
