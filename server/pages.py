"""What is not the API: the built PWA, health checks, and one small page per problem slug."""

import gzip
import mimetypes
from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path

from flask import Flask, Response, request
from sqlalchemy import text
from werkzeug.security import safe_join

from server.auth import permission
from server.config import Config
from server.db import read_snapshot
from server.problems import CATALOGUE, AppNotBuilt, NotFound, NotReady

SERVER = Path(__file__).parent
BUILDS = (SERVER / "_pwa", SERVER.parent / "pwa" / "dist")  # inside an installed wheel, inside a clone
IMMUTABLE = "public, max-age=31536000, immutable"
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("font/woff2", ".woff2")


def build_folder() -> Path | None:
    """Where the built PWA is, or None when nobody has built it yet."""
    return next((folder for folder in BUILDS if (folder / "index.html").is_file()), None)


def init_app(app: Flask) -> None:
    """Add the routes. The app's own addresses (/today, /p/…) all answer with index.html."""
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)
    app.add_url_rule("/problems/<slug>", view_func=problem_page)
    app.add_url_rule("/", view_func=shell, defaults={"path": ""}, endpoint="shell_root")
    app.add_url_rule("/<path:path>", view_func=shell, endpoint="shell")


@permission("public")
def healthz() -> Response:
    """The process answers; nothing else is asked."""
    return Response(b'{"status":"ok"}', mimetype="application/json")


@permission("public")
def readyz() -> Response:
    """The database answers, is at this code's migration, and the keys can be read. Raises NotReady
    otherwise.
    """
    from flask import current_app

    from server.devices import keys
    from server.migrate import head

    config: Config = current_app.extensions["kayoi_config"]
    try:
        with read_snapshot() as session:
            found = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
        ready = found == head() and bool(keys.master_key(config.master_key_file))
    except Exception as error:  # noqa: BLE001 - whatever is wrong, the answer is "not ready", and the log says why
        from server import logs

        logs.crash(error)
        ready = False
    if not ready:
        raise NotReady
    return Response(b'{"status":"ready"}', mimetype="application/json")


@permission("public")
def problem_page(slug: str) -> Response:
    """What a problem means, in Japanese and English, for whoever follows its `type`."""
    problem = CATALOGUE.get(slug)
    if problem is None:
        raise NotFound
    parts = (problem.title_ja, problem.detail_ja, problem.title, problem.detail)
    title_ja, detail_ja, title, detail = (escape(part) for part in parts)
    page = (
        f'<!doctype html><html lang="ja"><meta charset="utf-8"><title>{title_ja}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<h1>{title_ja}</h1><p>{detail_ja}</p>"
        f'<section lang="en"><h2>{title}</h2><p>{detail}</p></section><p><code>{escape(slug)}</code></html>'
    )
    return Response(page, mimetype="text/html")


@permission("public")
def shell(path: str) -> Response:
    """A file of the build, or the app itself for an address of the app."""
    if path.startswith(("api/", "problems/")) or "\x00" in path or "\ufffd" in path:  # bytes of no text
        raise NotFound
    folder = build_folder()
    if folder is None:
        raise AppNotBuilt
    found = safe_join(str(folder), path)
    if found is None or not Path(found).is_file():
        if found is None or _names_a_file(path):
            raise NotFound
        found = str(folder / "index.html")
    return _file(Path(found), IMMUTABLE if path.startswith("assets/") else "no-cache")


def _names_a_file(path: str) -> bool:
    """Files lie at the top and in two folders. A dot further down is an id of the app: /held/9.3."""
    return path.startswith(("assets/", "icons/")) or ("/" not in path and "." in path)


def _file(path: Path, cache_control: str) -> Response:
    plain, packed, etag = _load(path, path.stat().st_mtime_ns)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = Response(plain, mimetype=kind)
    if packed is not None:
        response.vary.add("Accept-Encoding")
        if "gzip" in request.accept_encodings:
            response.set_data(packed)
            response.headers["Content-Encoding"] = "gzip"
            etag += "-gz"
    response.headers["Cache-Control"] = cache_control
    response.set_etag(etag)
    return response.make_conditional(request)


@lru_cache(maxsize=256)
def _load(path: Path, _changed_ns: int) -> tuple[bytes, bytes | None, str]:
    """A built file, the same packed when that helps, and its ETag. The build is a few megabytes: all of it
    fits.
    """
    plain = path.read_bytes()
    packed = gzip.compress(plain, 9, mtime=0)
    return plain, packed if len(packed) < len(plain) * 0.9 else None, sha256(plain).hexdigest()[:32]
