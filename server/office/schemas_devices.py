"""What leaves the server about tablets."""

from __future__ import annotations

from marshmallow import Schema as Loose
from marshmallow import fields


class LostStoreReply(Loose):
    """A store that a tablet signed in without, although it still owed something."""

    store_id = fields.String()
    opened_at = fields.String()
    owed = fields.Integer()
    drafts_open = fields.Integer()
    owed_now = fields.Integer()
    who = fields.List(fields.String())
    last_seen_at = fields.String(allow_none=True)
    closed_at = fields.String(allow_none=True)


class SuspectReply(Loose):
    """A time in which the tablet wrote wrong days, and how many ops arrived in it."""

    since = fields.String()
    until = fields.String()
    ops = fields.Integer()


class TabletStandingReply(Loose):
    """A tablet as it was at its last contact. clock_offset_s: positive when its clock is ahead."""

    id = fields.String()
    label = fields.String()
    who = fields.List(fields.String())
    owed = fields.Integer()
    drafts_open = fields.Integer()
    last_seen_at = fields.String()
    app_version = fields.String()
    clock_offset_s = fields.Integer(allow_none=True)
    persisted = fields.Boolean(allow_none=True)
    free_bytes = fields.Integer(allow_none=True)
    gap_since = fields.String(allow_none=True)
    missing = fields.Integer()
    repaired = fields.Integer()
    repaired_at = fields.String(allow_none=True)
    dates_suspect = fields.Nested(SuspectReply, allow_none=True)
    lost_stores = fields.List(fields.Nested(LostStoreReply))
    state = fields.String()
    enrolled_at = fields.String(allow_none=True)
    owner = fields.String(allow_none=True)
