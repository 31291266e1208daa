"""The file of a backup: a zip any tool opens, one zstd member of JSON lines a table, and a manifest.

The manifest says which version wrote it, at which schema, what each table holds, and per tenant its epoch and
what had been received of every writer. docs/backup.md describes it for whoever has to read one without Kayoi.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import zstandard
from sqlalchemy import Connection

from server.backup import tables
from server.backup.tables import Line, Tally, Told
from sync import feed

FORMAT = 1
MANIFEST = "manifest.json"
LEVEL = 3


class Damaged(Exception):
    """The file is not a whole backup; the text says in one line what is wrong with it."""


@dataclass(frozen=True)
class TenantPart:
    """One tenant at the moment of the backup. received: {writer number as text: ranges}."""

    id: int
    epoch: str
    received: dict[str, list[list[int]]]

    def ranges(self) -> dict[int, feed.Ranges]:
        """What had been received, by writer number."""
        return {int(no): feed.parse_ranges(pairs) for no, pairs in self.received.items()}


@dataclass(frozen=True)
class Manifest:
    """What is known of a backup without reading its tables. key: fingerprint of its master key."""

    format: int
    id: str
    taken_at: str
    app_version: str
    revision: str
    database: str
    key: str
    tables: dict[str, Told]
    tenants: dict[str, TenantPart]


def write(target: BinaryIO, connection: Connection, facts: Mapping[str, Any]) -> Manifest:
    """Write every table and the manifest. Inside a snapshot. facts: the manifest but for its tables."""
    told: dict[str, Told] = {}
    tables.in_utc(connection)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for table in tables.tables_of(connection):
            told[str(table.name)] = _write_table(archive, connection, table)
        manifest = Manifest(tables=told, **facts)
        said = asdict(manifest) | {"tables": {name: list(one) for name, one in told.items()}}
        archive.writestr(MANIFEST, orjson.dumps(said, option=orjson.OPT_INDENT_2))
    return manifest


def _write_table(archive: zipfile.ZipFile, connection: Connection, table: Any) -> Told:
    tally = Tally()
    with archive.open(_member(table.name), "w", force_zip64=True) as member:
        packer = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        with packer.stream_writer(member, closefd=False) as sink:
            sink.write(orjson.dumps([column.name for column in table.columns]) + b"\n")
            for line in tables.lines_of(connection, table):
                tally.add(line)
                sink.write(line + b"\n")
    return tally.told()


def read_manifest(file: Path) -> Manifest:
    """The manifest of a backup. Raises Damaged; OSError when the file cannot be read at all."""
    try:
        with zipfile.ZipFile(file) as archive:
            said = orjson.loads(archive.read(MANIFEST))
        if said.get("format") != FORMAT:
            raise Damaged(f"{file.name} is of a form this version does not know")
        said["tables"] = {name: Told(*told) for name, told in said["tables"].items()}
        said["tenants"] = {uid: TenantPart(**part) for uid, part in said["tenants"].items()}
        return Manifest(**said)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, AttributeError, EOFError):
        raise Damaged(f"{file.name} is not a whole backup of Kayoi") from None


@contextmanager
def opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """The archive for `rows`; whatever is broken in it raises Damaged."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zstandard.ZstdError, orjson.JSONDecodeError, EOFError, KeyError):
        raise Damaged(f"{file.name} is damaged") from None


def rows(archive: zipfile.ZipFile, name: str) -> tuple[list[str], Iterator[Line]]:
    """(the columns of a table, its rows)."""
    member = archive.open(_member(name))
    lines = io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(member), 1 << 20)
    return orjson.loads(lines.readline()), map(orjson.loads, lines)


def _member(table: str) -> str:
    return f"tables/{table}.jsonl.zst"
