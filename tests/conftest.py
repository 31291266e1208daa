"""Fixtures for every test: a real app on its own copy of one migrated database, SQLite and PostgreSQL.

KAYOI_TEST_DB=sqlite|postgresql|both (the default) chooses the databases. Two towns with staff are already
there (tests/factories.py); `empty_config` gives a migrated database without any.
"""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, make_url
from werkzeug.routing import Rule

from server import create_app
from server.config import Config
from server.db import db
from server.devices import keys
from server.migrate import upgrade
from tests import factories, postgres
from tests.factories import SignedIn
from tests.fakes import FakeClock, Lines

CHOICE = os.environ.get("KAYOI_TEST_DB") or "both"
DATABASES = {"sqlite": ["sqlite"], "postgresql": ["postgresql"], "both": ["sqlite", "postgresql"]}[CHOICE]

# For what asks every address: the second database has its turn in `make test-long`.
SECOND_IS_LONG = pytest.mark.parametrize(
    "database",
    [*DATABASES[:1], *(pytest.param(kind, marks=pytest.mark.long) for kind in DATABASES[1:])],
    indirect=True,
)


def new_database(kind: str, folder: Path, name: str = "kayoi") -> Config:
    """Settings for an empty database of this kind; folder takes its files."""
    folder.mkdir(parents=True, exist_ok=True)
    keys.create_master_key(folder / "master.key")
    if kind == "sqlite":
        return Config(data=folder, database_url=f"sqlite:///{folder / name}.db")
    return Config(
        data=folder, database_url=_psycopg(postgres.create_database(f"{name}_{secrets.token_hex(6)}"))
    )


def _psycopg(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def close(app: Flask) -> None:
    """Close the app's connections, so that its database can be copied or dropped."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


FIRST: dict[str, Engine] = {}  # of each kind of database


def share_statements(app: Flask) -> Flask:
    """Let this app use what was compiled for the ones before it: each statement once, not in every test."""
    with app.app_context():
        first = FIRST.get(db.engine.dialect.name)
        if first is None:
            with db.engine.connect():
                first = FIRST[db.engine.dialect.name] = db.engine
        db.engine.dialect, db.engine._compiled_cache = first.dialect, first._compiled_cache
    return app


def compile_addresses_once() -> None:
    """What builds an address depends on its rule alone; compiled for every app it is a sixth of a test."""
    compiled: dict[tuple[str, str | None, str, bool], Callable[..., tuple[str, str]]] = {}
    compile_builder = Rule._compile_builder

    def once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (rule.rule, rule.subdomain, repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = once


compile_addresses_once()


class Templates:
    """Migrated databases, made once per session and kind, then copied for each test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[tuple[str, bool], Config] = {}

    def copy(self, kind: str, folder: Path, towns: bool) -> Config:
        """A fresh copy: with the two towns, or migrated only."""
        template = self.made.get((kind, towns)) or self._make(kind, towns)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(template.master_key_file, folder / "master.key")
        (folder / "master.key").chmod(0o600)
        if template.sqlite_file:
            shutil.copyfile(template.sqlite_file, folder / "kayoi.db")
            return Config(data=folder, database_url=f"sqlite:///{folder / 'kayoi.db'}")
        url = postgres.create_database(f"test_{secrets.token_hex(6)}", _name(template))
        return Config(data=folder, database_url=_psycopg(url))

    def _make(self, kind: str, towns: bool) -> Config:
        folder = self.folder / f"{kind}-{towns}"
        config = self.copy(kind, folder, towns=False) if towns else new_database(kind, folder, "template")
        app = create_app(config)
        if towns:
            factories.found_towns(app)
        else:
            upgrade(app)
        close(app)
        self.made[kind, towns] = config
        return config


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """The session's migrated databases."""
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database this run of the test uses."""
    kind: str = request.param
    return kind


@pytest.fixture
def config(database: str, templates: Templates, tmp_path: Path) -> Iterator[Config]:
    """Settings of a fresh database holding the two towns."""
    made = templates.copy(database, tmp_path, towns=True)
    yield made
    forget(made)


@pytest.fixture
def empty_config(database: str, templates: Templates, tmp_path: Path) -> Iterator[Config]:
    """Settings of a fresh, migrated database without any tenant."""
    made = templates.copy(database, tmp_path / "empty", towns=False)
    yield made
    forget(made)


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The real app on a fresh database. Unexpected errors in views are raised, not answered with 500."""
    made = share_statements(create_app(config))
    made.testing = True
    yield made
    close(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that has not signed in."""
    return app.test_client()


@pytest.fixture(scope="session")
def shared_app(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One app for every test that stores nothing and asks nothing of the database: what it says is the same
    on both.
    """
    made = create_app(templates.copy("sqlite", tmp_path_factory.mktemp("shared"), towns=True))
    made.testing = True
    yield made
    close(made)


@pytest.fixture
def visitor(shared_app: Flask) -> FlaskClient:
    """A browser at the shared app that has not signed in and changes nothing."""
    return shared_app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., SignedIn]:
    """sign_in("hanako") or sign_in("megumi", "office"): a signed-in browser."""

    def sign_in_as(login: str, client: str = "tablet", store: str | None = None) -> SignedIn:
        return factories.sign_in(app, login, client, store)

    return sign_in_as


@pytest.fixture
def fake_clock() -> Iterator[FakeClock]:
    """A clock that stands still until the test moves it."""
    fake = FakeClock()
    yield fake
    fake.stop()


@pytest.fixture
def lines(app: Flask) -> Iterator[Lines]:
    """Everything that is logged during the test."""
    with Lines() as listening:
        yield listening


def forget(config: Config) -> None:
    """Drop the database of a test; SQLite files go with the temporary folder."""
    if config.sqlite_file is None:
        postgres.drop_database(_name(config))


def _name(config: Config) -> str:
    return str(make_url(config.database_url).database)
