"""The office journal: which ops the office and imports filed, when. Numbers only, in a file beside the keys.

A tablet keeps what a backup may lack and sends it again; a browser tab does not. So a line is written, and
durable, before such ops are committed: whatever kills the server afterwards, a restore can say what the
office has to look at again. A line may be there for an op that was never committed; never the other way
round. Backups, restores and backups no longer to be used are noted in the same file, because the database is
what gets lost.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from server import clock
from sync import feed

CLIENTS = ("office", "import")  # writers whose ops no tablet keeps


class OfficeOps(NamedTuple):
    """One line: consecutive ops of one writer."""

    tenant: str
    epoch: str
    writer_no: int
    first: int
    last: int
    at: str


def note_ops(file: Path, tenant_uid: str, epoch: str, writer_no: int, seqs: Iterable[int]) -> None:
    """Note that these ops are about to be committed; durable when it returns. Raises OSError."""
    at = clock.now_iso()
    lines: list[dict[str, Any]] = [
        {"ops": [writer_no, first, last], "tenant": tenant_uid, "epoch": epoch, "at": at}
        for first, last in feed.add((), seqs)
    ]
    append(file, lines)


def append(file: Path, lines: Sequence[dict[str, Any]]) -> None:
    """Add lines in one write. Each begins on a line of its own, also after one that a power cut tore."""
    if not lines:
        return
    text = b"\n" + b"\n".join(map(orjson.dumps, lines)) + b"\n"
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.write(handle, text) != len(text):
            raise OSError(28, os.strerror(28), str(file))
        os.fsync(handle)
    finally:
        os.close(handle)


def read(file: Path) -> list[dict[str, Any]]:
    """Every whole line, oldest first; nothing when there is no file."""
    if not file.exists():
        return []
    found = []
    for line in file.read_bytes().split(b"\n"):
        try:
            said = orjson.loads(line) if line else None
        except orjson.JSONDecodeError:
            continue  # torn by a power cut
        if isinstance(said, dict):
            found.append(said)
    return found


def office_ops(lines: Iterable[dict[str, Any]]) -> list[OfficeOps]:
    """What office and imports filed."""
    return [
        OfficeOps(line["tenant"], line["epoch"], *line["ops"], line["at"]) for line in lines if "ops" in line
    ]


def later_epochs(lines: Iterable[dict[str, Any]], epoch: str) -> set[str]:
    """This epoch and those that restores of its backups have begun."""
    found = {epoch}
    for line in lines:
        if "restored" in line and line["from"] in found:
            found.add(line["restored"])
    return found


def missing(
    lines: Sequence[dict[str, Any]], tenant: str, epoch: str, received: dict[int, feed.Ranges]
) -> list[OfficeOps]:
    """What the office filed in this epoch or later and these received ranges lack, each op once."""
    epochs, told = later_epochs(lines, epoch), dict(received)
    lacking = []
    for one in office_ops(lines):
        if one.tenant != tenant or one.epoch not in epochs:
            continue
        known = told.get(one.writer_no, ())
        told[one.writer_no] = feed.add(known, range(one.first, one.last + 1))
        for first, last in feed.common(((one.first, one.last),), feed.gaps(known, one.last)):
            lacking.append(one._replace(first=first, last=last))
    return lacking


def highest_writer(lines: Iterable[dict[str, Any]], tenant: str) -> int:
    """The highest writer number the journal knows of, those reserved by restores included."""
    numbers = [0]
    for line in lines:
        if line.get("tenant") == tenant:
            numbers.append(line["ops"][0] if "ops" in line else line.get("writers_from", 0))
    return max(numbers)


def complete_since(lines: Sequence[dict[str, Any]], backup_id: str) -> bool:
    """True when nothing the office filed after this backup can be missing from the journal.

    A copy of the journal says that it is one (`copied`): what was filed between the copy and its use is lost.
    """
    at = next((index for index, line in enumerate(lines) if line.get("backup_taken") == backup_id), None)
    return at is not None and not any("copied" in line for line in lines[at:])


def retired(lines: Iterable[dict[str, Any]]) -> set[str]:
    """Ids of the backups no restore may use any more."""
    return {line["retired"] for line in lines if "retired" in line}
