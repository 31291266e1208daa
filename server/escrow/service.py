"""Taking in an escrow file: by anybody, as often as one likes, answered with counts only."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import func, select

from server import clock, logs
from server.auth import TenantFacts
from server.db import db, insert_new, outside_feed, read_snapshot
from server.devices import codes, tablets
from server.devices import service as devices
from server.devices.sealing import NotOpened, Opener
from server.escrow.files import Draft, Segment, read_file
from server.escrow.models import EscrowDraft
from server.exchange import service as exchange
from server.problems import WriterUnknown
from server.problems_access import EscrowOtherTenant
from server.staff import service as staff
from sync.ids import is_op_id, is_uuid

FATES = {"duplicate": "already_here", "quarantined": "held", "waits": "held", "erased": "already_here"}
COUNTED = ("arrived", "already_here", "held", "unreadable", "drafts")


def take(tenant: TenantFacts, carrier_id: str, raw: bytes) -> dict[str, int]:
    """File everything of it that can be read, and count. Opens its own transactions.

    Each op is judged by its own writer's rights and by how its tablet stands, whoever brings it. Raises
    EscrowUnreadable, EscrowOtherTenant.
    """
    segments = read_file(raw)
    if any(one.said["tenant"] != tenant.uid for one in segments):
        raise EscrowOtherTenant
    counts: Counter[str] = Counter(dict.fromkeys(COUNTED, 0))
    for segment in segments:
        counts += _file(tenant, carrier_id, segment)
    counts["unreadable"] += _missing(segments)
    reply = {name: counts[name] for name in COUNTED}
    logs.note("escrow-taken", tenant=tenant.id, unsigned=_unsigned(tenant.id, segments), **reply)
    return reply


def own_drafts(tenant_id: int, staff_id: str) -> list[dict[str, Any]]:
    """What came of hers that she had under way, newest first."""
    wanted = (
        select(EscrowDraft)
        .where(EscrowDraft.tenant_id == tenant_id, EscrowDraft.staff_id == staff_id)
        .where(EscrowDraft.reason.is_(None))
        .order_by(EscrowDraft.received_at.desc(), EscrowDraft.draft_id)
    )
    return [
        {"id": one.draft_id, "received_at": clock.iso(one.received_at), "draft": orjson.loads(one.body)}
        for one in db.session.scalars(wanted)
    ]


def counts_of_drafts(tenant_id: int) -> list[dict[str, Any]]:
    """How many drafts have come, by author; no word of what is in them."""
    wanted = (
        select(EscrowDraft.staff_id, func.count())
        .where(EscrowDraft.tenant_id == tenant_id)
        .group_by(EscrowDraft.staff_id)
    )
    found = {staff_id or "": count for staff_id, count in db.session.execute(wanted)}
    names = staff.names(tenant_id, [one for one in found if one])
    return [{"staff_id": one, "name": names.get(one, ""), "drafts": found[one]} for one in sorted(found)]


def _file(tenant: TenantFacts, carrier_id: str, segment: Segment) -> Counter[str]:
    try:
        verdicts = exchange.push_from_file(tenant, carrier_id, _envelope(segment.said))
    except WriterUnknown:  # neither number nor certificate: nobody's, and the file is still there
        logs.note("escrow-writer-unknown", tenant=tenant.id, writer=segment.said["writer_no"])
        return Counter(unreadable=len(segment.said["ops"]))
    counts = Counter(FATES.get(verdict.verdict, "arrived") for verdict in verdicts)
    if segment.drafts:
        counts["drafts"] += _keep_drafts(tenant, segment)
    return counts


def _missing(segments: Sequence[Segment]) -> int:
    """How many things the damaged parts held. Each file of those put together says what it had in all."""
    files: defaultdict[tuple[str, str], list[Segment]] = defaultdict(list)
    for one in segments:
        files[one.said["store_id"], str(one.said.get("made_at"))].append(one)
    return sum(max(0, _in_all(parts) - _seen(parts)) for parts in files.values())


def _in_all(parts: Sequence[Segment]) -> int:
    return max(one.said["ops_in_all"] + one.said["drafts_in_all"] for one in parts)


def _seen(parts: Sequence[Segment]) -> int:
    ops = {(one.said["writer_no"], op[0]) for one in parts for op in one.said["ops"]}
    return len(ops) + len({draft[0] for one in parts for draft in one.said["drafts"] if draft})


def _envelope(said: Mapping[str, Any]) -> dict[str, Any]:
    """The segment as a push. What a device says of itself in a push, a file does not."""
    return {
        "store_id": said["store_id"] if is_uuid(said["store_id"]) else "",
        "writer_no": said["writer_no"],
        "writer_cert": said["writer_cert"],
        "made_seq": said["made_seq"],
        "prev_hash": said["prev_hash"] or None,  # the op before is not on the tablet any more
        "made_as": said["made_as"] if is_op_id(said["made_as"]) else None,
        "ops": said["ops"],
    }


def _keep_drafts(tenant: TenantFacts, segment: Segment) -> int:
    writer_no, store_id = segment.said["writer_no"], segment.said["store_id"]
    with read_snapshot():
        writer = devices.get_writer(tenant.id, writer_no)
        if writer is None:
            return 0
        opener = Opener(tenant.uid, store_id)
        read = [(draft, *_opened(tenant.uid, opener, writer, draft)) for draft in segment.drafts]
    rows = [
        {
            "tenant_id": tenant.id,
            "writer_no": writer_no,
            "draft_id": draft.id,
            "hash": hashlib.sha256(body).hexdigest(),
            "staff_id": writer.staff_id,
            "device_id": writer.device_id,
            "reason": reason,
            "body": body,
            "received_at": clock.now(),
        }
        for draft, body, reason in read
    ]
    with outside_feed():
        db.session.execute(insert_new(EscrowDraft, rows))
    return len(rows)


def _opened(tenant_uid: str, opener: Opener, writer: Any, draft: Draft) -> tuple[bytes, str | None]:
    """(what is kept, why it is not hers to see)."""
    try:
        text = opener.open(draft.sealed, f"draft/{draft.id}")
    except NotOpened:
        return orjson.dumps({"mac": draft.mac} | draft.sealed.wire()), "unopened"
    if not devices.is_signed(tenant_uid, writer, text, draft.mac):
        return text.encode(), "unproven-author"
    try:
        said = orjson.loads(text)
    except orjson.JSONDecodeError:
        said = None
    return text.encode(), None if type(said) is dict and said.get("id") == draft.id else "unreadable"


def _unsigned(tenant_id: int, segments: Sequence[Segment]) -> int:
    """How many segments the key of their tablet has not signed. What proves ops is their writer's MAC."""
    with read_snapshot():
        keys = {one.said["device_id"]: tablets.get(tenant_id, one.said["device_id"]) for one in segments}
    known = {device: tablet.public_key for device, tablet in keys.items() if tablet and tablet.public_key}
    return sum(
        not (one.said["device_id"] in known and codes.signed(known[one.said["device_id"]], *one.signed))
        for one in segments
    )
