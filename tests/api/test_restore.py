"""`kayoi restore`: what it refuses, what it keeps, and that a kill leaves the old database or the new one."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, inspect, text

from server import create_app
from server.backup import files
from server.config import Config
from tests import postgres
from tests.conftest import close, new_database
from tests.factories import SignedIn
from tests.restoring import back_up, kayoi, restore
from tests.tablet import Tablet, found_masters

SignIn = Callable[..., SignedIn]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def tablet(app: Flask, sign_in: SignIn) -> Tablet:
    """A tablet of a town with areas."""
    found_masters(app)
    return Tablet(sign_in("hanako"))


@pytest.fixture
def elsewhere(database: str, tmp_path: Path) -> Iterator[Config]:
    """A new machine: a database without a table, and no keys."""
    made = new_database(database, tmp_path / "elsewhere")
    made.master_key_file.unlink()
    yield made
    if made.sqlite_file is None:
        postgres.drop_database(made.database_url.rpartition("/")[2].partition("?")[0])


def ops(config: Config) -> int:
    """How many ops the database holds."""
    engine = create_engine(config.database_url)
    try:
        with engine.connect() as connection:
            return connection.execute(text("SELECT count(*) FROM op")).scalar_one()
    finally:
        engine.dispose()


def refusal(config: Config, *words: object) -> str:
    """What `kayoi restore` says when it refuses: one line."""
    done = kayoi(config, "restore", *map(str, words))
    assert done.exit_code == 1, done.output
    (line,) = done.output.splitlines()
    return line


def test_a_new_machine_needs_the_data_and_the_keys(tablet: Tablet, config: Config, elsewhere: Config) -> None:
    tablet.push(tablet.new_person()[1])
    file = back_up(config)
    (keys,) = config.key_backups.iterdir()
    assert "master.key is missing" in refusal(elsewhere, file)
    said = restore(elsewhere, file, "--keys", str(keys)).output
    assert "Put back: master.key, vapid.pem, office.journal." in said
    assert "journal is not whole" in said, "what the office did since that copy nobody can know"
    assert elsewhere.master_key_file.stat().st_mode & 0o777 == 0o600
    app = create_app(elsewhere)
    assert app.test_client().get("/readyz").status_code == 200
    close(app)
    assert ops(elsewhere) == ops(config)


def test_what_cannot_be_meant_is_refused_in_one_line(
    tablet: Tablet, config: Config, elsewhere: Config
) -> None:
    tablet.push(tablet.new_person()[1])
    file = back_up(config)
    close(tablet.browser.client.application)
    assert "say --replace" in refusal(config, file)
    (elsewhere.data / "master.key").write_bytes(os.urandom(32))
    (elsewhere.data / "master.key").chmod(0o600)
    assert "is not the key this backup belongs to" in refusal(elsewhere, file)
    no_backup = config.data / "holiday.zip"
    no_backup.write_bytes(b"PK\x03\x04 photographs")
    assert "is not a whole backup" in refusal(config, no_backup, "--replace")
    assert ops(config) > 0


def test_a_restore_waits_until_nothing_runs(tablet: Tablet, config: Config) -> None:
    tablet.push(tablet.new_person()[1])
    file = back_up(config)
    if config.sqlite_file is None:
        assert "still connected" in refusal(config, file, "--replace")
    close(tablet.browser.client.application)
    with files.hold(config):
        assert "still running" in refusal(config, file, "--replace")
    with files.hold(config, alone=True):
        env = {**os.environ, "KAYOI_DATA": str(config.data), "PORT": "0"}
        env["DATABASE_URL"] = config.database_url.replace("postgresql+psycopg://", "postgresql://")
        started = subprocess.run(
            [sys.executable, "-c", "from server.serve import application; application()"],
            env=env,
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert "a restore is under way" in started.stderr
    restore(config, file, "--replace")


def test_a_retired_backup_is_refused_even_from_a_copy_kept_elsewhere(
    tablet: Tablet, config: Config, tmp_path: Path
) -> None:
    tablet.push(tablet.new_person()[1])
    file = back_up(config)
    copy = tmp_path / "tape.zip"
    copy.write_bytes(file.read_bytes())
    tablet.push(tablet.new_person()[1])
    back_up(config, "--keep", "1")
    close(tablet.browser.client.application)
    assert "has been retired" in refusal(config, copy, "--replace")
    restore(config, copy, "--replace", "--even-retired")


def test_the_old_database_is_kept_aside(tablet: Tablet, config: Config) -> None:
    file = back_up(config)
    tablet.push(tablet.new_person()[1])
    held = ops(config)
    close(tablet.browser.client.application)
    said = restore(config, file, "--replace").output
    kept = next(line.partition(": ")[2][:-1] for line in said.splitlines() if "is kept" in line)
    assert ops(config) == held - 1
    if config.sqlite_file:
        old = Config(data=config.data, database_url=f"sqlite:///{kept}")
        assert ops(old) == held
    else:
        engine = create_engine(config.database_url)
        with engine.connect() as connection:
            schema = kept.removeprefix("schema ")
            assert connection.execute(text(f"SELECT count(*) FROM {schema}.op")).scalar() == held
            assert "kayoi_restoring" not in inspect(connection).get_schema_names()
        engine.dispose()


def test_a_broken_database_is_replaced_and_kept_as_it_was(
    tablet: Tablet, config: Config, elsewhere: Config
) -> None:
    file = back_up(config)
    close(tablet.browser.client.application)
    if config.sqlite_file:
        config.sqlite_file.write_bytes(b"SQLite format 3\x00" + os.urandom(5_000))
        broken = config.sqlite_file.read_bytes()
        restore(config, file, "--replace")
        (kept,) = config.data.glob("kayoi.db.before-*")
        assert kept.read_bytes() == broken
    else:
        engine = create_engine(config.database_url)
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE writer"))
        engine.dispose()
        restore(config, file, "--replace")
    app = create_app(config)
    assert app.test_client().get("/readyz").status_code == 200
    close(app)


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event

left = int(sys.argv[1])

def step(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def stepping(name, of):
    before = getattr(of, name)
    def stepped(*args, **more):
        step()
        done = before(*args, **more)
        step()
        return done
    setattr(of, name, stepped)

for of, name in ((os, "link"), (Path, "replace"), (Path, "rename")):
    stepping(name, of)

@event.listens_for(Engine, "before_cursor_execute")
def swap(connection, cursor, statement, *rest):
    if "SET SCHEMA" in statement or "CREATE SCHEMA kayoi_before" in statement or "DROP SCHEMA" in statement:
        step()

from server import cli
cli.main(["restore", sys.argv[2], "--replace"])
"""


def test_a_restore_that_is_killed_leaves_the_old_database_or_the_new_one(
    tablet: Tablet, config: Config
) -> None:
    file = back_up(config)
    tablet.push(tablet.new_person()[1])
    held = ops(config)
    close(tablet.browser.client.application)
    env = {**os.environ, "KAYOI_DATA": str(config.data)}
    env["DATABASE_URL"] = config.database_url.replace("postgresql+psycopg://", "postgresql://")
    seen = set()
    for steps in (2, 3, 4) if config.sqlite_file else (2, 30, 999):
        command = [sys.executable, "-c", KILLED, str(steps), str(file)]
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        app = create_app(config)
        assert app.test_client().get("/readyz").status_code == 200
        close(app)
        seen.add(ops(config))
        if done.returncode == 0 or ops(config) < held:
            break
    assert seen == {held, held - 1}
    restore(config, file, "--replace")


JOURNALLED = """
import os, signal, sys
from server.backup import journal
writing = journal.note_ops

def then_dies(*args):
    writing(*args)
    os.kill(os.getpid(), signal.SIGKILL)

journal.note_ops = then_dies
from server import create_app
from server.config import Config
from tests.tablet import HOME, new_id, person
from server.exchange import service as exchange
app = create_app(Config.from_env())
with app.app_context():
    exchange.file_ops(HOME, [{"kind": "person", "id": new_id(), "new": person()}], int(sys.argv[1]))
"""


def test_what_the_office_was_filing_when_the_server_was_killed_is_listed(
    tablet: Tablet, config: Config, sign_in: SignIn
) -> None:
    megumi = sign_in("megumi", "office")
    asked = {"store_id": megumi.store_id, "client": "office"}
    number = megumi.post("/api/v1/writers", json=asked).json["writer"]["writer_no"]
    file = back_up(config)
    close(tablet.browser.client.application)
    env = {**os.environ, "KAYOI_DATA": str(config.data)}
    env["DATABASE_URL"] = config.database_url.replace("postgresql+psycopg://", "postgresql://")
    killed = subprocess.run([sys.executable, "-c", JOURNALLED, str(number)], env=env, cwd=ROOT)
    assert killed.returncode == -signal.SIGKILL
    for line in config.journal_file.read_text().splitlines():
        assert "山口" not in line
        assert json.loads(line or "{}").keys() <= {"ops", "tenant", "epoch", "at", "backup_taken"}
    assert f"{number}.1-1 at " in restore(config, file, "--replace").output
