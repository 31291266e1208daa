"""An escrow file as docs/escrow.md has it: a line a segment, each checked and usable without the others."""

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from server.body import check_value
from server.devices.keys import base64url
from server.devices.sealing import Sealed, sealed_of
from server.exchange.triples import ops_objection
from server.problems import BadBody
from server.problems_access import EscrowUnreadable

VERSION = 1
DRAFT_TEXT = 4_100_000
HIGHEST = 2**31 - 1
_TEXTS = {
    "tenant": 36,
    "store_id": 36,
    "device_id": 36,
    "writer_cert": 4_000,
    "prev_hash": 100,
    "made_as": 30,
}
_NUMBERS = ("writer_no", "made_seq", "ops_in_all", "drafts_in_all")


class Draft(NamedTuple):
    """Answers under way, sealed. mac: by the writer's key, over the text inside."""

    id: str
    mac: str
    sealed: Sealed


class Segment(NamedTuple):
    """Ops and drafts of one writer. signed: what a tablet has signed, and its signature, "" for none."""

    said: dict[str, Any]
    drafts: list[Draft]
    signed: tuple[bytes, str]


def read_file(raw: bytes) -> list[Segment]:
    """Every segment that is whole. Raises EscrowUnreadable when there is none."""
    found = [segment for line in raw.split(b"\n") if (segment := _segment(line.strip())) is not None]
    if not found:
        raise EscrowUnreadable
    return found


def _segment(line: bytes) -> Segment | None:
    """A line is `<checksum> <signature or -> <JSON>`; None when it is damaged or says something else."""
    checksum, _, rest = line.partition(b" ")
    signature, _, body = rest.partition(b" ")
    if checksum != base64url(hashlib.sha256(body).digest()).encode():
        return None
    try:
        said = orjson.loads(body)
        check_value(said)
    except (orjson.JSONDecodeError, BadBody):
        return None
    drafts = list(_drafts(said)) if _is_whole(said) else None
    if drafts is None:
        return None
    proof = "" if signature == b"-" else signature.decode("ascii", "replace")
    return Segment(said, drafts, (b"kayoi-escrow|" + body, proof))


def _is_whole(said: Any) -> bool:
    if type(said) is not dict or said.get("escrow") != VERSION:
        return False
    if any(type(said.get(name)) is not str or len(said[name]) > most for name, most in _TEXTS.items()):
        return False
    if any(type(said.get(name)) is not int or not 0 <= said[name] <= HIGHEST for name in _NUMBERS):
        return False
    return ops_objection(said.get("ops")) is None and type(said.get("drafts")) is list


def _drafts(said: dict[str, Any]) -> Iterator[Draft]:
    """Those that are of the right form; what a newer app may add is passed by."""
    for one in said["drafts"]:
        if type(one) is not list or len(one) != 3:
            continue
        draft_id, mac, sealed = one[0], one[1], sealed_of(one[2], DRAFT_TEXT)
        if type(draft_id) is str and 0 < len(draft_id) <= 36 and type(mac) is str and sealed is not None:
            yield Draft(draft_id, mac, sealed)
