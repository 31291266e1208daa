"""One server for every simulated run; each run begins with a fresh copy of its file."""

import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Templates, close
from tests.property.town import Town

MEMORY = Path("/dev/shm")  # what is proved here is logic, not the disk


@pytest.fixture(scope="session")
def town(templates: Templates) -> Iterator[Town]:
    """The simulated municipality."""
    level = logging.getLogger("kayoi").level
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        made = Town(templates.copy("sqlite", Path(folder), towns=False))
        yield made
        close(made.app)
    logging.getLogger("kayoi").setLevel(level)
