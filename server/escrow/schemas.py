"""What is answered about escrow files: counts, and to its author a draft."""

from marshmallow import fields

from server.api import Schema


class EscrowReply(Schema):
    """What became of the ops of a file, and how many drafts are kept from it."""

    arrived = fields.Integer()
    already_here = fields.Integer()
    held = fields.Integer()
    unreadable = fields.Integer()
    drafts = fields.Integer()


class OwnDraft(Schema):
    id = fields.String()
    received_at = fields.String()
    draft = fields.Dict()


class OwnDraftsReply(Schema):
    drafts = fields.List(fields.Nested(OwnDraft))


class DraftCount(Schema):
    staff_id = fields.String()
    name = fields.String()
    drafts = fields.Integer()


class DraftCountsReply(Schema):
    drafts = fields.List(fields.Nested(DraftCount))
