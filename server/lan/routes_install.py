"""The plain HTTP port of `kayoi serve-lan`: the install page, the CA's certificate, and nothing else.

Every other address goes to TLS. A change (POST …) is refused: what it carried has already gone over the air
in clear, and sending it on would hide that.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from server.auth import permission, refuse_bare_routes
from server.config import Config, ConfigError
from server.lan import install_page, store
from server.lan.certificates import Pair

CA_TYPE = "application/x-x509-ca-cert"  # what iOS and Android take for a certificate to install
STYLE = Path(__file__).parent / "install.css"


def application() -> Flask:
    """The install page of this process's environment, for gunicorn."""
    return create_app(Config.from_env())


def create_app(config: Config) -> Flask:
    """The app of the plain port. Raises ConfigError when there is no CA."""
    from server import headers, logs

    app = Flask("install", static_folder=None, root_path=str(config.data))
    app.extensions["kayoi_config"] = config
    app.extensions["kayoi_ca"] = _ca(config)
    app.config["TRUSTED_HOSTS"] = config.hosts
    app.url_map.redirect_defaults = app.url_map.merge_slashes = False
    logs.configure()
    headers.init_app(app)
    app.add_url_rule("/", view_func=page)
    app.add_url_rule("/install.css", view_func=style)
    app.add_url_rule("/kayoi-ca.crt", view_func=ca_certificate)
    app.add_url_rule("/<path:path>", view_func=to_tls)
    refuse_bare_routes(app)
    return app


def _ca(config: Config) -> Pair:
    ca = store.ca_of(config)
    if ca is None:
        raise ConfigError(f"{config.lan_ca_file} is missing: run `kayoi serve-lan`")
    return ca


@permission("public")
def page() -> Response:
    """How to install the CA, in Japanese or English."""
    english = request.args.get("lang") == "en"
    ca: Pair = current_app.extensions["kayoi_ca"]
    return Response(install_page.html(ca, _home(), english), mimetype="text/html")


@permission("public")
def style() -> Response:
    """The look of the page."""
    return Response(STYLE.read_bytes(), mimetype="text/css")


@permission("public")
def ca_certificate() -> Response:
    """The CA's certificate alone, without its key."""
    ca: Pair = current_app.extensions["kayoi_ca"]
    return Response(ca.der(), mimetype=CA_TYPE)


@permission("public")
def to_tls(path: str) -> AnyResponse:
    """The same address over TLS."""
    return redirect(_home() + request.full_path.removesuffix("?"), 307)


def _home() -> str:
    """The app under the name the tablet used, if it is one of ours, else under the first."""
    config: Config = current_app.extensions["kayoi_config"]
    asked = request.host.rpartition(":")[0] or request.host
    name = asked if asked in config.lan_names else config.lan_names[0]
    return f"https://{name}:{config.lan_port}"
