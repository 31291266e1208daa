"""The server: create_app(config) builds it; importing it does no work."""

from importlib import import_module
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from server.config import Config

BLUEPRINTS = (
    "server.tenants.routes",
    "server.tenants.routes_office",
    "server.staff.routes",
    "server.staff.routes_own",
    "server.staff.routes_office",
    "server.devices.routes",
    "server.devices.routes_tablet",
    "server.devices.routes_office",
    "server.audit.routes",
    "server.exchange.routes",
    "server.office.routes",
    "server.office.field_routes",
    "server.supporters.routes",
    "server.notices.routes",
    "server.imports.routes",
    "server.backup.routes",
    "server.lan.routes",
    "server.escrow.routes",
    "server.areas.routes",
    "server.authoring.routes",
    "server.form_decisions.routes",
    "server.judgements.routes",
    "server.judgements.routes_runs",
    "server.mailings.routes",
    "server.fhir.routes",
)
MODELS = (
    "server.tenants.models",
    "server.staff.models",
    "server.devices.models",
    "server.audit.models",
    "server.exchange.models",
    "server.records.models",
    "server.people.models",
    "server.follow_ups.models",
    "server.notices.models",
    "server.imports.models",
    "server.backup.models",
    "server.escrow.models",
    "server.areas.models",
    "server.authoring.models",
    "server.form_decisions.models",
    "server.judgements.models",
)


class _App(Flask):
    """Flask, but what it logs of a crash goes through server.logs, which leaves the error's text out."""

    def log_exception(self, exc_info: Any) -> None:
        from server import logs

        logs.crash(exc_info[1])


def create_app(config: Config) -> Flask:
    """The application. Raises auth.PermissionMissing when a route declares no permission."""
    from server import auth, db, headers, logs, pages, problem_replies
    from server.audit import service as audit

    app = _App("server", static_folder=None, root_path=str(config.data))
    app.extensions["kayoi_config"] = config
    app.config["TRUSTED_HOSTS"] = config.hosts
    app.url_map.redirect_defaults = app.url_map.merge_slashes = False  # an address answers or does not exist
    db.init_app(app, config.database_url, config.sqlite_file)
    for init in (logs, problem_replies, auth, headers, audit):
        init.init_app(app)
    load_models()
    _register_api(app)
    pages.init_app(app)
    auth.refuse_bare_routes(app)
    if config.proxy_count:
        hops = config.proxy_count
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def load_models() -> None:
    """Import every table, so that the metadata is complete."""
    for name in MODELS:
        import_module(name)


def _register_api(app: Flask) -> None:
    from server import api

    api.init_app(app, [import_module(name).blueprint for name in BLUEPRINTS])
