"""The schema that migrations make is the schema the code expects, on both databases, and can be taken
back.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import inspect, text

from server import create_app, migrate
from server.db import db, outside_feed
from tests.conftest import close, forget, new_database


@pytest.fixture
def fresh_app(database: str, tmp_path: Path) -> Iterator[Flask]:
    """An app on a database without any table."""
    config = new_database(database, tmp_path)
    app = create_app(config)
    migrate.init_app(app)
    with app.app_context():
        yield app
    close(app)
    forget(config)


def _folder() -> str:
    return str(migrate.FOLDER)


def test_the_migrated_schema_is_what_the_models_say(fresh_app: Flask) -> None:
    flask_migrate.upgrade(directory=_folder())
    flask_migrate.check(directory=_folder())  # exits when a model and the schema differ


def test_every_table_has_the_primary_key_and_the_null_rules_of_its_model(fresh_app: Flask) -> None:
    flask_migrate.upgrade(directory=_folder())
    found = inspect(db.engine)
    for table in db.metadata.sorted_tables:
        keys = found.get_pk_constraint(table.name)["constrained_columns"]
        assert keys == [column.name for column in table.primary_key], table.name
        nullable = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
        assert nullable == {column.name: column.nullable for column in table.columns}, table.name


def test_going_down_leaves_nothing_and_up_again_works(fresh_app: Flask) -> None:
    flask_migrate.upgrade(directory=_folder())
    flask_migrate.downgrade(directory=_folder(), revision="base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    flask_migrate.upgrade(directory=_folder())
    assert db.session.execute(text("SELECT version_num FROM alembic_version")).scalar() == migrate.head()


def test_migrating_twice_changes_nothing(fresh_app: Flask) -> None:
    migrate.upgrade(fresh_app)
    before = set(inspect(db.engine).get_table_names())
    migrate.upgrade(fresh_app)
    assert set(inspect(db.engine).get_table_names()) == before


def test_only_a_fully_migrated_database_is_current(fresh_app: Flask) -> None:
    assert not migrate.is_current(fresh_app)
    migrate.upgrade(fresh_app)
    assert migrate.is_current(fresh_app)
    with outside_feed() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert not migrate.is_current(fresh_app)


def test_there_is_one_line_of_migrations_and_each_can_be_taken_back() -> None:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(_folder())
    assert script.get_heads() == [migrate.head()]
    for revision in script.walk_revisions():
        source = Path(revision.path).read_text()
        assert "def downgrade() -> None:\n    pass" not in source, revision.revision


KILLED = """
import os, signal, sys
from sqlalchemy import Engine, event

left = int(sys.argv[1])

@event.listens_for(Engine, "before_cursor_execute")
def count(connection, cursor, statement, *rest):
    global left
    if statement.lstrip().startswith(("CREATE", "INSERT", "UPDATE")):
        left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

from server import cli
cli.main(["migrate"])
"""


@pytest.mark.parametrize("statements", [15, *(pytest.param(n, marks=pytest.mark.long) for n in (2, 30))])
def test_an_upgrade_that_is_killed_half_way_is_finished_by_running_it_again(
    database: str, tmp_path: Path, statements: int
) -> None:
    config = new_database(database, tmp_path)
    url = config.database_url.replace("postgresql+psycopg://", "postgresql://")
    env = {**os.environ, "KAYOI_DATA": str(config.data), "DATABASE_URL": url}
    command = [sys.executable, "-c", KILLED, str(statements)]
    killed = subprocess.run(command, env=env, cwd=migrate.FOLDER.parent, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    app = create_app(config)
    migrate.upgrade(app)
    with app.app_context():
        flask_migrate.check(directory=_folder())
    close(app)
    forget(config)
