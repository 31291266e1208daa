"""How migrations reach the database: through the app's own engine, one transaction per migration.

SQLite cannot alter most things in place, so batch mode copies tables. PostgreSQL waits at most three seconds
for a lock, so that a migration never stops the whole service behind one long read; it can simply be run
again.
"""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from server.db import WRITES, UTCDateTime, db


def render(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column type into migrations as what the database sees, so that they do not depend on our
    code.
    """
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False


def run() -> None:
    """Run the migrations asked for."""
    migrate = current_app.extensions["migrate"]
    with db.engine.connect().execution_options(**WRITES) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET lock_timeout = '3s'"))
            connection.commit()
        else:
            _foreign_keys(connection, "OFF")  # batch mode drops and renames tables that others refer to
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            transaction_per_migration=True,
            render_item=render,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "sqlite":
            _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, switch: str) -> None:
    """Switch SQLite's foreign keys, which is only possible outside a transaction."""
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA foreign_keys = {switch}")


run()
