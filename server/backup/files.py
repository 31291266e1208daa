"""The folders of backups: readable by their owner only, written aside first, never half there."""

from __future__ import annotations

import fcntl
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from server import clock
from server.config import Config, ConfigError
from server.devices import keys
from server.own_files import sync_folder

DATA, KEYS = "kayoi-data-", "kayoi-keys-"
SCRATCH = ".scratch-"
KEY_FILES = ("master.key", "vapid.pem", "office.journal", "lan-ca.pem")


def stamp(at: datetime) -> str:
    """The instant as file names carry it, `20261121T051233Z`."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def own_folder(folder: Path) -> Path:
    """The folder, made for its owner only when it is not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def archives(folder: Path) -> list[Path]:
    """The data backups in a folder, oldest first."""
    return sorted(folder.glob(f"{DATA}*.zip"))


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Keep other backups of this folder out. Raises ConfigError in one line when one is running."""
    with (own_folder(folder) / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigError("another backup is running: wait until it is done") from None
        for left in [*folder.glob("*.part"), *folder.glob(f"{SCRATCH}*")]:  # of a backup that was killed
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        yield


@contextmanager
def written(target: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """(a new file, its path for now): it gets its name when the block ends well, else it is gone."""
    part = target.with_name(target.name + ".part")
    try:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as file:
            yield file, part
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
        sync_folder(target.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_keys(config: Config) -> Path:
    """A backup of the keys and the office journal, in a folder of its own."""
    target = own_folder(config.key_backups) / f"{KEYS}{stamp(clock.now())}.zip"
    target.with_name(target.name + ".part").unlink(missing_ok=True)
    with written(target) as (file, _), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in KEY_FILES:
            source = config.data / name
            if source.is_file():
                archive.writestr(name, source.read_bytes() + _is_a_copy(source == config.journal_file))
    return target


def _is_a_copy(of_the_journal: bool) -> bytes:
    """The line that tells a journal put back from a backup from one that was never lost."""
    return b'\n{"copied":"%s"}\n' % clock.now_iso().encode() if of_the_journal else b""


def keys_of(file: Path) -> dict[str, bytes]:
    """What a key backup holds, by file name. Raises ConfigError in one line when it is none."""
    try:
        with zipfile.ZipFile(file) as archive:
            return {name: archive.read(name) for name in KEY_FILES if name in archive.namelist()}
    except zipfile.BadZipFile:
        raise ConfigError(f"{file.name} is not a key backup of Kayoi") from None


def put_back_keys(config: Config, file: Path) -> list[str]:
    """Put the keys of a backup where there are none; returns which. Never replaces one that is there."""
    found = keys_of(file)
    put = []
    for name, content in found.items():
        target = own_folder(config.data) / name
        if not target.exists():
            with written(target) as (handle, _):
                handle.write(content)
            put.append(name)
    keys.master_key.cache_clear()
    return put


def hold(config: Config, *, alone: bool = False) -> BinaryIO:
    """Use the database for long, together with others, or alone as a restore must: until the file returned is
    closed, or the process and its children have ended. Raises ConfigError in one line when that cannot be.
    """
    handle = own_folder(config.data).joinpath(config.running_lock.name).open("ab")
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise ConfigError(
            "Kayoi is still running: stop the server and its workers first"
            if alone
            else "a restore is under way: start Kayoi when it is done"
        ) from None
    return handle
