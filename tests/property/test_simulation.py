"""Three tablets, one server, everything lost that can be lost: nothing an answer is made of may disappear."""

import os
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from server import create_app
from server.db import db
from tests.conftest import Templates, close
from tests.property.world import World

SEEDS = int(os.environ.get("KAYOI_SIM_SEEDS") or 40)


@pytest.fixture(scope="module")
def town(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One server for many runs: each founds its own town. What is proved here is logic, not the disk."""
    app = create_app(templates.copy("sqlite", tmp_path_factory.mktemp("simulation"), towns=False))
    app.testing = True
    with app.app_context():
        event.listen(
            db.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF")
        )
    yield app
    close(app)


@pytest.mark.parametrize("block", range(4))
def test_nothing_is_lost_overwritten_unseen_or_shown_twice(town: Flask, block: int) -> None:
    for seed in range(block, SEEDS, 4):
        assert World(town, seed, restore=seed % 4 == 3).run() == [], f"seed {seed}"
