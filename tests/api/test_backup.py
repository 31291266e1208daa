"""`kayoi backup`: one moment of a server in use, read back before it counts, keys apart, never half there."""

import os
import resource
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from flask import Flask
from sqlalchemy import text

from server import create_app, migrate, worker
from server.backup import archive, checking, files, places, tables, taking
from server.config import Config
from server.db import db, outside_feed, read_snapshot
from server.devices import keys
from server.devices.models import Writer
from server.tenants import service as tenants
from tests.conftest import Templates, close, forget
from tests.factories import HOME_UID, SignedIn
from tests.fakes import FakeClock, Lines
from tests.restoring import back_up, kayoi, manifest, restore
from tests.tablet import Tablet, found_masters

SignIn = Callable[..., SignedIn]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def tablet(app: Flask, sign_in: SignIn) -> Tablet:
    """A tablet of a town with areas."""
    found_masters(app)
    return Tablet(sign_in("hanako"))


def ranges(tablet: Tablet) -> tuple[list[list[int]], list[list[int]]]:
    """(received, backed_up) as an empty push says them; a pull must say the same."""
    reply = tablet.push()
    page = tablet.page(holding=f"{tablet.no}:1")
    said = reply["backed_up"][str(tablet.no)]
    assert page["backed_up"][str(tablet.no)] == said
    return reply["received"][str(tablet.no)], said


def test_nothing_is_backed_up_until_a_backup_has_been_read_back(tablet: Tablet, config: Config) -> None:
    tablet.push(tablet.new_person()[1], tablet.new_person()[1])
    assert ranges(tablet) == ([[1, 2]], [])
    back_up(config)
    tablet.push(tablet.new_person()[1])
    assert ranges(tablet) == ([[1, 3]], [[1, 2]])


def test_backed_up_grows_only_when_the_oldest_backup_is_deleted(tablet: Tablet, config: Config) -> None:
    tablet.push(tablet.new_person()[1])
    oldest = back_up(config)
    tablet.push(tablet.new_person()[1])
    back_up(config)
    assert ranges(tablet) == ([[1, 2]], [[1, 1]])
    assert oldest.exists()
    tablet.push(tablet.new_person()[1])
    back_up(config, "--keep", "2")
    assert ranges(tablet) == ([[1, 3]], [[1, 2]])
    assert not oldest.exists()
    assert len(kayoi(config, "backup", "--list").output.splitlines()) == 2


def test_a_backup_of_a_server_in_use_is_one_moment(tablet: Tablet, config: Config) -> None:
    stop = threading.Event()

    def push_two() -> None:
        tablet.push(tablet.new_person()[1], tablet.new_person()[1])

    push_two()
    thread = threading.Thread(target=lambda: [push_two() for _ in iter(stop.is_set, True)])
    thread.start()
    try:
        found = [back_up(config) for _ in range(2)]
    finally:
        stop.set()
        thread.join()
    for file in found:
        part = manifest(file).tenants[HOME_UID]
        held = part.received[str(tablet.no)]
        with zipfile.ZipFile(file) as opened:
            columns, rows = archive.rows(opened, "op")
            by_writer = [row for row in rows if row[columns.index("writer_no")] == tablet.no]
        assert [[1, len(by_writer)]] == held, "what is said to be received is there, and nothing else"
        assert len(by_writer) % 2 == 0, "a push is in it or not"
    assert kayoi(config, "backup", "--drill").exit_code == 0


def test_data_and_keys_are_apart_and_readable_by_their_owner_only(tablet: Tablet, config: Config) -> None:
    file = back_up(config)
    (key_file,) = config.key_backups.iterdir()
    for path in (file, key_file):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert file.parent != key_file.parent
    secret = config.master_key_file.read_bytes()
    tokens = tablet.browser.client.get_cookie("kayoi")
    assert tokens is not None
    with zipfile.ZipFile(file) as opened:
        inside = b"".join(
            zstandard.ZstdDecompressor().stream_reader(opened.open(name)).read()
            if name.endswith(".zst")
            else opened.read(name)
            for name in opened.namelist()
        )
        assert not [name for name in opened.namelist() if "session" in name or "attempt" in name]
    for key in (secret, secret.hex().encode(), tablet.writer["mac_key"].encode(), tokens.value.encode()):
        assert key not in inside
    assert files.keys_of(key_file)["master.key"] == secret


def test_what_is_read_back_otherwise_is_no_backup(
    tablet: Tablet, config: Config, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet.push(tablet.new_person()[1])
    loading = tables.load

    def loses_a_row(connection, table, columns, rows):  # type: ignore[no-untyped-def]
        loading(connection, table, columns, list(rows)[1:] if table.name == "op" else rows)

    monkeypatch.setattr(tables, "load", loses_a_row)
    with app.app_context(), pytest.raises(taking.BackupFailed, match="differs in op"):
        taking.take(config)
    assert files.archives(config.backups) == []
    assert ranges(tablet)[1] == []


@pytest.mark.parametrize("at", [0.2, 0.5, 0.8])
def test_a_damaged_backup_is_found_by_the_drill_and_refused_by_a_restore(
    tablet: Tablet, config: Config, at: float
) -> None:
    tablet.push(*(tablet.new_person()[1] for _ in range(50)))
    file = back_up(config)
    with zipfile.ZipFile(file) as opened:
        body = opened.getinfo("tables/op.jsonl.zst")
    raw = bytearray(file.read_bytes())
    raw[int(body.header_offset + 60 + body.compress_size * at)] ^= 0x40
    file.write_bytes(raw)
    drilled = kayoi(config, "backup", "--drill")
    assert drilled.exit_code == 1
    assert "FAULT" in drilled.output
    close(tablet.browser.client.application)
    refused = kayoi(config, "restore", str(file), "--replace")
    assert (refused.exit_code, len(refused.output.splitlines())) == (1, 1), refused.output
    assert ranges(tablet)[0] == [[1, 50]], "the database is as it was"


def test_a_drill_leaves_nothing_behind(tablet: Tablet, config: Config) -> None:
    back_up(config)
    tree = sorted(path for path in config.data.rglob("*") if path.name != ".lock")
    said = kayoi(config, "backup", "--drill")
    assert said.exit_code == 0, said.output
    assert "A restore would work" in said.output
    assert sorted(path for path in config.data.rglob("*") if path.name != ".lock") == tree
    (config.key_backups / "kayoi-keys-20991231T000000Z.zip").write_bytes(
        (next(config.key_backups.iterdir())).read_bytes()
    )
    with zipfile.ZipFile(config.key_backups / "kayoi-keys-20991231T000000Z.zip", "w") as other:
        other.writestr("master.key", os.urandom(32))
    assert "does not hold the master key" in kayoi(config, "backup", "--drill").output


def test_a_full_disk_leaves_no_half_backup_and_one_clear_line(tablet: Tablet, config: Config) -> None:
    tablet.push(*(tablet.new_person(address=os.urandom(300).hex())[1] for _ in range(300)))
    env = {**os.environ, "KAYOI_DATA": str(config.data)}
    env["DATABASE_URL"] = config.database_url.replace("postgresql+psycopg://", "postgresql://")
    for limit in (20_000, 120_000):  # while it is written, and while it is read back

        def little_room(most: int = limit) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        done = subprocess.run(
            [sys.executable, "-m", "server.cli", "backup"],
            env=env,
            cwd=ROOT,
            preexec_fn=little_room,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1
        lines = [line for line in done.stderr.splitlines() if not line.startswith("{")]
        assert len(lines) == 1, done.stderr
        assert lines[0].startswith("Error: No backup was made: "), lines
        left = [path.name for path in config.backups.iterdir()]
        assert left == [".lock"]
    assert ranges(tablet)[1] == []
    back_up(config)


def test_a_backup_that_was_killed_leaves_nothing_that_the_next_one_minds(
    tablet: Tablet, config: Config
) -> None:
    back_up(config)
    (config.backups / "kayoi-data-20200101T000000Z.zip.part").write_bytes(b"half")
    scratch = config.backups / ".scratch-killed"
    scratch.mkdir()
    (scratch / "scratch.db").write_bytes(b"half")
    back_up(config)
    assert sorted(path.suffix for path in config.backups.iterdir()) == ["", ".zip", ".zip"]


def test_two_backups_do_not_run_at_once(app: Flask, config: Config) -> None:
    with files.only_one(files.own_folder(config.backups)):
        refused = kayoi(config, "backup")
    assert (refused.exit_code, refused.output) == (
        1,
        "Error: another backup is running: wait until it is done\n",
    )


def test_a_backup_of_one_database_restores_into_the_other(
    tablet: Tablet, config: Config, templates: Templates, tmp_path: Path
) -> None:
    tablet.push(*(tablet.new_person(given="花𠮷")[1] for _ in range(3)), tablet.raw("\x01 not json"))
    file = back_up(config)
    other = "postgresql" if config.sqlite_file else "sqlite"
    target = templates.copy(other, tmp_path / "other", towns=False)
    (target.data / "master.key").write_bytes(config.master_key_file.read_bytes())
    restore(target, file, "--replace")
    app = create_app(target)
    with app.app_context(), read_snapshot() as session:
        connection = session.connection()
        tables.in_utc(connection)
        told = {table.name: tables.tell(connection, table) for table in tables.tables_of(connection)}
        changed = {"tenant_feed", "writer", "backup", "backup_cover", "restore"}
        before = manifest(file).tables
        assert {name for name in before if told[name] != before[name]} <= changed
        assert told["op"].rows == before["op"].rows > 4
    close(app)
    with app.app_context():
        assert tenants.create("あたらしい町", demo=True) == 3, "numbering goes on after what was loaded"
    close(app)
    forget(target)


def test_an_older_backup_is_brought_to_this_version(config: Config, tmp_path: Path) -> None:
    """A backup written at the schema of an older version."""
    with places.scratch(config) as place:
        migrate.upgrade(place, "0003")
        with place.app_context():
            _rows_of_an_older_version()
            with read_snapshot() as session:
                facts = {
                    "format": 1,
                    "id": "older",
                    "taken_at": "2026-11-01T00:00:00Z",
                    "app_version": "0.1.0",
                    "revision": "0003",
                    "database": "sqlite",
                    "key": keys.fingerprint(config.master_key_file),
                    "tenants": checking.tenants_now(),
                }
                file = tmp_path / "older.zip"
                with file.open("wb") as sink:
                    archive.write(sink, session.connection(), facts)
    restore(config, file, "--replace")
    app = create_app(config)
    with app.app_context(), read_snapshot():
        assert migrate.is_current(app)
        writer = db.session.get_one(Writer, (1, 7))
        assert writer.received == "[[1, 3]]"
    close(app)


def _rows_of_an_older_version() -> None:
    at = "2026-11-01 00:00:00.000000"
    with outside_feed() as session:
        for statement in (
            f"INSERT INTO tenant (id, uid, name, demo, created_at) VALUES (1, 'u', '町', 1, '{at}')",
            "INSERT INTO tenant_feed (tenant_id, epoch, last) VALUES (1, 'e', 5)",
            "INSERT INTO device (tenant_id, id, label, client, app_version, created_at, last_seen_at) "
            f"VALUES (1, 'd', 'タブレット1号', 'tablet', '', '{at}', '{at}')",
            "INSERT INTO writer (tenant_id, writer_no, device_id, client, store_id, received, "
            "reads_received, made_seq, save, drafts_open, scopes_at_contact, created_at, last_seen_at) "
            f"VALUES (1, 7, 'd', 'tablet', 's', '[[1, 3]]', '[]', 3, 3, 0, '[]', '{at}', '{at}')",
        ):
            session.execute(text(statement))


def test_the_worker_takes_one_backup_a_day_and_on_sundays_restores_it_on_trial(
    tablet: Tablet, config: Config, app: Flask, fake_clock: FakeClock, lines: Lines
) -> None:
    worker.back_up(app)
    worker.back_up(app)  # a second worker, a moment later
    assert len(files.archives(config.backups)) == 1
    assert not any("backup-drill" in line for line in lines.written), "2026-11-21 is a Saturday"
    fake_clock.advance(days=1)
    worker.back_up(app)
    assert len(files.archives(config.backups)) == 2
    (drilled,) = [line for line in lines.written if "backup-drill" in line]
    assert '"faults":0' in drilled
