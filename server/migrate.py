"""Bringing a database to this code's schema, the same way for the command line, the tests and readiness."""

from functools import lru_cache
from pathlib import Path

from flask import Flask

FOLDER = Path(__file__).parent.parent / "migrations"


def init_app(app: Flask) -> None:
    """Tie Flask-Migrate (and `flask db …`) to the app; imported only where migrations are run."""
    from flask_migrate import Migrate

    from server.db import db

    Migrate(app, db, directory=str(FOLDER), render_as_batch=True, compare_type=True)


def upgrade(app: Flask, revision: str = "head") -> None:
    """Apply every missing migration, each in its own transaction."""
    import flask_migrate

    init_app(app)
    with app.app_context():
        flask_migrate.upgrade(directory=str(FOLDER), revision=revision)


@lru_cache(maxsize=1)
def head() -> str:
    """The newest migration this code knows."""
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory(str(FOLDER)).get_current_head())
