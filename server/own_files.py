"""Files that are made once and then belong to the server only: keys."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def made_once(path: Path, content: bytes) -> None:
    """Write `content` to `path` for its owner only (0600), unless it is there. Durable when it returns.

    However many threads and processes race, the first one's content stays, and nobody ever sees half of it:
    each writes a file of its own and gives it the name in one step. A kill leaves the whole file or none.
    """
    handle, own = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(own, path)
        except FileExistsError:
            return
        sync_folder(path.parent)
    finally:
        os.unlink(own)


def sync_folder(folder: Path) -> None:
    """Make names given in this folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
