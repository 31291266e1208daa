"""One server for many simulated towns."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from server import create_app
from server.db import db
from tests.conftest import Templates, close


@pytest.fixture(scope="module")
def town(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Each run founds its own town in it. What is proved here is logic, not the disk: no waiting for it."""
    app = create_app(templates.copy("sqlite", tmp_path_factory.mktemp("simulation"), towns=False))
    app.testing = True
    with app.app_context():
        event.listen(
            db.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF")
        )
    yield app
    close(app)
