"""A real server on a port in this process, so that its clock can be moved, and `kayoi backup` beside it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from werkzeug.serving import make_server

from server import cli, create_app
from server.backup import archive, files
from server.config import Config
from tests.conftest import close
from tests.factories import PASSPHRASE, store_id
from tests.fakes import FakeClock
from tests.reference.device import Device
from tests.reference.lines import Tcp
from tests.reference.screen import drawn_members
from tests.reference.server import Server
from tests.reference.store import Store
from tests.tablet import MADE_AT, found_masters, new_id, person, sign

POLL_S = 0.02  # how soon it notices that it is to stop


def environment(config: Config) -> dict[str, str]:
    """The settings as a process of its own reads them."""
    url = config.database_url.replace("postgresql+psycopg://", "postgresql://")
    env = {"KAYOI_DATA": str(config.data), "DATABASE_URL": url, "PUSH": "off"}
    return env | {"KAYOI_BACKUPS": str(config.backups), "KAYOI_KEY_BACKUPS": str(config.key_backups)}


def kayoi(config: Config, *words: str) -> Result:
    """Run one command on this server's data, in this process and at its time."""
    return CliRunner(env=environment(config)).invoke(cli.main, list(words))


def back_up(config: Config, *words: str) -> Path:
    """`kayoi backup`; the file it made."""
    done = kayoi(config, "backup", *words)
    assert done.exit_code == 0, done.output
    return files.archives(config.backups)[-1]


def restore(config: Config, file: Path, *words: str) -> Result:
    """`kayoi restore`, which must succeed."""
    done = kayoi(config, "restore", str(file), *words)
    assert done.exit_code == 0, done.output
    return done


def manifest(file: Path) -> archive.Manifest:
    """What a backup says of itself."""
    return archive.read_manifest(file)


class Town:
    """The home town behind a port. `stopped` while the server is down."""

    def __init__(self, config: Config, clock: FakeClock) -> None:
        self.config, self.clock = config, clock
        self.port = 0
        self._start()
        found_masters(self.app)

    def _start(self) -> None:
        self.app = create_app(self.config)
        self.server = make_server("127.0.0.1", self.port, self.app, threaded=True)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, args=(POLL_S,), daemon=True)
        self.thread.start()

    def _stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
        close(self.app)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """No server meanwhile."""
        self._stop()
        yield
        self._start()

    def close(self) -> None:
        """Stop for good."""
        self._stop()

    def line(self) -> Tcp:
        """A way to the server."""
        return Tcp("127.0.0.1", self.port)

    def tablet(self, login: str) -> Device:
        """A new tablet, signed in."""
        device = Device(Server(self.line()), Store(store_id()), lambda: MADE_AT)
        device.sign_in(login, PASSPHRASE)
        return device

    def office(self, store: str | None = None) -> "OfficeTab":
        """A tab of the office, signed in; with the store of an earlier one if given."""
        return OfficeTab(Server(self.line()), "megumi", store)


class OfficeTab:
    """A browser tab in the office: pushes at once and keeps no copy."""

    def __init__(self, server: Server, login: str, store: str | None = None) -> None:
        self.server, self.store_id = server, store or store_id()
        said = {"login": login, "passphrase": PASSPHRASE, "store_id": self.store_id, "client": "office"}
        self.server.sign_in(said | {"app_version": "test"})
        asked = {"store_id": self.store_id, "client": "office"}
        self.writer = self.server._said(self.server.post("/api/v1/writers", asked))["writer"]
        self.no: int = self.writer["writer_no"]
        self.seq = 0
        self.hash = ""

    def file(self, kind: str, record_id: str, **members: Any) -> str:
        """File one op; its id."""
        self.seq += 1
        said = {
            "seq": self.seq,
            "save": self.seq,
            "kind": kind,
            "id": record_id,
            "made_at": MADE_AT,
            **members,
        }
        text = json.dumps(said, ensure_ascii=False)
        mac = sign(self.writer["mac_key"], text)
        reply = self.server.push(
            {
                "protocol": 1,
                "store_id": self.store_id,
                "writer_no": self.no,
                "writer_cert": self.writer["certificate"],
                "made_seq": self.seq,
                "drafts_open": 0,
                "prev_hash": self.hash,
                "ops": [[self.seq, mac, text]],
            }
        )
        assert reply["verdicts"][0]["verdict"] in ("applied", "merged", "conflict"), reply
        self.hash = mac
        return f"{self.no}.{self.seq}"


def new_person(device: Device, **fields: Any) -> str:
    """Save a new person on a tablet; her id."""
    person_id = new_id()
    device.save({"kind": "person", "id": person_id, "new": person(**fields)})
    return person_id


def edit(device: Device, record_id: str, field: str, now: Any, kind: str = "person") -> None:
    """Change one field as it stands on the tablet's screen."""
    saw = drawn_members(device.screen()[record_id], field)
    device.save({"kind": kind, "id": record_id, "edits": {field: (saw, now)}})
