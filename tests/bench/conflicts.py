"""Two tablets away from the server change the same 200 persons: other fields, then the same field."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from sync.merge import Row
from tests.bench.database import durable_postgresql
from tests.bench.push import PERSONS
from tests.bench.servers import kayoi_server, kayoi_town
from tests.bench.tablet import CREATED_AT
from tests.browser.live import PASSPHRASE
from tests.reference.device import Device
from tests.reference.lines import Tcp
from tests.reference.screen import drawn_members
from tests.reference.server import Server
from tests.reference.store import Store

CHANGED = 200
Said = dict[str, dict[str, str]]  # field -> person -> value


class Shown(NamedTuple):
    """What one tablet shows in the end. kept: values of other fields; in_use, beside: of the same field."""

    kept: int
    in_use: int
    beside: int


def measure(where: Path) -> dict[str, list[Shown]]:
    """What either tablet shows, on both databases: {database: [one tablet, the other]}."""
    where.mkdir(parents=True)
    with durable_postgresql() as new_database:
        return {
            "PostgreSQL": _on_server(where / "pg", new_database("kayoi")),
            "SQLite": _on_server(where / "sqlite", None),
        }


def _on_server(where: Path, database_url: str | None) -> list[Shown]:
    kayoi_town(where, database_url, PERSONS)
    server = kayoi_server(where, database_url, where / "server.log")
    try:
        address = urlsplit(server.url)
        line = Tcp(address.hostname or "", address.port or 0)
        return _between(_tablet(line, "sato"), _tablet(line, "suzuki"))
    finally:
        server.stop()


def _tablet(line: Tcp, login: str) -> Device:
    device = Device(Server(line), Store(str(uuid.uuid4())), lambda: CREATED_AT)
    device.sign_in(login, PASSPHRASE)
    device.sync()
    return device


def _between(one: Device, other: Device) -> list[Shown]:
    persons = _on_both(one.screen(), other.screen())
    others = _change(one, persons, "phone", "01") | _change(other, persons, "address", "架空町")
    _all_sync(one, other)
    kept = [_kept(device.screen(), others) for device in (one, other)]
    same = [_change(one, persons, "family", "甲"), _change(other, persons, "family", "乙")]
    _all_sync(one, other)
    first, second = (said["family"] for said in same)
    shown = [_both_values(device.screen(), first, second) for device in (one, other)]
    return [Shown(count, *values) for count, values in zip(kept, shown, strict=True)]


def _on_both(one: Mapping[str, Row], other: Mapping[str, Row]) -> list[str]:
    """Persons that either tablet shows."""
    persons = sorted(record for record, row in one.items() if record in other and "born_on" in row.fields)
    if len(persons) < CHANGED:
        raise RuntimeError(f"only {len(persons)} persons on both tablets")
    return persons[:CHANGED]


def _change(device: Device, persons: list[str], field: str, text: str) -> Said:
    """Change one field of each of them; {field: {person: what was said}}."""
    said = {person: f"{text}{number:03}" for number, person in enumerate(persons)}
    rows = device.screen()
    drafts = [
        {"kind": "person", "id": person, "edits": {field: (drawn_members(rows[person], field), value)}}
        for person, value in said.items()
    ]
    device.save(*drafts)
    return {field: said}


def _all_sync(*devices: Device) -> None:
    """Each sends and pulls; then each pulls what came after it."""
    for device in (*devices, *devices):
        if not device.sync():
            raise RuntimeError("a tablet could not finish its sync")


def _kept(rows: Mapping[str, Row], others: Said) -> int:
    """How many of the values said are shown, with none beside them."""
    return sum(
        _values(rows[person], field) == [value]
        for field, said in others.items()
        for person, value in said.items()
    )


def _both_values(rows: Mapping[str, Row], first: Mapping[str, str], second: Mapping[str, str]) -> list[int]:
    """How many persons show the value that was applied first, and how many the other one beside it."""
    shown = [(_values(rows[person], "family"), first[person], second[person]) for person in first]
    return [
        sum(values[:1] == [earlier] for values, earlier, _ in shown),
        sum(values[1:] == [later] for values, _, later in shown),
    ]


def _values(row: Row, field: str) -> list[str]:
    """The values a field shows, the one in use first."""
    members = row.members.get(field)
    return list(members.values()) if members else [row.fields[field]]
