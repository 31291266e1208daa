"""Bringing a database to this code's schema, the same way for the command line, the tests and readiness."""

from functools import lru_cache
from pathlib import Path

from flask import Flask
from sqlalchemy import inspect, text

from server.db import db, read_snapshot

FOLDER = Path(__file__).parent.parent / "migrations"


def init_app(app: Flask) -> None:
    """Tie Flask-Migrate (and `flask db …`) to the app; imported only where migrations are run."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(FOLDER), render_as_batch=True, compare_type=True)


def upgrade(app: Flask, revision: str = "head") -> None:
    """Apply every missing migration, each in its own transaction."""
    import flask_migrate

    init_app(app)
    with app.app_context():
        flask_migrate.upgrade(directory=str(FOLDER), revision=revision)


def is_current(app: Flask) -> bool:
    """True when the database is at the newest migration; asks the database only, which is quick at every
    start.
    """
    with app.app_context(), read_snapshot() as session:
        if not inspect(session.connection()).has_table("alembic_version"):
            return False
        return session.execute(text("SELECT version_num FROM alembic_version")).scalar() == head()


@lru_cache(maxsize=1)
def head() -> str:
    """The newest migration this code knows: files are named by their number, and numbers only grow."""
    return max(revisions())


def revisions() -> list[str]:
    """Every migration this code knows, oldest first."""
    return sorted(file.name.partition("_")[0] for file in (FOLDER / "versions").glob("[0-9]*_*.py"))
