"""The ops of a push as they travel, checked in one loop; each is read later."""

from typing import Any

from server.devices.sealing import sealed_of
from sync.ops import SEQ

OPS = 1_000
OP_TEXT = 1_000_000
SEALED_TEXT = 4_100_000  # of an op's three bytes a character, in base64


def ops_objection(value: Any) -> str | None:
    """Why these are no `[seq, mac, text or {seal_key_id, sealed}]` in ascending seq; None when they are."""
    if type(value) is not list or len(value) > OPS:
        return f"must be a list of at most {OPS}"
    before = 0
    for triple in value:
        if type(triple) is not list or len(triple) != 3:
            return "each must be [seq, mac, text]"
        seq, mac, text = triple
        if type(seq) is not int or type(mac) is not str:
            return "each must be [seq, mac, text]"
        if type(text) is not str and sealed_of(text, SEALED_TEXT) is None:
            return "each must be [seq, mac, text or {seal_key_id, sealed}]"
        if not before < seq <= SEQ:
            return "seqs must ascend"
        if len(mac) > 100 or len(text) > OP_TEXT:
            return "mac or text is too long"
        before = seq
    return None
