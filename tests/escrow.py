"""Escrow files as a tablet writes them."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from tests.sealed import Unlock, text_of
from tests.tablet import Tablet, sign


def line(body: str, signature: str = "-") -> bytes:
    """One segment."""
    raw = body.encode()
    return b" ".join((text_of(hashlib.sha256(raw).digest()).encode(), signature.encode(), raw))


class File:
    """An escrow file of one tablet. sign: its own key, where it has one."""

    def __init__(self, signs: Callable[[str], str] | None = None) -> None:
        self.segments: list[dict[str, Any]] = []
        self._signs = signs

    def add(
        self, tablet: Tablet, ops: list[list[Any]], drafts: list[dict[str, Any]] | None = None, **more: Any
    ) -> "File":
        """A segment of one writer: ops as made and drafts in the clear, sealed here."""
        unlock, body = Unlock(tablet.browser), tablet.browser.body
        before = tablet.made.get(ops[0][0] - 1) if ops else None
        self.segments.append(
            {
                "escrow": 1,
                "tenant": body["tenant"]["uid"],
                "store_id": tablet.browser.store_id,
                "device_id": body["device"]["id"],
                "made_at": "2026-11-21T05:12:33Z",
                "writer_no": tablet.no,
                "writer_cert": tablet.writer["certificate"],
                "made_seq": tablet.seq,
                "prev_hash": before[1] if before else "",
                "made_as": "",
                "ops": [unlock.op(tablet.no, op) for op in ops],
                "drafts": [_draft(tablet, unlock, one) for one in drafts or []],
            }
            | more
        )
        return self

    def lines(self) -> list[bytes]:
        """The segments as they are written."""
        in_all = {
            "ops_in_all": sum(len(one["ops"]) for one in self.segments),
            "drafts_in_all": sum(len(one["drafts"]) for one in self.segments),
        }
        texts = [json.dumps(in_all | one) for one in self.segments]
        return [line(text, self._signs(f"kayoi-escrow|{text}") if self._signs else "-") for text in texts]

    def bytes(self) -> bytes:
        """The file."""
        return b"".join(one + b"\n" for one in self.lines())


def _draft(tablet: Tablet, unlock: Unlock, draft: dict[str, Any]) -> list[Any]:
    text = json.dumps(draft, ensure_ascii=False)
    mac = sign(tablet.writer["mac_key"], text)
    return [draft["id"], mac, unlock.seal(text, f"draft/{draft['id']}")]
